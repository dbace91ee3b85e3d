"""What it is to find listed words in a text: the seam, and where words begin and end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from avatar.words.disguise import Reading


class Match(NamedTuple):
    """A listed word at `start`:`stop` of a reading. `key` is its place in the list."""

    start: int
    stop: int
    key: int


class Matcher(Protocol):
    """Finds the words of a list, each called by its place in it."""

    def found(self, reading: Reading, wanted: Callable[[int], bool]) -> Iterator[Match]:
        """Where the wanted words stand in a reading of the matcher's kind."""
        ...


def begins(reading: Reading, start: int) -> bool:
    """Whether no Latin word runs into the place."""
    text = reading.text
    return (
        bool(reading.gaps[start])
        or not is_latin(text[start])
        or not (is_latin(text[start - 1]) or (text[start - 1].isdigit() and text[start].isdigit()))
    )


def ends(reading: Reading, stop: int) -> bool:
    """Whether neither a Latin word nor a number runs on from the place."""
    if stop == len(reading.text):
        return True
    last, after, gap = reading.text[stop - 1], reading.text[stop], reading.gaps[stop]
    if last.isdigit() and after.isdigit():
        return gap not in ("", "mark")
    return bool(gap) or not (is_latin(last) and is_latin(after))


def is_lone(reading: Reading, cell: int) -> bool:
    """Whether a Latin letter stands by itself."""
    return begins(reading, cell) and ends(reading, cell + 1)


def is_latin(letter: str) -> bool:
    """Whether a letter of a reading is one of a to z."""
    return letter.isascii() and letter.isalpha()


def is_han(letter: str) -> bool:
    """Whether a letter of a reading is a Chinese character in common use."""
    return "\u4e00" <= letter <= "\u9fff"
