"""What the reading rules of all languages share."""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
"""What to find, and what is said for it (None: leave it to later rules)."""

# never begun inside a number and never given back (++), so that a wall of digits takes no longer than its length
AMOUNT = r"(?<!\d)(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
DASH = r" ?[-~–—至到] ?"


def rule(pattern: str, say: Callable[[re.Match[str]], str | None], flags: int = 0) -> Rule:
    """A rule from its regular expression."""
    return re.compile(pattern, flags), say
