"""Words and sayings that hold a numeral and state no figure (`idioms.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

_HAN = "零〇一二两三四五六七八九十百千万亿"


def without_idioms(text: str, language: str) -> str:
    """The text with the idioms of a language made dots of the same length."""
    return _pattern(language).sub(lambda found: "·" * len(found[0]), text)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    rows = yaml.safe_load(resources.files("avatar.words").joinpath("numerals", "idioms.yaml").read_text("utf-8"))
    ways = "|".join(rows[language])
    if language == "en":
        return re.compile(rf"(?<![\w-])(?:{ways})\b", re.IGNORECASE)
    # a numeral before or behind makes it a number: 三十分钟, 一千二百五
    return re.compile(rf"(?:(?<![{_HAN}\d])|(?![{_HAN}]))(?:{ways})(?:(?<![{_HAN}])|(?![{_HAN}]))")
