"""Lines of a PDF's page with where they lie, and the blocks that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from statistics import median
from typing import Any

from avatar.catalog.documents.block import Block
from avatar.catalog.documents.cleaning import clean, joined
from avatar.catalog.documents.outline import heading_level, is_closed, is_item, speaks

_LARGER = 1.18
"""How much larger than the text a heading is set, at least."""
_APART = 1.35
"""How much farther apart than others the lines of two paragraphs are, at least."""
_ROWS_APART = 2.2
"""… and the rows of a table at most, in sizes of their letters."""
_FULL = 0.85
"""How much of the text's width a line fills that goes on in the next."""
_LONGEST_HEADING = 60


@dataclass(frozen=True)
class PdfLine:
    """A line's text, its edges in points from the page's lower left corner, and its letters' size.

    `bottom` is that of its first letter, `lowest` of its last: a word that a hyphen broke joins two lines into one.
    """

    text: str
    left: float
    bottom: float
    right: float
    size: float
    lowest: float


def page_lines(page: Any) -> list[PdfLine]:
    """The lines of a pypdfium2 text page in reading order, those without text left out."""
    lines = []
    start = 0
    for raw in page.get_text_range().split("\r\n"):
        text = clean(raw)
        if text:
            lines.append(_line(page, text, start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip()) - 1))
        start += len(raw) + 2
    return lines


def _line(page: Any, text: str, first: int, last: int) -> PdfLine:
    count = page.count_chars()
    first, last = min(first, count - 1), min(last, count - 1)
    left, bottom, _, _ = page.get_charbox(first, loose=True)
    _, lowest, right, _ = page.get_charbox(last, loose=True)
    return PdfLine(text, left, bottom, right, _size(page, first), lowest)


def _size(page: Any, index: int) -> float:
    """A letter's size as set: fonts differ in how high their boxes are, even within a line."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    return float(raw.FPDFText_GetFontSize(page, index)) * hypot(matrix.b, matrix.d)


def line_blocks(lines: Sequence[PdfLine], position: str) -> Iterator[Block]:
    """Paragraphs, items and headings of one page."""
    if not lines:
        return
    body = median(line.size for line in lines for _ in line.text)
    pitch = _pitch(lines, body)
    margin = max(line.right for line in lines)
    group: list[PdfLine] = []
    for line in lines:
        level = _level(line, body)
        if group and (level or _begins(group[-1], line, pitch, margin)):
            yield _block(group, margin, position)
            group = []
        if level:
            yield Block("heading", line.text, position, level, fixed=True)
        else:
            group.append(line)
    if group:
        yield _block(group, margin, position)


def _pitch(lines: Sequence[PdfLine], body: float) -> float:
    """How far apart the lines of a paragraph are: the closest ones, for most of a page may be gaps."""
    apart = [one.lowest - other.bottom for one, other in pairwise(lines)]
    apart = [each for each in apart if 0.8 * body <= each <= 2.2 * body]
    return median(each for each in apart if each <= 1.2 * min(apart)) if apart else 1.5 * body


def _level(line: PdfLine, body: float) -> int | None:
    if len(line.text) > _LONGEST_HEADING or line.text.endswith(("。", ".", "；", ";", "，", ",")):
        return None
    if line.size > body * _LARGER and any(map(str.isalpha, line.text)):
        return 1 if line.size > body * 1.5 else 2
    level = heading_level(line.text)
    return level + 2 if level else None


def _begins(before: PdfLine, line: PdfLine, pitch: float, margin: float) -> bool:
    """Whether a paragraph begins with this line."""
    if is_item(line.text) or speaks(line.text) or abs(line.size - before.size) > 0.15 * before.size:
        return True
    closed, fills = is_closed(before.text), _fills(before, margin)
    # the rows of a table stand farther apart than the lines of a paragraph
    if before.lowest - line.bottom > (_APART * pitch if closed or fills else _ROWS_APART * line.size):
        return True
    indented = line.left > before.left + 1.2 * line.size
    return closed and (indented or not fills)


def _fills(line: PdfLine, margin: float) -> bool:
    return line.right - line.left > 0 and line.right > _FULL * margin


def _block(group: Sequence[PdfLine], margin: float, position: str) -> Block:
    """Lines that fill the width go on in the next; others, as of a table, stay lines."""
    whole: list[str] = [group[0].text]
    for before, line in pairwise(group):
        if _fills(before, margin):
            whole[-1] = joined([whole[-1], line.text])
        else:
            whole.append(line.text)
    return Block("item" if is_item(whole[0]) else "paragraph", "\n".join(whole), position, fixed=True)
