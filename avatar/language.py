"""Languages by their primary tags, and the writing systems that texts are judged by."""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter

from avatar.types import Language

_SCRIPTS = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru", "LATIN": "en"}


def primary(language: str) -> Language:
    """The primary tag: `zh-CN` and `zh_Hans` are `zh`."""
    return language.replace("_", "-").partition("-")[0].lower()


@functools.lru_cache(maxsize=8192)
def script_of(letter: str) -> str | None:
    """The writing system of a letter as Unicode names it, None for what belongs to all (digits, marks)."""
    if not letter.isalpha():
        return None
    first = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    if first in ("MODIFIER", "FEMININE", "MASCULINE", "MICRO"):
        return None
    return "KATAKANA" if first == "HALFWIDTH" else first


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return any(script_of(letter) == "CJK" for letter in text)


def guess_language(text: str) -> Language:
    """The primary language tag that the letters of `text` speak for; English where they say nothing.

    A Han character weighs as much as a Latin word's worth of letters, and any kana makes a text Japanese.
    """
    weights: Counter[Language] = Counter()
    for letter in text:
        language = _SCRIPTS.get(script_of(letter) or "")
        if language:
            weights[language] += 1 if language == "en" else 4
    if weights["ja"]:
        return "ja"
    return max(weights, key=lambda language: weights[language], default="en")
