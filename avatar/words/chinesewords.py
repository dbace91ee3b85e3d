"""Where listed Chinese words stand in a text, as written or disguised.

A word is met character by character: as itself, as a character that sounds or looks like it,
as its pinyin or the first letter of it, in long words as any homophone. What only happens to
meet, across the ends of other words, is told by a dictionary (jieba's).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from avatar.words.disguise import Reading, heard_as, pinyin_words, tight_reading
from avatar.words.matching import Match, begins, ends, is_han, is_latin, is_lone

_LONG = 4
"""From this many characters on any homophone is taken for a disguise: a coincidence is unlikely."""
_LONGEST_SYLLABLE = 6
_COMMON = 100  # times that a common word was met in the texts the dictionary was counted from


class _Word(NamedTuple):
    """A Chinese word and how each of its characters may be heard."""

    text: str
    sounds: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str) -> _Word:
        return cls(text, tuple(sounds(letter) | {heard} for letter, heard in zip(text, _heard(text), strict=True)))


class _Way(NamedTuple):
    """How far a word has been met: the next cell and the next unit, and how many by what means."""

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
            for key in dict.fromkeys(self._candidates(reading, start)):
                if _may_go_on(reading, start, self._words[key]) and wanted(key):
                    stop = self._stop(reading, start, self._words[key])
                    if stop and not _by_chance(reading, start, stop):
                        yield Match(start, stop, key)

    def _candidates(self, reading: Reading, start: int) -> Iterator[int]:
        letter = reading.text[start]
        yield from self._by_first.get(letter, ())
        for meant in heard_as(letter):
            yield from self._by_first.get(meant, ())
        if is_latin(letter):
            if begins(reading, start):
                for length in range(1, _LONGEST_SYLLABLE + 1):
                    yield from self._by_sound.get(reading.text[start : start + length], ())
                if is_lone(reading, start):
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
                stop = _drawn_out(reading, way.cell) if is_latin(word.text[-1]) else way.cell
                if _is_whole(reading, start, way, len(word.text)) and ends(reading, stop):
                    return stop
            elif way.cell < len(reading.text):
                ways += _steps(reading, way, word)
        return None


def _may_go_on(reading: Reading, start: int, word: _Word) -> bool:
    """Whether the second character of a word may be met, as a quick look at the next cell tells."""
    if is_latin(reading.text[start]):
        return True
    after, second = reading.text[start + 1 : start + 2], word.text[1]
    if not after or after == second or is_latin(after) or after == reading.text[start] or second in heard_as(after):
        return bool(after)
    return len(word.text) >= _LONG and not sounds(after).isdisjoint(word.sounds[1])


def _steps(reading: Reading, way: _Way, word: _Word) -> Iterator[_Way]:
    """The ways in which the next unit of the word may be met, the likeliest last."""
    letter, unit, heard = reading.text[way.cell], word.text[way.unit], word.sounds[way.unit]
    if way.unit and letter == word.text[way.unit - 1] == reading.text[way.cell - 1] and not letter.isdigit():
        yield _Way(way.cell + 1, way.unit, way.literal, way.heard, way.initials, way.latin)
    if is_latin(letter) and not is_latin(unit):
        yield from _spelled(reading, way, heard, len(word.text))
    elif len(word.text) >= _LONG and letter != unit and not sounds(letter).isdisjoint(heard):
        yield _Way(way.cell + 1, way.unit + 1, way.literal, way.heard + 1, way.initials, way.latin)
    if letter == unit:
        yield _Way(way.cell + 1, way.unit + 1, way.literal + 1, way.heard, way.initials, way.latin)
    elif unit in heard_as(letter) and (not is_latin(letter) or is_lone(reading, way.cell)):
        sign = is_latin(letter)
        yield _Way(way.cell + 1, way.unit + 1, way.literal + (not sign), way.heard, way.initials + sign, way.latin)


def _spelled(reading: Reading, way: _Way, heard: frozenset[str], length: int) -> Iterator[_Way]:
    """A character as its pinyin, or as the first letter of it."""
    for sound in heard:
        if reading.text.startswith(sound, way.cell):
            stop = way.cell + len(sound)
            yield _Way(stop, way.unit + 1, way.literal, way.heard, way.initials, way.latin + 1)
            if reading.text[stop : stop + 1] in tuple("12345") and not reading.gaps[stop]:  # the tone, as a digit
                yield _Way(stop + 1, way.unit + 1, way.literal, way.heard, way.initials, way.latin + 1)
        elif length > 2 and sound[0] == reading.text[way.cell] and is_lone(reading, way.cell):
            yield _Way(way.cell + 1, way.unit + 1, way.literal, way.heard, way.initials + 1, way.latin)


def _drawn_out(reading: Reading, stop: int) -> int:
    """The place after all repetitions of the letter before `stop`."""
    while stop < len(reading.text) and reading.text[stop] == reading.text[stop - 1]:
        stop += 1
    return stop


def _is_whole(reading: Reading, start: int, way: _Way, length: int) -> bool:
    """Whether enough of the word was met for what it is, and no letter of another word beside it."""
    if way.initials > 1 or (way.initials and way.literal + way.latin < length - 1):
        return False
    if way.heard and 2 * way.literal < length:
        return False
    if way.latin == length and "pause" in reading.gaps[start + 1 : way.cell]:
        return False
    return begins(reading, start)


def _by_chance(reading: Reading, start: int, stop: int) -> bool:
    """Whether the characters only happen to meet: they belong to words that reach beyond the match.

    That needs a word at each end (单独家用), where the match is no word itself one before it
    (参加群聊), and across the end of a clause one at either end (国家，级别).
    """
    text = reading.text[start:stop]
    if not any(map(is_han, text)):
        return text in pinyin_words() and not any(reading.gaps[start + 1 : stop])
    inner = [gap for gap in reading.gaps[start + 1 : stop] if gap not in ("", "case")]
    if len(text) > 2 and len(inner) in (0, len(text) - 1):
        return False
    if not inner and text not in _tokenizer().FREQ:
        return _cuts_a_word(reading, start)
    cuts = (_cuts_a_word(reading, start), _cuts_a_word(reading, stop))
    return any(cuts) if "pause" in inner else all(cuts)


def _cuts_a_word(reading: Reading, place: int) -> bool:
    """Whether a place between two characters lies inside a word in common use, as far as a dictionary can tell."""
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
            return cut > place and _tokenizer().FREQ.get(word, 0) >= _COMMON
    return False


@lru_cache(maxsize=16384)
def sounds(letter: str) -> frozenset[str]:
    """How a Chinese character is read on its own, in pinyin without tones, ü as v and as u; empty for anything else."""
    if not is_han(letter):
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
