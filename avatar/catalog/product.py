"""Product sheets read and checked: YAML, JSON, CSV, XLSX and Shopify exports in, a `Catalog` out.

A YAML or JSON sheet is a mapping with `products:` and, if wanted, `language`, `shop` and
`currency`; a table has one row a product, or is a Shopify export. Field names may be English
or Chinese (`names.py`); only id, name and price are required. Nothing is skipped silently: a
wrong value is a `SheetError` naming file, place and mend; what is left out on purpose is told
to `warn`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from avatar.catalog import fields, shopify
from avatar.catalog.decode import sheet_bytes, sheet_text
from avatar.catalog.fields import Place
from avatar.catalog.money import price_text
from avatar.catalog.names import PRODUCT_FIELDS, SHEET_FIELDS, SPEC_PREFIX, field_named
from avatar.catalog.table import Row, Table, csv_table, xlsx_table
from avatar.catalog.tree import Block, json_tree, yaml_tree
from avatar.errors import SheetError, UsageError
from avatar.types import Catalog, Product

Warn = Callable[[str], None]

_SHEET_WIDE = ("language", "shop")
_DEFAULT_CURRENCY = "CNY"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_catalog(path: Path, warn: Warn | None = None) -> Catalog:
    """The products of a sheet, checked; `warn` (default: the log) hears what was left out or assumed.

    The format is told by content first, then by suffix. Raises SheetError.
    """
    heard: Warn = warn or logging.getLogger(__name__).warning
    data = sheet_bytes(path)
    if data.startswith(_ZIP):
        return _from_table(xlsx_table(data, path, heard), path, heard)
    if data.startswith(_OLD_OFFICE):
        raise SheetError(f"{path}: the old .xls format is not read; save the workbook as .xlsx")
    content = sheet_text(data, path, heard)
    kind = _kind(path, content)
    if kind == "csv":
        return _from_table(csv_table(content, path), path, heard)
    tree = json_tree(content, path) if kind == "json" else yaml_tree(content, path)
    return _from_tree(tree, path, heard)


def catalog_from_rows(
    rows: Iterable[Mapping[str, object]], place: str = "the table", folder: Path | None = None, warn: Warn | None = None
) -> Catalog:
    """The products of a table edited on a page: one mapping a row, numbered from 1 in errors."""
    entries = [(dict(row), Place(f"{place}: row {number}")) for number, row in enumerate(rows, 1)]
    return Catalog(_products(entries, folder, warn or logging.getLogger(__name__).warning, place))


def product_from_mapping(
    mapping: Mapping[str, object], place: str | Place, folder: Path | None, currency: str = _DEFAULT_CURRENCY
) -> Product:
    """One product of a mapping of field names; pictures are looked up in `folder`. Raises SheetError at `place`.

    Values are text (numbers as written), lists or mappings; a text with `|` stands for a list.
    Pictures on the web are left out.
    """
    return _product(mapping, place if isinstance(place, Place) else Place(place), folder, currency)[0]


def product_to_mapping(product: Product, folder: Path | None = None) -> dict[str, Any]:
    """The product as a sheet writes it, fields without a value left out; pictures relative to `folder`."""
    full: dict[str, Any] = {
        "id": product.id,
        "name": product.name,
        "price": product.price,
        "list_price": product.list_price,
        "currency": product.currency,
        "stock": product.stock,
        "selling_points": list(product.selling_points),
        "specs": dict(product.specs),
        "faq": [{"question": faq.question, "answer": faq.answer} for faq in product.faq],
        "images": [_relative(image, folder) for image in product.images],
    }
    return {name: value for name, value in full.items() if value not in (None, [], {})}


def catalog_to_yaml(catalog: Catalog, folder: Path | None = None) -> str:
    """The catalog as a YAML sheet that reads back as the same catalog when saved in `folder` (default: its own)."""
    folder = folder or (catalog.path.parent if catalog.path else None)
    sheet: dict[str, Any] = {
        name: value for name, value in (("language", catalog.language), ("shop", catalog.shop)) if value is not None
    }
    sheet["products"] = [product_to_mapping(product, folder) for product in catalog.products]
    return yaml.dump(sheet, Dumper=_SheetDumper, allow_unicode=True, sort_keys=False, width=110)


def example_sheet(language: str) -> Path:
    """The shipped example shop in that language; raises UsageError naming those there are."""
    folder = Path(str(files("avatar"))) / "examples"
    path = folder / f"shop.{language}.yaml"
    if not path.is_file():
        there = sorted(sheet.name.split(".")[1] for sheet in folder.glob("shop.*.yaml"))
        raise UsageError(f"no example shop in {language!r}; there are: {', '.join(there)}")
    return path


class _SheetDumper(yaml.SafeDumper):
    """Writes prices as the plain digits they are."""


def _price_node(dumper: yaml.SafeDumper, amount: Decimal) -> yaml.ScalarNode:
    digits = f"{amount:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


_SheetDumper.add_representer(Decimal, _price_node)


def _kind(path: Path, content: str) -> str:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return "json"
    if suffix in (".yaml", ".yml"):
        return "yaml"
    if suffix in (".csv", ".tsv", ".txt"):
        return "csv"
    if suffix in (".xlsx", ".xlsm"):
        raise SheetError(f"{path}: not an Excel workbook; save it again as .xlsx")
    if content.lstrip().startswith(("{", "[")):
        return "json"
    if content.startswith(("products:", "language:", "shop:", "currency:")):
        return "yaml"
    raise SheetError(f"{path}: what kind of sheet is this? Name it .yaml, .json, .csv or .xlsx")


def _from_tree(tree: Any, path: Path, warn: Warn) -> Catalog:
    if not isinstance(tree, Block):
        raise SheetError(
            f"{path}: must be a mapping with a list 'products:', not {'a list' if isinstance(tree, list) else 'text'}"
        )
    sheet, lines = _named(tree, SHEET_FIELDS, str(path))
    listed = sheet.get("products")
    if not isinstance(listed, list) or not listed:
        raise SheetError(f"{path}: has no products; write a list 'products:' with id, name and price each")
    top = Place(str(path), {name: f"{path}: line {line}" for name, line in lines.items()})
    currency = fields.currency(sheet["currency"], top.of("currency")) if _said(sheet, "currency") else _DEFAULT_CURRENCY
    entries = [_tree_entry(entry, number, path) for number, entry in enumerate(listed, 1)]
    return Catalog(
        products=_products(entries, path.parent, warn, str(path), currency),
        language=fields.language(sheet["language"], top.of("language")) if _said(sheet, "language") else None,
        shop=fields.text(sheet["shop"], top.of("shop")) if _said(sheet, "shop") else None,
        path=path,
    )


def _tree_entry(entry: Any, number: int, path: Path) -> tuple[dict[str, object], Place]:
    if not isinstance(entry, Block):
        raise SheetError(f"{path}: product {number}: must be a mapping with id, name and price")
    where = f"line {entry.line}" if entry.line else f"product {number}"
    found, lines = _named(entry, PRODUCT_FIELDS, f"{path}: {where}")
    return found, Place(f"{path}: {where}", {name: f"{path}: line {line}" for name, line in lines.items()})


def _named(block: Block, known: tuple[str, ...], place: str) -> tuple[dict[str, object], dict[str, int]]:
    found: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in block.items():
        line = block.lines.get(key)
        name = field_named(key, known, f"{place.rsplit(': ', 1)[0]}: line {line}" if line and ": " in place else place)
        if name in found:
            raise SheetError(f"{place}: {key!r} says {name} a second time; keep one")
        found[name] = value
        if line:
            lines[name] = line
    return found, lines


def _from_table(table: Table, path: Path, warn: Warn) -> Catalog:
    if shopify.is_export(table):
        mappings, shop = shopify.entries(table, path, warn)
        entries = [(mapping, Place(f"{path}: row {number}")) for mapping, number in mappings]
        return Catalog(_products(entries, path.parent, warn, str(path)), shop=shop, path=path)
    columns = _columns(table.headers, f"{path}: header")
    entries = [_table_entry(row, columns, path) for row in table.rows]
    wide = {name: _one_value(entries, name, path) for name in _SHEET_WIDE}
    return Catalog(
        products=_products(entries, path.parent, warn, str(path)),
        language=fields.language(wide["language"], f"{path}: language") if wide["language"] else None,
        shop=wide["shop"],
        path=path,
    )


def _columns(headers: tuple[str, ...], place: str) -> dict[str, tuple[str, str | None]]:
    """What each header means: a field, and for a column of one specification its name."""
    columns: dict[str, tuple[str, str | None]] = {}
    for header in headers:
        spec = SPEC_PREFIX.fullmatch(header)
        if spec:
            columns[header] = ("specs", spec[1].strip())
        elif header:
            name = field_named(header, (*PRODUCT_FIELDS, *_SHEET_WIDE), place)
            if (name, None) in columns.values():
                raise SheetError(f"{place}: {header!r} says {name} a second time; keep one column")
            columns[header] = (name, None)
    return columns


def _table_entry(
    row: Row, columns: Mapping[str, tuple[str, str | None]], path: Path
) -> tuple[dict[str, object], Place]:
    found: dict[str, object] = {}
    specs: dict[str, str] = {}
    place = f"{path}: row {row.number}"
    for header, cell in row.cells.items():
        name, spec = columns[header]
        if spec:
            specs[spec] = cell
        elif name == "specs":
            specs |= fields.pairs(cell, f"{place}: {header}")
        else:
            found[name] = cell
    if specs:
        found["specs"] = specs
    said = {name: header for header, (name, spec) in columns.items() if not spec and header != name}
    return found, Place(place, {name: f"{place}, column {header!r}" for name, header in said.items()})


def _one_value(entries: list[tuple[dict[str, object], Place]], name: str, path: Path) -> str | None:
    values = {fields.text(entry.pop(name), f"{path}: {name}") for entry, _ in entries if name in entry}
    if len(values) > 1:
        raise SheetError(f"{path}: the column {name} says {len(values)} different things; one sheet has one {name}")
    return values.pop() if values else None


def _products(
    entries: list[tuple[dict[str, object], Place]],
    folder: Path | None,
    warn: Warn,
    sheet: str,
    currency: str = _DEFAULT_CURRENCY,
) -> tuple[Product, ...]:
    products: list[Product] = []
    places: dict[str, Place] = {}
    web: list[str] = []
    for mapping, place in entries:
        product, addresses = _product(mapping, place, folder, currency)
        if product.id in places:
            raise SheetError(
                f"{place.of('id')}: {product.id!r} is taken already at {places[product.id].text}; change one"
            )
        places[product.id] = place
        products.append(product)
        web += addresses
    if web:
        warn(
            f"{sheet}: {len(web)} picture(s) are web addresses and left out (first: {web[0][:80]});"
            " save them beside the sheet and write the file names"
        )
    return tuple(products)


def _product(
    mapping: Mapping[str, object], place: Place, folder: Path | None, currency: str
) -> tuple[Product, tuple[str, ...]]:
    for key in mapping:
        if key not in PRODUCT_FIELDS:
            field_named(str(key), PRODUCT_FIELDS, place.text)
    for name in ("id", "name", "price"):
        if not _said(mapping, name):
            raise SheetError(f"{place.text}: has no {name}; every product needs id, name and price")
    product = Product(
        id=fields.identity(mapping["id"], place.of("id")),
        name=fields.text(mapping["name"], place.of("name")),
        price=fields.price(mapping["price"], place.of("price")),
        currency=fields.currency(mapping["currency"], place.of("currency")) if _said(mapping, "currency") else currency,
    )
    product = replace(product, list_price=_list_price(mapping, place, product))
    return _with_details(product, mapping, place, folder)


def _list_price(mapping: Mapping[str, object], place: Place, product: Product) -> Decimal | None:
    if not _said(mapping, "list_price"):
        return None
    amount = fields.price(mapping["list_price"], place.of("list_price"))
    if amount < product.price:
        low, high = (price_text(value, product.currency, "en") for value in (amount, product.price))
        raise SheetError(
            f"{place.of('list_price')}: {low} is below the price {high};"
            " it is the struck-through price: exchange the two or leave it out"
        )
    return amount


def _with_details(
    product: Product, mapping: Mapping[str, object], place: Place, folder: Path | None
) -> tuple[Product, tuple[str, ...]]:
    found: dict[str, Any] = {}
    readers: tuple[tuple[str, Callable[[object, str], Any]], ...] = (
        ("stock", fields.count),
        ("selling_points", fields.texts),
        ("specs", fields.pairs),
        ("faq", fields.questions),
    )
    for name, read in readers:
        if _said(mapping, name):
            found[name] = read(mapping[name], place.of(name))
    web: tuple[str, ...] = ()
    if _said(mapping, "images"):
        found["images"], web = fields.pictures(mapping["images"], place.of("images"), folder)
    return replace(product, **found), web


def _said(mapping: Mapping[str, object], name: str) -> bool:
    return not fields.empty(mapping.get(name))


def _relative(image: Path, folder: Path | None) -> str:
    if folder is None:
        return image.as_posix()
    return Path(os.path.relpath(image, folder)).as_posix()
