"""What a shop must have said itself before it is said on air: promises, reductions and times (`promises.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from avatar.words.support import meaning_words, share_stated

_CLAUSE_END = re.compile(r"[，。！？；,!?;\n]|\.(?!\d)")
_ENOUGH = 0.5
"""The share of the words around a promise that the fact which makes it must hold too."""


@dataclass(frozen=True)
class _Patterns:
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    exact: re.Pattern[str]
    denied: re.Pattern[str]


def unmade_promise(text: str, facts: Sequence[str]) -> str | None:
    """The first promise, reduction or time in `text` that no fact states, as written; `None` if there is none."""
    patterns = _patterns()
    told = "\n".join(facts).lower()
    for found in _said(patterns.exact, text):
        if found[0].lower() not in told:
            return found[0]
    for _, pattern in patterns.kinds:
        for found in _said(pattern, text):
            clause = _clause(text, found.start(), found.end())
            if not any(pattern.search(fact) and _makes(fact, clause, found[0]) for fact in facts):
                return found[0].strip()
    return None


def _makes(fact: str, clause: str, promise: str) -> bool:
    """Whether the fact says what the clause says around its promise; where nothing can be read, only word for word."""
    if clause.lower() in fact.lower():
        return True
    around = clause.replace(promise, " ")
    if not meaning_words(around):
        return any(letter.isdigit() for letter in around)  # a term or an amount, held against the facts elsewhere
    return share_stated(around, [fact]) >= _ENOUGH


def _said(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    denied = _patterns().denied
    return (found for found in pattern.finditer(text) if not denied.search(text[: found.start()]))


def _clause(text: str, start: int, stop: int) -> str:
    """The words between the nearest marks on both sides."""
    before = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, start)), default=0)
    after = _CLAUSE_END.search(text, stop)
    return text[before : after.start() if after else len(text)].strip()


@cache
def _patterns() -> _Patterns:
    rows = yaml.safe_load(resources.files("avatar.words").joinpath("promises.yaml").read_text("utf-8"))
    kinds = tuple((kind, re.compile(way.replace(" |", "|"), re.IGNORECASE)) for kind, way in rows["kinds"].items())
    return _Patterns(
        kinds, re.compile("|".join(rows["exact"]), re.IGNORECASE), re.compile(rows["denied"], re.IGNORECASE)
    )
