"""Rows of tables told in words, so that each can be understood without its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from avatar.catalog.documents.block import TABLE_TITLE, Block, Kind

_HAN = re.compile("[\u4e00-\u9fff]")
_FIGURES = re.compile(r"[-+]?[\d.,:/%¥￥$€£\s~–-]+")
_NAMES_COLUMNS = re.compile(
    "问题|问|答案|答|回答|项目|名称|内容|说明|参数|规格|属性|值|类别|类型|商品|产品|尺码|备注|地区|时效|费用|价格"
    "|questions?|answers?|items?|names?|values?|descriptions?|spec(?:ification)?s?|details?|fields?|types?|sizes?"
    "|notes?|products?|regions?|prices?|models?",
    re.IGNORECASE,
)
_HEADER_WITHIN = 10  # rows
_LONGEST_HEADER = 40

Row = tuple[str, Sequence[str]]
"""Where a row stands (`row 12`), and its cells as text; merged cells all have what they show."""


def told(headers: Sequence[str], cells: Sequence[str]) -> str:
    """`Size: M; Height: 160–165`. An empty cell is left out; a cell without a header stands alone."""
    pairs = []
    for column, cell in enumerate(cells):
        header = headers[column].rstrip(":：") if column < len(headers) else ""
        if cell and header and header != cell:
            pairs.append(f"{header}{'：' if _HAN.search(header + cell) else ': '}{cell}")
        elif cell and cell not in pairs:
            pairs.append(cell)
    return ("；" if _HAN.search("".join(pairs)) else "; ").join(pairs)


def row_blocks(rows: Sequence[Row], *, fixed: bool = False) -> Iterator[Block]:
    """The rows that are not empty, each told with the header above it.

    A row that says one thing across its cells is a heading. A table of two columns
    without a header is one of names and values.
    """
    rows = [(position, cells) for position, cells in rows if any(cells)]
    start, end = _header(rows)
    headers = _names(rows[start:end])
    if start == end or end == len(rows):
        start = end = 0
        headers = []
    for number, (position, cells) in enumerate(rows):
        if start <= number < end:
            continue
        kind: Kind = "heading" if _is_title(cells, before=number < start) else "row"
        text = _only(cells) if kind == "heading" else _row(headers if number >= end else [], cells)
        yield Block(kind, text, position, TABLE_TITLE, fixed)


def _header(rows: Sequence[Row]) -> tuple[int, int]:
    """The rows that name the columns (half open): usually one; two where merged names have others below them."""
    for number, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        if _is_header(cells):
            filled = [cell for cell in cells if cell]
            below = number + 1 < len(rows) and _is_header(rows[number + 1][1])
            return number, number + 1 + (len(set(filled)) < len(filled) and below)
    return 0, 0


def _names(rows: Sequence[Row]) -> list[str]:
    columns = zip(*(cells for _, cells in rows), strict=False)
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _is_header(cells: Sequence[str]) -> bool:
    """Short words without figures; of two columns, words that columns are called."""
    filled = [cell for cell in cells if cell]
    if len(set(filled)) < 2 or any(len(cell) > _LONGEST_HEADER or _FIGURES.fullmatch(cell) for cell in filled):
        return False
    return len(filled) > 2 or all(len(cell) <= 20 and _NAMES_COLUMNS.search(cell) for cell in filled)


def _is_title(cells: Sequence[str], *, before: bool) -> bool:
    """Whether one thing is said across all cells, or alone above the header."""
    distinct = set(filter(None, cells))
    return len(cells) > 1 and len(distinct) == 1 and (before or all(cells))


def _only(cells: Sequence[str]) -> str:
    return next(filter(None, cells))


def _row(headers: Sequence[str], cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    if not headers and len(filled) == 2:
        return told(filled[:1], filled[1:])
    return told(headers, cells)
