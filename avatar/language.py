"""Which language a text is written in, judged by its letters."""

from __future__ import annotations

import unicodedata
from collections import Counter

from avatar.types import Language

_SCRIPTS = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru", "LATIN": "en"}


def guess_language(text: str) -> Language:
    """The primary language tag that the letters of `text` speak for; English where they say nothing.

    A Han character weighs as much as a Latin word's worth of letters, and any kana makes a text Japanese.
    """
    weights: Counter[Language] = Counter()
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, "").split()[0].split("-")[0]
            language = _SCRIPTS.get(script)
            if language:
                weights[language] += 1 if language == "en" else 4
    if weights["ja"]:
        return "ja"
    return max(weights, key=lambda language: weights[language], default="en")
