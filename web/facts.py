"""A product as rows of a table on the page, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from avatar.catalog.product import product_from_mapping, product_to_mapping
from avatar.errors import SheetError
from avatar.types import Coupon, Line, Product
from avatar.words.leaflet import Draft
from web.texts import LANGUAGES, Texts, table

_SINGLE = ("name", "price", "list_price", "currency", "stock")
_COLON = ": "


def product_rows(product: Product, texts: Texts) -> list[list[str]]:
    """[fact, value] rows: the single facts always, then a row a selling point, spec and question."""
    facts = product_to_mapping(product)
    rows = [[texts(f"field_{name}"), str(facts.get(name, ""))] for name in _SINGLE]
    rows += [[texts("field_selling_points"), point] for point in product.selling_points]
    rows += [[texts("field_spec") + _COLON + name, value] for name, value in product.specs.items()]
    rows += [[texts("field_faq") + _COLON + faq.question, faq.answer] for faq in product.faq]
    rows += [[texts("field_coupons"), _coupon_cell(coupon)] for coupon in product.coupons]
    return rows


def draft_rows(draft: Draft, texts: Texts) -> list[list[str]]:
    """[fact, value, what the picture says] rows of facts that are to be checked; name and price always have one."""
    values, seen = draft.values, draft.seen
    singles = [name for name in _SINGLE if name in values or name in ("name", "price")]
    rows = [[texts(f"field_{name}"), str(values.get(name, "")), seen.get(name, "")] for name in singles]
    for number, point in enumerate(values.get("selling_points", ()), 1):
        rows.append([texts("field_selling_points"), point, seen[f"selling_points {number}"]])
    for name, value in values.get("specs", {}).items():
        rows.append([texts("field_spec") + _COLON + name, value, seen[f"specs: {name}"]])
    for number, faq in enumerate(values.get("faq", ()), 1):
        rows.append([texts("field_faq") + _COLON + faq["question"], faq["answer"], seen[f"faq {number}"]])
    return rows


def source_words(texts: Texts, product: Product, source: str) -> str:
    """What an answer rests on (`avatar.words.answer.Answer.sources`), in the page's words."""
    kind, _, detail = source.partition(" ")
    if kind == "spec:":
        return detail
    if kind == "faq":
        return texts("source_faq", text=product.faq[int(detail) - 1].question)
    if kind in ("point", "coupon"):
        return texts("field_selling_points" if kind == "point" else "source_coupon")
    if kind == "tool:":
        return texts("source_tool")
    if source in (*_SINGLE, "saving"):
        return texts("source_saving" if source == "saving" else f"field_{source}")
    return texts("source_document", text=source)


def product_from_rows(rows: Sequence[Sequence[Any]], product: Product, place: str) -> Product:
    """The product the rows tell of, with the id and pictures of `product`; raises SheetError naming the row."""
    mapping: dict[str, Any] = {"id": product.id, "selling_points": [], "specs": {}, "faq": [], "coupons": []}
    for number, (fact, value) in enumerate(((_plain(a), _plain(b)) for a, b in rows), 1):
        if fact or value:
            _enter(mapping, fact, value, f"{place}: row {number}")
    edited = product_from_mapping({name: value for name, value in mapping.items() if value}, place, None)
    return replace(edited, images=product.images)


def line_rows(lines: Sequence[Line], texts: Texts) -> list[list[str]]:
    """[kind, text] rows of a script."""
    return [[texts(f"kind_{line.kind}"), line.text] for line in lines]


def lines_from_rows(rows: Sequence[Sequence[Any]], place: str) -> tuple[Line, ...]:
    """The lines of an edited script; empty rows are left out, a kind no one knows is a feature."""
    kinds = {
        label: key.removeprefix("kind_")
        for key, labels in table().items()
        if key.startswith("kind_")
        for label in labels.values()
    }
    lines = [
        Line(kinds.get(_plain(kind), "feature"), _plain(text))  # type: ignore[arg-type]
        for kind, text in rows
        if _plain(text)
    ]
    if rows and not lines:
        raise SheetError(f"{place}: every line is empty; write one, or write the script anew")
    return tuple(lines)


def _enter(mapping: dict[str, Any], fact: str, value: str, place: str) -> None:
    name, _, detail = fact.replace("：", ":").partition(":")
    field = _field(name.strip())
    detail = detail.strip()
    if field in _SINGLE:
        mapping[field] = value
    elif field == "selling_points":
        mapping["selling_points"] += [value] if value else []
    elif field == "coupons":
        mapping["coupons"] += [_coupon_value(value)] if value else []
    elif field == "faq" and detail:
        mapping["faq"].append({"question": detail, "answer": value})
    elif field == "spec" and detail:
        mapping["specs"][detail] = value
    elif field is None and fact and value:
        mapping["specs"][fact] = value
    else:
        raise SheetError(f"{place}: say what {value or fact!r} is: a selling point, `spec: name` or `question: …`")


def _coupon_cell(coupon: Coupon) -> str:
    return f"{coupon.text} | {coupon.until.isoformat()}" if coupon.until else coupon.text


def _coupon_value(cell: str) -> str | dict[str, str]:
    text, mark, until = cell.rpartition("|")
    return {"text": text.strip(), "until": until.strip()} if mark else cell


def _field(label: str) -> str | None:
    for key, labels in table().items():
        if key.startswith("field_") and label.casefold() in {labels[language].casefold() for language in LANGUAGES}:
            return key.removeprefix("field_")
    return None


def _plain(cell: Any) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()  # NaN is what an empty cell can be
