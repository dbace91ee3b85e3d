"""Where listed words stand in a text, as written or disguised.

A Chinese word is met character by character: as itself, as a character that sounds or looks
like it, as its pinyin, in long words as any homophone. An English word is met letter by
letter: as itself, as a digit or sign written for it, drawn out, or spelled apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from avatar.words.disguise import LEET, Reading, heard_as, letter_reading, pinyin_words, short_words, tight_reading

_LONG = 4
"""From this many characters on any homophone is taken for a disguise: a coincidence is unlikely."""
_LONGEST_SYLLABLE = 6


class Match(NamedTuple):
    """A listed word at `start`:`stop` of a reading. `key` is what the list holds of it."""

    start: int
    stop: int
    key: int


class _Word(NamedTuple):
    """A Chinese word and how each of its characters may be heard."""

    text: str
    sounds: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str) -> _Word:
        return cls(text, tuple(sounds(letter) | {heard} for letter, heard in zip(text, _heard(text), strict=True)))


class Matcher(Protocol):
    """Finds the words of a list, each called by its place in it."""

    def found(self, reading: Reading, wanted: Callable[[int], bool]) -> Iterator[Match]:
        """Where the wanted words stand in a reading of the matcher's kind."""
        ...


@dataclass(frozen=True)
class _Way:
    """How far a word has been met: the next cell and the next unit, and by what means."""

    cell: int
    unit: int = 0
    literal: int = 0
    heard: int = 0
    initials: int = 0
    latin: int = 0


