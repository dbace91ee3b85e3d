"""XLSX: every sheet's rows, each told with the header above it; formulas give their saved values."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from avatar.catalog.documents.block import Block, Warn
from avatar.catalog.documents.cleaning import one_line
from avatar.catalog.documents.rows import Row, row_blocks
from avatar.errors import DocumentError

_MAX_ROWS = 50_000
_MAX_COLUMNS = 300
_MAX_MERGED = 2_000
_DECIMALS = re.compile(r"\.(0+)")
_SIGN = re.compile(r"[¥￥$€£]")
_NAMED_CELLS = 5

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1, all inside."""


class Workbook:
    """A workbook opened. Raises DocumentError where it is damaged or too large."""

    def __init__(self, data: bytes, path: Path, warn: Warn) -> None:
        self._data, self._path, self._warn = data, path, warn
        self._values, self._formulas = (self._open(values=values) for values in (True, False))
        self.sheets = len(self._values.worksheets)

    def blocks(self) -> Iterator[Block]:
        """The rows of all sheets that are not hidden; what is left out is told."""
        try:
            for values, formulas in zip(self._values.worksheets, self._formulas.worksheets, strict=True):
                if values.sheet_state != "visible":
                    self._warn(
                        f"{self._path}: sheet {values.title!r} is hidden and was left out; unhide it to learn it"
                    )
                    continue
                yield from self._sheet(values, formulas)
        except DocumentError:
            raise
        except Exception as error:
            raise self._damaged(error) from error
        finally:
            self._values.close()
            self._formulas.close()

    def _open(self, *, values: bool) -> Any:
        import openpyxl

        try:
            with warnings.catch_warnings():
                # what openpyxl would not write back into a workbook does not matter to its reader
                warnings.simplefilter("ignore", UserWarning)
                return openpyxl.load_workbook(io.BytesIO(self._data), read_only=True, data_only=values)
        except Exception as error:
            # openpyxl lets whatever its parser meets escape: KeyError, ValueError, ParseError, …
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DocumentError:
        return DocumentError(f"{self._path}: the workbook is damaged ({error}); save it again as .xlsx")

    def _sheet(self, values: Any, formulas: Any) -> Iterator[Block]:
        missing: list[str] = []
        grid: list[list[str]] = []
        # a worksheet may claim a million rows; without its claim only the rows that are there are read
        for sheet in (values, formulas):
            sheet.reset_dimensions()
        for number, (row, sources) in enumerate(zip(values.iter_rows(), formulas.iter_rows(), strict=True), 1):
            if number > _MAX_ROWS or len(row) > _MAX_COLUMNS:
                raise DocumentError(
                    f"{self._path}: sheet {values.title!r}: more than {_MAX_ROWS:,} rows or {_MAX_COLUMNS} columns;"
                    " split the sheet"
                )
            grid.append([_shown(cell) for cell in row])
            missing += [source.coordinate for cell, source in zip(row, sources, strict=True) if _is_lost(cell, source)]
        _fill(grid, list(self._merged(values)))
        if missing:
            self._tell_missing(values.title, missing)
        if not any(map(any, grid)):
            self._warn(f"{self._path}: sheet {values.title!r} is empty")
        yield from row_blocks(list(_placed(grid, values.title)), fixed=True)

    def _tell_missing(self, sheet: str, cells: list[str]) -> None:
        named = ", ".join(cells[:_NAMED_CELLS]) + (", …" if len(cells) > _NAMED_CELLS else "")
        self._warn(
            f"{self._path}: sheet {sheet!r}: {named}: formulas without a value, left out;"
            " mend them, open the workbook and save it"
        )

    def _merged(self, sheet: Any) -> Iterator[Merged]:
        """The merged ranges: openpyxl reads them only with the whole workbook in memory, cell by cell."""
        from defusedxml.ElementTree import iterparse
        from openpyxl.utils.cell import range_boundaries

        # its element is the only place where a read-only sheet says which file it is
        with self._values._archive.open(sheet._worksheet_path) as file:
            for _, element in iterparse(file):
                if element.tag.endswith("}mergeCell"):
                    left, top, right, bottom = (edge or 1 for edge in range_boundaries(element.get("ref", "A1")))
                    yield top, left, bottom, right
                elif element.tag.endswith("}row"):
                    element.clear()


def _placed(grid: list[list[str]], title: str) -> Iterator[Row]:
    """The rows with their places, cut to the columns that are used in the sheet."""
    used = [
        column for column in range(max(map(len, grid), default=0)) if any(column < len(r) and r[column] for r in grid)
    ]
    for number, row in enumerate(grid, 1):
        yield f"sheet {title}, row {number}", [row[column] if column < len(row) else "" for column in used]


def _fill(grid: list[list[str]], merged: list[Merged]) -> None:
    """Write what a merged range shows into all its cells, as far as the sheet goes."""
    for top, left, bottom, right in merged[:_MAX_MERGED]:
        if top > len(grid) or left > len(grid[top - 1]):
            continue
        text = grid[top - 1][left - 1]
        for row in grid[top - 1 : bottom]:
            row.extend([""] * (min(right, _MAX_COLUMNS) - len(row)))
            row[left - 1 : right] = [text] * (min(right, len(row)) - left + 1)


def _is_lost(cell: Any, source: Any) -> bool:
    """Whether a formula has no saved value, or that of an error."""
    if source.data_type != "f":
        return False
    return cell.value is None or cell.data_type == "e"


def _shown(cell: Any) -> str:
    """The value as the sheet shows it: percentages, amounts of money and dates as such."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(Decimal(f"{value:.15g}"), cell.number_format or "")
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, datetime, time)) else one_line(str(value))


def _number(value: Decimal, shape: str) -> str:
    """A number in a cell's format; a spreadsheet keeps 15 digits, the rest is the noise of binary fractions."""
    shape = shape.split(";")[0]
    percent, sign = "%" in shape, _SIGN.search(shape)
    decimals = _DECIMALS.search(shape)
    if percent:
        value *= 100
    if decimals and (percent or sign):
        value = round(value, len(decimals[1]))
    elif percent:
        value = value.normalize()
    return f"{sign[0] if sign else ''}{value:f}{'%' if percent else ''}"
