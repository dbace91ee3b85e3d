"""The writer that asks a language model, checks every line, and has the template writer behind it.

Lines are handed on as they arrive. A line that states what the sheet does not is
replaced by the template's line of its kind. Where the stream fails, the good lines
stay and the template supplies the kinds that are missing; where none came, the whole
script is the template's.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from decimal import Decimal

from avatar.config import ModelSettings
from avatar.errors import ModelError
from avatar.language import has_han
from avatar.types import Line, LineKind, Product
from avatar.words.facts import product_facts
from avatar.words.figures import MONEY, figures
from avatar.words.guard import unfounded
from avatar.words.linestream import read_lines
from avatar.words.llm import Model
from avatar.words.prompts import AMOUNTS, script_messages
from avatar.words.request import Request, Warn, no_warning
from avatar.words.review import review
from avatar.words.sentences import spoken_lines
from avatar.words.template import TemplateWriter
from avatar.words.timing import spoken_seconds

# with the sign or unit that a model likes to put beside it, for the filling brings its own
_PLACEHOLDER = re.compile(
    r"[¥￥$€£]?\{+\s*(\w+)\s*\}+(?:\s*(?:元|块钱?|件|个|pieces?\b|dollars?\b|yuan\b))?", re.IGNORECASE
)
_LIST_PRICE_NAMED = re.compile(r"划线|标价|list price|lists? it|listed", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_MOST_LINES = 60
_OVERTIME = 1.5


class ModelWriter:
    """Writes with a language model. Raises ModelError at once if the settings name none."""

    def __init__(self, settings: ModelSettings) -> None:
        self._model = Model(settings)
        self._fallback = TemplateWriter()
        self._substitutes = TemplateWriter(teases=False)
        self.name = self._model.name

    def lines(self, product: Product, request: Request, warn: Warn = no_warning) -> Generator[Line, None, str]:
        """The script's lines as the model writes them; returns `template` if none of them is the model's."""
        gate = _Gate(product, request, list(self._substitutes.lines(product, request, warn)), warn)
        try:
            with contextlib.closing(self._model.stream(script_messages(product, request))) as pieces:
                for line in _limited(read_lines(pieces)):
                    yield from gate.passed(line)
            reason = "its lines cannot be used" if gate.heard else "it wrote no lines"
        except ModelError as error:
            reason = str(error)
            if gate.kept:
                warn(f"the language model stopped early: {reason}; the rest is the template's")
        if not gate.kept:
            warn(f"the language model could not write this script: {reason}; the template wrote it")
            return (yield from self._fallback.lines(product, request))
        if gate.overlong:
            warn(f"the language model wrote more than {request.seconds} s; {gate.overlong} of its lines were left out")
        yield from gate.rest()
        return self.name


class _Gate:
    """Lets good lines through, in their order, and knows what a whole script still lacks."""

    def __init__(self, product: Product, request: Request, spare: list[Line], warn: Warn) -> None:
        self._facts = {fact.source: fact.text for fact in product_facts(product, request.language)}
        self._price, self._list_price = product.price, product.list_price
        self._sold_out = product.stock == 0
        self._request = request
        self._spare = spare
        self._warn = warn
        self._given: set[LineKind] = set()
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
        filled = _PLACEHOLDER.sub(lambda slot: self._facts.get(slot[1].lower(), slot[0]), line.text)
        fault = self._fault(filled)
        if fault:
            self._warn(f"a line of the language model was replaced ({line.kind}): it {fault}")
            if self.kept:
                yield from self._substitute(line.kind)
            return
        if line.kind == "feature" and self._seconds > self._request.seconds * _OVERTIME:
            self.overlong += 1
            return
        if line.kind != "opening":
            yield from self._supply("opening")
        if line.kind == "call":
            yield from self._missing_before_call()
        self._priced = self._priced or _tells(filled, self._price)
        self.kept += 1
        for part in spoken_lines(filled, self._request.language):
            yield self._count(Line(line.kind, part))

    def rest(self) -> Iterator[Line]:
        """The template's lines of every kind the script lacks."""
        yield from self._missing_before_call()
        yield from self._supply("call")

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
        self._seconds += spoken_seconds(line.text)
        return line

    def _fault(self, text: str) -> str | None:
        slot = _PLACEHOLDER.search(text)
        if slot:
            known = slot[1].lower() in AMOUNTS
            return f"needs {slot[0]}, which is not on the sheet" if known else f"holds {slot[0]}"
        if not (has_han(text) if self._request.language == "zh" else _LATIN_WORD.search(text)):
            return f"is not in the script's language: {text[:40]}"
        if "list_price" in self._facts and _tells(text, self._list_price) and not _LIST_PRICE_NAMED.search(text):
            return "gives the shop's list price as if it were the price"
        asked, facts = self._request, tuple(self._facts.values())
        found = review(text, "line", facts=facts, platform=asked.platform, rules=asked.rules, language="en")
        if found:
            return f"says {found[0].found!r}: {found[0].reason}"
        return unfounded(text, facts)


def _tells(text: str, amount: Decimal | None) -> bool:
    return any(figure.unit == MONEY and figure.value == amount for figure in figures(text))


def _limited(lines: Iterator[Line]) -> Iterator[Line]:
    """At most as many lines as any script has; a model that never stops is left then."""
    for _, line in zip(range(_MOST_LINES), lines, strict=False):
        yield line
