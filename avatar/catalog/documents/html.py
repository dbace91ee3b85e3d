"""HTML pages as a visitor reads them: without scripts, styles, navigation and what is hidden."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from avatar.catalog.documents.block import Block, Kind
from avatar.catalog.documents.cleaning import one_line
from avatar.catalog.documents.rows import Row, row_blocks
from avatar.errors import DocumentError

_LEFT_OUT = frozenset(
    re.findall(
        r"\w+",
        """
    script style noscript template nav svg math canvas iframe object embed head button select option datalist
    textarea input audio video map menu dialog
        """,
    )
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend caption li main ol p pre section summary table tbody td tfoot th
    thead tr ul
        """,
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEADS = frozenset(("dt", "summary"))
"""What is told with the text that follows."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0+)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*0*(?:\.0+)?\s*(?:px|em|rem|pt|%)?\s*(?:;|$|!)|content-visibility\s*:\s*hidden",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BREAK = "\x1e"


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page says it has, where Python knows it; a browser reads older Chinese names as GB18030."""
    found = _CHARSET.search(data[:4096])
    name = found[1].decode("ascii").lower() if found else ""
    try:
        return "gb18030" if name in ("gb2312", "gbk", "x-gbk") else codecs.lookup(name).name
    except LookupError:
        return None


def html_blocks(text: str, path: Path) -> Iterator[Block]:
    """The blocks of a page, placed by their headings, above the first one by their number. Raises DocumentError."""
    from lxml import etree

    root = _parsed(text, path)
    if root is None:
        return
    page = _Page()
    yield from page.title(root)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag == "table" and _is_data(element):
            yield from page.flush()
            yield from row_blocks(_rows(element))
            walk.skip_subtree()
        elif event == "start":
            yield from page.begin(element)
        else:
            yield from page.end(element)
    yield from page.flush("html")


def html_text(text: str, path: Path) -> str:
    """What a piece of HTML shows. Raises DocumentError."""
    return "\n".join(block.text for block in html_blocks(text, path))


class _Page:
    """Text gathers until an element begins or ends that stands by itself."""

    def __init__(self) -> None:
        self._gathered: list[str] = []
        self._lead = ""
        self._number = 0
        self._preformatted = 0
        self._items = 0

    def title(self, root: Any) -> Iterator[Block]:
        """The page's title, where it has no first heading that says it better."""
        title = one_line(root.findtext(".//head/title") or "")
        if title and root.find(".//h1") is None:
            yield Block("heading", title, "title", 1)

    def begin(self, element: Any) -> Iterator[Block]:
        if element.tag in _BLOCKS:
            yield from self.flush()
        self._preformatted += element.tag == "pre"
        self._items += element.tag == "li"
        if element.tag == "br":
            self._gathered.append(_BREAK)
        elif element.tag == "img":
            self._gathered.append(element.get("alt", ""))
        elif element.tag != "title":
            self._gather(element.text)

    def end(self, element: Any) -> Iterator[Block]:
        self._preformatted -= element.tag == "pre"
        if element.tag in _LEADS:
            self._lead = f"{self._lead}\n{self._text()}".strip()
        elif element.tag in _BLOCKS:
            yield from self.flush(element.tag)
        self._items -= element.tag == "li"
        self._gather(element.tail)

    def flush(self, tag: str = "") -> Iterator[Block]:
        """What has gathered, as the block that an element of this name makes of it."""
        text = self._text()
        if not text and tag not in ("details", "dl", "html"):
            return
        if tag not in _HEADINGS and self._lead:
            text, self._lead = f"{self._lead}\n{text}".strip(), ""
        if text:
            self._number += 1
            kind: Kind = "heading" if tag in _HEADINGS else "item" if self._items else "paragraph"
            yield Block(kind, text, f"paragraph {self._number}", _HEADINGS.get(tag, 0))

    def _gather(self, text: str | None) -> None:
        if text:
            self._gathered.append(text.replace("\n", _BREAK) if self._preformatted else text)

    def _text(self) -> str:
        lines = "".join(self._gathered).split(_BREAK)
        self._gathered = []
        return "\n".join(filter(None, map(one_line, lines)))


def _parsed(text: str, path: Path) -> Any:
    """The root element without what is left out; None of an empty page."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except etree.ParserError:
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise DocumentError(f"{path}: elements nested thousands deep; save the page as text")
    for element in list(root.iter()):
        if isinstance(element.tag, str) and _is_left_out(element) and element.getparent() is not None:
            element.drop_tree()
    return root


def _is_left_out(element: Any) -> bool:
    return (
        element.tag in _LEFT_OUT
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or element.get("role") == "navigation"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_data(table: Any) -> bool:
    """Whether a table holds rows; one that only lays out the page holds other tables or headings."""
    return table.find(".//table") is None and all(table.find(f".//{name}") is None for name in _HEADINGS)


def _rows(table: Any) -> list[Row]:
    """The rows of a table, cells that span others repeated in their places."""
    rows: list[Row] = []
    hanging: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(table.iter("tr"), 1):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, hanging)
            text = one_line(_shown(cell))
            for _ in range(_span(cell, "colspan")):
                hanging[len(cells)] = (_span(cell, "rowspan"), text)
                _fill(cells, hanging)
        _fill(cells, hanging)
        rows.append((f"row {number}", cells))
    caption = one_line(table.findtext("caption") or "")
    return [("caption", [caption, ""]), *rows] if caption else rows


def _fill(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Put into a row what hangs down from the rows above it."""
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 100) if value.isascii() and value.isdigit() and int(value) else 1


def _shown(cell: Any) -> str:
    return " ".join(" ".join(cell.itertext()).split())
