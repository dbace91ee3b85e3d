"""Text as it is meant: full-width and fancy letters, spacing and invisible characters seen through.

Every character of a reading knows its place in the text as written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_INVISIBLE = {"Cf", "Mn", "Me", "Cc", "Cs"}


@dataclass(frozen=True)
class Reading:
    """`text` as it is meant; its character *i* stands at `starts[i]`:`stops[i]` of the text as written.

    `gaps[i]` says that something was dropped before it.
    """

    text: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    gaps: tuple[bool, ...]

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Where the reading's characters `start`:`stop` stand in the text as written."""
        return self.starts[start], self.stops[stop - 1]


def open_reading(text: str) -> Reading:
    """The text folded, with its spaces and punctuation."""
    return _reading((letter, place, False) for letter, place in _folded(text))


def tight_reading(text: str) -> Reading:
    """The text folded, letters and digits alone."""
    return _reading(_tight(text))


def _tight(text: str) -> Iterator[tuple[str, int, bool]]:
    gap = True
    for letter, place in _folded(text):
        if letter.isalnum() or letter == "%":
            yield letter, place, gap
            gap = False
        else:
            gap = True


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for place, written in enumerate(text):
        for letter in unicodedata.normalize("NFKD", written).lower():
            if letter.isspace():
                yield " ", place
            elif unicodedata.category(letter) not in _INVISIBLE:
                yield letter, place


def _reading(letters: Iterator[tuple[str, int, bool]]) -> Reading:
    cells = tuple(letters)
    return Reading(
        "".join(letter for letter, _, _ in cells),
        tuple(place for _, place, _ in cells),
        tuple(place + 1 for _, place, _ in cells),
        tuple(gap for _, _, gap in cells),
    )
