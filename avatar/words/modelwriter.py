"""The writer that asks a language model, checks every line, and has the template writer behind it.

Lines are handed on as they arrive. A line that states what the sheet does not is
replaced by the template's line of its kind. Where the stream fails, the good lines
stay and the template supplies the kinds that are missing; where none came, the whole
script is the template's.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from avatar.config import ModelSettings
from avatar.errors import ModelError
from avatar.types import Line, LineKind, Product, Script
from avatar.words.facts import product_facts
from avatar.words.figures import MONEY, figures
from avatar.words.guard import unfounded
from avatar.words.linestream import read_lines
from avatar.words.llm import Message, Model
from avatar.words.memory import NEARLY, Memory, bare
from avatar.words.request import Request, Warn, no_warning
from avatar.words.review import review
from avatar.words.scriptprompts import AMOUNTS, line_messages, script_messages
from avatar.words.sentences import spoken_lines, tidy
from avatar.words.template import TemplateWriter
from avatar.words.timing import spoken_seconds
from avatar.words.tongue import speaks
from avatar.words.usage import Usage

# with the sign or unit that a model likes to put beside it, for the filling brings its own
_PLACEHOLDER = re.compile(
    r"[¥￥$€£]?\{+\s*(\w+)\s*\}+(?:\s*(?:元|块钱?|件|个|pieces?\b|dollars?\b|yuan\b))?", re.IGNORECASE
)
_LIST_PRICE_NAMED = re.compile(
    r"划线|标价|list price|lists? it|listed|表示価格|표시 가격|precio de lista|listenpreis|prix (de référence|affiché)",
    re.IGNORECASE,
)
_MOST_LINES = 60
_OVERTIME = 1.5
_RECENT_LETTERS = 4000  # of the show so far, handed in as what not to repeat
_LEAST_FACTS = 6  # a model is given so many at least, though fewer have their turn


class ModelWriter:
    """Writes with a language model. Raises ModelError at once if the settings name none."""

    def __init__(self, settings: ModelSettings) -> None:
        self._model = Model(settings)
        self._fallback = TemplateWriter()
        self._substitutes = TemplateWriter(substitute=True)
        self.name = self._model.name

    @property
    def usage(self) -> Usage:
        """What the model has been asked so far."""
        return self._model.usage

    def lines(
        self, product: Product, request: Request, warn: Warn = no_warning, memory: Memory | None = None
    ) -> Generator[Line, None, str]:
        """The script's lines as the model writes them; returns `template` if none of them is the model's.

        With a `memory` it is given the facts that have their turn and the lines not to repeat.
        """
        warn = _once(warn)
        gate = _Gate(product, request, list(self._substitutes.lines(product, request, warn, memory)), warn, memory)
        try:
            with contextlib.closing(self._model.stream(_asked(product, request, memory))) as pieces:
                for line in _limited(read_lines(pieces)):
                    yield from gate.passed(line)
            reason = "its lines cannot be used" if gate.heard else "it wrote no lines"
        except ModelError as error:
            reason = str(error)
            if gate.kept:
                warn(f"the language model stopped early: {reason}; the rest is the template's")
        if not gate.kept:
            warn(f"the language model could not write this script: {reason}; the template wrote it")
            return (yield from self._fallback.lines(product, request, warn, memory))
        if gate.overlong:
            warn(f"the language model wrote more than {request.seconds} s; {gate.overlong} of its lines were left out")
        yield from gate.rest()
        return self.name

    def another(self, product: Product, request: Request, script: Script, index: int, warn: Warn) -> Line | None:
        """That line in the model's other words, or in the template's where the model's cannot be used."""
        gate = _Gate(product, request, [], warn)
        old = script.lines[index]
        try:
            with contextlib.closing(self._model.stream(line_messages(product, request, script.lines, index))) as pieces:
                for line in _limited(read_lines(pieces)):
                    text = gate.reworded(replace(line, kind=old.kind), script.lines, index)
                    if text:
                        return replace(old, text=text)
            warn("the language model gave no other wording that can be used; the template's is taken")
        except ModelError as error:
            warn(f"the language model could not reword the line: {error}; the template's wording is taken")
        return self._substitutes.another(product, request, script, index, warn)


def _once(warn: Warn) -> Warn:
    """Tells each thing once, though two writers notice it."""
    told: set[str] = set()

    def tell(message: str) -> None:
        if message not in told:
            told.add(message)
            warn(message)

    return tell


def _asked(product: Product, request: Request, memory: Memory | None) -> list[Message]:
    if memory is None:
        return script_messages(product, request)
    facts = [
        fact for fact in product_facts(product, request.language) if fact.source.startswith(("point", "spec", "faq"))
    ]
    due = memory.due(product.id, {tidy(fact.text) for fact in facts})
    later = [fact.source for fact in facts if tidy(fact.text) not in due]
    enough = max(0, _LEAST_FACTS - (len(facts) - len(later)))
    return script_messages(product, request, told=later[enough:], said=memory.recent(_RECENT_LETTERS))


