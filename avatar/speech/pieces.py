"""Long text cut where a speaker would breathe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

SENTENCE_MARKS = frozenset("。！？!?;；\n")

_CLOSERS = r"[”’」』）)\"'\s]*"
# a point or comma inside a number, and the point of `Dr.`, are no breath
_BREATH = re.compile(rf"(?:[。！？；，：]|[!?;:,](?!\S)|(?<=[^\W_]{{3}})\.(?!\S)){_CLOSERS}")
_SENTENCE = re.compile(rf"(?:[。！？；!?;\n]|(?<=[^\W_]{{2}})\.(?=\s)){_CLOSERS}")
_CLAUSE = re.compile(rf"(?:[，、：]|[,:](?!\d)|\s[–—-](?=\s)){_CLOSERS}")
_SPACE = re.compile(r"\s+")
_DIGITS = r"\d零〇一二两三四五六七八九十百千万亿点幺.,:%"
_WORDS = (
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion point"
)
_COUNT = rf"(?:[{_DIGITS}]|\b(?:{'|'.join(_WORDS.split())})\b)"
_COUNT_BEFORE = re.compile(rf"{_COUNT}(?:-|\s|and\s)*$", re.IGNORECASE)
_COUNT_BEHIND = re.compile(rf"(?:-|\s|and\s)*{_COUNT}", re.IGNORECASE)
_LONGEST_COUNT = 24
_AHEAD = 40  # characters behind a cut that are looked at


def breaths(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans covering all of `text`, cut after every mark at which a speaker pauses."""
    edges = sorted({0, len(text), *(match.end() for match in _BREATH.finditer(text))})
    return tuple(pairwise(edges))


def pieces(text: str, fits: Callable[[str], bool]) -> tuple[tuple[int, int], ...]:
    """Half-open spans covering all of `text`, each fitting.

    Cut after the last sentence that fits, else the last clause, else between words, and inside a number or a word
    only where that alone does not fit.
    """
    result: list[tuple[int, int]] = []
    begin = 0
    while begin < len(text):
        stop = _longest(text, begin, fits)
        if stop < len(text):
            stop = next(_breaks(text, begin, stop), stop)
        result.append((begin, stop))
        begin = stop
    return tuple(result)


def _longest(text: str, begin: int, fits: Callable[[str], bool]) -> int:
    low, high = begin + 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[begin:middle]) else (low, middle - 1)
    return low


def _breaks(text: str, begin: int, stop: int) -> Iterator[int]:
    """Where the text from `begin` may be cut, `stop` at the latest, the best place first."""
    for pattern in (_SENTENCE, _CLAUSE, _SPACE):
        yield from _outside_numbers(
            text, [m.end() for m in pattern.finditer(text, begin, stop + _AHEAD) if m.end() <= stop][::-1]
        )
    words = [place for place in _word_edges(text[begin : stop + 1], begin) if begin < place <= stop][::-1]
    yield from _outside_numbers(text, words)
    yield from words


def _outside_numbers(text: str, places: list[int]) -> Iterator[int]:
    return (place for place in places if not _is_inside_number(text, place))


def _is_inside_number(text: str, place: int) -> bool:
    before = text[max(0, place - _LONGEST_COUNT) : place]
    return bool(_COUNT_BEFORE.search(before) and _COUNT_BEHIND.match(text[place : place + _LONGEST_COUNT]))


def _word_edges(text: str, offset: int) -> list[int]:
    """Where words of text without spaces begin, as jieba cuts Chinese."""
    import jieba

    jieba.setLogLevel("WARNING")

    return [offset + begin for _, begin, _ in jieba.tokenize(text)]
