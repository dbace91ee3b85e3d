"""YAML and JSON sheets as text, lists and blocks, every scalar exactly as it was written.

Numbers, dates and booleans stay the text they are: `price: 19.90` must not pass
through a float, `id: 007` must not lose its zeros and a spec `no` must not turn false.
YAML is built from the parser's events, so references (bombs), tags and deep nesting are
refused before anything is expanded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from avatar.errors import SheetError

MAX_DEPTH = 12


class Block(dict[str, Any]):
    """A mapping of a sheet that knows on which line it and each of its keys stand (None: unknown)."""

    def __init__(self, line: int | None = None) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def json_tree(content: str, path: Path) -> Any:
    """The value of a JSON text; raises SheetError naming the line."""

    def block(entries: list[tuple[str, Any]]) -> Block:
        found = Block()
        for key, value in entries:
            if key in found:
                raise SheetError(f"{path}: the key {key!r} is written twice in one product; keep one")
            found[key] = value
        return found

    def refuse(word: str) -> Any:
        raise SheetError(f"{path}: {word} is not a value; write a number")

    try:
        return json.loads(content, object_pairs_hook=block, parse_float=str, parse_int=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise SheetError(f"{path}: line {error.lineno}: not valid JSON: {error.msg}") from error
    except RecursionError as error:
        raise SheetError(f"{path}: nested too deeply; a product sheet needs no more than {MAX_DEPTH} levels") from error


def yaml_tree(content: str, path: Path) -> Any:
    """The value of a YAML text; raises SheetError naming the line."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(path)
    try:
        return builder.build(yaml.parse(content, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}: " if mark else ""
        hint = "; put text that holds ': ' or '#' in quotes" if "mapping values" in str(error.problem) else ""
        raise SheetError(f"{path}: {line}not valid YAML: {error.problem or error.context}{hint}") from error
    except yaml.YAMLError as error:
        raise SheetError(f"{path}: not valid YAML: {error}") from error


class _Builder:
    """A tree from YAML events, without recursion: the open collections are a stack."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[Block | list[Any]] = []
        self._keys: list[str | None] = []
        self._documents: list[Any] = []

    def build(self, events: Iterable[Any]) -> Any:
        for event in events:
            self._take(event)
        if len(self._documents) > 1:
            raise SheetError(f"{self._path}: holds {len(self._documents)} documents; remove the '---' between them")
        return self._documents[0] if self._documents else None

    def _take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise SheetError(f"{self._path}: line {line}: references (*{event.anchor}) are not read; write it out")
        if getattr(event, "tag", None) is not None:
            raise SheetError(f"{self._path}: line {line}: tags ({event.tag}) are not read; remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._add(_scalar(event), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(Block(line) if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _start(self, collection: Block | list[Any], line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise SheetError(f"{self._path}: line {line}: nested too deeply; use at most {MAX_DEPTH} levels")
        if self._open and isinstance(self._open[-1], Block) and self._keys[-1] is None:
            raise SheetError(f"{self._path}: line {line}: a list or mapping cannot be a key")
        self._add(collection, line)
        self._open.append(collection)
        self._keys.append(None)

    def _add(self, value: Any, line: int) -> None:
        if not self._open:
            self._documents.append(value)
            return
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._new_key(parent, value, line)
            return
        parent[key] = value
        self._keys[-1] = None

    def _new_key(self, parent: Block, value: Any, line: int) -> str:
        key = "" if value is None else str(value)
        if key in parent:
            raise SheetError(
                f"{self._path}: line {line}: {key!r} is written twice (first on line {parent.lines[key]}); keep one"
            )
        parent.lines[key] = line
        return key


def _scalar(event: Any) -> str | None:
    plain = event.implicit[0]
    return None if plain and event.value in ("", "~", "null", "Null", "NULL") else event.value
