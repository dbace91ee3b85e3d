"""Workbooks and Word documents: merged cells, formulas, hidden and deleted text, bombs."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook

from avatar.catalog.documents.reading import read_document
from avatar.errors import DocumentError
from tests.catalog.makers import docx, saved, xlsx
from tests.catalog.test_documents import read, refused

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def workbook(*rows: tuple[object, ...], title: str = "Sizes") -> Workbook:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def texts(folder: Path, book: Workbook, said: list[str] | None = None) -> list[str]:
    return [part.text for part in read(folder, "shop.xlsx", saved(book), said).parts]


def with_value(data: bytes, value: str) -> bytes:
    """The workbook as a spreadsheet program saves it: with the value beside the formula."""
    old, new = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            content = re.sub(rb"(<f>[^<]*</f>)<v ?(?:/>|></v>)", rb"\1<v>" + value.encode() + b"</v>", content)
            target.writestr(entry, content)
    return new.getvalue()


def test_each_row_is_told_with_its_headers(tmp_path: Path) -> None:
    book = workbook(("尺码", "身高", "体重"), ("M", "160-165", 50), (None, None, None), ("L", "165-170", 60.5))
    parts = read(tmp_path, "shop.xlsx", saved(book)).parts
    assert [(part.text, part.place) for part in parts] == [
        ("尺码：M；身高：160-165；体重：50", "sheet Sizes, row 2"),
        ("尺码：L；身高：165-170；体重：60.5", "sheet Sizes, row 4"),
    ]


def test_a_merged_cell_is_told_in_every_row_it_spans(tmp_path: Path) -> None:
    book = workbook(("Region", "City", "Days"), ("North", "Harbin", 2), (None, "Dalian", 3), ("South", "Sanya", 4))
    book.active.merge_cells("A2:A3")
    assert texts(tmp_path, book) == [
        "Region: North; City: Harbin; Days: 2",
        "Region: North; City: Dalian; Days: 3",
        "Region: South; City: Sanya; Days: 4",
    ]


def test_merged_titles_and_headers_of_two_rows_are_headings(tmp_path: Path) -> None:
    book = workbook(("Sizes of cups", None, None), ("Size", "Body", None), (None, "Height", "Width"), ("M", 9, 7))
    for cells in ("A1:C1", "B2:C2", "A2:A3"):
        book.active.merge_cells(cells)
    (part,) = read(tmp_path, "shop.xlsx", saved(book)).parts
    assert part.text == "Size: M; Body Height: 9; Body Width: 7"
    assert part.heading == "Sizes of cups"


def test_two_columns_without_a_header_are_names_and_values(tmp_path: Path) -> None:
    assert texts(tmp_path, workbook(("容量", "300 ml"), ("材质", "青瓷"))) == ["容量：300 ml", "材质：青瓷"]
    assert texts(tmp_path, workbook(("问题", "答案"), ("能洗吗？", "能。"))) == ["问题：能洗吗？；答案：能。"]


def test_a_formula_gives_its_saved_value(tmp_path: Path) -> None:
    data = with_value(saved(workbook(("Item", "Pieces", "Sum"), ("Cup", 3, "=B2*2"))), "6")
    (part,) = read(tmp_path, "shop.xlsx", data).parts
    assert part.text == "Item: Cup; Pieces: 3; Sum: 6"


def test_a_formula_without_a_value_is_told_and_left_out(tmp_path: Path) -> None:
    said: list[str] = []
    assert texts(tmp_path, workbook(("Item", "Pieces", "Sum"), ("Cup", 3, "=B2*2")), said) == ["Item: Cup; Pieces: 3"]
    assert len(said) == 1
    assert "sheet 'Sizes': C2: formulas without a value, left out; mend them, open the workbook and save it" in said[0]


def test_percentages_and_money_are_told_as_the_sheet_shows_them(tmp_path: Path) -> None:
    book = workbook(("Item", "Off", "Price"), ("Cup", 0.15, 99))
    book.active["B2"].number_format = "0%"
    book.active["C2"].number_format = '"¥"#,##0.00'
    assert texts(tmp_path, book) == ["Item: Cup; Off: 15%; Price: ¥99.00"]


def test_every_sheet_is_read_and_hidden_and_empty_ones_are_told(tmp_path: Path) -> None:
    book = workbook(("only line",), title="one")
    book.create_sheet("two").append(["other line"])
    hidden = book.create_sheet("costs")
    hidden.append(["secret line"])
    hidden.sheet_state = "hidden"
    book.create_sheet("empty")
    said: list[str] = []
    reading = read(tmp_path, "shop.xlsx", saved(book), said)
    assert [(part.text, part.place) for part in reading.parts] == [
        ("only line", "sheet one, row 1"),
        ("other line", "sheet two, row 1"),
    ]
    assert len(said) == 2
    assert "sheet 'costs' is hidden and was left out" in said[0]
    assert "sheet 'empty' is empty" in said[1]


def test_a_range_merged_over_the_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    book = workbook(("Item", "Value", "Note"), ("Cup", "1", "x"))
    data = saved(book)
    old, new = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for entry in source.infolist():
            merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
            target.writestr(entry, source.read(entry).replace(b"</sheetData>", merged))
    assert read(tmp_path, "shop.xlsx", new.getvalue()).parts


@pytest.mark.parametrize(("suffix", "inner"), [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")])
def test_a_bomb_is_refused_unopened(tmp_path: Path, suffix: str, inner: str) -> None:
    file = io.BytesIO({"docx": docx, "xlsx": xlsx}[suffix]("a", ["b"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{inner}.more.xml", bytes(70 * 1024 * 1024))
    assert "unpacks to more than 64 MB" in refused(tmp_path, f"shop.{suffix}", file.getvalue())


def test_another_archive_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "no DOCX and no XLSX" in refused(tmp_path, "shop.docx", file.getvalue())


def test_entities_that_multiply_are_refused_or_left_out(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"boom" * 99 + b'"><!ENTITY c "&b;&b;&b;&b;">]>'
    for suffix, inner in (("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")):
        old, new = io.BytesIO({"docx": docx, "xlsx": xlsx}[suffix]("a", ["plain words"])), io.BytesIO()
        with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
            for entry in source.infolist():
                content = source.read(entry)
                if entry.filename == inner:
                    declaration, mark, rest = content.rpartition(b"?>")
                    content = declaration + mark + bomb + rest.replace(b"plain words", b"&c;")
                    content = content.replace(
                        b"</sheetData>", b"<row r='9'><c r='A9' t='str'><v>&c;</v></c></row></sheetData>"
                    )
                target.writestr(entry, content)
        path = tmp_path / f"shop.{suffix}"
        path.write_bytes(new.getvalue())
        with contextlib.suppress(DocumentError):
            assert "boom" not in "".join(part.text for part in read_document(path, lambda _: None).parts)


def test_headings_lists_and_tables_of_a_document(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Before all headings.")
    document.add_heading("Returns", 1)
    document.add_heading("Deadlines", 2)
    document.add_paragraph("We need:")
    document.add_paragraph("the number", style="List Bullet")
    document.add_paragraph("a picture", style="List Bullet")
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(
        table.rows, (("Region", "City", "Days"), ("North", "Harbin", "2"), ("", "Dalian", "3")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_heading("Can I wash it?", 2)
    document.add_paragraph("By hand.")
    parts = read(tmp_path, "shop.docx", saved(document)).parts
    assert [(part.text, part.place) for part in parts] == [
        ("Before all headings.", "paragraph 1"),
        ("We need:\nthe number\na picture", "Returns › Deadlines"),
        ("Region: North; City: Harbin; Days: 2", "Returns › Deadlines, table 1, row 2"),
        ("Region: North; City: Dalian; Days: 3", "Returns › Deadlines, table 1, row 3"),
        ("By hand.", "Returns › Can I wash it?"),
    ]


def test_deleted_and_hidden_text_is_left_out_and_framed_text_is_read(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Seven ")
    paragraph._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>thirty </w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:moveFrom {W}><w:r><w:t>moved </w:t></w:r></w:moveFrom>"))
    paragraph._p.append(parse_xml(f"<w:ins {W}><w:r><w:t>working </w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>"))
    paragraph.add_run("days.")
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(control))
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    # a box is kept twice, for newer programs and for older ones
    both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    run = parse_xml(f"<w:r {W} {MC}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    document.add_paragraph("Anchor.")._p.append(run)
    parts = read(tmp_path, "shop.docx", saved(document)).parts
    assert [part.text for part in parts] == ["Seven working days.", "In a control.", "Anchor.", "In a box."]
