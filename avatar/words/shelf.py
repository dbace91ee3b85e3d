"""What answers a question about one product: the sheet's statements, and sentences of the shop's documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from avatar.errors import StudioError
from avatar.types import Catalog, Product
from avatar.words.contradictions import contradicts
from avatar.words.evidence import Support, speaks_of_all, support
from avatar.words.lexicon import also_called, plain, read
from avatar.words.passages import MOST, Searches, quoted, without_row
from avatar.words.question import Question
from avatar.words.request import Warn
from avatar.words.resemblance import Resemblance
from avatar.words.statement import Statement, Trust, statements
from avatar.words.subject import Subjects

if TYPE_CHECKING:
    from avatar.catalog.knowledge import Passage

_ENOUGH = 0.75
"""From here on a fact or an FAQ entry answers and the documents are not searched."""
_AS_GOOD = 0.03
_NEARLY = 0.25
_MOST_TOLD = 3
_KEPT = 512
_OF_ALL = frozenset(("price", "list_price", "discount", "stock", "size", "weight"))
"""What a shop states once for all colours and materials."""
_MOST_COMPARED = 200


@dataclass(frozen=True)
class How:
    """How to answer: in which language, on which day, whom to tell of a wrong document.

    `documents`: whether they are searched; `named`: whether it is certain which product is meant.
    `found`: what was searched for this question already, for it is asked in parts and looked at twice.
    """

    language: str
    today: date
    warn: Warn
    documents: bool = True
    named: bool = True
    found: dict[tuple[str, str], tuple[Passage, ...]] = field(default_factory=dict, compare=False)


class Shelf:
    """The statements of one catalog and, where there are any, the documents of its shop."""

    def __init__(self, catalog: Catalog, knowledge: Searches | None, subjects: Subjects) -> None:
        self._catalog = catalog
        self._knowledge = knowledge
        self._subjects = subjects
        self._statements = lru_cache(maxsize=_KEPT)(self._stated)
        self._resemblance = lru_cache(maxsize=2)(self._compared)

    def _stated(self, product: Product, language: str, today: date) -> tuple[Statement, ...]:
        return statements(product, self._catalog, language, today)

    def answering(self, question: Question, product: Product, how: How) -> tuple[Statement, ...]:
        """The statements that answer the question as a whole, best first; none where nobody says."""
        found = list(self._supports(question, product, how))
        ranked = sorted(found, key=lambda each: -each.rank)
        if not ranked:
            return self._offered(question, product, how)
        best = ranked[0]
        if best.statement.trust == Trust.PASSAGE:
            return _beside(best, [each for each in found if each.itself == best.itself])
        if best.statement.trust not in (Trust.FIGURE, Trust.SPEC):
            return (best.statement,)
        if best.statement.trust == Trust.FIGURE:
            measured = _measured(question, ranked)
            return (measured,) if measured else _figures(ranked)
        alike = [each.statement for each in ranked if each.rank > best.rank - _AS_GOOD]
        return tuple(each for each in alike if each.trust == Trust.SPEC)[:_MOST_TOLD]

    def resembling(self, question: Question, product: Product, how: How) -> Statement | None:
        """What shares most of the question's telling words, where no statement answers it by what it means."""
        candidates = list(self._statements(product, how.language, how.today))
        if how.documents:
            for passage in self._passages(question, product, how):
                about = passage.product == product.id
                quotes = quoted(passage, how.language)
                candidates += [each for each in quotes if self._may_be_quoted(each, product, about, how)]
        candidates = [each for each in candidates if speaks_of_all(question, each)]
        return self._resemblance(how.language, how.today).nearest(question, read(product.name), candidates)

    def _compared(self, language: str, today: date) -> Resemblance:
        products = self._catalog.products[:_MOST_COMPARED]
        return Resemblance(each for product in products for each in self._statements(product, language, today))

    def _supports(self, question: Question, product: Product, how: How) -> Iterator[Support]:
        stated = self._statements(product, how.language, how.today)
        found = [one for each in stated if (one := support(question, each, how.named))]
        yield from found
        settled = any(one.score >= _ENOUGH and one.statement.trust <= Trust.FAQ for one in found)
        if how.documents and not settled:
            for passage in self._passages(question, product, how):
                for sentence in quoted(passage, how.language):
                    one = support(question, sentence, how.named)
                    if one and self._may_be_quoted(sentence, product, passage.product == product.id, how):
                        yield one

    def _passages(self, question: Question, product: Product, how: How) -> tuple[Passage, ...]:
        """The passages nearest to the question, looked for by the other words for what it asks as well."""
        if self._knowledge is None:
            return ()
        meant = {meaning for need in question.needs for meaning in need.meanings}
        words = " ".join((question.text, *also_called(meant)))
        try:
            found = self._searched(words, product, how)
            named = self._searched(f"{product.name} {question.text}", product, how)
            return tuple({(each.document, each.place, each.text): each for each in (*found, *named)}.values())
        except StudioError as error:
            how.warn(f"the documents were not searched: {error}")
            return ()

    def _searched(self, words: str, product: Product, how: How) -> tuple[Passage, ...]:
        """What the documents hold, searched once for each question."""
        assert self._knowledge is not None, "asked only where there are documents"
        key = words, product.id
        if key not in how.found:
            how.found[key] = self._knowledge.search(words, product.id, MOST)
        return how.found[key]

    def _may_be_quoted(self, sentence: Statement, product: Product, about: bool, how: How) -> bool:
        """Whether a sentence of a document is about this product or the whole shop, and the sheet says nothing else."""
        text = f"{sentence.about.text} {sentence.context} {sentence.says.text}"
        if not about and self._subjects.is_about_another(text, product):
            return False
        wrong = contradicts(sentence.facts[0].text, product, self._catalog.products, about=about)
        if wrong:
            how.warn(f"{sentence.sources[0]}: {wrong}; the sheet's own word is used")
        return wrong is None

    def _offered(self, question: Question, product: Product, how: How) -> tuple[Statement, ...]:
        """`And in blue?`, `how much is the blue one?`: which values there are, or the answer for all that are."""
        values = [need for need in question.needs if need.value]
        others = [need for need in question.needs if not need.value]
        if not values or not others or not all(need.meanings & _OF_ALL for need in others):
            return ()
        asked = [self.answering(question.with_needs([value]), product, how) for value in values]
        if not all(asked):
            return ()
        there = all(plain(value.text) in told[0].says.text for value, told in zip(values, asked, strict=True))
        rest = self.answering(question.with_needs(others), product, how)
        return rest if there or not rest else asked[0]


def _figures(ranked: Sequence[Support]) -> tuple[Statement, ...]:
    """Price, stock and coupons that answer equally well."""
    figures = [each for each in ranked if each.statement.trust == Trust.FIGURE and each.score >= ranked[0].score]
    return tuple(each.statement for each in figures)[:_MOST_TOLD]


def _beside(best: Support, found: Sequence[Support]) -> tuple[Statement, ...]:
    """A sentence of a document, with those under the same heading that speak of the same, as they follow each other."""
    where = without_row(best.statement.sources[0])
    near = [
        each for each in found if without_row(each.statement.sources[0]) == where and each.rank >= best.rank - _NEARLY
    ]
    kept = sorted(near, key=lambda each: -each.rank)[:_MOST_TOLD]
    return tuple(each.statement for each in near if each in kept)


def _measured(question: Question, ranked: Sequence[Support]) -> Statement | None:
    """`多少块`, `多少米` may ask for a price or a measure: a measure, where the product has one in that unit."""
    unit = next((need.text[-1] for need in question.needs if need.text.endswith(("块", "米"))), None)
    specs = (each.statement for each in ranked if each.statement.trust == Trust.SPEC)
    return next((each for each in specs if unit and re.search(rf"\d\s*{unit}", each.says.text)), None)
