"""Cutting long text where it hurts least: between lines, sentences, clauses, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600
"""Characters of one part of a document."""

_BREAKS = [
    re.compile(pattern)
    for pattern in (
        r"\n+",
        r"[。！？!?…]+[”’」』）)\"']*\s*|\.[\"')\]]*\s+(?=[^a-z\s])",
        r"[；;]\s*",
        r"[，、：]\s*|[,:]\s+",
        r"\s+",
    )
]
_NUMBER = re.compile(r"\d[\d.,]*")


def split(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in pieces of at most `longest` characters; joined again, they are the text to the last character."""
    while len(text) > longest:
        cut = _cut(text, longest)
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def _cut(text: str, longest: int) -> int:
    # a sentence that ends in the first third leaves a piece too short to be understood
    for pattern in _BREAKS:
        # what follows is seen, so that a break at the very end is known to be one
        ends = [found.end() for found in pattern.finditer(text, 0, longest + 1) if found.end() <= longest]
        if ends and ends[-1] >= longest // 3:
            return ends[-1]
    cut_number = (each.start() for each in _NUMBER.finditer(text, longest // 2) if each.start() < longest < each.end())
    return next(cut_number, longest) or longest
