"""PDF: paragraphs, headings and list items told by how the lines of a page lie."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from avatar.catalog.documents.block import Block, Warn
from avatar.catalog.documents.pdflines import PdfLine, line_blocks, page_lines
from avatar.errors import DocumentError

MAX_PAGES = 3_000
MAX_SECONDS = 120.0
"""A document that takes longer to read is refused; a page of a manual takes some milliseconds."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium may be used by one thread at a time."""
_WRONG_PASSWORD = 4
_SCANNERS_LINE = 25  # characters
_NAMELESS = re.compile("[\ue000-\uf8ff\ufffd]")
_EDGE = 2
"""Lines at the top and bottom of a page that may repeat on every page."""
_OFTEN = 3


@dataclass(frozen=True)
class _Page:
    """A page's lines. `pictured`: something is drawn on it; `blind`: it has no text, or none that can be read."""

    lines: list[PdfLine]
    pictured: bool
    blind: bool


class Pdf:
    """A PDF read. Raises DocumentError where it is encrypted, damaged, scanned or too long."""

    def __init__(self, data: bytes, path: Path, warn: Warn) -> None:
        self._path = path
        with _ONE_AT_A_TIME:
            self._pages = self._read(data, time.monotonic() + MAX_SECONDS)
        self.pages = len(self._pages)
        blind = [number for number, page in enumerate(self._pages, 1) if page.blind]
        if len(blind) == self.pages and any(page.pictured for page in self._pages):
            raise DocumentError(
                f"{path}: scanned: pictures of text, not text ({self.pages} pages);"
                " run a text recognition (OCR) on it, then learn the result"
            )
        if blind:
            warn(f"{path}: {_ranges(blind)}: no text that can be read (scanned?); what is there is not known")

    def blocks(self) -> Iterator[Block]:
        """The blocks of all pages, placed by their pages. What repeats on every page stands once."""
        pages = [page.lines for page in self._pages]
        repeated, seen = _repeated(pages), set[str]()
        for number, lines in enumerate(pages, 1):
            kept = []
            for line in lines:
                same = _pattern(line.text)
                if same not in repeated or same not in seen:
                    kept.append(line)
                seen.add(same)
            yield from line_blocks(kept, f"page {number}")

    def _read(self, data: bytes, deadline: float) -> list[_Page]:
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _WRONG_PASSWORD:
                raise DocumentError(f"{self._path}: encrypted; save it without a password") from error
            raise DocumentError(f"{self._path}: the PDF is damaged; save or download it again") from error
        try:
            if not 0 < len(document) <= MAX_PAGES:
                raise DocumentError(f"{self._path}: {len(document):,} pages; learn at most {MAX_PAGES:,} at a time")
            return [self._page(document, number, deadline) for number in range(len(document))]
        finally:
            document.close()

    def _page(self, document: Any, number: int, deadline: float) -> _Page:
        import pypdfium2

        if time.monotonic() > deadline:
            raise DocumentError(
                f"{self._path}: page {number + 1}: reading it takes more than {MAX_SECONDS:.0f} seconds; split the PDF"
            )
        try:
            page = document[number]
            lines = page_lines(page.get_textpage())
        except pypdfium2.PdfiumError as error:
            raise DocumentError(
                f"{self._path}: page {number + 1} is damaged; save or download the PDF again"
            ) from error
        text = "".join(line.text for line in lines)
        # the programs of scanners write a line of their own onto each picture
        pictured = len(text) <= _SCANNERS_LINE and any(_pictures(page))
        page.close()
        return _Page(lines, pictured, not text or pictured or _is_garbled(text))


def _pictures(page: Any) -> Iterator[Any]:
    from pypdfium2 import raw

    yield from page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,))


def _is_garbled(text: str) -> bool:
    """Whether a font does not say which characters it shows, and names its own instead."""
    return len(_NAMELESS.findall(text)) > 0.3 * len(text)


def _repeated(pages: Sequence[Sequence[PdfLine]]) -> set[str]:
    """Headers and footers: lines at the edges of at least three pages and of half of all."""
    counts = Counter(
        same for lines in pages for same in {_pattern(line.text) for line in (*lines[:_EDGE], *lines[-_EDGE:])}
    )
    return {same for same, count in counts.items() if count >= max(_OFTEN, len(pages) / 2)}


def _pattern(text: str) -> str:
    """A line with its figures set aside: page numbers differ from page to page."""
    return "".join("0" if character.isdigit() else character for character in text)


def _ranges(numbers: Sequence[int]) -> str:
    """`pages 3, 5–7`."""
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1), len(numbers)]
    runs = [(numbers[start], numbers[stop - 1]) for start, stop in pairwise(breaks)]
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in runs
    )
