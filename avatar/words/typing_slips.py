"""Slips of the finger in English questions, mended where no doubt is left: `wieght` was meant for `weight`.

A word is only touched if no dictionary holds it and a word of selling, or of this shop,
is nearly it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import Any

from avatar.words.lexicon import lexicon, stem

_WORD = re.compile(r"(?<![\w.@/-])[a-z]{4,}(?![\w.@/-])")
_CLOSE = 0.8


def mended(text: str, known: frozenset[str]) -> str:
    """The text with unmistakable slips mended; `known` are words that stand in the shop's own facts."""
    return _WORD.sub(lambda found: _meant(found[0], known), text.lower())


def _meant(word: str, known: frozenset[str]) -> str:
    vocabulary = lexicon().vocabulary | known
    if word in vocabulary or (stem(word),) in lexicon().phrases or not _dictionary().unknown([word]):
        return word
    alike = [each for each in vocabulary if each[0] == word[0] and abs(len(each) - len(word)) <= 2]
    near = get_close_matches(word, alike, n=1, cutoff=_CLOSE)
    return near[0] if near else word


@cache
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")
