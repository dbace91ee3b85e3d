"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
from pathlib import Path

from avatar.catalog.documents.archive import office_kind
from avatar.errors import DocumentError

_TEXTS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html"}
_SUFFIXES = {**_TEXTS, ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".txt": "txt"}
_STRANGERS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)


def kind_of(data: bytes, path: Path) -> str:
    """`pdf`, `docx`, `xlsx`, `markdown`, `html` or `txt`; raises DocumentError for what is none of them."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return office_kind(data, path)
    if data.startswith(_OLE):
        raise DocumentError(f"{path}: {_ole(data)}")
    stranger = next((name for mark, name in _STRANGERS if data.startswith(mark) and _binary(data, mark)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        stranger = "a WebP picture"
    if stranger:
        raise DocumentError(f"{path}: {stranger}, whatever its name; learn PDF, DOCX, XLSX, Markdown, HTML or text")
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]):
        return "html"
    kind = _SUFFIXES.get(path.suffix.lower(), "txt")
    if kind in ("pdf", "docx", "xlsx") and b"\0" in data[:4096]:
        raise DocumentError(f"{path}: damaged: no {kind.upper()} by its content; save or download it again")
    return kind if kind in _TEXTS.values() else "txt"


def named_kind(path: Path) -> str | None:
    """What a file's name says it is; None where it says nothing known."""
    return _SUFFIXES.get(path.suffix.lower())


def _binary(data: bytes, mark: bytes) -> bool:
    """Two letters alone do not make a picture or a program of a text."""
    return len(mark) > 2 or b"\0" in data[:1024]


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted; save it without a password"
    return "an Office file of before 2007 (.doc, .xls); save it as .docx or .xlsx"
