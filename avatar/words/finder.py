"""What a shop has to say to a question: the product that is meant, and the statements that answer.

Structured facts go before FAQ, FAQ before selling points and passages of documents. A fact
about another product is no answer; what is found nowhere is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from avatar.types import Catalog, Product
from avatar.words.contradictions import contradicts
from avatar.words.conversation import Turn
from avatar.words.evidence import Support, support
from avatar.words.lexicon import Term, plain
from avatar.words.passages import MOST, Searches, quoted
from avatar.words.question import Question, ask, bank, clauses, is_attribute, matches
from avatar.words.request import Warn, no_warning
from avatar.words.statement import Statement, Trust, statements
from avatar.words.subject import Mention, Subjects

_ENOUGH = 0.75
"""From here on a statement of the sheet answers and the documents are not searched."""
_AS_GOOD = 0.03
_NEARLY = 0.25
_MOST_TOLD = 3
_MOST_SEARCHED = 200
"""Products whose facts are looked through for a question that names none."""
_AMONG = 4
_MONEY_AND_STOCK = frozenset(("price", "stock", "list_price", "saving", "discount", "coupon"))
_ANOTHER_MENTION = 0.7


@dataclass(frozen=True)
class Found:
    """The answer's statements, best first, and the product they are about; none: the shop does not say.

    `named`: the product has to be named, for the viewer did not. `turn`: what to remember.
    """

    product: Product
    statements: tuple[Statement, ...] = ()
    named: bool = False
    turn: Turn | None = None


@dataclass(frozen=True)
class _How:
    """In which language to tell, on which day, and whom to tell what is wrong with a document."""

    language: str
    today: date
    warn: Warn


@dataclass(frozen=True)
class _Choice:
    """A product that may be meant, and the needs of the question that only name it."""

    product: Product
    explained: frozenset[Term]


class Finder:
    """Looks through one catalog, and a shop's documents where there are any."""

    def __init__(self, catalog: Catalog, knowledge: Searches | None = None) -> None:
        self._catalog = catalog
        self._knowledge = knowledge
        self._subjects = Subjects(catalog.products)
        self._statements = lru_cache(maxsize=512)(self._stated)
        self._vocabulary = _vocabulary(catalog.products)

    def find(
        self,
        text: str,
        language: str,
        product_id: str | None = None,
        recalled: Turn | None = None,
        warn: Warn = no_warning,
    ) -> Found:
        """What answers the question, in `language`; raises UsageError for an unknown product.

        Told to `warn`: a document that contradicts the sheet; it is not quoted then.
        """
        how = _How(language, date.today(), warn)
        question = ask(text, self._vocabulary)
        given = self._catalog.product(product_id) if product_id is not None else None
        mentions = () if given else self._subjects.mentioned(question)
        if not given and (found := self._among(question, mentions, how)):
            return found
        choices, sure = self._choices(question, given, mentions, recalled)
        question = _followed(question, choices[0], recalled)
        for choice in choices:
            told = self._answering(question, choice, how)
            if told:
                turn = Turn(choice.product.id, _asked(question, choice))
                return Found(choice.product, told, not sure and choice is not choices[0], turn)
        first = choices[0]
        return Found(first.product, (), False, Turn(first.product.id, _asked(question, first)) if sure else None)

    def _choices(
        self, question: Question, given: Product | None, mentions: Sequence[Mention], recalled: Turn | None
    ) -> tuple[list[_Choice], bool]:
        """The products that may be meant, likeliest first, and whether the viewer made clear which."""
        if given is not None:
            return [_Choice(given, self._subjects.explained(given, question))], True
        if mentions:
            near = [mention for mention in mentions if mention.score >= _ANOTHER_MENTION * mentions[0].score]
            near.sort(key=lambda mention: recalled is None or mention.product.id != recalled.product_id)
            return [_Choice(mention.product, mention.explained) for mention in near], True
        products = self._catalog.products[:_MOST_SEARCHED]
        last = next((each for each in self._catalog.products if recalled and each.id == recalled.product_id), None)
        if last is not None:
            return [_Choice(last, self._subjects.explained(last, question))], True
        return [_Choice(product, self._subjects.explained(product, question)) for product in products], False

    def _answering(self, question: Question, choice: _Choice, how: _How) -> tuple[Statement, ...]:
        """The statements that answer as a whole, or part by part where it asks for several things."""
        question = self._about_it(question, choice)
        if not question.needs:
            return ()
        return self._whole(question, choice.product, how) or tuple(self._in_parts(question, choice, how))[:_MOST_TOLD]

    def _about_it(self, question: Question, choice: _Choice) -> Question:
        """The question with `it` where it names the product, so that `put the desk together` is read as `put it together`."""
        text = question.reading.text
        for term in sorted(choice.explained, key=lambda term: -term.start):
            if term.stop:
                text = f"{text[: term.start]} {text[term.stop :]}" if not term.text.isascii() else _with_it(text, term)
        if not choice.explained or text == question.reading.text:
            return _without(question, choice.explained)
        again = ask(text, self._vocabulary)
        implied = [need for need in question.needs if not need.stop]
        kept = [need for need in again.needs if need.stop and not _names(need, choice)]
        if implied and not any(map(is_attribute, kept)):
            kept += implied
        return replace(
            question,
            needs=tuple(kept + [need for need in again.needs if not need.stop and need not in kept]),
            reading=again.reading,
            wanted=again.wanted,
        )

    def _whole(self, question: Question, product: Product, how: _How) -> tuple[Statement, ...]:
        found = list(self._supports(question, product, how))
        ranked = sorted(found, key=lambda each: -each.rank)
        if not ranked:
            return self._offered(question, product, how)
        best = ranked[0]
        if best.statement.trust == Trust.PASSAGE:
            return _beside(best, found)
        if best.statement.trust not in (Trust.FIGURE, Trust.SPEC):
            return (best.statement,)
        if best.statement.trust == Trust.FIGURE:
            measured = _measured(question, ranked)
            return (
                (measured,)
                if measured
                else tuple(
                    each.statement
                    for each in ranked
                    if each.statement.trust == Trust.FIGURE and each.score >= best.score
                )[:_MOST_TOLD]
            )
        alike = [each.statement for each in ranked if each.rank > best.rank - _AS_GOOD]
        return tuple(each for each in alike if each.trust == Trust.SPEC)[:_MOST_TOLD]

    def _supports(self, question: Question, product: Product, how: _How) -> Iterator[Support]:
        found = [one for each in self._statements(product, how.language, how.today) if (one := support(question, each))]
        yield from found
        settled = any(one.score >= _ENOUGH and one.statement.trust <= Trust.FAQ for one in found)
        if self._knowledge is not None and not settled:
            for passage in self._knowledge.search(question.text, product.id, MOST):
                for sentence in quoted(passage, how.language):
                    one = support(question, sentence)
                    if one and self._may_be_quoted(sentence, product, passage.product == product.id, how):
                        yield one

    def _may_be_quoted(self, sentence: Statement, product: Product, about: bool, how: _How) -> bool:
        """Whether a sentence of a document is about this product or the whole shop, and the sheet says nothing else."""
        text = f"{sentence.about.text} {sentence.says.text}"
        if not about and self._subjects.is_about_another(text, product):
            return False
        wrong = contradicts(sentence.facts[0].text, product, self._catalog.products, about=about)
        if wrong:
            how.warn(f"{sentence.sources[0]}: {wrong}; the sheet's own word is used")
        return wrong is None

    def _offered(self, question: Question, product: Product, how: _How) -> tuple[Statement, ...]:
        """`And in blue?`, `how much is the blue one?`: which values there are, or the answer for all that are."""
        values = [need for need in question.needs if need.value]
        others = [need for need in question.needs if not need.value]
        if not values or not others or not any(map(is_attribute, others)):
            return ()
        asked = [self._whole(question.with_needs([value]), product, how) for value in values]
        if not all(asked):
            return ()
        there = all(plain(value.text) in told[0].says.text for value, told in zip(values, asked, strict=True))
        return self._whole(question.with_needs(others), product, how) if there else asked[0]

    def _in_parts(self, question: Question, choice: _Choice, how: _How) -> Iterator[Statement]:
        asked = [_without(ask(part), choice.explained) for part in clauses(question.text)]
        asked = [_without_names(part, choice.explained) for part in asked if part.attributes]
        amounts = [need for need in question.attributes if need.meanings <= _MONEY_AND_STOCK]
        if len(asked) < 2 and len(amounts) > 1 and len(amounts) == len(question.needs):
            asked = [question.with_needs([need]) for need in amounts]
        told: list[Statement] = []
        for part in asked if len(asked) > 1 else ():
            for statement in self._whole(part, choice.product, how)[:1]:
                if statement not in told:
                    told.append(statement)
                    yield statement

    def _among(self, question: Question, mentions: Sequence[Mention], how: _How) -> Found | None:
        """The same fact about each of several products, where the viewer compares them."""
        text = question.reading.text
        cheapest = matches("extreme", text)
        products = [mention.product for mention in mentions if mention.score >= 1.5]
        if cheapest and len(products) < 2:
            products = sorted(self._catalog.products, key=lambda each: each.price)
            products = (
                products if "贵" not in text and "most exp" not in text and "pric" not in text else products[::-1]
            )
        if len(products) < 2 or not (cheapest or matches("compare", text)):
            return None
        names = frozenset(term for mention in mentions for term in mention.explained)
        needs = [need for need in question.needs if need not in names]
        if not needs or cheapest or matches("cheaper", text):
            needs = [Term("price", frozenset(("price",)))]
        told = [self._whole(question.with_needs(needs), product, how)[:1] for product in products[:_AMONG]]
        if not all(told):
            return None
        listed = tuple(
            each if each.facts[0].source == "price" else _of(product, each, how.language)
            for product, (each,) in zip(products[:_AMONG], told, strict=True)
        )
        return Found(products[0], listed, False, Turn(products[0].id, tuple(needs[0].meanings)))

    def _stated(self, product: Product, language: str, today: date) -> tuple[Statement, ...]:
        return statements(product, self._catalog, language, today)


