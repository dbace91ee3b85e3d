"""Script lines out of a model's text as it arrives, whatever is wrapped around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from avatar.errors import UsageError
from avatar.types import Line
from avatar.words.script import line_from_row

_LONGEST_OBJECT = 20_000
_OBJECT_START = re.compile(r'\{\s*["}]')
_MARKUP = re.compile(r"[*`#]+|[\x00-\x1f\x7f]")


def read_lines(pieces: Iterable[str]) -> Iterator[Line]:
    """Yield each `{"kind": …, "text": …}` object as soon as it is closed.

    Code fences, prose, commas and brackets between objects are skipped, and so are
    objects that are no lines; an object whose values hold lines (`{"lines": […]}`) gives those.
    """
    held = ""
    for piece in pieces:
        held += piece
        objects, held = _closed_objects(held)
        for found in objects:
            yield from _lines(found)


def _closed_objects(text: str) -> tuple[list[Any], str]:
    """The JSON objects that are complete in `text`, and what is left to be completed."""
    found: list[Any] = []
    while start := _OBJECT_START.search(text):
        text = text[start.start() :]
        end = _object_end(text)
        if end is None and len(text) <= _LONGEST_OBJECT:
            return found, text
        decoded = _decoded(text[:end]) if end is not None else None
        if decoded is None:
            text = text[1:]
        else:
            found.append(decoded)
            text = text[end:]
    # a brace whose next character has not arrived yet
    brace = text.rfind("{")
    return found, text[brace:] if brace >= 0 and not text[brace + 1 :].strip() else ""


def _object_end(text: str) -> int | None:
    """Where the object that opens `text` ends; `None` while it is open."""
    depth, quoted, escaped = 0, False, False
    for at, character in enumerate(text):
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return at + 1
    return None


def _decoded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _lines(found: Any) -> Iterator[Line]:
    if isinstance(found, dict) and "text" not in found:
        for value in found.values():
            if isinstance(value, list):
                for row in value:
                    yield from _lines(row)
        return
    try:
        line = line_from_row({**found, "gesture": None} if isinstance(found, dict) else found, "line")
    except UsageError:
        return
    text = " ".join(_MARKUP.sub(" ", line.text).split())
    if text:
        yield Line(line.kind, text)
