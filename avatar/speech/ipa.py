"""Speech sounds as espeak-ng names them, turned into plain IPA: one symbol a phone.

Stress, length, tone, aspiration and diacritics are dropped, diphthongs are told as
their vowels one after the other, affricates stay one symbol.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_AFFRICATES = ("tʃ", "dʒ", "tɕ", "dʑ", "tʂ", "dʐ", "ts", "dz", "pf")
STOPS = frozenset("pbtdkɡcɟqʈɖ") | frozenset(_AFFRICATES)
"""Phones that begin with a closure of the mouth."""

CLOSE_VOWELS = frozenset("iyɨʉɯuɪʏʊ")

# what espeak-ng prints in its own letters rather than in IPA
_OWN_NAMES = {
    "onɡ": "oŋ", "ər": "ɚ", "i.": "ɨ", "o-": "ɤ", "e-": "ə", "sx": "ɧ", "1": "ɨ", "ᵻ": "ɪ",
}  # fmt: skip
_OWN_SPELLINGS = (("ts.", "tʂ"), ("dz.", "dʐ"), ("s.", "ʂ"), ("z.", "ʐ"), ("g", "ɡ"))
_SWITCH = re.compile(r"\(.*\)")
_TOKEN = re.compile("|".join(_AFFRICATES) + "|.")
# the air after a Mandarin stop
_ASPIRATED = re.compile(r"(?<=[ptkɕʂs])h$")


@dataclass(frozen=True)
class Sound:
    """A phone between two samples of whatever clock its maker uses; `word` counts the words before its own."""

    symbol: str
    start: int
    end: int
    stressed: bool
    word: int


@functools.cache
def symbols(name: str) -> tuple[str, ...]:
    """The IPA symbols in one of espeak-ng's phone names, none for a pause or a change of language."""
    name = _SWITCH.sub("", name).strip("ˈˌ")
    name = _OWN_NAMES.get(name, name)
    for own, ipa in _OWN_SPELLINGS:
        name = name.replace(own, ipa)
    name = _ASPIRATED.sub("", name)
    letters = "".join(filter(_is_letter, "".join(map(_bare, name))))
    return tuple(_TOKEN.findall(letters))


def is_stressed(name: str) -> bool:
    """Whether the name bears primary stress (in Mandarin: a full tone)."""
    return "ˈ" in name


def divide(start: int, end: int, parts: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Share a phone's time among its parts: the close end of a diphthong is about a third of it."""
    weights = np.cumsum([0.0] + [0.35 if part in CLOSE_VOWELS else 0.65 for part in parts])
    edges = [start + round((end - start) * weight / weights[-1]) for weight in weights]
    return list(zip(parts, edges[:-1], edges[1:], strict=True))


def with_closures(sounds: list[Sound], pcm: npt.NDArray[np.int16], longest: int) -> list[Sound]:
    """Give stops the silence before their burst, and take silence off the ends of all other phones.

    espeak-ng tells a stop's time from its burst, though the mouth has closed before,
    and writes the closure (and every pause) as exact zeros: that is where it is found.
    `longest` samples are taken at most.
    """
    loud = np.flatnonzero(np.abs(pcm) > 1)
    result: list[Sound] = []
    for sound in sounds:
        before, inside = np.searchsorted(loud, [sound.start, sound.end])
        quiet_from = int(loud[before - 1]) + 1 if before else 0
        start, end = sound.start, sound.end
        if sound.symbol in STOPS:
            start = max(quiet_from, start - longest)
        if inside > before:
            end = int(loud[inside - 1]) + 1
        if result and result[-1].end > start:
            start = result[-1].end
        if end > start:
            result.append(Sound(sound.symbol, start, end, sound.stressed, sound.word))
    return result


def _bare(letter: str) -> str:
    return letter if letter == "ç" else unicodedata.normalize("NFD", letter)[0]


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter) in ("Ll", "Lo") or letter == "ɡ"
