"""One product's script by the template: which facts fit the time, and in which order they come."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from avatar.catalog.money import price_text
from avatar.types import Faq, Line, LineKind, Product
from avatar.words.facts import saving_text, stock_text
from avatar.words.memory import Memory
from avatar.words.request import Request
from avatar.words.sentences import asked, sentences, tidy
from avatar.words.specs import Spec, fresh_specs, pairs, spec_facts
from avatar.words.timing import script_seconds
from avatar.words.tongue import speaks
from avatar.words.wording import Wording

_SHORT_SPEC = {"zh": 14, "ja": 14, "ko": 18}
_SHORT_LATIN_SPEC = 34
_TEASER = {"zh": 24, "en": 60}
_OVERTIME = 1.08
_BRIEF_FORMS = 8  # of each part of a script that has time for name, price and call alone
# what each style tells first; what is left over follows in turn
_WISHES = {
    "lively": "coupon point hook point point faq stock specs",
    "expert": "coupon point specs point hook faq point specs stock",
    "story": "coupon point hook point faq point specs",
    "plain": "coupon point point specs stock hook point faq",
}
_LEFTOVERS = ("point", "specs", "faq", "coupon", "stock", "invite", "hook")
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

_Thing = TypeVar("_Thing")
Beat = tuple[str, int]
"""A part of a script: what it is (`point`, `specs`, …) and which one."""


class Draft:
    """What can be told of a product, and the script that comes of it."""

    def __init__(self, product: Product, request: Request, teases: bool, memory: Memory | None = None) -> None:
        self._product = product
        self._request = request
        self._language = request.language
        self._teases = teases and memory is None
        self._memory = memory
        self._seed = f"{product.id}|{request.language}|{request.style}"
        self._words = Wording(request, self._seed, self._name(), memory)
        points = [point for point in map(tidy, product.selling_points) if point]
        faq = [Faq(tidy(faq.question), tidy(faq.answer)) for faq in product.faq]
        specs = fresh_specs(product)
        told = [speaks(text, self._language) for text in (*points, *(one.answer for one in faq))]
        self.foreign = self._language not in ("zh", "en") and not all(told)
        if self.foreign:  # what the sheet says in another language cannot stand in a sentence of this one
            points, faq, specs = [], [], []
        self._due = self._turns(points, faq, specs)
        self._points = self._by_turn(points, lambda point: point)
        self._faq = self._by_turn(faq, lambda one: f"{one.question} {one.answer}")
        due, later = _parted(specs, lambda spec: spec.fact in self._due)
        short = _SHORT_SPEC.get(self._language, _SHORT_LATIN_SPEC)
        self._specs = pairs(due, short) + pairs(later, short)
        self._coupons = [tidy(coupon.text) for coupon in product.coupons if coupon.holds(date.today())]

    def fitted(self) -> list[Line]:
        """The script with as many facts as its time allows, the weightiest first; empty if there is nothing new."""
        limit = self._request.seconds * _OVERTIME
        chosen: set[Beat] = set()
        lines = self._compose(chosen)
        if self._memory is None and self._lasts(lines) > limit:
            lines = self._briefest()
        skipped = False
        for beat in self._wishes():
            if skipped and not self._is_due(beat):
                continue
            longer = self._compose(chosen | {beat})
            if longer == lines:
                self._pass_over(beat)
            elif self._lasts(longer) <= limit:
                chosen.add(beat)
                lines = longer
            else:
                skipped = skipped or bool(self._facts(beat))
        return lines if self._memory is None or any(line.kind == "offer" for line in lines) else []

    def everything(self) -> Iterator[tuple[LineKind, str, dict[str, str]]]:
        """Every (kind of line, slot, facts) the product can fill."""
        for slot in ("hook", "intro"):
            yield "opening", slot, {"name": self._name()}
        for point in self._points:
            first, *rest = sentences(point)
            yield from (("feature", slot, {"point": first}) for slot in ("first", "next", "last"))
            yield from (("feature", "more", {"point": one}) for one in rest)
        for spec in itertools.chain.from_iterable(self._specs):
            yield "feature", "spec", spec_facts((spec,))
        for group in self._specs:
            if len(group) > 1:
                yield "feature", "specs", spec_facts(group)
        for one in self._faq:
            yield (
                "feature",
                "faq",
                {"question": asked(one.question, self._language), "answer": sentences(one.answer)[0]},
            )
        yield from (("offer", slot, facts) for _, slot, facts in self._offers())
        for slot in ("call_sold_out",) if self._product.stock == 0 else ("call", "invite"):
            yield "call", slot, {}

    @property
    def words(self) -> Wording:
        return self._words

    def _lasts(self, lines: Sequence[Line]) -> float:
        return script_seconds((line.text for line in lines), self._language)

    def _turns(self, points: list[str], faq: list[Faq], specs: list[Spec]) -> frozenset[str]:
        """The facts whose turn it is: in a show those that were not told since all the others were."""
        facts = {*points, *(f"{one.question} {one.answer}" for one in faq), *(spec.fact for spec in specs)}
        return self._memory.due(self._product.id, facts) if self._memory else frozenset(facts)

    def _by_turn(self, things: list[_Thing], fact: Callable[[_Thing], str]) -> list[_Thing]:
        """Things whose turn it is first; in the rounds after the first in another order each time."""
        round_ = self._memory.segments[self._product.id] if self._memory else 0
        if round_:
            things = random.Random(f"{self._seed}{round_}").sample(things, len(things))
        due, later = _parted(things, lambda thing: fact(thing) in self._due)
        return due + later

    def _is_due(self, beat: Beat) -> bool:
        facts = self._facts(beat)
        return not facts or bool(facts & self._due)

    def _pass_over(self, beat: Beat) -> None:
        """What can be put in no new words has had its turn, or the others would wait for it."""
        if self._memory:
            self._memory.pass_over(self._product.id, self._facts(beat))

    def _facts(self, beat: Beat) -> frozenset[str]:
        """The facts a beat tells that take turns; none for price, stock and what states nothing."""
        what, index = beat
        if what == "point":
            return frozenset((self._points[index],))
        if what == "specs":
            return frozenset(spec.fact for spec in self._specs[index])
        if what == "faq":
            return frozenset((f"{self._faq[index].question} {self._faq[index].answer}",))
        return frozenset()

    def _wishes(self) -> list[Beat]:
        """What could be said beyond name, price and call, the weightiest for this style first."""
        there = {
            "hook": 0 if self._memory and self._memory.previous else 1,
            "point": len(self._points),
            "specs": len(self._specs),
            "faq": len(self._faq),
            "coupon": len(self._coupons),
            "stock": 1 if self._product.stock else 0,
            "invite": 2 if self._memory and "invite" in self._words else 0,
        }
        taken: Counter[str] = Counter()
        beats: list[Beat] = []
        for what in [*_WISHES[self._request.style].split(), *_LEFTOVERS * max(there.values())]:
            if taken[what] < there[what]:
                beats.append((what, taken[what]))
                taken[what] += 1
        due, later = _parted(beats, self._is_due)
        return due + later

    def _compose(self, chosen: set[Beat]) -> list[Line]:
        self._words.restart()
        points = [self._points[index] for what, index in sorted(chosen) if what == "point"]
        specs = [self._specs[index] for what, index in sorted(chosen) if what == "specs"]
        faq = [self._faq[index] for what, index in sorted(chosen) if what == "faq"]
        teased = self._teaser(faq)
        lines = self._opening(("hook", 0) in chosen, teased)
        for index, point in enumerate(points):
            lines += self._point(point, index, len(points))
        for group in specs:
            lines += self._words.say("feature", "spec" if len(group) == 1 else "specs", **spec_facts(group))
        if ("invite", 1) in chosen:
            lines += self._words.say("feature", "invite")
        for one in faq:
            lines += self._answer(one, back=teased is not None and one is faq[0])
        return lines + self._offer(chosen)

    def _teaser(self, faq: list[Faq]) -> Faq | None:
        """The question a script opens with, to be answered later; one product in three has one."""
        if not faq or not self._teases or len(faq[0].question) > _TEASER.get(self._language, 0):
            return None
        return None if sum(self._seed.encode()) % 3 else faq[0]

    def _opening(self, hook: bool, teased: Faq | None) -> list[Line]:
        before = self._memory.previous if self._memory else None
        if before and before.id != self._product.id:
            return self._words.say("transition", "transition", before=tidy(before.name))
        if before:
            return self._words.say("opening", "again")
        lines: list[Line] = []
        if teased:
            lines = self._words.say("opening", "hook_faq", question=asked(teased.question, self._language))
        elif hook:
            lines = self._words.say("opening", "hook")
        return lines + self._words.say("opening", "intro")

    def _name(self) -> str:
        name = tidy(self._product.name)
        # English phrases carry their own article
        return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE) if self._language == "en" else name

    def _point(self, point: str, index: int, count: int) -> list[Line]:
        first, *rest = sentences(point)
        slot = "first" if index == 0 else "last" if index == count - 1 and count > 2 else "next"
        pattern = _STARTS_WITH_VERB.get(self._language)
        verb = pattern and pattern.match(first)
        if verb and slot == "first" and "verb_first" in self._words:
            slot = "verb_first"
        elif verb and slot == "next":
            slot = "verb"
        if slot.startswith("verb"):
            first = first[0].lower() + first[1:]
        told = self._words.say("feature", slot, alone="point", point=first) or self._halves(first)
        return told + self._words.plain("feature", rest)

    def _halves(self, point: str) -> list[Line]:
        """A long point in two breaths, cut at the comma nearest its middle where commas stand between clauses alone."""
        commas = [at for at, letter in enumerate(point) if letter == "，"] if self._language == "zh" else []
        if not commas:
            return []
        middle = min(commas, key=lambda at: abs(at - len(point) / 2))
        return self._words.say("feature", "next", point=point[:middle]) + self._words.plain(
            "feature", [point[middle + 1 :]]
        )

    def _answer(self, faq: Faq, *, back: bool) -> list[Line]:
        first, *rest = sentences(faq.answer)
        question = asked(faq.question, self._language)
        slot = "faq_back" if back else "faq"
        return self._words.say("feature", slot, question=question, answer=first) + self._words.plain("feature", rest)

    def _offers(self) -> Iterator[tuple[Beat | None, str, dict[str, str]]]:
        """The slots of the offer, each with its facts, and the beat that asks for it where it is not always told."""
        product = self._product
        price = {"price": price_text(product.price, product.currency, self._language)}
        saving = saving_text(product, self._language)
        if saving is not None and product.list_price is not None:
            listed = price_text(product.list_price, product.currency, self._language)
            yield None, "price_list", {**price, "list_price": listed, "saving": saving}
        else:
            yield None, "price", price
        yield from ((("coupon", at), "coupon", {"coupon": coupon}) for at, coupon in enumerate(self._coupons))
        if product.stock == 0:
            yield None, "sold_out", {}
        elif product.stock:
            yield ("stock", 0), "stock", {"stock": stock_text(product.stock, self._language)}

    def _offer(self, chosen: set[Beat]) -> list[Line]:
        lines: list[Line] = []
        for beat, slot, facts in self._offers():
            if beat is None or beat in chosen:
                lines += self._words.say("offer", slot, **facts)
        if self._product.stock == 0:
            return lines + self._words.say("call", "call_sold_out")
        if ("invite", 0) in chosen:
            lines += self._words.say("call", "invite")
        return lines + self._words.say("call", "call")

    def _briefest(self) -> list[Line]:
        """Name, price and call in the few seconds there are: the forms that come nearest to them."""
        empty = self._product.stock == 0
        price = {"price": price_text(self._product.price, self._product.currency, self._language)}
        offers = [self._forms("offer", "price", price)]
        offers += [self._forms("offer", slot, facts) for beat, slot, facts in self._offers() if slot == "price_list"]
        parts = [
            self._forms("opening", "intro", {}),
            [form for forms in offers for form in forms],
            *([self._forms("offer", "sold_out", {})] if empty else []),
            self._forms("call", "call_sold_out" if empty else "call", {}),
        ]
        shortest = self._nearest(parts)
        if self._lasts(shortest) <= self._request.seconds * _OVERTIME:
            return shortest
        return self._nearest(parts[:-1])  # the price itself is the call

    def _nearest(self, parts: list[list[list[Line]]]) -> list[Line]:
        """Of every choice of one form a part, the script that comes nearest to the seconds asked for."""
        scripts = [list(itertools.chain.from_iterable(choice)) for choice in itertools.product(*parts)]
        return min(scripts, key=lambda lines: abs(self._lasts(lines) - self._request.seconds))

    def _forms(self, kind: LineKind, slot: str, facts: dict[str, str]) -> list[list[Line]]:
        """A few of a slot's forms, from the shortest to the longest."""
        forms = sorted(self._words.forms(slot, facts), key=lambda form: sum(map(len, form)))
        step = max(1, len(forms) // _BRIEF_FORMS)
        return [[Line(kind, text) for text in form] for form in forms[::step][:_BRIEF_FORMS]]


def _parted(things: Sequence[_Thing], first: Callable[[_Thing], bool]) -> tuple[list[_Thing], list[_Thing]]:
    return [thing for thing in things if first(thing)], [thing for thing in things if not first(thing)]
