"""The figures a text states, whatever way they are written, so that two texts can be compared.

`99`, `¥99`, `99元`, `９９块`, `九十九元`, `9 9元` and `ninety-nine yuan` are one amount of money. Numbers are read
in Chinese, English, Japanese, Korean, German, French and Spanish (`numerals/`), in digits of any script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from avatar.words.numerals import chinese, english, european, japanese, korean
from avatar.words.numerals.marks import KILO, MORE, PAIR
from avatar.words.numerals.plain import plain
from avatar.words.numerals.units import DISCOUNT, EXACT, MONEY, PERCENT, is_money, unit_after

__all__ = ["DISCOUNT", "MONEY", "PERCENT", "Figure", "figures", "strange_figures"]

_NUMBER = re.compile(rf"(?P<digits>\d+(?:\.\d+)?|(?<![\d.])\.\d+)(?P<marks>[{PAIR}{KILO}{MORE}]*)")
_MARKS = re.compile("[\ue000-\ue00f]")


@dataclass(frozen=True)
class Figure:
    """A number and what it counts: `money`, `percent`, `hour`, …; `None` where that is not said.

    `also` is its other reading, where it has one (`nineteen ninety-nine`); `more`: it is said to be exceeded.
    """

    value: Decimal
    unit: str | None
    written: str
    also: Decimal | None = None
    more: bool = False


@lru_cache(maxsize=4096)
def figures(text: str, language: str | None = None) -> tuple[Figure, ...]:
    """Every figure in a text, in order; numerals that are only part of a phrase are left out.

    `language` is the text's primary tag; without it, German, French and Spanish are told by their words.
    """
    digits = _digits(text, language)
    return tuple(_figure(digits, found) for found in _NUMBER.finditer(digits))


def strange_figures(text: str, facts: Iterable[str], language: str | None = None) -> tuple[str, ...]:
    """The figures of `text` that `facts` do not state, as written.

    An amount of money, a percentage and a discount must be stated as one; another
    unit may differ only where one of the two texts does not name it.
    """
    stated = figures(text, language)
    if not stated:
        return ()
    known: dict[Decimal, list[Figure]] = {}
    for fact in facts:
        for figure in figures(fact):
            for value in (figure.value, figure.also):
                if value is not None:
                    known.setdefault(value, []).append(figure)
    return tuple(figure.written for figure in stated if not _is_stated(figure, known))


def _is_stated(figure: Figure, known: dict[Decimal, list[Figure]]) -> bool:
    values = [figure.value] if figure.also is None else [figure.value, figure.also]
    return any(_same(figure, other) for value in values for other in known.get(value, ()))


def _same(figure: Figure, fact: Figure) -> bool:
    if figure.more and not fact.more:
        return False
    if figure.unit in EXACT:
        return figure.unit == fact.unit
    return figure.unit is None or fact.unit is None or figure.unit == fact.unit


def _figure(text: str, found: re.Match[str]) -> Figure:
    unit, end = unit_after(text, found.end())
    if is_money(text, found.start(), end, unit):
        unit = MONEY
    value, marks = Decimal(found["digits"]).normalize(), found["marks"]
    also = value / 100 if PAIR in marks else value / 1000 if KILO in marks else None
    written = _MARKS.sub("", text[found.start() : end]).strip()
    return Figure(value, unit, written, also.normalize() if also is not None else None, MORE in marks)


def _digits(text: str, language: str | None) -> str:
    """The text with every numeral as digits of the ordinary width."""
    text = plain(text)
    text = korean.to_digits(text)
    text = japanese.to_digits(text)
    text = chinese.to_digits(text)
    text = european.to_digits(text, language)
    return english.to_digits(text)
