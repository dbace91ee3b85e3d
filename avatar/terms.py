"""The terms of a Chinese or English text by which it is found: pairs of characters, stems of words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# words that a question has whatever it is about
_EMPTY_HAN = re.compile(
    "请问|你们|我们|咱们|这个|那个|这款|这件|主播|老板|什么|怎么样|怎么|怎样|多少|哪些|哪里|哪个|是不是|有没有|能不能|会不会|可不可以|多长时间|多久"
    "|可以|可能|一下|一个|如果|还是|或者|的话|之后|已经|[的了吗呢啊吧呀么嘛哦是有这那我你您他它在和与就都也很还要会能把被给对从到用为多子]"
)
_EMPTY_TEXT = """
a about all also am an and any anything are arrive arrives as at be been but by can come comes could did do does for
from get give go has have he her here hi how i i'd i'm if in into is it it's its just know let me much my of on one
or our please she so some tell than that the their them then there these they thing this those to too use used using
want was we were what what's when where which who why will with would yes no you your
"""
_EMPTY_WORDS = frozenset(_EMPTY_TEXT.split())
_SPELLINGS = {
    "colour": "color", "colours": "color", "colors": "color", "centre": "center", "grey": "gray",
    "broken": "break", "broke": "break", "bought": "buy", "held": "hold", "kept": "keep", "worn": "wear",
}  # fmt: skip
_ASKED_TWICE = re.compile(r"([\u4e00-\u9fff])[不没]\1")


def terms(text: str) -> Counter[str]:
    """The terms of a Chinese or English text that carry meaning."""
    text = _ASKED_TWICE.sub(r"\1", unicodedata.normalize("NFKC", text).lower())
    found: Counter[str] = Counter(stem(word) for word in _WORD.findall(text) if word not in _EMPTY_WORDS)
    for run in _HAN_RUN.findall(_EMPTY_HAN.sub(" ", text)):
        found.update(character for character in run if character not in "不没")
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


def stem(word: str) -> str:
    """The word without the endings of plurals and verbs, so that `charges` meets `charging`."""
    word = _SPELLINGS.get(word, word)
    for ending in ("ings", "ing", "ers", "ies", "ed", "es", "er", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
