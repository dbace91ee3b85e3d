"""The statement that shares most of a question's telling words, for questions nothing else answers.

Words and meanings count by how rare they are among all that the shop states (inverse document
frequency, as in BM25: Robertson & Zaragoza, 2009). It takes several rare ones, and a good share of
all that is asked, for a statement to be taken as the answer; what a question says besides (`for
my dad`, `I am lazy`) weighs little, for the shop speaks of no such thing or of it everywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from avatar.terms import terms
from avatar.words.lexicon import EMPTY, Reading, kin
from avatar.words.question import Question
from avatar.words.statement import Statement, Trust
from avatar.words.wanted import gives

_LEAST_SHARE = 0.35
_LEAST_POLAR = 0.5
_LEAST_WEIGHT = 1.4
"""In the weight of the rarest words: one alone, which may be met by chance, is not enough."""

Token = tuple[str, str]
"""A meaning or a word, each told from the other."""


class Resemblance:
    """Compares questions with statements; `stated` is all that the shop states, among which a word is rare or not."""

    def __init__(self, stated: Iterable[Statement]) -> None:
        self._held: Counter[Token] = Counter()
        self._count = 0
        for statement in stated:
            self._held.update(_tokens(statement))
            self._count += 1

    def nearest(self, question: Question, name: Reading, candidates: Sequence[Statement]) -> Statement | None:
        """The candidate nearest to the question, if it is near enough; what the product's `name` says tells nothing."""
        known = _spoken(name)
        asked = [unit for unit in _units(question.reading) if not unit & known]
        weights = [self._rarity(min(self._held[token] for token in unit)) for unit in asked]
        fitting = [each for each in candidates if each.trust != Trust.FIGURE and gives(question.wanted, each.says.text)]
        shared = [self._shared(_tokens(each), asked, weights) for each in fitting]
        most = max(shared, default=0.0)
        if most < _LEAST_WEIGHT * self._rarity(1) or most < (_LEAST_POLAR if question.polar else _LEAST_SHARE) * sum(
            weights
        ):
            return None
        return fitting[shared.index(most)]

    @staticmethod
    def _shared(tokens: frozenset[Token], asked: Sequence[frozenset[Token]], weights: Sequence[float]) -> float:
        return sum(weight for unit, weight in zip(asked, weights, strict=True) if unit & tokens)

    def _rarity(self, holders: int) -> float:
        return math.log(1 + (max(self._count - holders, 0) + 0.5) / (holders + 0.5))


def _tokens(statement: Statement) -> frozenset[Token]:
    return _spoken(statement.about) | _spoken(statement.says)


@lru_cache(maxsize=8192)
def _spoken(reading: Reading) -> frozenset[Token]:
    """All that a text speaks of: its words, its meanings and the kindred ones."""
    said = frozenset(token for unit in _units(reading) for token in unit)
    return said | {("meaning", other) for kind, meaning in said if kind == "meaning" for other in kin(meaning)}


def _units(reading: Reading) -> list[frozenset[Token]]:
    """What a text says piece by piece: a word with its meanings, or one the lexicon does not know."""
    units: list[frozenset[Token]] = []
    for term in reading.terms:
        words = [("word", each) for each in terms(term.text) if len(each) > 1]
        if term.meanings and EMPTY not in term.meanings:
            units.append(frozenset([*words, *(("meaning", meaning) for meaning in term.meanings)]))
        elif not term.meanings:
            units += [frozenset([word]) for word in words]
    return units
