"""PDF: paragraphs, headings and list items told by how the lines of a page lie."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from avatar.catalog.documents.block import Block, Warn
from avatar.catalog.documents.cleaning import joined
from avatar.catalog.documents.outline import is_closed
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
_MARGIN = 0.1
"""The share of a page's height, above and below, where headers and footers stand."""
_FIGURES = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]\d|\d)")
_OFTEN = 3


@dataclass(frozen=True)
class _Page:
    """A page's lines. `pictured`: something is drawn on it; `blind`: it has no text, or none that can be read."""

    lines: list[PdfLine]
    height: float
    pictured: bool
    blind: bool

    def has_in_margin(self, line: PdfLine) -> bool:
        return not _MARGIN * self.height < line.bottom < (1 - _MARGIN) * self.height


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
        """The blocks of all pages, each placed by the page it begins on. What repeats on every page stands once."""
        return _across_pages(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        repeated, seen = _repeated(self._pages), set[str]()
        for number, page in enumerate(self._pages, 1):
            kept = []
            for line in page.lines:
                same = _pattern(line.text, number)
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
        height = page.get_height()
        page.close()
        return _Page(lines, height, pictured, not text or pictured or _is_garbled(text))


def _across_pages(blocks: Iterator[Block]) -> Iterator[Block]:
    """Paragraphs that a page's end breaks, whole again."""
    held: Block | None = None
    page = ""
    for block in blocks:
        if held is not None and block.position != page and _goes_on(held, block):
            held = replace(held, text=joined([held.text, block.text]))
        else:
            if held is not None:
                yield held
            held = block
        page = block.position
    if held is not None:
        yield held


def _goes_on(held: Block, block: Block) -> bool:
    if held.kind == "heading" or block.kind != "paragraph" or is_closed(held.text) or len(held.text) < _SCANNERS_LINE:
        return False
    return block.text[0].islower() or unicodedata.category(block.text[0]) == "Lo"


def _pictures(page: Any) -> Iterator[Any]:
    from pypdfium2 import raw

    yield from page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,))


def _is_garbled(text: str) -> bool:
    """Whether a font does not say which characters it shows, and names its own instead."""
    return len(_NAMELESS.findall(text)) > 0.3 * len(text)


def _repeated(pages: Sequence[_Page]) -> set[str]:
    """Headers and footers: what stands in the margins of at least three pages and of half of all."""
    counts = Counter(
        same
        for number, page in enumerate(pages, 1)
        for same in {_pattern(line.text, number) for line in page.lines if page.has_in_margin(line)}
    )
    return {same for same, count in counts.items() if count >= max(_OFTEN, len(pages) / 2)}


def _pattern(text: str, page: int) -> str:
    """A line with its page's number set aside; any other figure may be one that matters."""
    return _FIGURES.sub(lambda found: "#" if int(found[0]) == page else found[0], text, count=1)


def _ranges(numbers: Sequence[int]) -> str:
    """`pages 3, 5–7`."""
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1), len(numbers)]
    runs = [(numbers[start], numbers[stop - 1]) for start, stop in pairwise(breaks)]
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in runs
    )
