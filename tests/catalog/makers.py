"""Documents made for the tests, one function a format, each of a heading and the paragraphs below it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from docx import Document
from openpyxl import Workbook
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"


def pdf_of(pages: Sequence[Sequence[tuple[str, int]]], password: str | None = None) -> bytes:
    """A PDF of (line, size in points) below one another."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(password, strength=40) if password else None)
    for lines in pages:
        below = 780.0
        for text, size in lines:
            canvas.setFont(FONT, size)
            canvas.drawString(50, below, text)
            below -= 1.4 * size
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf(heading: str, paragraphs: Sequence[str]) -> bytes:
    lines = [(heading, 20)]
    for paragraph in paragraphs:
        lines += [(paragraph, 11), ("", 11)]
    return pdf_of([lines])


def scanned(pages: int = 1) -> bytes:
    """A PDF of pictures alone."""
    file = io.BytesIO()
    picture = Image.effect_noise((60, 80), 50)
    picture.save(file, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return file.getvalue()


def docx(heading: str, paragraphs: Sequence[str]) -> bytes:
    document = Document()
    document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def xlsx(heading: str, paragraphs: Sequence[str]) -> bytes:
    book = Workbook()
    book.active.title = heading
    for paragraph in paragraphs:
        book.active.append([paragraph])
    return saved(book)


def markdown(heading: str, paragraphs: Sequence[str]) -> bytes:
    return "\n\n".join([f"# {heading}", *paragraphs]).encode()


def html(heading: str, paragraphs: Sequence[str]) -> bytes:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><html><body><h1>{heading}</h1>{told}</body></html>".encode()


def txt(heading: str, paragraphs: Sequence[str]) -> bytes:
    return "\n\n".join([f"{heading}\n===", *paragraphs]).encode()


def saved(document: object) -> bytes:
    """The bytes of a python-docx document or an openpyxl workbook."""
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


MAKERS: dict[str, Callable[[str, Sequence[str]], bytes]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "md": markdown,
    "html": html,
    "txt": txt,
}
"""By suffix."""
