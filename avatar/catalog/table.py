"""CSV and XLSX sheets as rows of text, numbered as a spreadsheet program shows them."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from avatar.errors import SheetError

MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One row below the header: its number, and the text under each header (an empty cell is left out)."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The headers in order, and the rows that are not empty."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def csv_table(content: str, path: Path) -> Table:
    """The table of a CSV text, separated by commas, semicolons or tabs, whichever its header uses most."""
    header = content.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        return _table(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter), path)
    except csv.Error as error:
        raise SheetError(f"{path}: not valid CSV: {error}; look for a quote that is not closed") from error


def xlsx_table(data: bytes, path: Path, warn: Callable[[str], None]) -> Table:
    """The first worksheet of a workbook; formulas give the value the spreadsheet program last saved."""
    _check_archive(data, path)
    try:
        values, formulas = (
            _first_sheet(data, path, warn if cached else None, cached=cached) for cached in (True, False)
        )
    except SheetError:
        raise
    except Exception as error:
        # openpyxl lets whatever its parser meets escape: KeyError, ValueError, ParseError, …
        raise SheetError(f"{path}: the workbook is damaged ({error}); save it again as .xlsx") from error
    return _table(_cells(values, formulas, path), path)


def _check_archive(data: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [entry.file_size for entry in archive.infolist()]
            names = set(archive.namelist())
            declared = any(_declares(archive, entry) for entry in archive.infolist())
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise SheetError(f"{path}: not an Excel workbook; save it again as .xlsx") from error
    if sum(sizes) > MAX_UNPACKED or len(sizes) > 5_000:
        raise SheetError(f"{path}: unpacks to more than {MAX_UNPACKED >> 20} MB; keep only the product table in it")
    if declared:
        raise SheetError(f"{path}: the workbook is damaged (it declares entities); save it again as .xlsx")
    if "[Content_Types].xml" not in names:
        raise SheetError(f"{path}: not an Excel workbook; save it as .xlsx")


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part has a document type: that is how entity bombs begin, and not every parser openpyxl takes minds."""
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(entry) as part:
        return b"<!DOCTYPE" in part.read(2048).replace(b"\0", b"")


def _first_sheet(data: bytes, path: Path, warn: Callable[[str], None] | None, *, cached: bool) -> list[tuple[Any, ...]]:
    import openpyxl  # takes a tenth of a second, and most sheets are not workbooks

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=cached)
    try:
        sheets = book.worksheets
        if not sheets:
            raise SheetError(f"{path}: the workbook has no worksheet")
        others = [sheet.title for sheet in sheets[1:] if warn and any(_filled(row) for row in _rows(sheet, path))]
        if warn and others:
            warn(f"{path}: only the worksheet {sheets[0].title!r} is read, not {', '.join(map(repr, others))}")
        return list(_rows(sheets[0], path))
    finally:
        book.close()


def _rows(sheet: Any, path: Path) -> Iterator[tuple[Any, ...]]:
    # a worksheet may claim a million rows; without its claim only the rows that are there are read
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise SheetError(f"{path}: more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns; split the sheet")
        yield row


def _filled(row: tuple[Any, ...]) -> bool:
    return any(cell is not None for cell in row)


def _cells(values: list[tuple[Any, ...]], formulas: list[tuple[Any, ...]], path: Path) -> Iterator[list[str]]:
    for number, (row, sources) in enumerate(zip(values, formulas, strict=True), 1):
        cells = []
        for column, (value, source) in enumerate(zip(row, sources, strict=True)):
            if value is None and source is not None:
                raise SheetError(
                    f"{path}: row {number}, column {column + 1}: the formula {source!r} has no saved value;"
                    " open the workbook, save it, or write the value itself"
                )
            cells.append(_cell(value))
        yield cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # a spreadsheet keeps 15 digits; the rest is the noise of binary fractions
        return f"{value:.15g}"
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)


def _table(records: Iterable[list[str]], path: Path) -> Table:
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, record in enumerate(records, 1):
        if number > MAX_ROWS:
            raise SheetError(f"{path}: more than {MAX_ROWS:,} rows; split the sheet")
        if not any(cell.strip() for cell in record):
            continue
        if headers:
            rows.append(_row(headers, record, number, path))
        else:
            headers = _headers(record, number, path)
    if not rows:
        raise SheetError(f"{path}: the sheet holds no product; write one row for each below the header")
    return Table(headers, tuple(rows))


def _headers(record: list[str], number: int, path: Path) -> tuple[str, ...]:
    headers = tuple(cell.strip().removeprefix("*") for cell in record)
    if len(headers) > MAX_COLUMNS:
        raise SheetError(f"{path}: more than {MAX_COLUMNS} columns; split the sheet")
    for column, header in enumerate(headers):
        if header and header in headers[:column]:
            raise SheetError(f"{path}: row {number}: the column {header!r} is there twice; remove one")
    return headers


def _row(headers: tuple[str, ...], record: list[str], number: int, path: Path) -> Row:
    cells: dict[str, str] = {}
    for column, cell in enumerate(record):
        if not cell.strip():
            continue
        if column >= len(headers):
            raise SheetError(
                f"{path}: row {number} has more cells than the header;"
                " put text that holds the separator in double quotes"
            )
        if not headers[column]:
            raise SheetError(
                f"{path}: row {number}: column {column + 1} has no name in the header; name it or clear it"
            )
        cells[headers[column]] = cell
    return Row(number, cells)
