"""Long text cut where a speaker would breathe."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

SENTENCE_MARKS = frozenset("。！？!?;；\n")
CLAUSE_MARKS = frozenset("，、,:：")


# a point or comma inside a number, and the point of `Dr.`, are no breath
_BREATH = re.compile(r"""(?:[。！？；，：]|[!?;:,](?!\S)|(?<=[^\W_]{3})\.(?!\S))[”’」』）)"'\s]*""")


def breaths(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans covering all of `text`, cut after every mark at which a speaker pauses."""
    edges = sorted({0, len(text), *(match.end() for match in _BREATH.finditer(text))})
    return tuple(pairwise(edges))


def pieces(text: str, fits: Callable[[str], bool]) -> tuple[tuple[int, int], ...]:
    """Half-open spans covering all of `text`, each fitting.

    Cut after the last sentence that fits, else the last clause, else the last space, else anywhere.
    """
    result: list[tuple[int, int]] = []
    begin = 0
    while begin < len(text):
        stop = _longest(text, begin, fits)
        if stop < len(text):
            stop = _breath(text, begin, stop)
        result.append((begin, stop))
        begin = stop
    return tuple(result)


def _longest(text: str, begin: int, fits: Callable[[str], bool]) -> int:
    low, high = begin + 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[begin:middle]) else (low, middle - 1)
    return low


def _breath(text: str, begin: int, stop: int) -> int:
    for is_break in (_ends_sentence, _ends_clause, _is_space):
        for place in range(stop, begin + 1, -1):
            if is_break(text, place - 1):
                return place
    return stop


def _ends_sentence(text: str, place: int) -> bool:
    return text[place] in SENTENCE_MARKS or (text[place] == "." and text[place + 1 : place + 2].isspace())


def _ends_clause(text: str, place: int) -> bool:
    return text[place] in CLAUSE_MARKS


def _is_space(text: str, place: int) -> bool:
    return text[place].isspace()
