"""A tree read from YAML or JSON as the sheet it says, every field with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from avatar.catalog.entry import Entry, Sheet, by_field
from avatar.catalog.fields import Place
from avatar.catalog.names import PRODUCT_FIELDS, SHEET_FIELDS
from avatar.catalog.tree import Block
from avatar.errors import SheetError


def tree_sheet(tree: Any, path: Path) -> Sheet:
    """The sheet of a tree. Raises SheetError."""
    if not isinstance(tree, Block):
        kind = "a list" if isinstance(tree, list) else "a text"
        raise SheetError(f"{path}: must be a mapping with a list 'products:', not {kind}")
    top, place = _named(tree, SHEET_FIELDS, str(path), path)
    listed = top.pop("products", None)
    if not isinstance(listed, list) or not listed:
        raise SheetError(f"{path}: has no products; write a list 'products:' with id, name and price each")
    return Sheet([_entry(block, number, path) for number, block in enumerate(listed, 1)], place, top)


def _entry(block: Any, number: int, path: Path) -> Entry:
    if not isinstance(block, Block):
        raise SheetError(f"{path}: product {number}: must be a mapping with id, name and price")
    where = f"line {block.line}" if block.line else f"product {number}"
    return Entry(*_named(block, PRODUCT_FIELDS, f"{path}: {where}", path))


def _named(block: Block, known: tuple[str, ...], place: str, path: Path) -> tuple[dict[str, object], Place]:
    lines = {word: f"{path}: line {line}" for word, line in block.lines.items()}
    values, words = by_field(block, known, lambda word: lines.get(word, place))
    return values, Place(place, {name: lines[word] for name, word in words.items() if word in lines})