def _vocabulary(products: Sequence[Product]) -> frozenset[str]:
    """Latin words of the products' names and specifications, lest a slip hide them."""
    texts = [product.name for product in products]
    texts += [f"{key} {value}" for product in products[:_MOST_SEARCHED] for key, value in product.specs.items()]
    return frozenset(word for word in plain(" ".join(texts)).split() if word.isascii() and word.isalpha())


def _followed(question: Question, choice: _Choice, recalled: Turn | None) -> Question:
    """A question that leans on the one before, with what that one asked for; `the lamp?` alone asks what it is."""
    needs = [need for need in question.needs if need not in choice.explained]
    leans = matches("follows", question.reading.text) or (not needs and bool(choice.explained))
    if recalled and recalled.meanings and leans and not any(map(is_attribute, needs)):
        return question.with_needs([*question.needs, Term("", frozenset(recalled.meanings))])
    if not needs and choice.explained and question.wanted is None:
        return question.with_needs([*question.needs, Term("", frozenset(("features",)))])
    return question


def _asked(question: Question, choice: _Choice) -> tuple[str, ...]:
    asked = {meaning for need in question.attributes if need not in choice.explained for meaning in need.meanings}
    return tuple(sorted(asked - {"features", "name"}))


def _with_it(text: str, term: Term) -> str:
    before = re.sub(r"\b(?:the|this|that|your|these|those|a|an|it)\s*$", "", text[: term.start])
    return f"{before}it{text[term.stop :]}"


