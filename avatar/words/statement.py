"""What a shop states, one statement at a time, each read so that a question can be held against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

from avatar.catalog.money import price_text
from avatar.types import Catalog, Faq, Product
from avatar.words.facts import Fact, stock_text
from avatar.words.figures import figures
from avatar.words.lexicon import Reading, Term, read
from avatar.words.phrases import fill
from avatar.words.question import BASIS, bank, is_attribute, matches
from avatar.words.sentences import capital, closed, tidy

_MOST_POINTS = 3
_MOST_NAMES = 8


class Trust(IntEnum):
    """Whose word goes first, the lower the better."""

    FIGURE = 0
    SPEC = 1
    FAQ = 2
    POINT = 3
    PASSAGE = 4


@dataclass(frozen=True)
class Statement:
    """`about` is what it is about (a spec's name, an FAQ's question, a heading), `says` what it says.

    `told` is how a presenter says it, `facts` what that rests on; `slots` are amounts that a
    model may only name as `{price}`, filled in afterwards; `context` is what else stands around it.
    """

    trust: Trust
    about: Reading
    says: Reading
    told: str
    facts: tuple[Fact, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    context: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(fact.source for fact in self.facts)


def statements(product: Product, catalog: Catalog, language: str, today: date) -> tuple[Statement, ...]:
    """All that the sheet states about a product, in the order of trust, as told in `language`."""
    return tuple(_Teller(product, catalog, language, today).all())


class _Teller:
    def __init__(self, product: Product, catalog: Catalog, language: str, today: date) -> None:
        self._product = product
        self._catalog = catalog
        self._language = language
        self._today = today
        self._says = bank()["says"][language]
        self._place = f"{catalog.path.name}: {product.id}" if catalog.path else product.id

    def all(self) -> Iterator[Statement]:
        yield from self._amounts()
        yield from self._coupons()
        yield from self._general()
        yield from map(self._spec, self._product.specs.items())
        for number, faq in enumerate(self._product.faq, 1):
            yield self._faq(f"faq {number}", faq)
        for number, point in enumerate(self._product.selling_points, 1):
            yield self._point(number, point)

    def _amounts(self) -> Iterator[Statement]:
        product = self._product
        price = self._price(product.price)
        fact = self._fact("price", price)
        yield self._meant(Trust.FIGURE, ("price",), self._say("price", price=price), (fact,), {"price": price})
        # what is saved is a difference, and no number is said that the shop did not write
        if product.list_price is not None and product.list_price > product.price:
            listed = self._price(product.list_price)
            told = self._say("discount", list_price=listed, price=price)
            facts = (fact, self._fact("list_price", listed))
            slots = {"price": price, "list_price": listed}
            yield self._meant(Trust.FIGURE, ("discount", "saving", "list_price"), told, facts, slots)
        if product.stock is not None:
            yield self._stock(product.stock)

    def _stock(self, stock: int) -> Statement:
        pieces = stock_text(stock, self._language)
        told = self._say("stock", stock=pieces) if stock else self._say("sold_out")
        return self._meant(Trust.FIGURE, ("stock",), told, (self._fact("stock", pieces),), {"stock": pieces})

    def _coupons(self) -> Iterator[Statement]:
        current = [
            (number, coupon) for number, coupon in enumerate(self._product.coupons, 1) if coupon.holds(self._today)
        ]
        if current:
            facts = tuple(self._fact(f"coupon {number}", coupon.text) for number, coupon in current)
            told = self._say("coupon", coupons=self._says["between"].join(tidy(coupon.text) for _, coupon in current))
            yield self._meant(Trust.FIGURE, ("coupon", "discount", *self._several(told)), told, facts, {})

    def _several(self, coupons: str) -> tuple[str, ...]:
        """Whether a coupon is for buying several."""
        return ("bulk",) if matches("several", coupons.lower()) else ()

    def _general(self) -> Iterator[Statement]:
        product, says = self._product, self._says
        name = self._fact("name", product.name)
        yield self._meant(Trust.FIGURE, ("name",), self._say("name"), (name,), {})
        points = product.selling_points[:_MOST_POINTS]
        if points:
            told = self._say("features", points=says["between"].join(map(tidy, points)))
            facts = tuple(self._fact(f"point {number}", point) for number, point in enumerate(points, 1))
            yield self._meant(Trust.FIGURE, ("features",), told, facts, {})
        else:
            yield self._meant(Trust.FIGURE, ("features",), self._say("price", price=self._price(product.price)),
                              (self._fact("price", self._price(product.price)),), {})  # fmt: skip
        names = says["listed"].join(each.name for each in self._catalog.products[:_MOST_NAMES])
        told = fill(says["catalogue"], {"names": names})
        yield self._meant(Trust.FIGURE, ("catalogue",), closed(told, self._language), (Fact("name", names),), {})
        if self._catalog.shop:
            told = fill(says["shop"], {"shop": self._catalog.shop})
            yield self._meant(Trust.FIGURE, ("shop",), told, (Fact("shop", self._catalog.shop),), {})

    def _spec(self, entry: tuple[str, str]) -> Statement:
        key, value = entry
        told = self._say("spec", key=tidy(key), Key=capital(tidy(key)), value=tidy(value))
        fact = self._fact(f"spec: {key}", f"{key}: {value}")
        return Statement(Trust.SPEC, read(key), read(value), told, (fact,))

    def _faq(self, source: str, faq: Faq) -> Statement:
        fact = self._fact(source, f"{faq.question} {faq.answer}")
        about = read(faq.question)
        if matches("basis_key", about.text):
            about = Reading(about.text, (*about.terms, BASIS))
        return Statement(Trust.FAQ, about, read(faq.answer), self._closed(faq.answer), (fact,))

    def _point(self, number: int, point: str) -> Statement:
        fact = self._fact(f"point {number}", point)
        return Statement(Trust.POINT, read(""), _weighed(read(point)), self._closed(capital(point)), (fact,))

    def _meant(
        self, trust: Trust, meanings: tuple[str, ...], told: str, facts: tuple[Fact, ...], slots: Mapping[str, str]
    ) -> Statement:
        """A statement whose meaning is known without reading it."""
        terms = tuple(Term(meaning, frozenset((meaning,))) for meaning in meanings)
        says = read(" ".join(fact.text for fact in facts))
        own = says.terms if meanings[0] == "coupon" else ()
        return Statement(trust, Reading("", terms), Reading(says.text, own), told, facts, slots)

    def _fact(self, source: str, text: str) -> Fact:
        return Fact(source, text, self._place)

    def _price(self, amount: Decimal) -> str:
        return price_text(amount, self._product.currency, self._language)

    def _say(self, slot: str, **values: str) -> str:
        return fill(self._says[slot], {"name": self._product.name, **values})

    def _closed(self, text: str) -> str:
        return closed(" ".join(text.split()), self._language)


def _weighed(reading: Reading) -> Reading:
    """A selling point that gives grams and names nothing else they could count tells a weight."""
    if any(figure.unit in ("gram", "kilogram") for figure in figures(reading.text)) and not any(
        map(is_attribute, reading.terms)
    ):
        return Reading(reading.text, (*reading.terms, Term("", frozenset(("weight",)))))
    return reading
