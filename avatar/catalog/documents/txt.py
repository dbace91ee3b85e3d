"""Plain text: paragraphs are told by blank lines, or are a line each; headings by how they are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from avatar.catalog.documents.block import Block
from avatar.catalog.documents.cleaning import clean, joined
from avatar.catalog.documents.outline import heading_level, is_closed, is_item, speaks

_UNDERLINE = re.compile(r"[=\-~_*—]{3,}$")
_HASHES = re.compile(r"(#{1,6})\s+(.+)")
_WRAPPED = 40
"""A line at least so wide was broken for want of width, if it ends within a sentence."""


def txt_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, placed by their lines."""
    lines = clean(text).split("\n")
    widest = max(map(len, lines))
    number = 0
    while number < len(lines):
        line, position = lines[number], f"line {number + 1}"
        level = _heading(lines, number)
        if not line or _UNDERLINE.match(line):
            number += 1
        elif level is not None:
            hashes = _HASHES.match(line)
            yield Block("heading", hashes[2] if hashes else line, position, level)
            number += 1
        else:
            end = _end(lines, number, widest)
            yield Block("item" if is_item(line) else "paragraph", joined(lines[number:end]), position)
            number = end


def _heading(lines: list[str], number: int) -> int | None:
    line = lines[number]
    hashes = _HASHES.match(line)
    if hashes:
        return len(hashes[1])
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if line and _UNDERLINE.match(below) and len(line) <= 80 and not _UNDERLINE.match(line):
        return 1 if below[0] == "=" else 2
    return heading_level(line)


def _end(lines: list[str], start: int, widest: int) -> int:
    """The line after the paragraph that begins at `start`."""
    end = start + 1
    while end < len(lines) and lines[end] and _goes_on(lines[end - 1], lines[end], widest):
        if _heading(lines, end) is not None or _UNDERLINE.match(lines[end]):
            break
        end += 1
    return end


def _goes_on(before: str, line: str, widest: int) -> bool:
    if is_item(line) or speaks(line) or len(before) < max(_WRAPPED, 0.6 * widest):
        return False
    return not is_closed(before) or before.isascii()
