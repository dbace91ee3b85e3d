"""How long a text takes to say, estimated before any voice has spoken it."""

from __future__ import annotations

import re

HAN_PER_SECOND = 4.3
WORDS_PER_SECOND = 2.6
_DIGIT_SECONDS = 0.25
_SYMBOL_SECONDS = 0.3

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile(r"[¥￥$€£%％℃°]")


def spoken_seconds(text: str) -> float:
    """Seconds an ordinary seller needs for `text`, pauses included; the language may be mixed."""
    return (
        len(_HAN.findall(text)) / HAN_PER_SECOND
        + len(_WORD.findall(text)) / WORDS_PER_SECOND
        + len(_DIGIT.findall(text)) * _DIGIT_SECONDS
        + len(_SYMBOL.findall(text)) * _SYMBOL_SECONDS
    )
