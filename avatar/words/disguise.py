"""Text as it is meant: what is done to a word so that a list does not find it is undone here.

Full-width, circled, mathematical and accented letters, traditional characters, letters of
other alphabets that look Latin, invisible characters and signs that stand for words are
folded; spacing and punctuation are set apart. Every character of a reading knows its place
in the text as written.

Compatibility forms are Unicode's (UAX 15, NFKD), lookalikes Unicode's (UTS 39, by
confusable-homoglyphs), traditional characters OpenCC's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

Gap = Literal["", "mark", "space", "pause", "case"]
"""What stood before a character: nothing, marks within a word, spaces, the end of a clause, a change to a capital."""

_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cc", "Cs", "Co"))
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # drawn as nothing, though not spaces by category
_PAUSES = frozenset("，。！？；：、,!?;:…\n")
_BADGES = frozenset("™®©℠")  # set beside a word, no part of it
_LOOKALIKES = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LATIN", "COPTIC", "LISU", "DESERET")
_LETTER_SIGNS = (
    0x1F150,
    0x1F170,
    0x1F1E6,
)  # white on black circles, on black squares, regional indicators: A to Z each
LEET: Mapping[str, str] = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "€": "e", "¢": "c",
}  # fmt: skip
"""Digits and signs that are written for Latin letters."""
_AT_EDGES = frozenset("@$€")  # the others are letters only between two letters


@dataclass(frozen=True)
class Reading:
    """`text` as it is meant; its character *i* stands at `starts[i]`:`stops[i]` of the text as written.

    `gaps[i]` is what was left out before it; before the first one it is a pause.
    """

    text: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    gaps: tuple[Gap, ...]

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Where the reading's characters `start`:`stop` stand in the text as written."""
        return self.starts[start], self.stops[stop - 1]


def open_reading(text: str) -> Reading:
    """The text folded, with its spaces and punctuation."""
    return _reading((letter, place, place + 1, "") for letter, place in _folded(text))


def tight_reading(text: str) -> Reading:
    """The text folded, letters, digits and % alone, signs that stand for Chinese words told as those."""
    signs = _standins()["signs"]
    return _reading(_squeezed(_closed_up(text, lambda _before, sign, _after: signs.get(sign, ""))))


def clause_reading(text: str) -> Reading:
    """The text folded, letters, digits and % alone, with 《》 and one ， wherever a clause ends."""
    return _reading(
        _squeezed(
            _closed_up(text, lambda _before, sign, _after: "，" if sign in _PAUSES else sign if sign in "《》" else "")
        )
    )


def letter_reading(text: str) -> Reading:
    """The text folded, letters and digits alone, and the signs that may be written for Latin letters."""
    return _reading(_squeezed(_closed_up(text, _written_for_a_letter), digits=True))


def _written_for_a_letter(before: str, sign: str, after: str) -> str:
    if sign not in LEET:
        return ""
    inside = _is_latin(before) and _is_latin(after)
    return sign if inside or (sign in _AT_EDGES and (_is_latin(before) or _is_latin(after))) else ""


def _closed_up(text: str, meant: Callable[[str, str, str], str]) -> Iterator[tuple[str, int, int, Gap]]:
    """The letters and digits; `meant` tells from its neighbours what another sign stands for."""
    gap: Gap = "pause"
    letters = list(_folded(text))
    for index, (letter, place) in enumerate(letters):
        told = letter
        if not letter.isalnum() and letter != "%":
            before = letters[index - 1][0] if index else ""
            after = letters[index + 1][0] if index + 1 < len(letters) else ""
            told = meant(before, letter, after)
        if not told:
            gap = _wider(gap, letter)
            continue
        if not gap and index and text[place].isupper() and text[letters[index - 1][1]].islower():
            gap = "case"
        for one in told:
            yield one, place, place + 1, gap
            gap = ""


def _squeezed(
    cells: Iterator[tuple[str, int, int, Gap]], *, digits: bool = False
) -> Iterator[tuple[str, int, int, Gap]]:
    """At most three of the same letter in a row, the third standing for all that follow; of digits if asked for."""
    last: list[tuple[str, int, int, Gap]] = []
    for cell in cells:
        if last and (cell[0] != last[0][0] or (cell[0].isdigit() and not digits)):
            yield from last
            last = []
        if len(last) == 3:
            letter, start, _, gap = last.pop()
            last.append((letter, start, cell[2], gap))
        else:
            last.append(cell)
    yield from last


def _wider(gap: Gap, sign: str) -> Gap:
    if gap == "pause" or sign in _PAUSES:
        return "pause"
    return "space" if gap == "space" or sign == " " else "mark"


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for place, written in enumerate(text):
        for letter in fold(written):
            yield letter, place


@lru_cache(maxsize=16384)
def fold(letter: str) -> str:
    """What one written character stands for: lower-case, simplified, plain; nothing for an invisible one."""
    if letter.isascii():
        return "\n" if letter == "\n" else " " if letter.isspace() else letter.lower() if letter.isprintable() else ""
    if letter in _BADGES or letter in _BLANKS:
        return " "
    code = ord(letter)
    for first in _LETTER_SIGNS:
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    plain = unicodedata.normalize("NFKD", letter).lower()
    return "".join(_plain(one) for one in plain if unicodedata.category(one) not in _INVISIBLE)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    shape = _standins()["shapes"].get(letter)
    if shape:
        return str(shape)
    if letter.isspace():
        return " "
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    name = unicodedata.name(letter, "")
    if name.startswith("CJK UNIFIED"):
        return str(_converter().convert(letter))
    return _latin(letter) if name.startswith(_LOOKALIKES) else letter


def _latin(letter: str) -> str:
    from confusable_homoglyphs import confusables

    for form in (letter, letter.upper()):  # some look Latin as capitals alone
        for one in confusables.is_confusable(form, greedy=True, preferred_aliases=["latin"]) or ():
            for twin in one["homoglyphs"]:
                if len(twin["c"]) == 1 and twin["c"].isascii() and twin["c"].isalpha():
                    return str(twin["c"]).lower()
    return letter


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def heard_as(letter: str) -> tuple[str, ...]:
    """The characters that a written character may stand for by its sound."""
    meant: tuple[str, ...] = _standins()["sounds"].get(letter, ())
    return meant


def short_words() -> frozenset[str]:
    """English words so short and common that a space between two of them is no disguise."""
    words: frozenset[str] = _standins()["short_words"]
    return words


def pinyin_words() -> frozenset[str]:
    """Words of other languages that only happen to be spelled as a listed word's pinyin."""
    words: frozenset[str] = _standins()["pinyin_words"]
    return words


@cache
def _standins() -> Mapping[str, Any]:
    text = resources.files("avatar.words").joinpath("rules", "disguises", "standins.yaml").read_text("utf-8")
    table = yaml.safe_load(text)
    sounds: dict[str, tuple[str, ...]] = {}
    for meant, written in table["sounds"].items():
        for letter in written:
            sounds[letter] = (*sounds.get(letter, ()), meant)
    return {
        "signs": table["signs"],
        "sounds": sounds,
        "shapes": {letter: meant for meant, written in table["shapes"].items() for letter in written},
        "short_words": frozenset(table["short_words"].split()),
        "pinyin_words": frozenset(table["pinyin_words"].split()),
    }


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _reading(letters: Iterator[tuple[str, int, int, Gap]]) -> Reading:
    cells = tuple(letters)
    if not cells:
        return Reading("", (), (), ())
    letters_, starts, stops, gaps = zip(*cells, strict=True)
    return Reading("".join(letters_), starts, stops, gaps)
