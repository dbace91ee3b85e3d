"""How long a text takes to say, estimated before any voice has spoken it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from avatar.types import Language

PAUSE_SECONDS = 0.3
"""Between two lines."""
_EDGES = 1.2  # before the first word and after the last

_HAN_PER_SECOND = {"zh": 4.3, "ja": 3.5}  # a kanji is nearly two morae
_KANA_PER_SECOND, _HANGUL_PER_SECOND = 6.5, 4.9
_WORDS_PER_SECOND = {"en": 2.6, "es": 2.9, "de": 2.4, "fr": 3.3}
_DIGIT_SECONDS = {
    "zh": 0.25,
    "en": 0.5,
    "ja": 0.4,
    "ko": 0.4,
    "es": 0.42,
    "de": 0.42,
    "fr": 0.42,
}  # `24` is 2 or 3 words
_SYMBOL_SECONDS = {"zh": 0.3}
_ANY = "en"  # Latin words in a text of another script are mostly English

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+(?:['’-][^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile(r"[¥￥$€£₩%％℃°]")


def spoken_seconds(text: str, language: Language | None = None) -> float:
    """Seconds an ordinary seller needs for `text`, pauses within it included; the text may be mixed.

    Without `language` the letters tell: Korean, Japanese, Chinese, or else English. Held
    against the shipped voices on whole scripts (`scripts/bench_scripts.py`).
    """
    tag = language or _by_letters(text)
    return (
        len(_HAN.findall(text)) / _HAN_PER_SECOND.get(tag, _HAN_PER_SECOND["zh"])
        + len(_KANA.findall(text)) / _KANA_PER_SECOND
        + len(_HANGUL.findall(text)) / _HANGUL_PER_SECOND
        + len(_WORD.findall(text)) / _WORDS_PER_SECOND.get(tag, _WORDS_PER_SECOND[_ANY])
        + len(_DIGIT.findall(text)) * _DIGIT_SECONDS.get(tag, _DIGIT_SECONDS[_ANY])
        + len(_SYMBOL.findall(text)) * _SYMBOL_SECONDS.get(tag, 0.5)
    )


def script_seconds(texts: Iterable[str], language: Language | None = None) -> float:
    """Seconds a video of these lines lasts, with the pauses between and around them."""
    return _EDGES + sum(spoken_seconds(text, language) + PAUSE_SECONDS for text in texts)


def length_for(seconds: float, language: Language) -> int:
    """About how many words, or characters where words are not spaced, are said in so many seconds."""
    if language == "ko":
        return round(seconds * _HANGUL_PER_SECOND)
    if language == "ja":
        return round(seconds * (_HAN_PER_SECOND["ja"] + _KANA_PER_SECOND) / 2)
    return round(seconds * (_HAN_PER_SECOND.get(language) or _WORDS_PER_SECOND.get(language, _WORDS_PER_SECOND[_ANY])))


def _by_letters(text: str) -> Language:
    if _HANGUL.search(text):
        return "ko"
    if _KANA.search(text):
        return "ja"
    return "zh" if _HAN.search(text) else _ANY
