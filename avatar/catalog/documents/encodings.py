"""Bytes of a text document to text, whichever program saved it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from avatar.catalog.documents.block import Warn
from avatar.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = ["gb18030", "big5", "cp1252"]
_NAMES = {"gb18030": "GB18030", "big5": "Big5", "cp1252": "Windows-1252"}
_HAN = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]{2}")
_USUAL = re.compile("[\t\n\r -~\u00a0-\u024f\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]")
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_SAMPLE = 1 << 20


def text_of(data: bytes, path: Path, warn: Warn, declared: str | None = None) -> str:
    """UTF-8, UTF-16 and UTF-32, with their marks or without; GB18030, Big5 and Windows-1252 told by likelihood.

    `declared` is the encoding a page says it has; it is believed where the text is valid in it.
    A file that mixes UTF-8 with GB18030, as files put together by hand do, is read line by line.
    Raises DocumentError where it is no text.
    """
    name = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _without_mark(data)
    if name:
        return _decoded(data, name, path)
    if b"\0" in data or _too_many_controls(data):
        raise DocumentError(f"{path}: not a text; learn PDF, DOCX, XLSX, Markdown, HTML or text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as_declared(data, declared) or _mixed(data, path, warn) or _likely(data, path, warn)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark, told by which order of bytes gives Latin or Chinese text."""
    sample = data[:4096]
    if b"\0" not in sample or len(data) % 2:
        return None
    texts = {name: sample.decode(name, "replace") for name in ("utf-16-le", "utf-16-be")}
    return next((name for name, text in texts.items() if len(_USUAL.findall(text)) > 0.9 * len(text)), None)


def _decoded(data: bytes, name: str, path: Path) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: byte {error.start}: damaged {name.upper()} text; save the file again as UTF-8"
        ) from error


def _as_declared(data: bytes, name: str | None) -> str | None:
    try:
        return data.decode(name) if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def _too_many_controls(data: bytes) -> bool:
    sample = data[:4096]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 50


def _mixed(data: bytes, path: Path, warn: Warn) -> str | None:
    """The lines each in its own encoding, where some are Chinese in UTF-8; None where none is."""
    texts, foreign, own = [], 0, 0
    for line in data.splitlines(keepends=True):
        try:
            text = line.decode("utf-8")
            own += bool(_HAN.search(text))
        except UnicodeDecodeError:
            foreign += 1
            text = line.decode("gb18030", "replace")
        texts.append(text)
    if own * 4 < own + foreign:
        return None
    warn(f"{path}: {foreign} lines are not UTF-8 and were read as GB18030; save the file as UTF-8 if they look wrong")
    return "".join(texts)


def _likely(data: bytes, path: Path, warn: Warn) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE], cp_isolation=_OTHERS).best()
    name = found.encoding if found else "gb18030"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        if text.count("\ufffd") * 20 > len(text):
            raise DocumentError(f"{path}: in no encoding that is known here; save the file as UTF-8") from None
    warn(f"{path}: read as {_NAMES.get(name, name)}; if it looks wrong, save the file as UTF-8")
    return text
