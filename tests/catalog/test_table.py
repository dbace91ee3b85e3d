"""CSV and Excel sheets, as people's programs save them."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from avatar.catalog.product import read_catalog
from avatar.errors import SheetError
from avatar.types import Faq, Product

HEADER = ["编号", "商品名称", "价格", "划线价", "币种", "库存", "卖点", "规格", "规格:容量", "常见问题", "图片", "店铺"]
ROW = [
    "007", "手冲杯，两只", "19.90", "1,299.00", "RMB", "30", "轻|好握\n防滑", "材质: 陶瓷 | 重：2 千克", "300 毫升",
    "能洗吗？能 | Why? So", "mug.png", "小店",
]  # fmt: skip
PRODUCT = Product(
    id="007",
    name="手冲杯，两只",
    price=Decimal("19.90"),
    list_price=Decimal("1299.00"),
    stock=30,
    selling_points=("轻", "好握", "防滑"),
    specs={"材质": "陶瓷", "重": "2 千克", "容量": "300 毫升"},
    faq=(Faq("能洗吗？", "能"), Faq("Why?", "So")),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (4, 4)).save(tmp_path / "mug.png")
    return tmp_path


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def workbook(path: Path, rows: list[list[Any]], *others: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for number, table in enumerate(others):
        sheet = book.create_sheet(f"other {number}")
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_reads_whatever_saved_it(folder: Path, delimiter: str, encoding: str) -> None:
    (folder / "a.csv").write_bytes(csv_text([HEADER, ROW, [""] * 3], delimiter).encode(encoding))
    heard: list[str] = []
    catalog = read_catalog(folder / "a.csv", heard.append)
    assert catalog.shop == "小店"
    assert [image.name for image in catalog.products[0].images] == ["mug.png"]
    assert catalog.products[0] == Product(**{**vars(PRODUCT), "images": (folder / "mug.png",)})
    assert [line for line in heard if "GB18030" in line] == heard
    assert bool(heard) == (encoding == "gb18030")


def test_a_workbook_reads_the_same(folder: Path) -> None:
    row = [ROW[0], ROW[1], 19.9, 1299, *ROW[4:5], 30, *ROW[6:]]
    catalog = read_catalog(workbook(folder / "a.xlsx", [[None], HEADER, row]), pytest.fail)
    assert catalog.products[0] == Product(**{**vars(PRODUCT), "images": (folder / "mug.png",)})
    assert str(catalog.products[0].price) == "19.9"


def test_a_workbook_under_another_name_is_still_one(folder: Path) -> None:
    workbook(folder / "a.xlsx", [["id", "name", "price"], ["a", "A", 0.1 + 0.2]]).rename(folder / "a.csv")
    assert read_catalog(folder / "a.csv").products[0].price == Decimal("0.3")


def test_other_worksheets_are_mentioned(folder: Path) -> None:
    heard: list[str] = []
    rows = [["id", "name", "price"], ["a", "A", 1]]
    read_catalog(workbook(folder / "a.xlsx", rows, [["notes"]], []), heard.append)
    assert len(heard) == 1
    assert "only the worksheet 'Sheet' is read, not 'other 0'" in heard[0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["id", "name", "price"], ["a", "A", "99元起"]], r'row 2: price: "99元起" is not a price'),
        ([["id", "名称", "价格"], ["a", "A", "free"]], r"row 2, column '价格': price: "),
        ([["id", "name", "price"], [], ["a", "", "9"]], r"row 3: has no name"),
        ([["id", "name", "price", "stock"], ["a", "A", "9", "-1"]], r"row 2: stock: .* below zero"),
        (
            [["id", "name", "price"], ["a", "A", "9"], ["a", "B", "9"]],
            r"row 3: id: 'a' is another product's id .*row 2",
        ),
        ([["id", "name", "prcie"], ["a", "A", "9"]], r"header: unknown name 'prcie' \(did you mean 'price'\?\)"),
        ([["id", "name", "name", "price"], ["a", "A", "B", "9"]], r"row 1: the column 'name' is there twice"),
        ([["id", "name", "名称", "price"], ["a", "A", "B", "9"]], r"header: '名称' says name a second time"),
        ([["id", "name", "price", ""], ["a", "A", "9", "x"]], r"row 2: column 4 has no name in the header"),
        ([["id", "name", "price", "faq"], ["a", "A", "9", "Why"]], r"row 2: faq 1: .* has no answer"),
        ([["id", "name", "price", "specs"], ["a", "A", "9", "heavy"]], r'row 2: specs: "heavy" is no pair'),
        (
            [["id", "name", "price", "shop"], ["a", "A", "9", "x"], ["b", "B", "9", "y"]],
            r"the column 'shop' says 2 diff",
        ),
        ([["id", "name", "price"]], r"the sheet holds no product"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_wrong_table_is_one_line_with_its_row(folder: Path, rows: list[list[str]], message: str, kind: str) -> None:
    path = folder / f"a.{kind}"
    if kind == "csv":
        path.write_text(csv_text(rows), "utf-8")
    else:
        workbook(path, rows)
    with pytest.raises(SheetError, match=message) as caught:
        read_catalog(path)
    assert str(caught.value).startswith(str(path))


def test_a_csv_with_loose_commas_or_quotes_is_explained(folder: Path) -> None:
    (folder / "a.csv").write_text("id,name,price\na,A,1,299\n")
    with pytest.raises(SheetError, match=r"row 2 has more cells than the header; put text .* in double quotes"):
        read_catalog(folder / "a.csv")
    (folder / "a.csv").write_text('id,name,price\na,"A,1\n' + "x" * 200_000)
    with pytest.raises(SheetError, match=r"not valid CSV: .*look for a quote that is not closed"):
        read_catalog(folder / "a.csv")


def test_a_formula_gives_its_saved_value_or_says_it_has_none(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", [["id", "name", "price"], ["a", "A", "=9*2"]])
    with pytest.raises(SheetError, match=r"row 2, column 3: the formula '=9\*2' has no saved value"):
        read_catalog(path)
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet]
        .replace(b"<f>9*2</f><v></v>", b"<f>9*2</f><v>18</v>")
        .replace(b"<f>9*2</f><v />", b"<f>9*2</f><v>18</v>")
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert read_catalog(path).products[0].price == Decimal(18)


def test_a_zip_bomb_is_refused_unopened(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/bomb.xml", b"\0" * (70 * 1024 * 1024))
    with pytest.raises(SheetError, match="unpacks to more than 64 MB"):
        read_catalog(folder / "a.xlsx")


def test_an_entity_bomb_in_a_workbook_is_refused(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", [["id", "name", "price"], ["a", "A", 1]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts["xl/workbook.xml"] = bomb + parts["xl/workbook.xml"].split(b"?>", 1)[-1]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(SheetError, match="the workbook is damaged"):
        read_catalog(path)


def test_a_damaged_workbook_or_another_zip_is_refused(folder: Path) -> None:
    whole = workbook(folder / "a.xlsx", [["id", "name", "price"], ["a", "A", 1]]).read_bytes()
    (folder / "a.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SheetError, match="not an Excel workbook"):
        read_catalog(folder / "a.xlsx")
    with zipfile.ZipFile(folder / "b.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(SheetError, match="not an Excel workbook"):
        read_catalog(folder / "b.xlsx")
