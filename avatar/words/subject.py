"""Which product a question is about: named in it, by its id, its name, a part of that or its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from avatar.language import has_han
from avatar.types import Product
from avatar.words.lexicon import EMPTY, Reading, Term, is_, plain, read, stem
from avatar.words.question import Question, is_attribute, is_goods, stated

_WHOLE, _KIND, _PART, _WORD_OF_NAME, _DETAIL = 10.0, 3.0, 2.0, 1.5, 0.6
_BESIDES = 0.4
_HALF = 0.5
_SURE = 0.7
_SHORTEST = 3
_POINTS = re.compile(r"(?:\b(?:this|that|these|those)\s*|[这那][个款件双条只台把套盒瓶包种张]?)$")
_ARTICLE = re.compile(r"\b(?:the|this|that|these|those|your|ur)\s+$")
_WORD = 2


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
    def head(self) -> str:
        """The last character of a Chinese name, which says what it is: 被 of 羽绒被."""
        return self.product.name[-1] if has_han(self.product.name[-1:]) else ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The stems of a Latin name, in order."""
        return tuple(stem(word) for word in re.findall(r"[a-z]+", plain(self.product.name)))

    def ending_in(self, text: str) -> tuple[int, int]:
        """Where the longest ending of the name stands in a text: `磨豆机` of 青禾电动磨豆机; nowhere: (0, 0)."""
        name = plain(self.product.name)
        for size in range(len(name), _WORD - 1, -1):
            if has_han(name[-size:]) and (start := text.find(name[-size:])) >= 0:
                return start, start + size
        return 0, 0

    @cached_property
    def kinds(self) -> Mapping[str, float]:
        """The kinds of goods its name speaks of, and how much each names it: the last one is what it is."""
        named = list(_goods(self.reading)) or list(_goods(read(" ".join(self.product.selling_points))))
        kinds = dict.fromkeys((meaning for meanings in named for meaning in meanings), _BESIDES)
        return kinds | dict.fromkeys(named[-1] if named else (), 1.0)


class Subjects:
    """The products of a catalog, found by what viewers call them."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._named = [_Named(product) for product in products]
        self._commonness: dict[str, int] = {}
        for named in self._named:
            for key in {*named.kinds, *named.words}:
                self._commonness[key] = self._commonness.get(key, 0) + 1

    def mentioned(self, question: Question) -> tuple[Mention, ...]:
        """The products the question names, most surely named first."""
        found = [mention for named in self._named if (mention := self._mention(named, question))]
        return tuple(sorted(found, key=lambda mention: -mention.score))

    def explained(self, product: Product, question: Question) -> frozenset[Term]:
        """The needs of the question that only name this product."""
        named = next(named for named in self._named if named.product.id == product.id)
        return frozenset([*self._weights(named, question), *_pointed_at(question)])

    def is_about_another(self, text: str, product: Product) -> bool:
        """Whether a text names other products and not this one."""
        mentions = self.mentioned(stated(text))
        enough = max(_WORD_OF_NAME, _SURE * mentions[0].score) if mentions else 0.0
        named = {mention.product.id for mention in mentions if mention.score >= enough}
        return bool(named) and product.id not in named

    def _mention(self, named: _Named, question: Question) -> Mention | None:
        weights = self._weights(named, question)
        whole = _named_whole(named.product, question.reading.text)
        score = sum(weights.values()) + (_WHOLE if whole else 0.0)
        return Mention(named.product, score, frozenset(weights)) if score >= 1.0 else None

    def _weights(self, named: _Named, question: Question) -> dict[Term, float]:
        """The needs that name the product, and how much each points to it.

        An attribute names it only as part of a name: `rain jacket` does, `is the jacket for rain` does not.
        """
        start, stop = named.ending_in(question.reading.text)
        weights = {
            term: _KIND if start <= term.start < stop else weight
            for term in question.needs
            if start <= term.start < stop or (weight := self._weight(named, term))
        }
        for term in question.needs:
            if term not in weights and _stands_for_goods(term, named, question):
                weights[term] = _WORD_OF_NAME
        for term in reversed(question.needs):
            own = self._share(named, term.text) == 1.0 or term.meanings & named.reading.meanings
            if term not in weights and own and _touches(term, weights, question):
                weights[term] = _DETAIL
        for term in question.needs:
            if term not in weights and is_goods(term) and _follows(term, weights, question):
                weights[term] = _DETAIL  # the lamp of a bike lamp
        return weights

    def _weight(self, named: _Named, term: Term) -> float:
        """How much a term of a question points to the product; 0 if it does not."""
        kinds = term.meanings & named.kinds.keys()
        if kinds:
            return max(_KIND * named.kinds[kind] / self._commonness[kind] for kind in kinds)
        if is_attribute(term):
            return 0.0
        if term.text.isascii() and (own := self._own_word(named, term)):
            return own
        if term.text.isascii() and term.meanings:
            return 0.0
        if named.head and len(term.text) <= _WORD and named.head in term.text:
            return _PART
        share = self._share(named, term.text)
        return _PART * share if share >= _HALF else 0.0

    def _own_word(self, named: _Named, term: Term) -> float:
        """How surely a Latin word names the product, whose own it is the more, the fewer others bear it."""
        words = [stem(word) for word in term.text.split()]
        if not words or not all(word in named.words for word in words):
            return 0.0
        rare = max(1 / self._commonness[word] for word in words)
        weight = _KIND if words[-1] == named.words[-1] else _WORD_OF_NAME
        return weight * rare if not term.meanings or words[-1] == named.words[-1] else 0.0

    def _share(self, named: _Named, text: str) -> float:
        """The share of the text's words that stand in the product's name."""
        if not text.isascii():
            pairs = {text[at : at + 2] for at in range(len(text) - 1)}
            return len(pairs & named.reading.grams) / len(pairs) if pairs else 0.0
        words = [stem(word) for word in text.split()]
        return (
            sum(any(map(partial(_same_word, word), named.reading.stems)) for word in words) / len(words)
            if words
            else 0.0
        )


def _stands_for_goods(term: Term, named: _Named, question: Question) -> bool:
    """Whether an attribute names the product, when more is asked: 坚果 of 坚果礼盒, `the protein` of a powder."""
    if not is_attribute(term) or len(question.attributes) < _WORD or term.value:
        return False
    if has_han(term.text):
        first = not question.needs or term.start == min(need.start for need in question.needs)
        return first and len(term.text) >= _WORD and term.text in plain(named.product.name)
    pointed = _ARTICLE.search(question.reading.text[: term.start]) is not None
    return pointed and all(stem(word) in named.words for word in term.text.split())


def _same_word(word: str, other: str) -> bool:
    """The same word, or one that ends the other, as `bud` does `earbud`."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) >= _SHORTEST and long.endswith(short))


def _pointed_at(question: Question) -> Iterator[Term]:
    """`this bag`, `这个杯子`: the goods the viewer points at, whatever the sheet calls them."""
    for term in question.needs:
        goods = any(is_("goods", meaning) for meaning in term.meanings)
        if goods and _POINTS.search(question.reading.text[: term.start]):
            yield term


def _touches(term: Term, names: Iterable[Term], question: Question) -> bool:
    """Whether the term stands right before a word that names the product."""
    return any(not question.reading.text[term.stop : name.start].strip() for name in names if name.start >= term.stop)


def _follows(term: Term, names: Iterable[Term], question: Question) -> bool:
    """Whether the term stands right after a word that names the product."""
    text = question.reading.text
    return any(name.stop <= term.start and not text[name.stop : term.start].strip() for name in names if name.stop)


def _named_whole(product: Product, text: str) -> bool:
    name, identity = product.name.lower(), product.id.lower()
    words = text.replace("-", " ")
    spoken = identity.replace("-", " ").replace("_", " ")
    return (
        name in text or (len(spoken) > 2 and f" {spoken} " in f" {words} ") or (len(identity) > 3 and identity in text)
    )


def _goods(reading: Reading) -> Iterator[frozenset[str]]:
    for term in reading.terms:
        kinds = frozenset(meaning for meaning in term.meanings if is_("goods", meaning))
        if kinds and EMPTY not in term.meanings:
            yield kinds
