"""Sheets of every kind give the same catalog; every wrong one is one line with file, place and mend."""

from __future__ import annotations

import json
import logging
import string
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from avatar.catalog.money import CURRENCIES
from avatar.catalog.picture import open_picture
from avatar.catalog.product import (
    catalog_to_yaml,
    example_sheet,
    product_from_mapping,
    product_to_mapping,
    read_catalog,
)
from avatar.errors import SheetError, UsageError
from avatar.types import Catalog, Coupon, Faq, Product

FULL = """\
language: zh-CN
shop: 测试店
currency: CNY
products:
  - id: "007"
    name: 手冲杯
    price: 19.90
    list_price: 29.90
    stock: 12
    selling_points:
      - 轻
      - 好握 | 防滑
    specs:
      容量: 300 毫升
      可微波: no
    faq:
      - question: 能洗吗？
        answer: 能
    images: [mug.png]
  - {id: b, name: "B: two", price: 0}
"""


def sheet(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop's folder with one picture in it."""
    place = tmp_path / "shop"
    place.mkdir()
    Image.new("RGB", (4, 4)).save(place / "mug.png")
    return place


def silent(message: str) -> None:
    raise AssertionError(f"nothing should be warned of: {message}")


def test_a_full_sheet_is_read_exactly_as_written(folder: Path) -> None:
    catalog = read_catalog(sheet(folder, FULL), silent)
    assert (catalog.language, catalog.shop, catalog.path) == ("zh", "测试店", folder / "shop.yaml")
    assert catalog.products[0] == Product(
        id="007",
        name="手冲杯",
        price=Decimal("19.90"),
        list_price=Decimal("29.90"),
        currency="CNY",
        stock=12,
        selling_points=("轻", "好握 | 防滑"),
        specs={"容量": "300 毫升", "可微波": "no"},
        faq=(Faq("能洗吗？", "能"),),
        images=(folder / "mug.png",),
    )
    assert str(catalog.products[0].price) == "19.90"
    assert catalog.product("b") == Product(id="b", name="B: two", price=Decimal(0))


def test_chinese_names_of_fields_mean_the_same(folder: Path) -> None:
    text = FULL
    for english, chinese in (
        ("language", "语言"), ("shop", "店铺"), ("products", "商品"), ("id:", "编号:"), ("name", "商品名"),
        ("list_price", "划线价"), (" price", " 价格"), ("stock", "库存"), ("selling_points", "卖点"),
        ("images", "图片"),
    ):  # fmt: skip
        text = text.replace(english, chinese)
    assert read_catalog(sheet(folder, text)).products == read_catalog(sheet(folder, FULL)).products


def test_json_says_the_same_and_no_price_becomes_a_float(folder: Path) -> None:
    text = json.dumps(
        {"currency": "USD", "products": [{"id": "a", "name": "A", "price": 0.1, "stock": 3, "faq": None}]}
    ).replace("0.1", "0.10000000000000000000000000000000000001")
    with pytest.raises(SheetError, match="not a price"):
        read_catalog(sheet(folder, text, "shop.json"))
    catalog = read_catalog(
        sheet(folder, text.replace("0.10000000000000000000000000000000000001", "19.10"), "shop.json")
    )
    assert catalog.products[0] == Product(id="a", name="A", price=Decimal("19.10"), currency="USD", stock=3)


def test_the_shipped_shops_are_whole_and_twins() -> None:
    chinese, english = (read_catalog(example_sheet(language), silent) for language in ("zh", "en"))
    assert [product.id for product in chinese.products] == [product.id for product in english.products]
    assert (chinese.language, english.language) == ("zh", "en")
    for product in (*chinese.products, *english.products):
        assert product.list_price is not None
        assert product.list_price > product.price
        assert 4 <= len(product.selling_points) <= 6
        assert 3 <= len(product.faq) <= 4
        assert product.stock
        assert product.specs
        assert all(image.stat().st_size <= 120_000 for image in product.images)
        assert {open_picture(image).size for image in product.images} == {(800, 800)}
    assert {product.currency for product in chinese.products} == {"CNY"}
    assert {product.currency for product in english.products} == {"USD"}
    for word in ("最", "第一", "国家级", "顶级", "唯一"):
        assert word not in example_sheet("zh").read_text("utf-8")


def test_an_example_shop_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UsageError, match="no example shop in 'fr'; there are: en, zh"):
        example_sheet("fr")


ONE = "products:\n  - id: a\n    name: A\n    price: 9\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ONE.replace("    name: A\n", ""), r"line 2: has no name; every product needs id, name and price"),
        (ONE.replace("name: A", "name: ''"), r"line 2: has no name"),
        (ONE.replace("price: 9", "price: 99元起"), r'line 4: price: "99元起" is not a price; write digits alone'),
        (ONE.replace("price: 9", "price: -1"), r'line 4: price: "-1" is below zero'),
        (ONE.replace("price: 9", "price: 1.23456"), r"line 4: price: .* at most 4 decimals"),
        (ONE.replace("price: 9", "price: .inf"), r"line 4: price: .* is not a price"),
        (ONE.replace("price: 9", "price: 1e3"), r"line 4: price: .* is not a price"),
        (ONE.replace("price: 9", "price: 9999999999"), r"not a believable price"),
        (ONE.replace("price: 9", "price: [9]"), r"line 4: price: must be text, not a list"),
        (ONE + "    stock: -3\n", r'line 5: stock: "-3" is below zero; write 0 or more'),
        (ONE + "    stock: 2.5\n", r"line 5: stock: .* is not a number of pieces"),
        (ONE + "    list_price: 8\n", r"line 5: list_price: ¥8 is below the price ¥9; it is the struck-through"),
        (ONE + "    currency: RUPEES\n", r'line 5: currency: "RUPEES" is no currency'),
        (ONE + "    colour: red\n", r"line 5: unknown name 'colour'; there are: id, name, price"),
        (ONE + "    prise: 8\n", r"line 5: unknown name 'prise' \(did you mean 'price'\?\)"),
        (ONE + "    价格: 8\n", r"line 5: '价格' says price a second time \(as 'price'\); keep one"),
        (ONE + "    price: 8\n", r"line 5: 'price' is written twice \(first on line 4\)"),
        (ONE + "    selling_points: {a: b}\n", r"line 5: selling_points: must be a list, not a mapping"),
        (ONE + "    selling_points: [a, [b]]\n", r"line 5: selling_points 2: must be text, not a list"),
        (ONE + "    selling_points: [a, '']\n", r"line 5: selling_points 2: is empty"),
        (ONE + "    specs: [heavy]\n", r'line 5: specs: "heavy" is no pair; write \'name: value\''),
        (ONE + "    faq: [{question: Why?}]\n", r"line 5: faq 1: has no answer"),
        (ONE + "    faq: [{question: Why?, anser: so}]\n", r"line 5: faq 1: unknown key 'anser'"),
        (ONE + "    faq: [Why]\n", r"line 5: faq 1: .* has no answer; write 'question\? answer'"),
        (ONE + "  - {id: a, name: B, price: 1}\n", r"line 5: id: 'a' is another product's id already \(.*line 2\)"),
        (ONE.replace("id: a", "id: a/../b"), r'line 2: id: "a/../b" is no id'),
        (ONE.replace("name: A", r'name: "A\u0007"'), r"line 3: name: holds the control character U\+0007"),
        (ONE.replace("name: A", r'name: "A\u202E"'), r"line 3: name: holds the control character U\+202E"),
        (ONE.replace("name: A", "name: " + "长" * 2001), r"line 3: name: 2,001 characters is too long"),
        ("language: 中文\n" + ONE, r'line 1: language: "中文" is no language'),
        ("produkts: []\n", r"line 1: unknown name 'produkts' \(did you mean 'products'\?\)"),
        ("shop: A\n", r"shop.yaml: has no products; write a list"),
        ("products: []\n", r"has no products"),
        ("products: [a]\n", r"product 1: must be a mapping with id, name and price"),
        ("- id: a\n", r"must be a mapping with a list 'products:', not a list"),
        ("hello\n", r"must be a mapping .* not a text"),
        ("products:\n  - id: a\n   name: b\n", r"line 3: not valid YAML"),
        ("products:\n  - id: a: b\n", r"line 2: not valid YAML: mapping values .* in quotes"),
        ("products:\n\t- id: a\n", r"line 2: not valid YAML"),
        (ONE + "---\n" + ONE, r"holds 2 documents"),
        (ONE.replace("name: A", "name: !!python/name:os.system A"), r"line 3: tags .* are not read"),
        ("? [a]\n: b\n", r"line 1: a list or mapping cannot be a key"),
        (" \n", r"the sheet is empty"),
        ("# only a comment\n", r"must be a mapping"),
    ],
)
def test_a_wrong_sheet_is_one_line_with_its_place_and_mend(folder: Path, text: str, message: str) -> None:
    path = sheet(folder, text)
    with pytest.raises(SheetError, match=message) as caught:
        read_catalog(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_yaml_bomb_is_refused_at_its_first_reference(folder: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(SheetError, match=r"line 2: references \(\*a\) are not read; write it out"):
        read_catalog(sheet(folder, bomb))


@pytest.mark.parametrize(
    ("name", "unit"), [("a.yaml", "["), ("a.yaml", "{a: "), ("a.yaml", "- "), ("a.json", "["), ("a.json", '{"a":')]
)
def test_deep_nesting_is_refused(folder: Path, name: str, unit: str) -> None:
    with pytest.raises(SheetError, match=r"nested too deeply|not valid"):
        read_catalog(sheet(folder, unit * 100_000, name))


def test_what_cannot_be_a_sheet_is_said(folder: Path, tmp_path: Path) -> None:
    cases = [
        (folder / "missing.yaml", "cannot be read: No such file"),
        (folder, "cannot be read: Is a directory"),
        (sheet(folder, "", "empty.csv"), "the sheet is empty"),
        (sheet(folder, "x" * (5 * 1024 * 1024 + 1), "big.yaml"), "larger than 5 MB; split it"),
        (sheet(folder, "hello", "letter.doc"), "what kind of sheet is this"),
        (sheet(folder, "hello", "letter.xlsx"), "not an Excel workbook"),
    ]
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9)
    (folder / "zero.yaml").write_bytes(b"a: \0")
    (folder / "latin.csv").write_bytes("id,name,price\na,caf\xe9 ,1\n".encode("latin-1"))
    cases += [
        (folder / "old.xls", "save the workbook as .xlsx"),
        (folder / "zero.yaml", "not a text"),
        (folder / "latin.csv", "save the sheet as UTF-8"),
    ]
    for path, message in cases:
        with pytest.raises(SheetError, match=message):
            read_catalog(path)


def test_json_that_is_wrong_names_its_place(folder: Path) -> None:
    for text, message in (
        ('{"products": [\n{"id": "a",}]}', "line 2: not valid JSON"),
        ('{"products": [{"id": "a", "id": "b"}]}', "the key 'id' is written twice"),
        ('{"products": [{"id": "a", "name": "A", "price": NaN}]}', "NaN is not a value"),
        ('{"products": [{"id": "a", "name": true, "price": 1}]}', "product 1: name: must be text, not true"),
        ('{"products": [{"id": "a", "name": "A", "price": "9"}, {"id": "b"}]}', "product 2: has no name"),
    ):
        with pytest.raises(SheetError, match=message):
            read_catalog(sheet(folder, text, "shop.json"))


def test_pictures_stay_inside_the_folder_of_the_sheet(folder: Path) -> None:
    Image.new("RGB", (4, 4)).save(folder.parent / "secret.png")
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "inner").mkdir()
    for name, message in (
        ("../secret.png", "is outside the sheet's folder; put the picture beside the sheet"),
        (r"..\\secret.png", "is outside the sheet's folder"),
        ("link.png", "is outside the sheet's folder"),
        (str(folder.parent / "secret.png"), "is outside the sheet's folder"),
        ("none.png", "does not exist in .*; put it there or correct the name"),
        ("inner", "does not exist"),
        ("a" * 300 + ".png", "does not exist|is not a file name"),
    ):
        with pytest.raises(SheetError, match=rf"line 5: images: .*{message}"):
            read_catalog(sheet(folder, ONE + f'    images: ["{name}"]\n'))
    inside = read_catalog(sheet(folder, ONE + f"    images: [inner/../mug.png, '{folder / 'mug.png'}']\n"))
    assert [image.resolve() for image in inside.products[0].images] == [folder / "mug.png"] * 2


