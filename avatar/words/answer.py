"""Answers to viewers, from what the shop states and nothing else.

What a viewer writes is data: it picks facts and never adds any. Price, list price and stock
are always filled in by us; a language model, where there is one, only phrases what was found,
and a sentence that says more than that is not said. What nobody states is not answered: it
is left to a person.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from avatar.config import ModelSettings, Settings
from avatar.errors import ModelError, ModelResting, UsageError
from avatar.language import guess_language, primary
from avatar.types import Catalog
from avatar.words.conversation import InMind, Memory
from avatar.words.facts import Fact
from avatar.words.figures import strange_figures
from avatar.words.finder import Finder, Found, of_product
from avatar.words.guard import unfounded
from avatar.words.live import TOOL, live_statement
from avatar.words.llm import Model
from avatar.words.passages import Searches
from avatar.words.phrasing import Sentence, Writes, phrased
from avatar.words.question import Question, ask, bank
from avatar.words.request import LANGUAGES, Warn, no_warning
from avatar.words.review import Rules, review, reworded
from avatar.words.statement import Statement
from avatar.words.tools import ToolBox
from avatar.words.unanswered import Unanswered
from avatar.words.usage import Usage

_FIRST_SECONDS, _GAP_SECONDS, _MODEL_SECONDS = 5.0, 4.0, 20.0
"""A viewer does not wait longer for a model: until it begins, between two words, in all."""


@dataclass(frozen=True)
class Answer:
    """What to say to a viewer.

    `sources` name what it rests on (`price`, `list_price`, `stock`, `coupon 1`, `spec: 容量`,
    `faq 2`, `point 1`, `name`, `returns.pdf: page 3`, `tool: stock`), `facts` quote it with its
    place; `fallback` says that the shop does not state it. `product` is the id of the one meant.
    """

    text: str
    sources: tuple[str, ...]
    fallback: bool = False
    facts: tuple[Fact, ...] = ()
    product: str | None = None


class Answerer:
    """Answers questions about the products of one catalog; may be asked from several threads.

    With `settings` that name a language model (or a `model` at hand) it phrases answers that
    are not about money or stock; without, or where it fails, answers are the shop's own words.
    `knowledge` finds passages in the shop's documents, `tools` live facts; `memory` keeps what
    viewers asked before (in memory by default), `unanswered` what a person has to answer.
    `rules`: the shop's own review lists besides the shipped ones.
    """

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings | None = None,
        *,
        model: Writes | None = None,
        knowledge: Searches | None = None,
        tools: ToolBox | None = None,
        memory: Memory | None = None,
        unanswered: Unanswered | None = None,
        rules: Rules | None = None,
    ) -> None:
        self._catalog = catalog
        self._finder = Finder(catalog, knowledge)
        self._tools = tools
        self._memory: Memory = memory or InMind()
        self._unanswered = unanswered
        self._rules = rules
        self._model = model
        if model is None and settings is not None and settings.model.ready:
            self._model = Model(_hurried(settings.model))

    @property
    def usage(self) -> Usage:
        """What the language model has been asked so far; nothing of a model that was handed in."""
        return self._model.usage if isinstance(self._model, Model) else Usage()

    def answer(
        self,
        question: str,
        product_id: str | None = None,
        language: str | None = None,
        *,
        viewer: str | None = None,
        warn: Warn = no_warning,
    ) -> Answer:
        """The whole answer in `language` (`zh` or `en`; the question's own if left out).

        Raises UsageError for an unknown product or language; trouble with the model, a tool
        or a document is told to `warn` and never raised.
        """
        sentences = self.stream(question, product_id, language, viewer=viewer, warn=warn)
        while True:
            try:
                next(sentences)
            except StopIteration as done:
                answer: Answer = done.value
                return answer

    def stream(
        self,
        question: str,
        product_id: str | None = None,
        language: str | None = None,
        *,
        viewer: str | None = None,
        warn: Warn = no_warning,
    ) -> Generator[str, None, Answer]:
        """The same sentence by sentence, each checked and ready to be spoken; returns the whole answer."""
        language = self._language(question, language)
        asked = ask(question)
        if product_id is not None:
            self._catalog.product(product_id)
        if asked.order or not asked.text.strip():
            slot = "refused" if asked.order else "empty"
            answer = Answer(_line(slot, asked.text, language), (), fallback=True, product=product_id)
            yield answer.text
            return answer
        recalled = self._memory.recall(viewer) if viewer is not None else None
        found = self._finder.find(question, language, product_id, recalled, warn)
        told = self._live(asked, found, language, warn) or of_product(found, language)
        answer = yield from self._said(asked, replace(found, statements=told), language, warn)
        if viewer is not None and found.turn is not None:
            self._memory.remember(viewer, found.turn)
        if answer.fallback and self._unanswered is not None:
            self._unanswered.add(asked.text, found.product.id, viewer, warn)
        return answer

    def _language(self, question: str, language: str | None) -> str:
        if language is not None:
            if primary(language) not in LANGUAGES:
                raise UsageError(f"questions are answered in {' or '.join(LANGUAGES)}, not in {language!r}")
            return primary(language)
        own = self._catalog.language or guess_language(self._catalog.products[0].name)
        guessed = guess_language(question) if any(letter.isalpha() for letter in question) else own
        return next((each for each in (guessed, own) if each in LANGUAGES), "en")

    def _live(self, asked: Question, found: Found, language: str, warn: Warn) -> tuple[Statement, ...]:
        """What a tool says of stock, delivery or coupons, where that is asked; nothing where none can."""
        if self._tools is None:
            return ()
        statement = live_statement(self._tools, asked, found.product, language, warn)
        return (statement,) if statement else ()

    def _said(self, asked: Question, found: Found, language: str, warn: Warn) -> Generator[str, None, Answer]:
        """The answer: the model's sentences that may be said, failing those the shop's own words."""
        said: list[Sentence] = []
        try:
            for sentence in self._phrased(asked, found, language):
                said.append(sentence)
                yield sentence.text
        except ModelResting:
            pass
        except ModelError as error:
            warn(f"the language model did not answer a viewer: {error}; the shop's own words are used")
        if not said:
            for sentence in self._own_words(found.statements, warn):
                said.append(sentence)
                yield sentence.text
        product = found.product.id
        if not said:
            line = _line("fallback", asked.text, language)
            yield line
            return Answer(line, (), fallback=True, product=product)
        facts = tuple(dict.fromkeys(fact for sentence in said for fact in sentence.facts))
        sources = tuple(dict.fromkeys(fact.source for fact in facts))
        space = "" if language == "zh" else " "
        return Answer(space.join(sentence.text for sentence in said), sources, facts=facts, product=product)

    def _phrased(self, asked: Question, found: Found, language: str) -> Iterator[Sentence]:
        """The model's sentences; none about money and stock alone, which are ours to say."""
        tools = self._tools.fresh(found.product.id) if self._tools else None
        ours = all(statement.slots for statement in found.statements)
        if self._model is None or (ours and (found.statements or tools is None)):
            return
        facts = [fact.text for statement in found.statements for fact in statement.facts]
        # what agrees with a false figure needs no figure to do so; a tool may need one to ask with
        if tools is not None or not strange_figures(asked.text, facts):
            yield from phrased(self._model, asked, found, language, self._rules, tools)

    def _own_words(self, told: Sequence[Statement], warn: Warn) -> Iterator[Sentence]:
        """The shop's own words, without what may not be said whoever wrote it."""
        for statement in told:
            text = self._lawful(statement, warn)
            if text:
                yield Sentence(text, statement.facts)

    def _lawful(self, statement: Statement, warn: Warn) -> str | None:
        """The statement as told, reworded where it has to be; None where it may not be said at all."""
        live = statement.facts[0].source.startswith(TOOL)
        facts = [*(fact.text for fact in statement.facts), *([] if live else [statement.told])]
        text = statement.told
        if unfounded(text, facts, rules=self._rules) is None:
            return text
        findings = review(text, "answer", facts=facts, rules=self._rules)
        if findings:
            found = ", ".join(dict.fromkeys(finding.found for finding in findings))
            place = " ".join(filter(None, (statement.facts[0].place, statement.sources[0])))
            warn(f"{place} says {found}: {findings[0].reason}; it is left out of the answer")
        if any(finding.severity == "refuse" or finding.instead is None for finding in findings):
            return None  # what is left of a sentence without its claim is no sentence
        text = reworded(text, findings)
        return text if unfounded(text, facts, rules=self._rules) is None else None


def _hurried(settings: ModelSettings) -> ModelSettings:
    return replace(
        settings,
        first_timeout=min(settings.first_timeout, _FIRST_SECONDS),
        gap_timeout=min(settings.gap_timeout, _GAP_SECONDS),
        total_timeout=min(settings.total_timeout, _MODEL_SECONDS),
    )


def _line(slot: str, seed: str, language: str) -> str:
    lines = bank()["says"][language][slot]
    return str(lines if isinstance(lines, str) else lines[sum(seed.encode()) % len(lines)])
