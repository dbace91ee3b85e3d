"""A Shopify product export is a product sheet."""

# ruff: noqa: E501 - the rows of an export are long

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from avatar.catalog.product import read_catalog
from avatar.errors import SheetError
from avatar.types import Product

OLD = """\
Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Status
mug,Camp Mug,"<p>For the <b>trail</b> &amp; home.</p><ul><li>Light</li><li>Hard to  break</li></ul><style>p{}</style>",Fern & Co,Mugs,"a, b",Colour,Green,M1,4,19.90,25.00,https://x.example/1.jpg,active
mug,,,,,,,Blue,M2,-2,21.00,,https://x.example/2.jpg,
mug,,,,,,,,,,,,https://x.example/3.jpg,
bag,Day Bag,"One line.<br>Another line.",Fern & Co,Bags,,Title,Default Title,B1,,45.00,45.00,,active
hat,Old Hat,,Fern & Co,Hats,,Title,Default Title,H1,1,9.00,,,draft
"""
NEW = """\
Title,URL handle,Description,Vendor,Status,Option1 name,Option1 value,Price,Compare-at price,Inventory quantity,Product image URL,Currency
Camp Mug,mug,<p>Light</p>,Fern & Co,Active,Title,Default Title,19.90,25.00,4,,EUR
"""


def export(folder: Path, text: str) -> Path:
    (folder / "products_export.csv").write_text(text, "utf-8")
    return folder / "products_export.csv"


def test_rows_of_a_handle_become_one_product(tmp_path: Path) -> None:
    heard: list[str] = []
    catalog = read_catalog(export(tmp_path, OLD), heard.append)
    assert catalog.shop == "Fern & Co"
    assert catalog.products == (
        Product(
            id="mug",
            name="Camp Mug",
            price=Decimal("19.90"),
            list_price=Decimal("25.00"),
            currency="USD",
            stock=4,
            selling_points=("Light", "Hard to break"),
            specs={"Colour": "Green / Blue"},
        ),
        Product(
            id="bag", name="Day Bag", price=Decimal("45.00"), currency="USD",
            selling_points=("One line.", "Another line."),
        ),
    )  # fmt: skip
    told = "\n".join(heard)
    for part in (
        "names no currency, USD is taken",
        "row 2: 'mug': its variants differ in price; the lowest, 19.90, is taken",
        "row 2: 'mug': oversold",
        "row 6: 'hat' is draft in the shop and left out",
        "3 picture(s) are web addresses and left out",
    ):
        assert part in told
    assert len(heard) == 5


def test_the_newer_columns_are_understood(tmp_path: Path) -> None:
    catalog = read_catalog(export(tmp_path, NEW), pytest.fail)
    assert catalog.products == (
        Product(
            id="mug", name="Camp Mug", price=Decimal("19.90"), list_price=Decimal("25.00"), currency="EUR", stock=4,
            selling_points=("Light",),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OLD.replace("19.90", "from 19"), r'row 2: price: "from 19" is not a price'),
        (OLD.replace("21.00", "NaN"), r'row 2: price: "NaN" is not a price'),
        (OLD.replace("M1,4,", "M1,some,"), r'row 2: stock: "some" is not a number of pieces'),
        (OLD.replace("\nmug,Camp Mug", "\n,Camp Mug"), r"row 2: has no handle"),
        (OLD.replace("Camp Mug", ""), r"row 2: has no name"),
        (OLD.replace(",active", ",draft"), r"no product of the export is active"),
    ],
)
def test_a_wrong_export_names_its_row(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        read_catalog(export(tmp_path, text), lambda _: None)
