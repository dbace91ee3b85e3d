"""PDF: paragraphs, headings and list items told by how the lines of a page lie."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
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
_EDGE = 2
"""Lines at the top and bottom of a page that may repeat on every page."""
_OFTEN = 3


class Pdf:
    """A PDF read. Raises DocumentError where it is encrypted, damaged, scanned or too long."""

    def __init__(self, data: bytes, path: Path, warn: Warn) -> None:
        self._path = path
        deadline = time.monotonic() + MAX_SECONDS
        with _ONE_AT_A_TIME:
            self._lines, blind = self._read(data, deadline)
        self.pages = len(self._lines)
        if len(blind) == self.pages:
            raise DocumentError(
                f"{path}: scanned: its {self.pages} pages are pictures without text;"
                " run a text recognition (OCR) on it, then learn the result"
            )
        if blind:
            warn(f"{path}: {_ranges(blind)}: no text there (scanned?), left out")

    def blocks(self) -> Iterator[Block]:
        """The blocks of all pages, placed by their pages. What repeats on every page stands once."""
        repeated, seen = _repeated(self._lines), set[str]()
        for number, lines in enumerate(self._lines, 1):
            kept = []
            for line in lines:
                same = _pattern(line.text)
                if same not in repeated or same not in seen:
                    kept.append(line)
                seen.add(same)
            yield from line_blocks(kept, f"page {number}")

    def _read(self, data: bytes, deadline: float) -> tuple[list[list[PdfLine]], list[int]]:
        """The lines of every page, and the numbers of the pages without any."""
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
            lines = [self._page(document, number, deadline) for number in range(len(document))]
        finally:
            document.close()
        return lines, [number for number, page in enumerate(lines, 1) if not page]

    def _page(self, document: Any, number: int, deadline: float) -> list[PdfLine]:
        import pypdfium2

        if time.monotonic() > deadline:
            raise DocumentError(
                f"{self._path}: page {number + 1}: reading it takes more than {MAX_SECONDS:.0f} seconds; split the PDF"
            )
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise DocumentError(
                f"{self._path}: page {number + 1} is damaged; save or download the PDF again"
            ) from error
        try:
            return page_lines(page.get_textpage())
        finally:
            page.close()


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
