"""A Shopify product export: several rows a product (variants, pictures) gathered into one entry each.

Both generations of its columns are read, `Handle`/`Variant Price` and `URL handle`/`Price`;
the many columns that say nothing a presenter could are left aside. What a choice had to be
made about (variants at different prices, drafts, oversold stock) is told by `warn`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from pathlib import Path

from avatar.catalog.entry import Entry, Sheet
from avatar.catalog.fields import Place
from avatar.catalog.table import Row, Table
from avatar.errors import SheetError

Warn = Callable[[str], None]

_HANDLE = ("Handle", "URL handle")
_PRICE = ("Variant Price", "Price")
_LIST_PRICE = ("Variant Compare At Price", "Compare-at price")
_STOCK = ("Variant Inventory Qty", "Inventory quantity")
_BODY = ("Body (HTML)", "Description")
_IMAGE = ("Image Src", "Product image URL")
_OPTIONS = tuple(((f"Option{n} Name", f"Option{n} name"), (f"Option{n} Value", f"Option{n} value")) for n in (1, 2, 3))
_UNSAID_CURRENCY = "USD"


def is_export(table: Table) -> bool:
    """Whether the headers are those of a product export."""
    headers = set(table.headers)
    return "Title" in headers and any({*pair} <= headers for pair in zip(_HANDLE, _PRICE, strict=True))


def export_sheet(table: Table, path: Path, warn: Warn) -> Sheet:
    """The active products, one entry each; the shop is the vendor where all name the same. Raises SheetError."""
    if "Currency" not in table.headers:
        warn(f"{path}: the export names no currency, {_UNSAID_CURRENCY} is taken; add a column Currency for another")
    found = []
    for handle, rows in _groups(table.rows, path).items():
        place = f"{path}: row {rows[0].number}"
        status = rows[0].cells.get("Status", "active").strip().casefold()
        if status == "active":
            found.append(Entry(_values(handle, rows, place, warn), Place(place)))
        else:
            warn(f"{place}: {handle!r} is {status} in the shop and left out")
    if not found:
        raise SheetError(f"{path}: no product of the export is active; set Status to active")
    vendors = {row.cells["Vendor"].strip() for row in table.rows if "Vendor" in row.cells}
    return Sheet(found, Place(str(path)), {"shop": vendors.pop()} if len(vendors) == 1 else {})


def _groups(rows: Iterable[Row], path: Path) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    handle = ""
    for row in rows:
        handle = _cell(row, _HANDLE).strip() or handle
        if not handle:
            raise SheetError(f"{path}: row {row.number}: has no handle; every product needs one")
        groups.setdefault(handle, []).append(row)
    return groups


def _values(handle: str, rows: list[Row], place: str, warn: Warn) -> dict[str, object]:
    place = f"{place}: {handle!r}"
    variants = [row for row in rows if _cell(row, _PRICE)]
    cheapest = min(variants, key=_price_order) if variants else rows[0]
    if len({_cell(row, _PRICE).strip() for row in variants}) > 1:
        warn(f"{place}: its variants differ in price; the lowest, {_cell(cheapest, _PRICE)}, is taken")
    return {
        "id": handle,
        "name": _cell(rows[0], ("Title",)),
        "price": _cell(cheapest, _PRICE),
        "list_price": _list_price(cheapest),
        "currency": _cell(rows[0], ("Currency",)) or _UNSAID_CURRENCY,
        "stock": _stock(variants, place, warn),
        "selling_points": _sentences(_cell(rows[0], _BODY)),
        "specs": _options(rows),
        "images": list(dict.fromkeys(_cell(row, _IMAGE) for row in rows if _cell(row, _IMAGE))),
    }


def _cell(row: Row, headers: Iterable[str]) -> str:
    return next((row.cells[header] for header in headers if header in row.cells), "")


def _number(content: str) -> Decimal | None:
    try:
        return Decimal(content.strip())
    except InvalidOperation:
        return None


def _price_order(row: Row) -> Decimal:
    # a price that is none goes first, so that it is the one checked and refused
    number = _number(_cell(row, _PRICE))
    return Decimal(-1) if number is None or not number.is_finite() else number


def _list_price(row: Row) -> str | None:
    """The compare-at price; a shop shows it only where it is above the price."""
    above, amount = _number(_cell(row, _LIST_PRICE)), _number(_cell(row, _PRICE))
    if above is not None and amount is not None and above.is_finite() and amount.is_finite() and above <= amount:
        return None
    return _cell(row, _LIST_PRICE) or None


def _stock(variants: list[Row], place: str, warn: Warn) -> str | None:
    said = [_cell(row, _STOCK).strip() for row in variants]
    if not said or not all(said):
        return None
    numbers = [_number(cell) for cell in said]
    for cell, number in zip(said, numbers, strict=True):
        if number is None or not number.is_finite():
            return cell
    if any(number < 0 for number in numbers if number is not None):
        warn(f"{place}: oversold (stock below zero); counted as 0")
    return str(sum(max(number, Decimal(0)) for number in numbers if number is not None))


def _options(rows: list[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for names, values in _OPTIONS:
        name = next((_cell(row, names) for row in rows if _cell(row, names)), "")
        choices = list(dict.fromkeys(_cell(row, values).strip() for row in rows if _cell(row, values)))
        if name and choices and choices != ["Default Title"]:
            found[name] = " / ".join(choices)
    return found


def _sentences(html: str) -> list[str]:
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return parser.points or parser.blocks


class _Blocks(HTMLParser):
    """The text of a description: its list items and its paragraphs, apart."""

    _BREAKS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"})

    def __init__(self) -> None:
        super().__init__()
        self.points: list[str] = []
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._silent = 0
        self._in_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's signature
        self._silent += tag in ("script", "style")
        if tag in self._BREAKS:
            self._finish()
        self._in_item = tag == "li" or (self._in_item and tag not in ("ul", "ol"))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style") and self._silent > 0
        if tag in self._BREAKS:
            self._finish()
        if tag == "li":
            self._in_item = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._finish()

    def _finish(self) -> None:
        block = " ".join("".join(self._text).split())
        self._text.clear()
        if block:
            (self.points if self._in_item else self.blocks).append(block)