class ChineseMatcher:
    """Finds Chinese words in tight readings."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [_Word.of(tight_reading(word).text) for word in words]
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        self._by_initial: dict[str, list[int]] = defaultdict(list)
        for key, word in enumerate(self._words):
            self._by_first[word.text[0]].append(key)
            for sound in word.sounds[0]:
                self._by_sound[sound].append(key)
                if len(word.text) > 2:
                    self._by_initial[sound[0]].append(key)

    def found(self, reading: Reading, wanted: Callable[[int], bool]) -> Iterator[Match]:
        """Where the wanted words stand, each at a place once."""
        for start in range(len(reading.text)):
            for key in self._candidates(reading, start):
                if wanted(key):
                    stop = self._stop(reading, start, self._words[key])
                    if stop and not _by_chance(reading, start, stop):
                        yield Match(start, stop, key)

    def _candidates(self, reading: Reading, start: int) -> Iterator[int]:
        letter = reading.text[start]
        yield from self._by_first.get(letter, ())
        for meant in heard_as(letter):
            yield from self._by_first.get(meant, ())
        if _is_latin(letter):
            if _begins(reading, start):
                for length in range(1, _LONGEST_SYLLABLE + 1):
                    yield from self._by_sound.get(reading.text[start : start + length], ())
                yield from self._by_initial.get(letter, ())
        else:
            for sound in sounds(letter):
                for key in self._by_sound.get(sound, ()):
                    if len(self._words[key].text) >= _LONG:
                        yield key

    def _stop(self, reading: Reading, start: int, word: _Word) -> int | None:
        """The end of the word that begins at `start`, None if it does not stand there."""
        ways = [_Way(start)]
        while ways:
            way = ways.pop()
            if way.unit == len(word.text):
                stop = way.cell
                while (
                    stop < len(reading.text)
                    and reading.text[stop] == reading.text[stop - 1]
                    and _is_latin(word.text[-1])
                ):
                    stop += 1
                if _is_whole(reading, start, way, len(word.text)) and _ends(reading, stop):
                    return stop
            elif way.cell < len(reading.text):
                ways += _steps(reading, way, word)
        return None


def _steps(reading: Reading, way: _Way, word: _Word) -> Iterator[_Way]:
    """The ways in which the next unit of the word may be met, the likeliest last."""
    letter, unit, heard = reading.text[way.cell], word.text[way.unit], word.sounds[way.unit]
    if way.unit and letter == word.text[way.unit - 1] == reading.text[way.cell - 1]:
        yield _Way(way.cell + 1, way.unit, way.literal, way.heard, way.initials, way.latin)
    if _is_latin(letter) and not _is_latin(unit):
        yield from _spelled(reading, way, heard, len(word.text))
    elif len(word.text) >= _LONG and letter != unit and sounds(letter) & heard:
        yield _Way(way.cell + 1, way.unit + 1, way.literal, way.heard + 1, way.initials, way.latin)
    if letter == unit:
        yield _Way(way.cell + 1, way.unit + 1, way.literal + 1, way.heard, way.initials, way.latin)
    elif unit in heard_as(letter) and (not _is_latin(letter) or _is_lone(reading, way.cell)):
        sign = _is_latin(letter)
        yield _Way(way.cell + 1, way.unit + 1, way.literal + (not sign), way.heard, way.initials + sign, way.latin)


def _spelled(reading: Reading, way: _Way, heard: frozenset[str], length: int) -> Iterator[_Way]:
    """A character as its pinyin, or as the first letter of it."""
    for sound in heard:
        if reading.text.startswith(sound, way.cell):
            stop = way.cell + len(sound)
            yield _Way(stop, way.unit + 1, way.literal, way.heard, way.initials, way.latin + 1)
            if reading.text[stop : stop + 1] in tuple("12345") and not reading.gaps[stop]:  # the tone, as a digit
                yield _Way(stop + 1, way.unit + 1, way.literal, way.heard, way.initials, way.latin + 1)
        elif length > 2 and sound[0] == reading.text[way.cell] and _is_lone(reading, way.cell):
            yield _Way(way.cell + 1, way.unit + 1, way.literal, way.heard, way.initials + 1, way.latin)


def _is_whole(reading: Reading, start: int, way: _Way, length: int) -> bool:
    """Whether enough of the word was met for what it is, and no letter of another word beside it."""
    if way.initials > 1 or (way.initials and way.literal + way.latin < length - 1):
        return False
    if way.heard and 2 * way.literal < length:
        return False
    if way.latin == length and "pause" in reading.gaps[start + 1 : way.cell]:
        return False
    return _begins(reading, start)


def _by_chance(reading: Reading, start: int, stop: int) -> bool:
    """Whether the characters only happen to meet: they belong to words that reach beyond the match.

    That needs a word at each end (单独家用), where the match is no word itself one before it
    (参加群聊), and across the end of a clause one at either end (国家，级别).
    """
    text = reading.text[start:stop]
    if not any(map(_is_han, text)):
        return text in pinyin_words() and not any(reading.gaps[start + 1 : stop])
    inner = [gap for gap in reading.gaps[start + 1 : stop] if gap not in ("", "case")]
    if len(text) > 2 and len(inner) in (0, len(text) - 1):
        return False
    if not inner and text not in _tokenizer().FREQ:
        return _cuts_a_word(reading, start)
    cuts = (_cuts_a_word(reading, start), _cuts_a_word(reading, stop))
    return any(cuts) if "pause" in inner else all(cuts)


def _cuts_a_word(reading: Reading, place: int) -> bool:
    """Whether a place between two characters lies inside a word, as far as a dictionary can tell."""
    if place in (0, len(reading.text)) or reading.gaps[place]:
        return False
    first, last = place, place + 1
    while not reading.gaps[first] and first:
        first -= 1
    while last < len(reading.text) and not reading.gaps[last]:
        last += 1
    cut = first
    for word in _tokenizer().cut(reading.text[first:last], HMM=False):
        cut += len(word)
        if cut >= place:
            return cut > place
    return False


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
            if _begins(reading, start):
                for first in cell + LEET.get(cell, ""):
                    for key in self._by_first.get(first, ()):
                        stop = self._stop(reading, start, *self._words[key]) if wanted(key) else None
                        if stop:
                            yield Match(start, stop, key)

    def _stop(self, reading: Reading, start: int, letters: str, breaks: frozenset[int]) -> int | None:
        """The end of the phrase that begins at `start`, None if it does not stand there."""
        ways: list[tuple[tuple[int, ...], int]] = [((), start)]
        while ways:
            cells, cell = ways.pop()
            if len(cells) == len(letters):
                enough = _is_enough(reading, cells, letters) and _ends(reading, cell)
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


def _begins(reading: Reading, start: int) -> bool:
    """Whether no Latin word runs into the place."""
    text = reading.text
    return (
        bool(reading.gaps[start])
        or not _is_latin(text[start])
        or not (_is_latin(text[start - 1]) or (text[start - 1].isdigit() and text[start].isdigit()))
    )


def _ends(reading: Reading, stop: int) -> bool:
    """Whether neither a Latin word nor a number runs on from the place."""
    if stop == len(reading.text):
        return True
    last, after, gap = reading.text[stop - 1], reading.text[stop], reading.gaps[stop]
    if last.isdigit() and after.isdigit():
        return gap not in ("", "mark")
    return bool(gap) or not (_is_latin(last) and _is_latin(after))


def _is_lone(reading: Reading, cell: int) -> bool:
    return _begins(reading, cell) and _ends(reading, cell + 1)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


@lru_cache(maxsize=16384)
def sounds(letter: str) -> frozenset[str]:
    """How a Chinese character is read on its own, in pinyin without tones, ü as v and as u; empty for anything else."""
    if not _is_han(letter):
        return frozenset()
    (heard,) = _heard(letter)
    return frozenset({heard, heard.replace("v", "u")})


def _heard(text: str) -> list[str]:
    """Each character of a word as it is read there."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text, errors=list)  # type: ignore[arg-type]  # a list of characters is taken too


@cache
def _tokenizer() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer
