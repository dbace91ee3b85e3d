"""What there is to review in a file: plain text, a script, subtitles; with the place of every character."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from avatar.catalog.decode import sheet_text
from avatar.errors import UsageError
from avatar.words.request import Warn, no_warning
from avatar.words.script import script_from_json

_SUBTITLES = (".srt", ".vtt")
_TIMING = re.compile(r"\s*(?:\d+:)?\d+:\d+[.,]\d+\s*-->")
_TAG = re.compile(r"<[^<>\n]*>|\{\\[^{}\n]*\}")
_NOT_SHOWN = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_JSON_TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)"')
_JSON_LETTER = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u[0-9a-f]{4}|\\.|[^\\]", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A line or a cue of a file. Its character *i* is the file's character `places[i]`."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Manuscript:
    """A file as it was read, and what of it is said or shown. `product_id` is a script's product."""

    content: str
    pieces: tuple[Piece, ...]
    product_id: str | None = None

    def line_and_column(self, place: int) -> tuple[int, int]:
        """Line and column of a character of the file, both from 1."""
        before = self.content[:place]
        return before.count("\n") + 1, place - (before.rfind("\n") + 1) + 1


def read_manuscript(path: Path, data: bytes, warn: Warn = no_warning) -> Manuscript:
    """What is to be reviewed in a file: TXT by lines, SRT and VTT by cues, JSON as `avatar write` prints it.

    `path` names the file and tells by its suffix what it is; JSON and WEBVTT are also known by
    their beginning. Raises UsageError for a file that is no text, or no script where JSON is meant.
    """
    if not data.strip():
        raise UsageError(f"{path}: is empty; there is nothing to review")
    content = sheet_text(data, path, warn, what="file", kinds="TXT, SRT, VTT or script (JSON)")
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    start = content.lstrip()[:6]
    if path.suffix.lower() == ".json" or start.startswith("{"):
        script = script_from_json(content, str(path))
        return Manuscript(content, tuple(_script(content)), script.product_id)
    if path.suffix.lower() in _SUBTITLES or start == "WEBVTT":
        return Manuscript(content, tuple(_cues(content)))
    return Manuscript(content, tuple(_lines(content)))


def _lines(content: str) -> Iterator[Piece]:
    start = 0
    for line in content.split("\n"):
        if line.strip():
            yield Piece(line, tuple(range(start, start + len(line))))
        start += len(line) + 1


def _cues(content: str) -> Iterator[Piece]:
    for block in re.finditer(r"[^\n]+(?:\n[^\n]+)*", content):
        if _NOT_SHOWN.match(block[0]):
            continue
        rows = block[0].split("\n")
        timed = next((number for number, row in enumerate(rows) if _TIMING.match(row)), None)
        if timed is None:
            continue
        start = block.start() + sum(len(row) + 1 for row in rows[: timed + 1])
        written = content[start : block.end()]
        hidden = {place for tag in _TAG.finditer(written) for place in range(*tag.span())}
        shown = [place for place in range(len(written)) if place not in hidden]
        if shown:
            yield Piece("".join(written[place] for place in shown), tuple(start + place for place in shown))


def _script(content: str) -> Iterator[Piece]:
    for found in _JSON_TEXT.finditer(content):
        letters = [(letter[0], found.start(1) + letter.start()) for letter in _JSON_LETTER.finditer(found[1])]
        yield Piece(
            "".join(json.loads(f'"{letter}"', strict=False) for letter, _ in letters),
            tuple(place for _, place in letters),
        )
