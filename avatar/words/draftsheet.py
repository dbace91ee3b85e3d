"""Drafts of products as a sheet that nobody can use before a person has confirmed it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from avatar.language import guess_language
from avatar.words.leaflet import Draft

_NEEDED = ("name", "price")
_LISTS = ("selling_points", "specs", "faq")


def draft_sheet(drafts: Sequence[Draft], reader: str) -> str:
    """The sheet as YAML: `draft: true`, and above each fact what stands in the picture. `reader` names the model."""
    said = " ".join(str(draft.values.get("name", "")) for draft in drafts)
    lines = [
        f"# A draft: {reader} read it from pictures and may have misread any of it.",
        "# Compare each line with the product, price and specifications above all; mend or delete it.",
        "# Then delete the line 'draft: true': until then the sheet is not used.",
        "draft: true",
        f"language: {guess_language(said)}",
        "",
        "products:",
    ]
    taken: set[str] = set()
    for number, draft in enumerate(drafts, 1):
        lines += _product(draft, _new_id(draft, number, taken))
    return "\n".join(lines) + "\n"


def _product(draft: Draft, product_id: str) -> Iterator[str]:
    yield f"  - id: {product_id}  # made from the name"
    for name in ("name", "price", "list_price", "currency"):
        if name in draft.values:
            yield f"    # check; the picture says: {draft.seen[name]}"
            yield f"    {name}: {_scalar(draft.values[name])}"
        elif name in _NEEDED:
            yield f"    {name}:  # no picture says it: fill it in"
    for name in _LISTS:
        if draft.values.get(name):
            yield f"    {name}:"
            yield from _list(name, draft.values[name], draft.seen)


def _list(name: str, values: Any, seen: Mapping[str, str]) -> Iterator[str]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield f"      # check; the picture says: {seen[f'{name}: {key}']}"
            yield f"      {_scalar(key)}: {_scalar(value)}"
        return
    for number, value in enumerate(values, 1):
        yield f"      # check; the picture says: {seen[f'{name} {number}']}"
        if isinstance(value, Mapping):
            yield f"      - question: {_scalar(value['question'])}"
            yield f"        answer: {_scalar(value['answer'])}"
        else:
            yield f"      - {_scalar(value)}"


def _scalar(value: object) -> str:
    """A price in its digits, a text in the quotes that JSON and YAML share."""
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _new_id(draft: Draft, number: int, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", str(draft.values.get("name", ""))).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    made = words if words and words not in taken else f"product-{number}"
    taken.add(made)
    return made
