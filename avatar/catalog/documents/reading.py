"""A document read, whatever its format: `read_document`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from avatar.catalog.decode import file_bytes
from avatar.catalog.documents.block import Block, Warn
from avatar.catalog.documents.docx import docx_blocks
from avatar.catalog.documents.encodings import text_of
from avatar.catalog.documents.html import declared_charset, html_blocks
from avatar.catalog.documents.kinds import kind_of, named_kind
from avatar.catalog.documents.markdown import markdown_blocks
from avatar.catalog.documents.parts import Part, parts
from avatar.catalog.documents.pdf import Pdf
from avatar.catalog.documents.txt import txt_blocks
from avatar.catalog.documents.xlsx import Workbook
from avatar.errors import DocumentError

__all__ = ["Part", "Reading", "read_document"]

MAX_BYTES = 100 * 1024 * 1024
MAX_TEXT_BYTES = 20 * 1024 * 1024
MAX_PARTS = 50_000


@dataclass(frozen=True)
class Reading:
    """What a document says, in order. `pages`: of a PDF its pages, of a workbook its sheets, else None."""

    name: str
    kind: str
    pages: int | None
    parts: tuple[Part, ...]


def read_document(path: Path, warn: Warn) -> Reading:
    """The document in parts, its format told by its content. Text in it is data, whatever it asks for.

    What is left out (pages that are pictures, hidden sheets, formulas without values) is told to `warn`.
    Raises DocumentError, one line: missing, a folder, empty, too large, damaged, encrypted, scanned, not a document.
    """
    data = _bytes(path)
    kind = kind_of(data, path)
    named = named_kind(path)
    if named not in (None, kind):
        warn(f"{path}: by its content {kind.upper()}, not {(named or '').upper()}; read as that")
    pages, blocks = _opened(data, kind, path, warn)
    found = tuple(islice(parts(blocks), MAX_PARTS + 1))
    if len(found) > MAX_PARTS:
        raise DocumentError(f"{path}: more than {MAX_PARTS:,} passages; split the document")
    if not found:
        raise DocumentError(f"{path}: holds no text; nothing can be learned from it")
    return Reading(path.name, kind, pages, found)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise DocumentError(f"{path}: a folder; name the documents in it, for example {path}/*.pdf")
    data = file_bytes(path, what="document", mend="split the document", most=MAX_BYTES, error_type=DocumentError)
    if not data.strip():
        raise DocumentError(f"{path}: the document is empty")
    return data


def _opened(data: bytes, kind: str, path: Path, warn: Warn) -> tuple[int | None, Iterator[Block]]:
    if kind == "pdf":
        pdf = Pdf(data, path, warn)
        return pdf.pages, pdf.blocks()
    if kind == "xlsx":
        workbook = Workbook(data, path, warn)
        return workbook.sheets, workbook.blocks()
    if kind == "docx":
        return None, docx_blocks(data, path)
    if len(data) > MAX_TEXT_BYTES:
        raise DocumentError(f"{path}: more than {MAX_TEXT_BYTES >> 20} MB of text; split the document")
    if kind == "html":
        return None, html_blocks(text_of(data, path, warn, declared_charset(data)), path)
    text = text_of(data, path, warn)
    return None, markdown_blocks(text, path) if kind == "markdown" else txt_blocks(text)
