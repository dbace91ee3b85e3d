"""DOCX and XLSX are ZIP archives: what is looked at before any of it is unpacked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from avatar.errors import DocumentError

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of XML that a document may unpack to."""
_MAX_PICTURES = 256 * 1024 * 1024
"""Bytes of all that it may unpack to: its readers hold its pictures in memory, though nobody looks at them."""
_MAX_ENTRIES = 5_000
_XML = (".xml", ".rels")


def office_kind(data: bytes, path: Path) -> str:
    """`docx` or `xlsx`; raises DocumentError for another archive, a damaged one, or one that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError(f"{path}: a damaged archive; save the document again") from error
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries if entry.filename.lower().endswith(_XML))
    if sum(entry.file_size for entry in entries) > _MAX_PICTURES:
        raise DocumentError(f"{path}: unpacks to more than {_MAX_PICTURES >> 20} MB; take out pictures, or split it")
    if unpacked > MAX_UNPACKED or len(entries) > _MAX_ENTRIES:
        raise DocumentError(f"{path}: unpacks to more than {MAX_UNPACKED >> 20} MB of text; split the document")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(f"{path}: encrypted; save it without a password")
    kind = next((kind for top, kind in (("word/", "docx"), ("xl/", "xlsx")) if _holds(names, top)), None)
    if kind is None or "[Content_Types].xml" not in names:
        raise DocumentError(f"{path}: an archive, but no DOCX and no XLSX; unpack it and learn the documents in it")
    return kind


def _holds(names: set[str], top: str) -> bool:
    return any(name.startswith(top) and name.endswith(".xml") for name in names)
