"""Product sheets read and checked: YAML, JSON, CSV, XLSX and Shopify exports in, a `Catalog` out.

A YAML or JSON sheet is a mapping with `products:` and, if wanted, `language`, `shop` and
`currency` (and `draft: true` until somebody has confirmed it); a table has one row a product,
or is a Shopify export. Field names may be English or Chinese (`names.py`); only id, name and
price are required. Nothing is skipped silently: a wrong value is a `SheetError` naming file,
place and mend; what is left out on purpose is told to `warn`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from avatar.catalog import entry, fields, shopify
from avatar.catalog.blocks import tree_sheet
from avatar.catalog.columns import table_sheet
from avatar.catalog.decode import sheet_bytes, sheet_text
from avatar.catalog.entry import DEFAULT_CURRENCY, Entry, Sheet, said
from avatar.catalog.fields import Place
from avatar.catalog.table import Table, csv_table, xlsx_table
from avatar.catalog.tree import json_tree, yaml_tree
from avatar.errors import SheetError, UsageError
from avatar.types import Catalog, Coupon, Product

Warn = Callable[[str], None]

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SUFFIXES = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


def read_catalog(path: Path, warn: Warn | None = None) -> Catalog:
    """The products of a sheet, checked; `warn` (default: the log) hears what was left out or assumed.

    Pictures are looked up in the sheet's folder and must lie inside it. Raises SheetError.
    """
    heard: Warn = warn or logging.getLogger(__name__).warning
    sheet = _sheet(path, heard)
    top, place = sheet.top, sheet.place
    if said(top, "draft") and str(top["draft"]).casefold() not in ("false", "no"):
        raise SheetError(
            f"{place.of('draft')}: these facts were read from a picture and nobody has confirmed them:"
            " check each one, then delete this line"
        )
    currency = fields.currency(top["currency"], place.of("currency")) if said(top, "currency") else DEFAULT_CURRENCY
    return Catalog(
        products=entry.products(sheet.entries, str(path), path.parent, heard, currency),
        language=fields.language(top["language"], place.of("language")) if said(top, "language") else None,
        shop=fields.text(top["shop"], place.of("shop")) if said(top, "shop") else None,
        path=path,
    )


def product_from_mapping(
    mapping: Mapping[str, object], place: str, folder: Path | None, currency: str = DEFAULT_CURRENCY
) -> Product:
    """One product of a mapping of field names; pictures are looked up in `folder`. Raises SheetError at `place`.

    Values are text, numbers, lists or mappings; a text with `|` or line breaks stands for a list, `name: value`
    for a specification, `question? answer` for a question. Pictures on the web are left out.
    """
    return entry.product(Entry(mapping, Place(place)), folder, currency)[0]


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
        "coupons": [_coupon_row(coupon) for coupon in product.coupons],
        "images": [_relative(image, folder) for image in product.images],
    }
    return {name: value for name, value in full.items() if value not in (None, [], {})}


def catalog_to_yaml(catalog: Catalog, folder: Path | None = None) -> str:
    """The catalog as a YAML sheet that reads back as the same catalog when saved in `folder` (default: its own)."""
    folder = folder or (catalog.path.parent if catalog.path else None)
    sheet: dict[str, Any] = {}
    if catalog.language is not None:
        sheet["language"] = catalog.language
    if catalog.shop is not None:
        sheet["shop"] = catalog.shop
    sheet["products"] = [product_to_mapping(product, folder) for product in catalog.products]
    return yaml.dump(sheet, Dumper=_SheetDumper, allow_unicode=True, sort_keys=False, width=110)


def example_sheet(language: str) -> Path:
    """The shipped example shop in that language; raises UsageError naming those there are."""
    folder = Path(str(files("avatar"))) / "examples"
    there = {sheet.name.split(".")[1]: sheet for sheet in sorted(folder.glob("shop.*.yaml"))}
    if language not in there:
        raise UsageError(f"no example shop in {language!r}; there are: {', '.join(there)}")
    return there[language]


def _coupon_row(coupon: Coupon) -> str | dict[str, str]:
    return {"text": coupon.text, "until": coupon.until.isoformat()} if coupon.until else coupon.text


class _SheetDumper(yaml.SafeDumper):
    """Writes prices as the plain digits they are."""


def _price_node(dumper: yaml.SafeDumper, amount: Decimal) -> yaml.ScalarNode:
    digits = f"{amount:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


_SheetDumper.add_representer(Decimal, _price_node)


def _sheet(path: Path, warn: Warn) -> Sheet:
    """The sheet as written, its format told by content first, then by suffix."""
    data = sheet_bytes(path)
    if data.startswith(_ZIP):
        return _sheet_of_table(xlsx_table(data, path, warn), path, warn)
    if data.startswith(_OLD_OFFICE):
        raise SheetError(f"{path}: the old .xls format is not read; save the workbook as .xlsx")
    content = sheet_text(data, path, warn)
    kind = _kind(path, content)
    if kind == "csv":
        return _sheet_of_table(csv_table(content, path), path, warn)
    return tree_sheet(json_tree(content, path) if kind == "json" else yaml_tree(content, path), path)


def _sheet_of_table(table: Table, path: Path, warn: Warn) -> Sheet:
    return shopify.export_sheet(table, path, warn) if shopify.is_export(table) else table_sheet(table, path)


def _kind(path: Path, content: str) -> str:
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        raise SheetError(f"{path}: not an Excel workbook; save it again as .xlsx")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if content.lstrip().startswith("{"):
        return "json"
    if content.startswith(("products:", "language:", "shop:", "currency:")):
        return "yaml"
    raise SheetError(f"{path}: what kind of sheet is this? Let its name end in .yaml, .json, .csv or .xlsx")


def _relative(image: Path, folder: Path | None) -> str:
    return (Path(os.path.relpath(image, folder)) if folder else image).as_posix()
