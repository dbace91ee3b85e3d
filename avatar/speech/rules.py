"""What the reading rules of all languages share."""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
"""What to find, and what is said for it (None: leave it to later rules)."""

# never begun inside a number and never given back (++), so that a wall of digits takes no longer than its length
AMOUNT = r"(?<!\d)(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
DASH = r" ?[-~–—至到] ?"
LINK = r"https?://[!-~]+[A-Za-z\d/]"
ROMAN = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
"""The Roman numbers that models and parts bear, from 2; a lone I is a word."""
# after a name's letters, or a word that counts: MK-II, Series III, 第IV
ROMAN_PART = r"(?:(?<=[A-Z])-|(?<=[a-z]) |(?<=第))(?P<roman>VIII|VII|VI|IV|III|II|IX|XII|XI|X|V)(?![A-Za-z\d.'])"


def rule(pattern: str, say: Callable[[re.Match[str]], str | None], flags: int = 0) -> Rule:
    """A rule from its regular expression."""
    return re.compile(pattern, flags), say


def roman(match: re.Match[str]) -> str:
    """The digits of the Roman number found by `ROMAN_PART`."""
    return str(ROMAN.index(match["roman"]) + 2)
