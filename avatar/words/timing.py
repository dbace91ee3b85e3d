"""How long a text takes to say, estimated before any voice has spoken it."""

from __future__ import annotations

import re
from collections.abc import Iterable

HAN_PER_SECOND = 4.3
WORDS_PER_SECOND = 2.6
PAUSE_SECONDS = 0.3
"""Between two lines."""
_EDGES = 1.2  # before the first word and after the last
_CHINESE_FIGURES, _OTHER_FIGURES = (0.25, 0.3), (0.5, 0.5)  # seconds a digit, a symbol: `24` is two or three syllables

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile(r"[¥￥$€£%％℃°]")


def spoken_seconds(text: str) -> float:
    """Seconds an ordinary seller needs for `text`, pauses within it included; the language may be mixed."""
    han = len(_HAN.findall(text))
    digit, symbol = _CHINESE_FIGURES if han else _OTHER_FIGURES
    return (
        han / HAN_PER_SECOND
        + len(_WORD.findall(text)) / WORDS_PER_SECOND
        + len(_DIGIT.findall(text)) * digit
        + len(_SYMBOL.findall(text)) * symbol
    )


def script_seconds(texts: Iterable[str]) -> float:
    """Seconds a video of these lines lasts, with the pauses between and around them."""
    return _EDGES + sum(spoken_seconds(text) + PAUSE_SECONDS for text in texts)
