"""Answers to viewers, from the sheet alone.

What a viewer writes is data: it picks facts and never adds any. Price, list price and
stock are always said in the studio's own words; a language model, where there is one,
only phrases what was found on the sheet, and a phrase that says more is not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import resources
from typing import Any

import yaml

from avatar.catalog.money import price_text
from avatar.config import Settings
from avatar.errors import ModelError, UsageError
from avatar.language import guess_language, has_han, primary
from avatar.types import Catalog, Product
from avatar.words.claims import unfounded
from avatar.words.facts import Fact, product_facts, saving_text, stock_text
from avatar.words.figures import strange_figures
from avatar.words.llm import Model
from avatar.words.phrases import fill
from avatar.words.prompts import answer_messages
from avatar.words.request import LANGUAGES, Warn, no_warning
from avatar.words.retrieval import Index, terms
from avatar.words.sentences import capital, closed, tidy

_LONGEST_QUESTION = 300
_LONGEST_ANSWER = 400
_SAME_QUESTION = 0.5
_SURELY_SAME = 0.75
_COVERED = 0.36
_BESIDES = 0.85  # for a word that only the answer of an FAQ entry holds
_MOST_SPECS = 2
_MOST_POINTS = 3
_MODEL_SECONDS = 20.0
_JSON = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What to say to a viewer.

    `sources` name the fields it rests on (`price`, `list_price`, `stock`, `spec: 容量`,
    `faq 2`, `point 1`, `name`); `fallback` says that the sheet does not know.
    """

    text: str
    sources: tuple[str, ...]
    fallback: bool = False
    facts: tuple[Fact, ...] = ()
    product: str | None = None


class Answerer:
    """Answers questions about the products of one catalog.

    With `settings` that name a language model, it phrases answers that are not about money
    or stock; without, or where it fails, answers are the sheet's own words.
    """

    def __init__(self, catalog: Catalog, settings: Settings | None = None) -> None:
        self._catalog = catalog
        self._model: Model | None = None
        if settings is not None and settings.model.ready:
            hurried = min(settings.model.total_timeout, _MODEL_SECONDS)
            self._model = Model(replace(settings.model, total_timeout=hurried))

    def answer(
        self,
        question: str,
        product_id: str | None = None,
        language: str | None = None,
        *,
        viewer: str | None = None,
        warn: Warn = no_warning,
    ) -> Answer:
        """The answer in `language` (`zh` or `en`), facts quoted as the sheet has them.

        Raises UsageError for an unknown product or language; trouble with the language
        model is told to `warn` and never raised.
        """
        language = primary(language) if language else guess_language(question)
        if language not in LANGUAGES:
            raise UsageError(f"questions are answered in {' or '.join(LANGUAGES)}, not in {language!r}")
        product = self._catalog.product(product_id) if product_id else self._catalog.products[0]
        question = " ".join(question.split())[:_LONGEST_QUESTION]
        found = _Finder(product, question, language).answer()
        if self._model is None or not _may_be_phrased(found, product, question, language):
            return found
        try:
            return self._phrased(self._model, found, product, question, language) or found
        except ModelError as error:
            warn(f"the language model did not answer a viewer: {error}; the sheet's own words are used")
            return found

    def _phrased(self, model: Model, found: Answer, product: Product, question: str, language: str) -> Answer | None:
        """The model's answer if it keeps to the facts it was given; `None` if not."""
        facts = {fact.source: fact for fact in product_facts(product, language)}
        given = [facts[source] for source in found.sources] or list(facts.values())
        reply = _decoded(model.complete(answer_messages(question, given, language)))
        text, sources = tidy(str(reply.get("text") or "")), reply.get("sources")
        if not isinstance(sources, list) or not text or len(text) > _LONGEST_ANSWER:
            return None
        used = [fact for fact in given if fact.source in sources]
        if not used or not _keeps_to(text, used):
            return None
        return Answer(closed(text, language), tuple(fact.source for fact in used))


def _may_be_phrased(found: Answer, product: Product, question: str, language: str) -> bool:
    """Whether a model may be asked: never about money or stock, never with an order or a strange figure in it."""
    if not question or {"price", "list_price", "stock"} & set(found.sources) or _asks("command", question):
        return False
    facts = [fact.text for fact in product_facts(product, language)]
    return not any(_asks(topic, question) for topic in ("price", "discount", "stock", "shipping")) and not (
        strange_figures(question, facts)
    )


def _keeps_to(text: str, facts: Sequence[Fact]) -> bool:
    """Whether the text says nothing the facts do not, as far as figures, promises and words can tell."""
    told = [fact.text for fact in facts]
    if unfounded(text, told):
        return False
    return any(terms(text).keys() & terms(one).keys() for one in told) or has_han(text) != has_han("".join(told))


