"""What a sheet says about one product, wherever it was written, and the checked `Product` it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from avatar.catalog import fields
from avatar.catalog.fields import Place
from avatar.catalog.money import price_text
from avatar.catalog.names import PRODUCT_FIELDS, field_named
from avatar.errors import SheetError
from avatar.types import Product

DEFAULT_CURRENCY = "CNY"


@dataclass(frozen=True)
class Entry:
    """One product as written: values by field, and their places."""

    values: Mapping[str, object]
    place: Place


@dataclass(frozen=True)
class Sheet:
    """A sheet as written: its products, and what it says for all of them (language, shop, currency)."""

    entries: Sequence[Entry]
    place: Place
    top: Mapping[str, object] = field(default_factory=dict)


def said(values: Mapping[str, object], name: str) -> bool:
    """Whether a value is there."""
    return not fields.empty(values.get(name))


def by_field(
    values: Mapping[str, object], known: tuple[str, ...], place: Callable[[str], str]
) -> tuple[dict[str, object], dict[str, str]]:
    """The values under their fields' own names, and the word each was called by; `place` of a word begins an error."""
    found: dict[str, object] = {}
    words: dict[str, str] = {}
    for word, value in values.items():
        name = field_named(word, known, place(word))
        if name in found:
            raise SheetError(f"{place(word)}: {word!r} says {name} a second time (as {words[name]!r}); keep one")
        found[name], words[name] = value, word
    return found, words


def products(
    entries: Iterable[Entry], sheet: str, folder: Path | None, warn: Callable[[str], None], currency: str
) -> tuple[Product, ...]:
    """The products of a sheet, each id once; pictures on the web are told to `warn` in one line."""
    made: list[Product] = []
    places: dict[str, str] = {}
    web: list[str] = []
    for entry in entries:
        made_one, addresses = product(entry, folder, currency)
        if made_one.id in places:
            raise SheetError(
                f"{entry.place.of('id')}: {made_one.id!r} is another product's id already"
                f" ({places[made_one.id]}); change one"
            )
        places[made_one.id] = entry.place.text
        made.append(made_one)
        web += addresses
    if web:
        warn(
            f"{sheet}: {len(web)} picture(s) are web addresses and left out (first: {web[0][:80]});"
            " save them beside the sheet and write the file names"
        )
    return tuple(made)


def product(entry: Entry, folder: Path | None, currency: str) -> tuple[Product, tuple[str, ...]]:
    """The product, checked, and the web addresses among its pictures. Raises SheetError."""
    place = entry.place
    values, _ = by_field(entry.values, PRODUCT_FIELDS, lambda _: place.text)
    for name in ("id", "name", "price"):
        if not said(values, name):
            raise SheetError(f"{place.text}: has no {name}; every product needs id, name and price")
    made = Product(
        id=fields.identity(values["id"], place.of("id")),
        name=fields.text(values["name"], place.of("name")),
        price=fields.price(values["price"], place.of("price")),
        currency=fields.currency(values["currency"], place.of("currency")) if said(values, "currency") else currency,
    )
    made = replace(made, list_price=_list_price(values, place, made))
    return _with_details(made, values, place, folder)


def _list_price(values: Mapping[str, object], place: Place, made: Product) -> Decimal | None:
    if not said(values, "list_price"):
        return None
    amount = fields.price(values["list_price"], place.of("list_price"))
    if amount < made.price:
        low, high = (price_text(value, made.currency, "en") for value in (amount, made.price))
        raise SheetError(
            f"{place.of('list_price')}: {low} is below the price {high};"
            " it is the struck-through price: exchange the two or leave it out"
        )
    return amount


def _with_details(
    made: Product, values: Mapping[str, object], place: Place, folder: Path | None
) -> tuple[Product, tuple[str, ...]]:
    found: dict[str, Any] = {}
    readers: tuple[tuple[str, Callable[[object, str], Any]], ...] = (
        ("stock", fields.count),
        ("selling_points", fields.texts),
        ("specs", fields.pairs),
        ("faq", fields.questions),
        ("coupons", fields.coupons),
    )
    for name, read in readers:
        if said(values, name):
            found[name] = read(values[name], place.of(name))
    web: tuple[str, ...] = ()
    if said(values, "images"):
        found["images"], web = fields.pictures(values["images"], place.of("images"), folder)
    return replace(made, **found), web
