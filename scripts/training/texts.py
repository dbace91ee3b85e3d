"""Sentences without end, put together from the word lists beside this file: many sounds in natural phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import yaml

from avatar.errors import UsageError

_FOLDER = Path(__file__).parent / "wordlists"
_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 500

WordList = Mapping[str, list[str]]


def languages() -> tuple[str, ...]:
    """Primary tags of the languages there are word lists for."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def word_list(language: str) -> WordList:
    """Slot → its words or phrases, which may hold slots themselves; `sentence` is where every sentence begins."""
    path = _FOLDER / f"{language}.yaml"
    if not path.exists():
        raise UsageError(f"no word list for {language!r}; there are {', '.join(languages())}")
    # plain text all of it: elsewhere YAML takes "no" for false
    lists: WordList = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return lists


def sentences(language: str, chance: Random) -> Iterator[str]:
    """Different sentences until the word list has no more that are easily found."""
    lists = word_list(language)
    seen: set[str] = set()
    tries = 0
    while tries < _TRIES:
        sentence = _begun(_filled(chance.choice(lists["sentence"]), lists, chance))
        tries += 1
        if sentence not in seen:
            seen.add(sentence)
            tries = 0
            yield sentence


def _filled(pattern: str, lists: WordList, chance: Random) -> str:
    return _SLOT.sub(lambda slot: _filled(chance.choice(lists[slot[1]]), lists, chance), pattern)


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
