"""A table of one row a product: what its columns mean, and the sheet it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from avatar.catalog import fields
from avatar.catalog.entry import Entry, Sheet
from avatar.catalog.fields import Place
from avatar.catalog.names import PRODUCT_FIELDS, SPEC_PREFIX, field_named
from avatar.catalog.table import Row, Table
from avatar.errors import SheetError

_SHEET_WIDE = ("language", "shop")

Columns = Mapping[str, tuple[str, str | None]]
"""What each header means: a field, and for a column of one specification its name."""


def table_sheet(table: Table, path: Path) -> Sheet:
    """The sheet of a table; `language` and `shop` columns must say the same in every row. Raises SheetError."""
    columns = _columns(table.headers, f"{path}: header")
    top = {name: value for name in _SHEET_WIDE if (value := _one_value(table, columns, name, path)) is not None}
    return Sheet([_entry(row, columns, path) for row in table.rows], Place(str(path)), top)


def _columns(headers: tuple[str, ...], place: str) -> Columns:
    columns: dict[str, tuple[str, str | None]] = {}
    for header in headers:
        spec = SPEC_PREFIX.fullmatch(header)
        if spec:
            columns[header] = ("specs", spec[1].strip())
        elif header:
            name = field_named(header, (*PRODUCT_FIELDS, *_SHEET_WIDE), place)
            if (name, None) in columns.values():
                raise SheetError(f"{place}: {header!r} says {name} a second time; keep one column")
            columns[header] = (name, None)
    return columns


def _one_value(table: Table, columns: Columns, name: str, path: Path) -> str | None:
    headers = [header for header, (meant, _) in columns.items() if meant == name]
    values = {row.cells[header].strip() for header in headers for row in table.rows if header in row.cells}
    if len(values) > 1:
        raise SheetError(
            f"{path}: the column {headers[0]!r} says {len(values)} different things; a sheet has one {name}"
        )
    return values.pop() if values else None


def _entry(row: Row, columns: Columns, path: Path) -> Entry:
    found: dict[str, object] = {}
    specs: dict[str, str] = {}
    place = f"{path}: row {row.number}"
    for header, cell in row.cells.items():
        name, spec = columns[header]
        if spec:
            specs[spec] = cell
        elif name == "specs":
            specs |= fields.pairs(cell, f"{place}: {header}")
        elif name not in _SHEET_WIDE:
            found[name] = cell
    if specs:
        found["specs"] = specs
    called = {name: header for header, (name, spec) in columns.items() if not spec and header != name}
    return Entry(found, Place(place, {name: f"{place}, column {header!r}" for name, header in called.items()}))
