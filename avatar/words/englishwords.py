"""Where listed English words and phrases stand in a text, as written or disguised.

A word is met letter by letter: as itself, as a digit or sign written for it, drawn out, or
spelled apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from avatar.words.disguise import LEET, Reading, letter_reading, short_words
from avatar.words.matching import Match, begins, ends


class EnglishMatcher:
    """Finds English words and phrases in letter readings."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [_spelling(word) for word in words]
        self._by_first: dict[str, list[int]] = defaultdict(list)
        for key, (letters, _) in enumerate(self._words):
            if letters:
                self._by_first[letters[0]].append(key)

    def found(self, reading: Reading, wanted: Callable[[int], bool]) -> Iterator[Match]:
        """Where the wanted words stand, each at a place once."""
        for start, cell in enumerate(reading.text):
            if begins(reading, start):
                for first in cell + LEET.get(cell, ""):
                    for key in self._by_first.get(first, ()):
                        if not _may_go_on(reading.text, start, self._words[key][0]) or not wanted(key):
                            continue
                        stop = self._stop(reading, start, *self._words[key])
                        if stop:
                            yield Match(start, stop, key)

    def _stop(self, reading: Reading, start: int, letters: str, breaks: frozenset[int]) -> int | None:
        """The end of the phrase that begins at `start`, None if it does not stand there."""
        ways: list[tuple[tuple[int, ...], int]] = [((), start)]
        while ways:
            cells, cell = ways.pop()
            if len(cells) == len(letters):
                enough = _is_enough(reading, cells, letters) and ends(reading, cell)
                if enough and _hangs_together(reading, cells, breaks):
                    return cell
            elif cell < len(reading.text):
                inside = len(cells) not in breaks or not reading.gaps[cell]
                if cells and inside and not reading.text[cell].isalnum():
                    ways.append((cells, cell + 1))  # a sign that hides rather than stands for a letter
                if _may_be(reading.text[cell], letters[len(cells)]):
                    ways.append(((*cells, cell), cell + 1))
            if cells and cells[-1] == cell - 1 and _is_drawn_out(reading.text, cell - 1):
                ways.insert(0, ((*cells[:-1], cell), cell + 1))
        return None


def _may_go_on(text: str, start: int, letters: str) -> bool:
    """Whether the second letter of a phrase may be met, as a quick look at the next cell tells."""
    after = text[start + 1 : start + 2]
    return _may_be(after, letters[1]) or after == text[start] or not after.isalnum()


def _is_enough(reading: Reading, cells: Sequence[int], letters: str) -> bool:
    """Whether at least half of the letters were met as themselves."""
    return 2 * sum(reading.text[cell] == letter for cell, letter in zip(cells, letters, strict=True)) >= len(letters)


def _may_be(written: str, letter: str) -> bool:
    return written == letter or letter in LEET.get(written, "")


def _hangs_together(reading: Reading, cells: Sequence[int], breaks: frozenset[int]) -> bool:
    """Whether the letters of each word are one word, or were set apart to hide it.

    Marks between letters hide them; so do spaces between all of them, or between pieces
    that are no words themselves.
    """
    bounds = [0, *sorted(breaks - {0}), len(cells)]
    for first, last in pairwise(bounds):
        wide = [place for place in range(first + 1, last) if reading.gaps[cells[place]] in ("space", "pause")]
        if not wide or len(wide) == last - first - 1:
            continue
        pieces = [
            "".join(reading.text[at] for at in cells[start:stop]) for start, stop in pairwise([first, *wide, last])
        ]
        paused = any(reading.gaps[cells[place]] == "pause" for place in wide)
        if paused or set(pieces) <= short_words():
            return False
    return True


def _spelling(word: str) -> tuple[str, frozenset[int]]:
    """The letters of a phrase, and before which of them a gap is natural."""
    reading = letter_reading(word)
    return reading.text, frozenset(place for place, gap in enumerate(reading.gaps) if gap not in ("", "case"))


def _is_drawn_out(text: str, cell: int) -> bool:
    """Whether more of the same follows the cell, in a run of three or more."""
    first, after = max(0, cell - 2), text[cell + 1 : cell + 3]
    run = text[first:cell] + text[cell] + after
    return after[:1] == text[cell] and text[cell] * 3 in run
