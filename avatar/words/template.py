"""The writer that needs no network: shipped phrases around facts quoted from the sheet.

Every fact is the sheet's, figures as written there. Which phrases are used is settled
by product id, language and style, so a product keeps its script and its neighbour in
the shop gets another one.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from avatar.types import Line, Product, Script
from avatar.words.draft import Draft
from avatar.words.facts import product_facts
from avatar.words.memory import Memory, bare
from avatar.words.request import LANGUAGES, Request, Warn, no_warning
from avatar.words.review import Finding, review
from avatar.words.timing import script_seconds
from avatar.words.usage import Usage

_TOO_SHORT = 0.85  # of the length asked for: shorter than that is told


class TemplateWriter:
    """Writes scripts from the sheet alone: in Chinese and English in every style, in other languages plainly."""

    name = "template"
    usage = Usage()

    def __init__(self, *, substitute: bool = False) -> None:
        """`substitute`: its lines stand in one by one for another writer's, so that none opens with a question
        for a later one to answer, and their length all together is nobody's concern."""
        self._substitute = substitute

    def lines(
        self, product: Product, request: Request, warn: Warn = no_warning, memory: Memory | None = None
    ) -> Generator[Line, None, str]:
        """The lines of a script of about `request.seconds`, shorter where the sheet says little.

        What may not be said is left out with a warning, though the sheet says it. With a
        `memory` none of its lines are said again, and nothing comes where nothing new can be said.
        """
        draft = Draft(_lawful(product, request, warn), request, not self._substitute, memory)
        lines = draft.fitted()
        if memory is None and not self._substitute:
            _tell_limits(draft, lines, product, request, warn)
        yield from lines
        return self.name

    def another(self, product: Product, request: Request, script: Script, index: int, warn: Warn) -> Line | None:
        """The next other way to say that line with the same facts, unlike all lines of the script; None if none is."""
        old, said = script.lines[index], {bare(line.text) for line in script.lines}
        draft = Draft(_lawful(product, request, warn), request, False)
        forms = _same_facts(draft, old)
        here = next((place for place, text in enumerate(forms) if bare(text) == bare(old.text)), -1)
        fresh = (text for text in forms[here + 1 :] + forms[: here + 1] if bare(text) not in said)
        text = next(fresh, None)
        return replace(old, text=text) if text else None


def _same_facts(draft: Draft, old: Line) -> list[str]:
    """Every line of that kind that tells the facts the old one tells, as many of them as any line does."""
    told = bare(old.text)
    found: dict[str, int] = {}
    for kind, slot, facts in draft.everything():
        if kind != old.kind:
            continue
        for form in draft.words.forms(slot, facts):
            for text in form:
                held = [fact for fact in {bare(fact) for fact in facts.values()} if fact and fact in bare(text)]
                if all(fact in told for fact in held):
                    found[text] = sum(map(len, held))
    most = max(found.values(), default=0)
    if most == 0 and old.kind in ("feature", "offer"):
        return []
    return [text for text, weight in found.items() if weight == most]


def _tell_limits(draft: Draft, lines: list[Line], product: Product, request: Request, warn: Warn) -> None:
    if request.language not in LANGUAGES and request.style != "plain":
        warn(f"without a language model {request.language} has one plain manner; style {request.style} was not used")
    if draft.foreign:
        warn(
            f"product {product.id}: its sheet is not in {request.language}, so the template tells name, price and "
            "stock alone; set a language model, which translates"
        )
    seconds = script_seconds((line.text for line in lines), request.language)
    if seconds < _TOO_SHORT * request.seconds:
        warn(
            f"product {product.id}: the sheet has facts for about {seconds:.0f} of the {request.seconds} s asked for; "
            "more selling points, specs or questions make it longer"
        )


def _lawful(product: Product, request: Request, warn: Warn) -> Product:
    """The product without the points, specs and answers whose words may not be said."""
    facts = [fact.text for fact in product_facts(product, request.language)]

    def first(text: str) -> Finding | None:
        found = review(text, "line", facts=facts, platform=request.platform, rules=request.rules, language="en")
        return found[0] if found else None

    def allowed(text: str, place: str) -> bool:
        finding = first(text)
        if finding:
            better = f"; {finding.instead!r} may be said" if finding.instead else ""
            warn(f"product {product.id}: {place} says {finding.found!r}: {finding.reason}; it is left out{better}")
        return finding is None

    named = first(product.name)
    if named:
        warn(f"product {product.id}: its name holds {named.found!r}: {named.reason}; rename it")
    points = enumerate(product.selling_points, start=1)
    faqs = enumerate(product.faq, start=1)
    coupons = enumerate(product.coupons, start=1)
    return replace(
        product,
        coupons=tuple(coupon for number, coupon in coupons if allowed(coupon.text, f"coupon {number}")),
        selling_points=tuple(point for number, point in points if allowed(point, f"selling point {number}")),
        specs={key: value for key, value in product.specs.items() if allowed(f"{key} {value}", f"spec {key!r}")},
        faq=tuple(one for number, one in faqs if allowed(f"{one.question} {one.answer}", f"faq {number}")),
    )