class _Finder:
    """What the sheet of one product has to say to one question."""

    def __init__(self, product: Product, question: str, language: str) -> None:
        self._product = product
        self._question = question
        self._says: Mapping[str, Any] = _bank()["says"][language]
        self._language = language
        self._facts = {
            "name": product.name,
            "price": price_text(product.price, product.currency, language),
        }

    def answer(self) -> Answer:
        likeness = self._faq_likeness()
        best = max(likeness, default=0.0)
        if best >= _SURELY_SAME:
            return self._faq(likeness.index(best))
        told = list(self._money_and_stock())
        if told:
            return _joined(told, self._language)
        if best >= _SAME_QUESTION:
            return self._faq(likeness.index(best))
        specs = list(self._asked_specs())[:_MOST_SPECS]
        if specs:
            return _joined(specs, self._language)
        return self._nearest() or self._general() or self._unknown()

    def _faq_likeness(self) -> list[float]:
        return Index([faq.question for faq in self._product.faq]).likeness(self._question)

    def _faq(self, index: int) -> Answer:
        return Answer(self._closed(self._product.faq[index].answer), (f"faq {index + 1}",))

    def _money_and_stock(self) -> Iterator[Answer]:
        basis = self._basis()
        if basis:
            yield basis
        elif not _asks("shipping", self._question):
            if _asks("discount", self._question):
                yield self._discount()
            elif _asks("price", self._question):
                yield Answer(self._say("price"), ("price",))
        if _asks("stock", self._question) and self._product.stock is not None:
            yield self._stock(self._product.stock)

    def _basis(self) -> Answer | None:
        """The shop's own word on where its list price comes from, if that is asked."""
        if _asks("basis", self._question):
            for index, faq in enumerate(self._product.faq):
                if _asks("basis_key", faq.question):
                    return self._faq(index)
        return None

    def _discount(self) -> Answer:
        product = self._product
        saving = saving_text(product, self._language)
        if saving is None or product.list_price is None:
            return Answer(self._say("no_discount"), ("price",))
        list_price = price_text(product.list_price, product.currency, self._language)
        return Answer(self._say("discount", list_price=list_price, saving=saving), ("price", "list_price"))

    def _stock(self, stock: int) -> Answer:
        if stock == 0:
            return Answer(self._say("sold_out"), ("stock",))
        return Answer(self._say("stock", stock=stock_text(stock, self._language)), ("stock",))

    def _asked_specs(self) -> Iterator[Answer]:
        """The specs of the kinds asked for; failing those, the FAQ entry about that kind."""
        kinds = [kind for kind in _bank()["specs"].values() if re.search(kind["ask"], self._question, re.IGNORECASE)]
        keys = [key for key in self._product.specs if any(re.search(kind["key"], key, re.IGNORECASE) for kind in kinds)]
        yield from map(self._spec, keys)
        if not keys:
            for index, faq in enumerate(self._product.faq):
                if any(re.search(kind["key"], faq.question, re.IGNORECASE) for kind in kinds):
                    yield self._faq(index)

    def _spec(self, key: str) -> Answer:
        name, value = tidy(key), tidy(self._product.specs[key])
        return Answer(self._say("spec", key=name, Key=capital(name), value=value), (f"spec: {key}",))

    def _point(self, index: int) -> Answer:
        return Answer(self._closed(capital(self._product.selling_points[index])), (f"point {index + 1}",))

    def _nearest(self) -> Answer | None:
        """The FAQ entry, selling point or spec that holds enough of the question's words."""
        product = self._product
        entries: list[tuple[float, str, Callable[[], Answer]]] = []
        for index, faq in enumerate(product.faq):
            entries.append((1.0, faq.question, partial(self._faq, index)))
        for index, point in enumerate(product.selling_points):
            entries.append((1.0, point, partial(self._point, index)))
        for key, value in product.specs.items():
            entries.append((1.0, f"{key} {value}", partial(self._spec, key)))
        for index, faq in enumerate(product.faq):
            entries.append((_BESIDES, f"{faq.question} {faq.answer}", partial(self._faq, index)))
        coverage = Index([text for _, text, _ in entries]).coverage(self._question)
        scores = [share * weight for share, (weight, _, _) in zip(coverage, entries, strict=True)]
        best = max(scores, default=0.0)
        return entries[scores.index(best)][2]() if best >= _COVERED else None

    def _general(self) -> Answer | None:
        points = [tidy(point) for point in self._product.selling_points[:_MOST_POINTS]]
        if points and _asks("features", self._question):
            text = self._say("features", points=self._says["between"].join(points))
            return Answer(text, tuple(f"point {number}" for number in range(1, len(points) + 1)))
        if _asks("name", self._question):
            return Answer(self._say("name"), ("name",))
        return None

    def _unknown(self) -> Answer:
        lines: list[str] = self._says["fallback"]
        return Answer(lines[sum(self._question.encode()) % len(lines)], (), fallback=True)

    def _say(self, slot: str, **facts: str) -> str:
        return fill(self._says[slot], {**self._facts, **facts})

    def _closed(self, text: str) -> str:
        return closed(" ".join(text.split()), self._language)


def _joined(answers: Sequence[Answer], language: str) -> Answer:
    space = "" if language == "zh" else " "
    sources = dict.fromkeys(source for answer in answers for source in answer.sources)
    return Answer(space.join(answer.text for answer in answers), tuple(sources))


def _asks(topic: str, question: str) -> bool:
    return re.search(_bank()["asks"][topic], question, re.IGNORECASE) is not None


def _decoded(reply: str) -> Mapping[str, Any]:
    found = _JSON.search(reply)
    try:
        decoded = json.loads(found[0], strict=False) if found else {}
    except (ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


@cache
def _bank() -> Mapping[str, Any]:
    text = resources.files("avatar.words").joinpath("phrases", "answers.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded
