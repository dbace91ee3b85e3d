"""Digits of every script, width and ornament as ordinary ones, nothing hidden between them."""

from __future__ import annotations

import re
import unicodedata

from avatar.words.numerals.marks import MARKS

_INVISIBLE = ("Cf", "Mn", "Me", "Cc", "Co", "Cn", "Cs")
_PICTURES = str.maketrans({"🔟": "10", "💯": "100", "₂": "2", "㎡": "平方米", "㎥": "立方米"})
_VULGAR = re.compile(r"(\d*)\s?([\u00bc-\u00be\u2150-\u215e])")
_POWER = re.compile(r"(?<=[A-Za-z])[\u00b2\u00b3\u00b9\u2070-\u2079]+")
_LETTER_ZERO = re.compile(r"(?<![A-Za-z])\d[\dOoＯｏОо]*(?![A-Za-z])")
_LETTER_ONE = re.compile(r"(?<=\d)[lI|](?=\d)")
_LONE = re.compile(r"(?<![\d.,])\d(?:[ _*~·]\d)+(?![\d.,])")
_SPELT = re.compile(r"(?<![A-Za-z])[A-Za-z](?:[ .\-_*][A-Za-z]){3,}(?![A-Za-z])")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}\s*(?:€|EUR|[Ee]uros?\b))")
_ROMAN = re.compile(r"(?<![A-Za-z])(?:X{0,3}(?:IX|IV|V?I{0,3}))(?![A-Za-z])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def plain(text: str) -> str:
    """The text with ordinary digits, and numbers that were split or spelt with gaps closed up."""
    text = text.translate(_PICTURES)
    text = _POWER.sub("", text)
    text = _VULGAR.sub(_decimal, text)
    text = "".join(map(_ordinary, text))
    text = unicodedata.normalize("NFKC", text)
    text = _LETTER_ZERO.sub(lambda found: re.sub(r"\D", "0", found[0]), text)
    text = _LETTER_ONE.sub("1", text)
    text = _LONE.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    text = _SPELT.sub(lambda found: re.sub(r"[^A-Za-z]", "", found[0]), text)
    text = _DECIMAL_COMMA.sub(".", _GROUPED.sub("", text))
    return _ROMAN.sub(_roman, text)


def _ordinary(letter: str) -> str:
    if letter.isascii():
        return letter
    category = unicodedata.category(letter)
    if category in _INVISIBLE or letter in MARKS:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "No" and unicodedata.numeric(letter).is_integer():
        return f" {int(unicodedata.numeric(letter))} "
    return letter


def _decimal(found: re.Match[str]) -> str:
    value = int(found[1] or 0) + unicodedata.numeric(found[2])
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _roman(found: re.Match[str]) -> str:
    """A roman number of two letters or more; one letter alone is a letter."""
    written = found[0]
    if len(written) < 2:
        return written
    values = [_ROMAN_VALUES[letter] for letter in written]
    return str(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))
