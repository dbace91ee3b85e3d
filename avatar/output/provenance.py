"""The machine-readable label of AI-made files (GB 45438-2025): written once, read back, counted.

The standard's implicit label is a JSON of seven texts under the key `AIGC`. In MP4 it
stands in `moov.udta.meta` (handler `mdta`, ISO/IEC 14496-12 boxes with QuickTime's
`keys` and `ilst`), in PNG in an `iTXt` chunk.
"""

from __future__ import annotations

import json
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import cv2
from PIL import Image, PngImagePlugin

from avatar.errors import OutputError
from avatar.types import Pixels
from avatar.workplace import written_whole

KEY = "AIGC"
PLACE = "moov.udta.meta"
"""Where the standard wants the record in an MP4."""
_FIELDS = (
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
)  # fmt: skip
_GENERATED = "1"  # the standard's code for: is AI-generated (2: may be, 3: is suspected)
_MAX_MOOV = 64 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_CONTAINERS = frozenset({"moov", "udta", "trak", "meta", "ilst", "mdia"})


@dataclass(frozen=True)
class Provenance:
    """Who made a file, and its number, unique for each file; who passes it on is for them to add."""

    producer: str
    produce_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    propagator: str = ""
    propagate_id: str = ""

    def record(self) -> dict[str, str]:
        """The seven keys of the standard, in its order."""
        values = (_GENERATED, self.producer, self.produce_id, "", self.propagator, self.propagate_id, "")
        return dict(zip(_FIELDS, values, strict=True))

    def text(self) -> str:
        """The record as the one line of JSON that is written."""
        return json.dumps(self.record(), ensure_ascii=False, separators=(",", ":"))


def read_record(path: Path) -> dict[str, str]:
    """The AIGC record of an MP4 or PNG; raises OutputError unless exactly one whole record stands in its place."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            found = list(_png_records(path) if start == _PNG else _mp4_records(file))
    except (OSError, struct.error, ValueError) as error:
        raise OutputError(f"{path}: cannot be read back: {error}") from error
    if len(found) != 1:
        raise OutputError(f"{path}: holds {len(found)} {KEY} records instead of one; it must not be published")
    place, text = found[0]
    if place not in (PLACE, "iTXt"):
        raise OutputError(f"{path}: the {KEY} record stands in {place} instead of {PLACE}")
    return _parsed(text, path)


def check_record(path: Path, expected: Provenance) -> None:
    """Raises OutputError unless the file holds exactly this record."""
    if read_record(path) != expected.record():
        raise OutputError(f"{path}: the {KEY} record reads back differently; it must not be published")


def write_cover(picture: Pixels, path: Path, record: Provenance) -> None:
    """Save a still as PNG with the record in it, read back before it gets its name. Raises OutputError."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt(KEY, record.text())
    with written_whole(path) as part:
        Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(part, "PNG", pnginfo=info, compress_level=3)
        check_record(part, record)


def _parsed(text: str, path: Path) -> dict[str, str]:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise OutputError(f"{path}: the {KEY} record is not JSON") from error
    whole = isinstance(record, dict) and tuple(record) == _FIELDS and all(isinstance(v, str) for v in record.values())
    if not whole:
        raise OutputError(f"{path}: the {KEY} record lacks its seven texts: {', '.join(_FIELDS)}")
    return dict(record)


def _png_records(path: Path) -> Iterator[tuple[str, str]]:
    data = path.read_bytes()
    position = len(_PNG)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        if kind in (b"iTXt", b"tEXt", b"zTXt") and body.split(b"\0", 1)[0] == KEY.encode():
            # iTXt: keyword \0 compressed? method language \0 translated keyword \0 text
            yield kind.decode(), body.split(b"\0", 1)[1][2:].split(b"\0", 2)[-1].decode("utf-8")
        position += 12 + length


def _mp4_records(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Place and text of each AIGC record anywhere in the movie header, whichever of the known ways it was written."""
    for kind, start, size in _top_boxes(file):
        if kind in ("moov", "udta", "meta"):
            if size > _MAX_MOOV:
                raise ValueError(f"its {kind} box is too large")
            file.seek(start)
            yield from _records(file.read(size), kind, kind)


def _top_boxes(file: BinaryIO) -> Iterator[tuple[str, int, int]]:
    end = file.seek(0, 2)
    position = 0
    while position + 8 <= end:
        file.seek(position)
        header = file.read(16)
        size, head = _box_size(header, 0, end - position)
        yield header[4:8].decode("latin-1"), position + head, size - head
        position += size


def _box_size(data: bytes, position: int, rest: int) -> tuple[int, int]:
    """Size of the box that starts there, and of its header."""
    (size,) = struct.unpack_from(">I", data, position)
    head = 8
    if size == 1:
        (size,) = struct.unpack_from(">Q", data, position + 8)
        head = 16
    elif size == 0:
        size = rest
    if not head <= size <= rest:
        raise ValueError("a box is damaged")
    return size, head


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while position + 8 <= len(data):
        size, head = _box_size(data, position, len(data) - position)
        yield data[position + 4 : position + 8].decode("latin-1"), data[position + head : position + size]
        position += size


def _records(body: bytes, kind: str, place: str) -> Iterator[tuple[str, str]]:
    if kind == "meta":
        # ISO's meta has 4 bytes of version and flags, QuickTime's has none
        body = body if body[4:8] == b"hdlr" else body[4:]
        yield from ((place, text) for text in _meta_records(body))
        return
    for child, content in _boxes(body):
        if child == KEY:
            yield f"{place}.{KEY}", content.decode("utf-8", "replace")
        elif child in _CONTAINERS:
            yield from _records(content, child, f"{place}.{child}")


def _meta_records(body: bytes) -> Iterator[str]:
    names: list[str] = []
    for kind, content in _boxes(body):
        if kind == "keys":
            names = [name[4:].decode("utf-8", "replace") for name in _key_entries(content)]
        elif kind == "ilst":
            for item, fields in _boxes(content):
                if _item_name(item, fields, names) == KEY:
                    yield from (data[8:].decode("utf-8") for kind, data in _boxes(fields) if kind == "data")


def _key_entries(content: bytes) -> Iterator[bytes]:
    position = 8  # version and flags, count
    while position + 8 <= len(content):
        (size,) = struct.unpack_from(">I", content, position)
        if size < 8:
            raise ValueError("a key is damaged")
        yield content[position + 4 : position + size]
        position += size


def _item_name(item: str, fields: bytes, names: list[str]) -> str:
    if item == "----":
        return next((content[4:].decode("utf-8", "replace") for kind, content in _boxes(fields) if kind == "name"), "")
    index = int.from_bytes(item.encode("latin-1"), "big")
    return names[index - 1] if 1 <= index <= len(names) else item
