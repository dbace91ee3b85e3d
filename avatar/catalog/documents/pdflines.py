"""Lines of a PDF's page with where they lie, and the blocks that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from avatar.catalog.documents.block import Block
from avatar.catalog.documents.cleaning import clean, joined
from avatar.catalog.documents.outline import heading_level, is_closed, is_item, speaks

_LARGER = 1.18
"""How much larger than the text a heading is set, at least."""
_APART = 1.35
"""How much farther apart than others the lines of two paragraphs are, at least."""
_FULL = 0.85
"""How much of the text's width a line fills that goes on in the next."""
_LONGEST_HEADING = 60
_HYPHENS = "\u00ad\x02\ufffe"
"""What PDFium writes for a hyphen that breaks a word."""


@dataclass(frozen=True)
class PdfLine:
    """A line's text and its box in points, up from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def page_lines(page: Any) -> list[PdfLine]:
    """The lines of a pypdfium2 text page in reading order, those without text left out."""
    lines = []
    start = 0
    for raw in page.get_text_range().split("\r\n"):
        text = clean(raw.rstrip(_HYPHENS) + "-" if raw[-1:] in _HYPHENS and raw else raw)
        if text:
            lines.append(_line(page, text, start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip()) - 1))
        start += len(raw) + 2
    return lines


def _line(page: Any, text: str, first: int, last: int) -> PdfLine:
    count = page.count_chars()
    boxes = [page.get_charbox(min(index, count - 1), loose=True) for index in (first, last)]
    return PdfLine(text, boxes[0][0], boxes[0][1], boxes[1][2], boxes[0][3])


def line_blocks(lines: Sequence[PdfLine], position: str) -> Iterator[Block]:
    """Paragraphs, items and headings of one page."""
    if not lines:
        return
    body = median(line.height for line in lines for _ in line.text)
    pitch = _pitch(lines)
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


def _pitch(lines: Sequence[PdfLine]) -> float:
    """How far apart the lines of a paragraph are."""
    apart = [one.bottom - other.bottom for one, other in pairwise(lines) if one.bottom > other.bottom]
    return median(apart) if apart else 0.0


def _level(line: PdfLine, body: float) -> int | None:
    if len(line.text) > _LONGEST_HEADING or line.text.endswith(("。", ".", "；", ";", "，", ",")):
        return None
    if line.height > body * _LARGER and any(map(str.isalpha, line.text)):
        return 1 if line.height > body * 1.5 else 2
    level = heading_level(line.text)
    return level + 2 if level else None


def _begins(before: PdfLine, line: PdfLine, pitch: float, margin: float) -> bool:
    """Whether a paragraph begins with this line."""
    if is_item(line.text) or speaks(line.text) or abs(line.height - before.height) > 0.15 * before.height:
        return True
    if before.bottom - line.bottom > _APART * pitch:
        return True
    indented = line.left > before.left + 1.2 * line.height
    if is_closed(before.text):
        return indented or not _fills(before, margin)
    return False


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