class _Gate:
    """Lets good lines through, in their order, and knows what a whole script still lacks."""

    def __init__(
        self, product: Product, request: Request, spare: list[Line], warn: Warn, memory: Memory | None = None
    ) -> None:
        self._name = product.name
        self._memory = memory
        self._facts = {fact.source: fact.text for fact in product_facts(product, request.language)}
        self._price, self._list_price = product.price, product.list_price
        self._sold_out = product.stock == 0
        self._request = request
        self._spare = spare
        self._warn = warn
        self._given: set[LineKind] = set()
        self._said: set[str] = set()
        self._seconds = 0.0
        self._priced = False
        self.heard = 0
        self.kept = 0
        self.overlong = 0

    def passed(self, line: Line) -> Iterator[Line]:
        """What is said for a line of the model: the line, a substitute, or nothing (as long as none was good)."""
        self.heard += 1
        if self._sold_out and line.kind in ("offer", "call"):
            return  # only the template's own words tell that there is no stock
        filled = self._filled(line)
        fault = self._fault(filled) or self._repeated(filled)
        if fault:
            self._warn(f"a line of the language model was replaced ({line.kind}): it {fault}")
            if self.kept:
                yield from self._substitute(line.kind)
            return
        if line.kind == "feature" and self._seconds > self._request.seconds * _OVERTIME:
            self.overlong += 1
            return
        yield from self._supply("transition")
        if line.kind not in ("opening", "transition"):
            yield from self._supply("opening")
        if line.kind == "call":
            yield from self._missing_before_call()
        self._priced = self._priced or _tells(filled, self._price)
        self.kept += 1
        for part in spoken_lines(filled, self._request.language):
            yield self._count(Line(line.kind, part))

    def reworded(self, line: Line, lines: Sequence[Line], index: int) -> str | None:
        """The line's text if it may stand at `index` of the script and is no line of it."""
        filled = self._filled(line)
        fault = self._fault(filled)
        if fault:
            self._warn(f"a line of the language model was not taken: it {fault}")
        old = lines[index].text
        priced = not _tells(old, self._price) or _tells(filled, self._price)
        same = {bare(one.text) for one in lines}
        parts = spoken_lines(filled, self._request.language)
        return parts[0] if not fault and priced and len(parts) == 1 and bare(filled) not in same else None

    def rest(self) -> Iterator[Line]:
        """The template's lines of every kind the script lacks."""
        yield from self._missing_before_call()
        yield from self._supply("call")

    def _filled(self, line: Line) -> str:
        return _PLACEHOLDER.sub(lambda slot: self._facts.get(slot[1].lower(), slot[0]), line.text)

    def _repeated(self, text: str) -> str | None:
        """What an hour's show must not do."""
        if self._memory is None:
            return None
        again = bare(text) in self._said or self._memory.said(text) or self._memory.likeness(text) >= NEARLY
        return f"repeats what was said: {text[:40]}" if again else None

    def _missing_before_call(self) -> Iterator[Line]:
        for kind in ("opening", "feature"):
            yield from self._supply(kind)
        if not self._priced:
            self._given.discard("offer")
        yield from self._supply("offer")

    def _supply(self, kind: LineKind) -> Iterator[Line]:
        if kind not in self._given:
            for line in [line for line in self._spare if line.kind == kind]:
                yield self._count(line)
            self._given.add(kind)
            self._priced = self._priced or kind == "offer"

    def _substitute(self, kind: LineKind) -> Iterator[Line]:
        """The template's next feature; of the other kinds all, once, and only where the model gave none."""
        if kind != "feature":
            if kind not in self._given and kind != "call":
                yield from self._supply(kind)
            return
        spare = next((line for line in self._spare if line.kind == kind), None)
        if spare:
            self._spare.remove(spare)
            yield self._count(spare)

    def _count(self, line: Line) -> Line:
        self._given.add(line.kind)
        self._said.add(bare(line.text))
        self._seconds += spoken_seconds(line.text, self._request.language)
        return line

    def _fault(self, text: str) -> str | None:
        slot = _PLACEHOLDER.search(text)
        if slot:
            known = slot[1].lower() in AMOUNTS
            return f"needs {slot[0]}, which is not on the sheet" if known else f"holds {slot[0]}"
        if not speaks(text, self._request.language, self._name):
            return f"is not in the script's language: {text[:40]}"
        if "list_price" in self._facts and _tells(text, self._list_price) and not _LIST_PRICE_NAMED.search(text):
            return "gives the shop's list price as if it were the price"
        asked, facts = self._request, tuple(self._facts.values())
        found = review(text, "line", facts=facts, platform=asked.platform, rules=asked.rules, language="en")
        if found:
            return f"says {found[0].found!r}: {found[0].reason}"
        return unfounded(text, facts, asked.language, rules=asked.rules)


def _tells(text: str, amount: Decimal | None) -> bool:
    return any(figure.unit == MONEY and figure.value == amount for figure in figures(text))


def _limited(lines: Iterator[Line]) -> Iterator[Line]:
    """At most as many lines as any script has; a model that never stops is left then."""
    for _, line in zip(range(_MOST_LINES), lines, strict=False):
        yield line
