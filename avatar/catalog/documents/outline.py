"""Which lines of plain text are headings, items of a list, or go on with the line before."""

from __future__ import annotations

import re

_LONGEST_HEADING = 40
_ENDS = tuple("。！？!?；;，,、：:.…")
_HEADINGS = (
    (1, re.compile(r"第[一二三四五六七八九十百零〇\d]+[章篇部]|(?:chapter|part)\s+[\divx]+\b", re.IGNORECASE)),
    (
        2,
        re.compile(
            r"第[一二三四五六七八九十百零〇\d]+节|[一二三四五六七八九十]+、|【[^】]+】$|(?:section)\s+\d", re.IGNORECASE
        ),
    ),
    (3, re.compile(r"[（(][一二三四五六七八九十]+[)）]|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+\S")),
)
_CAPITALS = re.compile(r"(?=.*[A-Z]{4})[A-Z][A-Z &/,'’()-]{3,59}$")
_ITEM = re.compile(
    r"[\uf06c\uf0a7\uf0b7\uf0d8\uf0fc•●○◦▪■□◆◇★☆※➢➤‣·–—*+-]\s+(?=\S)|[\uf06c\uf0a7\uf0b7\uf0d8\uf0fc•●○◦▪■□◆◇‣·](?=\S)"
    r"|(?:\d{1,3}|[a-zA-Z])[.)）、．](?!\d)\s*(?=\S)|[（(]\d{1,3}[)）]\s*|[①-⑳]\s*"
)
_SPEAKS = re.compile(r"(?:Q|A|问|答|問|问题|答案|Question|Answer)\s*\d{0,3}\s*[:：]", re.IGNORECASE)
_CLOSED = re.compile(r"[。！？!?；;.：:…][”’」』）)\"']*$")


def heading_level(line: str) -> int | None:
    """The depth of a heading, told by its numbering or its capitals; None where the line is none."""
    if len(line) > _LONGEST_HEADING * (2 if line.isascii() else 1) or line.endswith(_ENDS):
        return None
    level = next((level for level, pattern in _HEADINGS if pattern.match(line)), None)
    if level is None and _CAPITALS.match(line):
        return 2
    return level


def is_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number."""
    return bool(_ITEM.match(line)) and not _SPEAKS.match(line)


def speaks(line: str) -> bool:
    """Whether a line is marked as a question or an answer: `Q:`, `答：`."""
    return bool(_SPEAKS.match(line))


def is_closed(line: str) -> bool:
    """Whether a line ends with the mark of a sentence or of a clause that leads in."""
    return bool(_CLOSED.search(line))
