"""Which product a question is about: named in it, by its id, its name, a part of that or its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from avatar.terms import stem
from avatar.types import Product
from avatar.words.lexicon import EMPTY, Reading, Term, is_, read
from avatar.words.question import Question, is_attribute

_WHOLE, _KIND, _PART, _DETAIL = 10.0, 3.0, 2.0, 0.6


@dataclass(frozen=True)
class Mention:
    """A product that a question names: how surely, and which of the question's needs its name explains."""

    product: Product
    score: float
    explained: frozenset[Term]


@dataclass(frozen=True)
class _Named:
    product: Product

    @cached_property
    def reading(self) -> Reading:
        return read(self.product.name)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of goods its name speaks of, or failing that its selling points."""
        kinds = _kinds(self.reading)
        return kinds or _kinds(read(" ".join(self.product.selling_points)))


class Subjects:
    """The products of a catalog, found by what viewers call them."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._named = [_Named(product) for product in products]
        self._commonness: dict[str, int] = {}
        for named in self._named:
            for key in {*named.reading.stems, *named.reading.grams, *named.kinds}:
                self._commonness[key] = self._commonness.get(key, 0) + 1

    def mentioned(self, question: Question) -> tuple[Mention, ...]:
        """The products the question names, most surely named first."""
        found = [mention for named in self._named if (mention := self._mention(named, question))]
        return tuple(sorted(found, key=lambda mention: -mention.score))

    def explained(self, product: Product, question: Question) -> frozenset[Term]:
        """The needs of the question that only name this product."""
        named = next(named for named in self._named if named.product.id == product.id)
        return frozenset(term for term in question.needs if self._weight(named, term))

    def _mention(self, named: _Named, question: Question) -> Mention | None:
        text = question.reading.text
        whole = _named_whole(named.product, text)
        weights = {term: self._weight(named, term) for term in question.needs}
        explained = frozenset(term for term, weight in weights.items() if weight)
        score = sum(weights.values()) + (_WHOLE if whole else 0.0)
        return Mention(named.product, score, explained) if score >= 1.0 else None

    def _weight(self, named: _Named, term: Term) -> float:
        """How much a term of a question points to the product; 0 if it does not."""
        if term.meanings & named.kinds:
            return _KIND / min(self._commonness[kind] for kind in term.meanings & named.kinds)
        share = self._share(named, term.text)
        if not share:
            return 0.0
        return share * (_DETAIL if is_attribute(term) else _PART)

    def _share(self, named: _Named, text: str) -> float:
        """How much of the text stands in the product's name, rare words counting more."""
        if text.isascii():
            words = {stem(word) for word in text.split()}
            common = words & named.reading.stems
        else:
            words = {text[at : at + 2] for at in range(len(text) - 1)}
            common = words & named.reading.grams
        if not common or len(common) * 2 < len(words):
            return 0.0
        return sum(1 / self._commonness[word] for word in common) / len(common)


def _named_whole(product: Product, text: str) -> bool:
    name, identity = product.name.lower(), product.id.lower()
    words = text.replace("-", " ")
    spoken = identity.replace("-", " ").replace("_", " ")
    return (
        name in text or (len(spoken) > 2 and f" {spoken} " in f" {words} ") or (len(identity) > 3 and identity in text)
    )


def _kinds(reading: Reading) -> frozenset[str]:
    return frozenset(_goods(reading))


def _goods(reading: Reading) -> Iterator[str]:
    for term in reading.terms:
        if EMPTY not in term.meanings:
            yield from (meaning for meaning in term.meanings if is_("goods", meaning))