def test_pictures_on_the_web_are_left_out_and_said_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = sheet(folder, ONE + "    images: ['https://x.example/a.png', mug.png, '//x.example/b.png']\n")
    heard: list[str] = []
    catalog = read_catalog(path, heard.append)
    assert catalog.products[0].images == (folder / "mug.png",)
    assert len(heard) == 1
    assert "2 picture(s) are web addresses and left out (first: https://x.example/a.png)" in heard[0]
    with caplog.at_level(logging.WARNING):
        read_catalog(path)
    assert heard[0] in caplog.text


def test_utf16_and_a_byte_order_mark_are_read(folder: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        (folder / "shop.yaml").write_bytes(FULL.encode(encoding))
        assert read_catalog(folder / "shop.yaml", silent).shop == "测试店"


LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z", "Cf")), min_size=1, max_size=30)
PRICE = st.decimals(min_value=0, max_value=10**8, places=2)


@st.composite
def products(draw: st.DrawFn) -> Product:
    price = draw(PRICE)
    return Product(
        id=draw(st.text(string.ascii_letters + string.digits + "商品", min_size=1, max_size=12)),
        name=draw(LINE),
        price=price,
        list_price=draw(st.none() | st.decimals(min_value=price, max_value=10**8 + 1, places=4)),
        currency=draw(st.sampled_from(sorted(CURRENCIES))),
        stock=draw(st.none() | st.integers(0, 10**9)),
        selling_points=tuple(draw(st.lists(LINE, max_size=4))),
        specs=draw(st.dictionaries(LINE, LINE, max_size=4)),
        faq=tuple(draw(st.lists(st.builds(Faq, LINE, LINE), max_size=3))),
        coupons=tuple(draw(st.lists(st.builds(Coupon, LINE, st.none() | st.dates()), max_size=2))),
    )


CATALOGS = st.builds(
    Catalog,
    products=st.lists(products(), min_size=1, max_size=4, unique_by=lambda product: product.id).map(tuple),
    language=st.none() | st.sampled_from(["zh", "en", "yue", "no"]),
    shop=st.none() | LINE,
)


@given(CATALOGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_a_catalog_written_as_yaml_reads_back_the_same(tmp_path: Path, catalog: Catalog) -> None:
    back = read_catalog(sheet(tmp_path, catalog_to_yaml(catalog)), silent)
    assert (back.products, back.language, back.shop) == (catalog.products, catalog.language, catalog.shop)


def test_pictures_survive_the_round_trip(folder: Path) -> None:
    catalog = read_catalog(sheet(folder, FULL))
    assert read_catalog(sheet(folder, catalog_to_yaml(catalog), "again.yaml")).products == catalog.products
    assert product_to_mapping(catalog.products[0], folder)["images"] == ["mug.png"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
KEYS = st.sampled_from(["id", "name", "price", "stock", "specs", "faq", "images", "x"])


@given(st.dictionaries(KEYS, VALUES))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_mapping_is_a_product_or_one_clear_line(mapping: dict[str, object]) -> None:
    try:
        product = product_from_mapping(mapping, "the table: row 1", None)
    except SheetError as error:
        message = str(error)
    else:
        assert product.price >= 0
        return
    assert message.startswith("the table: row 1")


def test_a_row_of_a_page_is_checked_like_a_sheet() -> None:
    row = {"id": "a", "name": "A", "price": 19.9, "stock": float("nan"), "specs": "容量: 1 升 | 重: 2 千克",
           "faq": "能洗吗？能\nWhy? So.", "selling_points": "轻|好握", "list_price": ""}  # fmt: skip
    assert product_from_mapping(row, "row 1", None) == Product(
        id="a", name="A", price=Decimal("19.9"), specs={"容量": "1 升", "重": "2 千克"},
        faq=(Faq("能洗吗？", "能"), Faq("Why?", "So.")), selling_points=("轻", "好握"),
    )  # fmt: skip
    with pytest.raises(SheetError, match="cannot be found without the sheet's folder"):
        product_from_mapping({**row, "images": "mug.png"}, "row 1", None)


def test_coupons_are_the_shops_words_with_their_last_day(tmp_path: Path) -> None:
    sheet = tmp_path / "shop.yaml"
    sheet.write_text(ONE + "    优惠券:\n      - 满300减50\n      - {text: 新客减10元, until: 2026-12-31}\n", "utf-8")
    assert read_catalog(sheet).products[0].coupons == (Coupon("满300减50"), Coupon("新客减10元", date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    coupons: [{text: 减10, until: soon}]\n", r'line 5: coupons 1: until: "soon" is no day; write it as in'),
        ("    coupons: [{until: 2026-12-31}]\n", r"line 5: coupons 1: has no text; write text:"),
        ("    coupons: [{text: a, from: b}]\n", r"line 5: coupons 1: unknown key 'from'"),
    ],
)
def test_a_wrong_coupon_is_one_line_with_its_place_and_mend(tmp_path: Path, line: str, message: str) -> None:
    sheet = tmp_path / "shop.yaml"
    sheet.write_text(ONE + line, "utf-8")
    with pytest.raises(SheetError, match=message):
        read_catalog(sheet)


def test_a_draft_is_refused_until_somebody_has_confirmed_it(tmp_path: Path) -> None:
    sheet = tmp_path / "shop.yaml"
    sheet.write_text("draft: true\n" + ONE, "utf-8")
    with pytest.raises(SheetError, match=r"shop.yaml: line 1: draft: .* check each one, then delete this line"):
        read_catalog(sheet)
