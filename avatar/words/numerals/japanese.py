"""What Japanese adds to the numerals it shares with Chinese: counters of its own words, kana, tenths as reductions."""

from __future__ import annotations

import re

from avatar.words.numerals.idioms import without_idioms

_COUNTS = ("ふたつ", "みっつ", "よっつ", "いつつ", "むっつ", "ななつ", "やっつ", "ここのつ")
_JAPANESE = re.compile(r"[\u3040-\u30ff円]")
_HALVES = re.compile("半分|ハーフ")
_SINGLE = re.compile(r"(?<![零十百千万一二三四五六七八九])([一二三四五六七八九])(?=[つ割円台歳冊])")
_LAST = re.compile(r"(?<=[百千万])(?=[一二三四五六七八九](?![十百千万一二三四五六七八九]))")
_VALUES = "零一二三四五六七八九"


def to_digits(text: str) -> str:
    """The text with what only Japanese writes in digits; texts without kana or 円 are left as they are."""
    if not _JAPANESE.search(text):
        return text
    text = without_idioms(text, "ja")
    text = _LAST.sub("零", text)  # 九百一 is 901 in Japanese, 910 in Chinese
    for number, word in enumerate(_COUNTS, start=2):
        text = text.replace(word, f"{number}つ")
    text = _HALVES.sub("0.5", text)
    text = text.replace("パーセント", "%").replace("グラム", "g").replace("リットル", "l").replace("ドル", "dollars")
    return _SINGLE.sub(lambda found: str(_VALUES.index(found[1])), text)
