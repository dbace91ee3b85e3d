"""How much of what a text says is said by the facts too, by meaning and not by the letter.

Words are compared as the lexicon understands them, so that an English sentence can rest on a
Chinese fact; words the lexicon does not know are compared as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from avatar.words.lexicon import EMPTY, Reading, Term, read


def share_stated(text: str, facts: Sequence[str]) -> float:
    """The share, 0 … 1, of the meaning words of `text` that some fact holds; 1 where it has none."""
    words = meaning_words(text)
    if not words:
        return 1.0
    readings = tuple(map(_reading, facts))
    return sum(_is_held(word, readings) for word in words) / len(words)


def meaning_words(text: str) -> tuple[Term, ...]:
    """The words of a text that say something."""
    return tuple(term for term in _reading(text).terms if EMPTY not in term.meanings)


def holds(text: str, word: Term) -> int | None:
    """Where in `text` a word of the same meaning stands; `None` where none does."""
    for own in meaning_words(text):
        if own.text == word.text or own.meanings & word.meanings or _is_alike(word, _reading(own.text)):
            return own.start
    return None


def _is_held(word: Term, readings: Iterable[Reading]) -> bool:
    return any(
        word.text in reading.text or word.meanings & reading.meanings or _is_alike(word, reading)
        for reading in readings
    )


def _is_alike(word: Term, reading: Reading) -> bool:
    """A word that is none of the lexicon's: the same stems, or half of its pairs of characters."""
    if word.meanings:
        return False
    own = _reading(word.text)
    if own.grams:
        return len(own.grams & reading.grams) * 2 >= len(own.grams)
    return bool(own.stems) and own.stems <= reading.stems


@lru_cache(maxsize=4096)
def _reading(text: str) -> Reading:
    return read(text)
