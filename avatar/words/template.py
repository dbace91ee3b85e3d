"""The writer that needs no network: shipped phrases around facts quoted from the sheet.

Every fact is the sheet's, figures as written there. Which phrases are used is settled
by product id, language and style, so a product keeps its script and its neighbour in
the shop gets another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace

from avatar.catalog.money import price_text
from avatar.types import Faq, Line, LineKind, Product
from avatar.words.facts import product_facts, saving_text, stock_text
from avatar.words.phrases import fill, load_phrases
from avatar.words.request import Request, Warn, no_warning
from avatar.words.review import Finding, review
from avatar.words.sentences import LONGEST_LINE, asked, capital, closed, sentences, tidy
from avatar.words.timing import script_seconds

_SHORT_SPEC = {"zh": 14, "en": 34}
_TEASER = {"zh": 24, "en": 60}
_OVERTIME = 1.08
# what each style tells first; what is left over follows in turn
_WISHES = {
    "lively": "point hook point point faq stock specs",
    "expert": "point specs point hook faq point specs stock",
    "story": "point hook point faq point specs",
    "plain": "point point specs stock hook point faq",
}
_LEFTOVERS = ("point", "specs", "faq", "stock", "hook")
_STARTS_WITH_VERB = {
    "zh": re.compile(r"支持|采用|自带|配有|配备|适合|适配|兼容|内置|带有|可以|可(?![爱乐可])|能(?![量耗源效])"),
    "en": re.compile(
        r"(adds|blocks|brews|carries|charges|comes|connects|cools|covers|cuts|dims|dries|fits|folds|gives|glows|"
        r"has|heats|holds|includes|keeps|lasts|lets|locks|makes|needs|offers|opens|packs|plays|protects|runs|"
        r"shows|shuts|sits|slides|stands|stays|stops|stores|supports|switches|takes|turns|uses|warms|washes|"
        r"weighs|works)\b",
        re.IGNORECASE,
    ),
}

Beat = tuple[str, int]
"""A part of a script: what it is (`point`, `specs`, …) and which one."""


class TemplateWriter:
    """Writes scripts in Chinese and English from the sheet alone."""

    name = "template"

    def __init__(self, *, teases: bool = True) -> None:
        """`teases`: may open with a question that a later line answers; not for lines that stand alone."""
        self._teases = teases

    def lines(self, product: Product, request: Request, warn: Warn = no_warning) -> Generator[Line, None, str]:
        """The lines of a script of about `request.seconds`, shorter where the sheet says little.

        What may not be said is left out with a warning, though the sheet says it.
        """
        yield from _Draft(_lawful(product, request, warn), request, self._teases).fitted()
        return self.name


@dataclass(frozen=True)
class _Spec:
    key: str
    value: str


class _Draft:
    """One product's script: which facts fit the time, and how each is put."""

    def __init__(self, product: Product, request: Request, teases: bool) -> None:
        self._product = product
        self._request = request
        self._language = request.language
        self._teases = teases
        self._seed = f"{product.id}|{request.language}|{request.style}"
        self._phrases = load_phrases(request.language, request.style)
        self._points = [point for point in map(tidy, product.selling_points) if point]
        self._specs = _pairs(_fresh_specs(product), _SHORT_SPEC[self._language])
        self._faq = [Faq(tidy(faq.question), tidy(faq.answer)) for faq in product.faq]
        self._used: Counter[str] = Counter()
        self._orders: dict[str, tuple[str, ...]] = {}

    def fitted(self) -> list[Line]:
        """The script with as many facts as its time allows, the weightiest first."""
        chosen: set[Beat] = set()
        lines = self._compose(chosen)
        for beat in self._wishes():
            longer = self._compose(chosen | {beat})
            if script_seconds(line.text for line in longer) <= self._request.seconds * _OVERTIME:
                chosen.add(beat)
                lines = longer
        return lines

    def _wishes(self) -> list[Beat]:
        """What could be said beyond name, price and call, the weightiest for this style first."""
        there = {
            "hook": 1,
            "point": len(self._points),
            "specs": len(self._specs),
            "faq": len(self._faq),
            "stock": 1 if self._product.stock else 0,
        }
        taken: Counter[str] = Counter()
        beats: list[Beat] = []
        for what in [*_WISHES[self._request.style].split(), *_LEFTOVERS * max(there.values())]:
            if taken[what] < there[what]:
                beats.append((what, taken[what]))
                taken[what] += 1
        return beats

    def _compose(self, chosen: set[Beat]) -> list[Line]:
        self._used.clear()
        points = [self._points[index] for what, index in sorted(chosen) if what == "point"]
        specs = [self._specs[index] for what, index in sorted(chosen) if what == "specs"]
        faq = [self._faq[index] for what, index in sorted(chosen) if what == "faq"]
        teased = self._teaser(faq)
        lines = self._opening(("hook", 0) in chosen, teased)
        for index, point in enumerate(points):
            lines += self._point(point, index, len(points))
        for group in specs:
            lines += self._spec(group)
        for one in faq:
            lines += self._answer(one, back=teased is not None and one is faq[0])
        return lines + self._offer(("stock", 0) in chosen)

    def _teaser(self, faq: list[Faq]) -> Faq | None:
        """The question a script opens with, to be answered later; one product in three has one."""
        if not faq or not self._teases or len(faq[0].question) > _TEASER[self._language]:
            return None
        return None if sum(self._seed.encode()) % 3 else faq[0]

    def _opening(self, hook: bool, teased: Faq | None) -> list[Line]:
        lines: list[Line] = []
        if teased:
            lines = self._say("opening", "hook_faq", question=asked(teased.question, self._language))
        elif hook:
            lines = self._say("opening", "hook")
        return lines + self._say("opening", "intro", name=self._name())

    def _name(self) -> str:
        name = tidy(self._product.name)
        # English phrases carry their own article
        return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE) if self._language == "en" else name

    def _point(self, point: str, index: int, count: int) -> list[Line]:
        first, *rest = sentences(point)
        slot = "first" if index == 0 else "last" if index == count - 1 and count > 2 else "next"
        verb = _STARTS_WITH_VERB[self._language].match(first)
        if verb and slot == "first" and "verb_first" in self._phrases:
            slot = "verb_first"
        elif verb and slot == "next":
            slot = "verb"
        if slot.startswith("verb"):
            first = first[0].lower() + first[1:]
        return self._say("feature", slot, bare="point", point=first) + self._plain("feature", rest)

    def _spec(self, group: tuple[_Spec, ...]) -> list[Line]:
        facts: dict[str, str] = {}
        for ordinal, spec in zip(("", "2"), group, strict=False):
            facts |= {f"key{ordinal}": _inside(spec.key), f"Key{ordinal}": capital(spec.key)}
            facts |= {f"value{ordinal}": spec.value, f"Value{ordinal}": capital(spec.value)}
        return self._say("feature", "spec" if len(group) == 1 else "specs", **facts)

    def _answer(self, faq: Faq, *, back: bool) -> list[Line]:
        first, *rest = sentences(faq.answer)
        question = asked(faq.question, self._language)
        slot = "faq_back" if back else "faq"
        return self._say("feature", slot, question=question, answer=first) + self._plain("feature", rest)

    def _offer(self, stock: bool) -> list[Line]:
        product = self._product
        facts = {"price": price_text(product.price, product.currency, self._language)}
        slot = "price"
        saving = saving_text(product, self._language)
        if saving is not None and product.list_price is not None:
            slot = "price_list"
            facts["list_price"] = price_text(product.list_price, product.currency, self._language)
            facts["saving"] = saving
        lines = self._say("offer", slot, **facts)
        if product.stock == 0:
            return lines + self._say("offer", "sold_out") + self._say("call", "call_sold_out")
        if stock:
            lines += self._say("offer", "stock", stock=stock_text(product.stock or 0, self._language))
        return lines + self._say("call", "call")

    def _say(self, kind: LineKind, slot: str, *, bare: str | None = None, **facts: str) -> list[Line]:
        """The lines of a slot; a fact too long for any phrase stands alone if `bare` names it."""
        variants = self._variants(slot)
        turn = self._used[slot] % len(variants)
        self._used[slot] += 1
        said = [fill(variant, facts) for variant in variants[turn:] + variants[:turn]]
        fitting = [text for text in said if max(map(len, text.split("//"))) <= LONGEST_LINE[self._language]]
        if not fitting and bare:
            return self._plain(kind, [facts[bare]])
        text = fitting[0] if fitting else min(said, key=len)
        return [Line(kind, closed(part, self._language)) for part in text.split("//")]

    def _variants(self, slot: str) -> tuple[str, ...]:
        if slot not in self._orders:
            self._orders[slot] = self._phrases.variants(slot, self._seed)
        return self._orders[slot]

    def _plain(self, kind: LineKind, texts: list[str]) -> list[Line]:
        return [Line(kind, closed(capital(text), self._language)) for text in texts]


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
    return replace(
        product,
        selling_points=tuple(point for number, point in points if allowed(point, f"selling point {number}")),
        specs={key: value for key, value in product.specs.items() if allowed(f"{key} {value}", f"spec {key!r}")},
        faq=tuple(one for number, one in faqs if allowed(f"{one.question} {one.answer}", f"faq {number}")),
    )


def _inside(key: str) -> str:
    """A spec's name inside an English sentence: `Battery life` → `battery life`, but `USB` stays."""
    return key[:1].lower() + key[1:] if key[1:2].islower() else key


def _fresh_specs(product: Product) -> list[_Spec]:
    """The specs whose value no selling point has told already."""
    told = " ".join(product.selling_points)
    specs = [_Spec(tidy(key), tidy(value)) for key, value in product.specs.items()]
    return [spec for spec in specs if spec.key and spec.value and spec.value not in told]


def _pairs(specs: list[_Spec], short: int) -> list[tuple[_Spec, ...]]:
    """Short specs two by two, a long one alone."""
    groups: list[tuple[_Spec, ...]] = []
    for spec in specs:
        brief = len(spec.key + spec.value) <= short
        if brief and groups and len(groups[-1]) == 1 and len(groups[-1][0].key + groups[-1][0].value) <= short:
            groups[-1] = (*groups[-1], spec)
        else:
            groups.append((spec,))
    return groups