def _names(need: Term, choice: _Choice) -> bool:
    return any(need.text == term.text for term in choice.explained)


def _beside(best: Support, found: Sequence[Support]) -> tuple[Statement, ...]:
    """A sentence of a document, with those of the same place that speak of the same, as they follow each other."""
    where = best.statement.sources
    near = [each for each in found if each.statement.sources == where and each.rank >= best.rank - _NEARLY]
    kept = sorted(near, key=lambda each: -each.rank)[:_MOST_TOLD]
    return tuple(each.statement for each in near if each in kept)


def _measured(question: Question, ranked: Sequence[Support]) -> Statement | None:
    """`多少块`, `多少米` may ask for a price or a measure: a measure, where the product has one in that unit."""
    unit = next((need.text[-1] for need in question.needs if need.text.endswith(("块", "米"))), None)
    specs = (each.statement for each in ranked if each.statement.trust == Trust.SPEC)
    return next((each for each in specs if unit and re.search(rf"\d\s*{unit}", each.says.text)), None)


def _without(question: Question, explained: Iterable[Term]) -> Question:
    return question.with_needs(need for need in question.needs if need not in explained)


def _without_names(question: Question, explained: Iterable[Term]) -> Question:
    """A part of a question without the words that name the product, wherever they stand in the whole."""
    names = {term.text for term in explained}
    return question.with_needs(need for need in question.needs if need.text not in names)


def _of(product: Product, statement: Statement, language: str) -> Statement:
    """The statement with the product's name before it."""
    told = str(bank()["says"][language]["named"]).replace("{name}", product.name).replace("{told}", statement.told)
    return replace(statement, told=told)


def of_product(found: Found, language: str) -> tuple[Statement, ...]:
    """What to tell, with the product named where the viewer cannot know which is meant."""
    if not found.named or not found.statements:
        return found.statements
    first, *rest = found.statements
    return (first if found.product.name in first.told else _of(found.product, first, language), *rest)
