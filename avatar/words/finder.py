"""What a shop has to say to a question: the product that is meant, and the statements that answer.

Structured facts go before FAQ, FAQ before selling points and passages of documents. A fact
about another product is no answer; what is found nowhere is not answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from avatar.types import Catalog, Product
from avatar.words.conversation import Turn
from avatar.words.leaning import Choice, about_it, asked_of, followed, parts
from avatar.words.lexicon import Term, is_idle, plain
from avatar.words.passages import Searches
from avatar.words.question import Question, ask, bank, matches
from avatar.words.request import Warn, no_warning
from avatar.words.shelf import How, Shelf
from avatar.words.statement import Statement
from avatar.words.subject import Mention, Subjects

_MOST_TOLD = 3
_MOST_SEARCHED = 200
"""Products whose facts are looked through for a question that names none."""
_MOST_RESEMBLING = 12
_COMPARED = 4
_PLAINLY = 1.5
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


class Finder:
    """Looks through one catalog, and a shop's documents where there are any."""

    def __init__(self, catalog: Catalog, knowledge: Searches | None = None) -> None:
        self._catalog = catalog
        self._subjects = Subjects(catalog.products)
        self._shelf = Shelf(catalog, knowledge, self._subjects)
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
        today, warn = date.today(), _once(warn)
        question = ask(text, self._vocabulary)
        given = self._catalog.product(product_id) if product_id is not None else None
        mentions = () if given else self._subjects.mentioned(question)
        if not given and (found := self._compared(question, mentions, How(language, today, warn))):
            return found
        choices, sure = self._choices(question, given, mentions, recalled)
        question = followed(question, choices[0], recalled)
        how = How(language, today, warn, named=given is not None or bool(mentions))
        for choice in choices:
            told = self._answering(question, choice, how)
            how = replace(how, documents=sure)  # what the shop's documents say has been seen by now
            if told:
                turn = Turn(choice.product.id, asked_of(question, choice))
                return Found(choice.product, told, not sure and choice is not choices[0], turn)
        first = choices[0]
        turn_on = Turn(first.product.id, asked_of(question, first)) if sure else None
        near = self._resembling(question, choices, replace(how, documents=True))
        if near is None:
            return Found(first.product, (), False, turn_on)
        choice, statement = near
        return Found(choice.product, (statement,), not sure and choice is not first, turn_on)

    def _resembling(self, question: Question, choices: Sequence[Choice], how: How) -> tuple[Choice, Statement] | None:
        """A last look: the statement that shares most of the question's telling words."""
        for choice in choices[:_MOST_RESEMBLING]:
            statement = self._shelf.resembling(question, choice.product, how)
            if statement is not None:
                return choice, statement
            how = replace(how, documents=False)
        return None

    def _choices(
        self, question: Question, given: Product | None, mentions: Sequence[Mention], recalled: Turn | None
    ) -> tuple[list[Choice], bool]:
        """The products that may be meant, likeliest first, and whether the viewer made clear which."""
        if given is not None:
            return [Choice(given, self._subjects.explained(given, question))], True
        if mentions:
            near = [mention for mention in mentions if mention.score >= _ANOTHER_MENTION * mentions[0].score]
            near.sort(key=lambda mention: recalled is None or mention.product.id != recalled.product_id)
            return [Choice(mention.product, mention.explained) for mention in near], True
        products = self._catalog.products[:_MOST_SEARCHED]
        last = next((each for each in self._catalog.products if recalled and each.id == recalled.product_id), None)
        if last is not None:
            return [Choice(last, self._subjects.explained(last, question))], True
        return [Choice(product, self._subjects.explained(product, question)) for product in products], False

    def _answering(self, question: Question, choice: Choice, how: How) -> tuple[Statement, ...]:
        """The statements that answer as a whole, or part by part where it asks for several things."""
        question = about_it(question, choice, self._vocabulary)
        if not question.needs or any(is_idle(meaning) for need in question.needs for meaning in need.meanings):
            return ()
        asked = parts(question, choice)
        each = [self._shelf.answering(part, choice.product, how)[:1] for part in asked]
        if not asked or not all(each):
            whole = self._shelf.answering(question, choice.product, how)
            if whole:
                return whole
        return tuple({statement.told: statement for told in each for statement in told}.values())[:_MOST_TOLD]

    def _compared(self, question: Question, mentions: Sequence[Mention], how: How) -> Found | None:
        """The same fact about each of several products, where the viewer compares them."""
        text = question.reading.text
        extreme = matches("extreme", text)
        products = [mention.product for mention in mentions if mention.score >= _PLAINLY]
        if extreme and len(products) < 2:
            products = sorted(self._catalog.products, key=lambda each: each.price, reverse=matches("dearest", text))
        if len(products) < 2 or not (extreme or matches("compare", text)):
            return None
        products = products[:_COMPARED]
        names = frozenset(term for mention in mentions for term in mention.explained)
        needs = [need for need in question.needs if need not in names]
        if not needs or extreme or matches("cheaper", text):
            needs = [Term("price", frozenset(("price",)))]
        told = [self._shelf.answering(question.with_needs(needs), product, how)[:1] for product in products]
        if not all(told):
            return None
        listed = tuple(_of(product, each, how.language) for product, (each,) in zip(products, told, strict=True))
        return Found(products[0], listed, False, Turn(products[0].id, tuple(needs[0].meanings)))


def _once(warn: Warn) -> Warn:
    """The same, told each thing but once."""
    told: set[str] = set()

    def tell(message: str) -> None:
        if message not in told:
            told.add(message)
            warn(message)

    return tell


def _vocabulary(products: Sequence[Product]) -> frozenset[str]:
    """Latin words of the products' names and specifications, lest a slip hide them."""
    texts = [product.name for product in products]
    texts += [f"{key} {value}" for product in products[:_MOST_SEARCHED] for key, value in product.specs.items()]
    return frozenset(word for word in plain(" ".join(texts)).split() if word.isascii() and word.isalpha())


def of_product(found: Found, language: str) -> tuple[Statement, ...]:
    """What to tell, with the product named where the viewer cannot know which is meant."""
    if not found.named or not found.statements:
        return found.statements
    first, *rest = found.statements
    return (_of(found.product, first, language), *rest)


def _of(product: Product, statement: Statement, language: str) -> Statement:
    """The statement with the product's name before it, if it is not in it."""
    if product.name in statement.told:
        return statement
    told = str(bank()["says"][language]["named"]).replace("{name}", product.name).replace("{told}", statement.told)
    return replace(statement, told=told)
