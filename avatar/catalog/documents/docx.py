"""DOCX: headings by their style, lists, tables with their headers, footnotes; deleted and hidden text is left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from avatar.catalog.documents.block import Block, Kind
from avatar.catalog.documents.cleaning import clean, one_line
from avatar.catalog.documents.rows import Row, row_blocks
from avatar.errors import DocumentError

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_TITLES = ("title", "标题", "標題")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset((f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr"))
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES = {"/word/footnotes.xml": "footnotes", "/word/endnotes.xml": "endnotes"}

Styles = dict[str, tuple[Kind, int]]


def docx_blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a document, placed by their headings, above the first one by their number."""
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        body, package = document.element.body, document.part.package
        styles = dict(_styles(document.styles.element))
    except Exception as error:
        # python-docx lets whatever its parts meet escape: KeyError, ValueError, XMLSyntaxError, …
        raise DocumentError(f"{path}: the document is damaged ({error}); save it again as .docx") from error
    yield from _blocks(body, styles)
    for part in package.iter_parts():
        if str(part.partname) in _NOTES:
            yield from _notes(part, _NOTES[str(part.partname)])


def _blocks(body: Any, styles: Styles) -> Iterator[Block]:
    paragraphs = tables = 0
    for element in _top(body):
        if element.tag == f"{_W}tbl":
            tables += 1
            yield from row_blocks([(f"table {tables}, {where}", cells) for where, cells in _rows(element)])
            continue
        text = clean(_text(element))
        if text:
            paragraphs += 1
            kind, level = _kind(element, styles)
            yield Block(kind, one_line(text) if kind == "heading" else text, f"paragraph {paragraphs}", level)


def _top(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, also those within content controls and text boxes."""
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
            if element.tag == f"{_W}p":
                boxes = [box for box in element.iter(f"{_W}txbxContent") if not _is_met_elsewhere(box, element)]
                waiting.extend(reversed([child for box in boxes for child in box]))
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            waiting.extend(reversed(element))


def _is_met_elsewhere(box: Any, paragraph: Any) -> bool:
    """Whether a box is the copy kept for older programs, or stands within a box, whose paragraphs are met with it."""
    parent = box.getparent()
    while parent is not None and parent is not paragraph:
        if parent.tag in (_FALLBACK, f"{_W}txbxContent"):
            return True
        parent = parent.getparent()
    return False


def _text(paragraph: Any) -> str:
    """The text that a paragraph shows, without that of text boxes anchored in it."""
    said: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}t":
            said.append(element.text or "")
        elif element.tag in _BREAKS:
            said.append(_BREAKS[element.tag])
        elif not (element.tag in _LEFT_OUT or element.tag == f"{_W}txbxContent" or _is_hidden(element)):
            waiting.extend(reversed(element))
    return "".join(said)


def _is_hidden(element: Any) -> bool:
    vanish = element.find(f"{_W}rPr/{_W}vanish") if element.tag == f"{_W}r" else None
    return vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false", "off")


def _kind(paragraph: Any, styles: Styles) -> tuple[Kind, int]:
    """What a paragraph is by its own properties, or else by its style."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    own = _of(paragraph.find(f"{_W}pPr"))
    return own or styles.get(style.get(f"{_W}val", "") if style is not None else "", ("paragraph", 0))


def _styles(styles: Any) -> Iterator[tuple[str, tuple[Kind, int]]]:
    """(id of a style, the kind and level of the paragraphs it makes), of those that make headings or items."""
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        name = name.get(f"{_W}val", "") if name is not None else ""
        found = _HEADING.fullmatch(name)
        level = int(found[1]) if found else 1 if name.lower() in _TITLES else 0
        made: tuple[Kind, int] | None = ("heading", level) if level else _of(style.find(f"{_W}pPr"))
        if made:
            yield style.get(f"{_W}styleId", ""), made


def _of(properties: Any) -> tuple[Kind, int] | None:
    if properties is None:
        return None
    level = _outline(properties)
    if level:
        return "heading", level
    return ("item", 0) if properties.find(f"{_W}numPr") is not None else None


def _outline(properties: Any) -> int:
    level = properties.find(f"{_W}outlineLvl")
    value = level.get(f"{_W}val", "") if level is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _rows(table: Any) -> Iterator[Row]:
    """The rows of a table, merged cells repeated in all their places."""
    above: list[str] = []
    rows = [row for row in table.iter(f"{_W}tr") if _owner(row) is table]
    for number, row in enumerate(rows, 1):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if _owner(cell) is not table:
                continue
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart" and len(cells) < len(above)
            text = above[len(cells)] if goes_on else _cell(cell)
            cells.extend([text] * _span(cell))
        above = cells
        yield f"row {number}", cells


def _owner(element: Any) -> Any:
    return next(element.iterancestors(f"{_W}tbl"), None)


def _cell(cell: Any) -> str:
    return one_line("\n".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p")))


def _span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val", "") if span is not None else ""
    return min(int(value), 100) if value.isdigit() and int(value) else 1


def _notes(part: Any, place: str) -> Iterator[Block]:
    from docx.oxml import parse_xml

    for paragraph in parse_xml(part.blob).iter(f"{_W}p"):
        yield Block("paragraph", clean(_text(paragraph)), place, fixed=True)
