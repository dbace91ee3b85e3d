"""Scripts as JSON, to be edited by people and read back.

{"product_id": "cup", "language": "zh", "writer": "template",
 "lines": [{"kind": "opening", "text": "…", "gesture": "greet"}, {"kind": "feature", "text": "…"}, …]}

A line's `gesture` (`greet`, `present`) may be set, changed or taken out.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any, get_args

from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.types import Gesture, Line, LineKind, Script
from avatar.words.timing import PAUSE_SECONDS, spoken_seconds

KINDS: tuple[LineKind, ...] = get_args(LineKind)
"""The kinds of line, in the order a script has them."""
GESTURES: tuple[Gesture, ...] = get_args(Gesture)
"""The gestures a line may begin with."""

_TEXTS = ("product_id", "language", "writer")


def script_to_json(script: Script) -> str:
    """The script as indented JSON, Chinese left readable."""
    return json.dumps(_table(script), ensure_ascii=False, indent=2) + "\n"


def show_to_json(segments: Iterable[Script]) -> str:
    """The scripts of a show as `{"segments": [script, …]}`, each with its `start` in seconds."""
    rows: list[dict[str, Any]] = []
    start = 0.0
    for script in segments:
        rows.append({"start": round(start, 1), **_table(script)})
        start += sum(spoken_seconds(line.text, script.language) + PAUSE_SECONDS for line in script.lines)
    return json.dumps({"seconds": round(start, 1), "segments": rows}, ensure_ascii=False, indent=2) + "\n"


def _table(script: Script) -> dict[str, Any]:
    return {
        "product_id": script.product_id,
        "language": script.language,
        "writer": script.writer,
        "lines": [_row(line) for line in script.lines],
    }


def _row(line: Line) -> dict[str, str]:
    row = {"kind": line.kind, "text": line.text}
    return row | {"gesture": line.gesture} if line.gesture else row


def script_from_json(text: str, place: str = "the script") -> Script:
    """The script in `text`; `place` (a file name) opens the message of the UsageError raised for anything else."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: not JSON: {error}") from error
    if not isinstance(table, dict):
        raise UsageError(f"{place}: a script is an object with {', '.join(_TEXTS)} and lines")
    for key in _TEXTS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise UsageError(f"{place}: {key!r} must be text")
    rows = table.get("lines")
    if not isinstance(rows, list) or not rows:
        raise UsageError(f"{place}: 'lines' must be a list of at least one line")
    lines = tuple(line_from_row(row, f"{place}: line {number}") for number, row in enumerate(rows, start=1))
    for number, line in enumerate(lines, start=1):
        _check_visible(line, f"{place}: line {number}")
    return Script(table["product_id"], table["language"], lines, table["writer"])


def line_from_row(row: Any, place: str) -> Line:
    """The line in a decoded `{"kind": …, "text": …, "gesture": …}`; raises UsageError that opens with `place`."""
    if not isinstance(row, dict):
        raise UsageError(f"{place}: must be an object with 'kind' and 'text'")
    kind, text = row.get("kind"), row.get("text")
    if kind not in KINDS:
        raise UsageError(f"{place}: kind {kind!r}; choose {', '.join(KINDS)}")
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{place}: 'text' must be what is said")
    return Line(kind, " ".join(text.split()), _gesture(row.get("gesture"), place))


def _gesture(name: Any, place: str) -> Gesture | None:
    if name is None or name in GESTURES:
        return name  # type: ignore[no-any-return]
    raise UsageError(f"{place}: no gesture {name!r}; {hint(str(name), GESTURES)}")


def _check_visible(line: Line, place: str) -> None:
    for letter in line.text:
        if unicodedata.category(letter) == "Cc":
            raise UsageError(f"{place}: 'text' holds the control character U+{ord(letter):04X}; delete it")
