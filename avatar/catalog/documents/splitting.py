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
    start = 0
    while len(text) - start > longest:
        stop = _stop(text, start, longest)
        yield text[start:stop]
        start = stop
    if start < len(text):
        yield text[start:]


def _stop(text: str, start: int, longest: int) -> int:
    """Where the piece that begins at `start` ends."""
    # a sentence that ends in the first third leaves a piece too short to be understood
    least, most = start + max(longest // 3, 1), start + longest
    for pattern in _BREAKS:
        # what follows is seen, so that a break at the very end is known to be one
        ends = (found.end() for found in pattern.finditer(text, start, most + 1))
        last = max((end for end in ends if least <= end <= most), default=None)
        if last:
            return last
    numbers = _NUMBER.finditer(text, start + longest // 2, most + longest)
    return next((each.start() for each in numbers if least < each.start() < most < each.end()), most)
