"""Markdown (CommonMark with tables): headings, paragraphs, lists and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from avatar.catalog.documents.block import Block
from avatar.catalog.documents.cleaning import clean, one_line
from avatar.catalog.documents.html import html_text
from avatar.catalog.documents.rows import told
from avatar.catalog.documents.txt import txt_blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEEPEST = 40
"""Levels of lists and quotes; an item of a list takes two."""


def markdown_blocks(text: str, path: Path) -> Iterator[Block]:
    """The blocks of a Markdown text, placed by their headings, above the first one by their lines.

    What is nested deeper than anybody writes is read as plain text. Raises DocumentError for HTML in it.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    front, rest, offset = _front_matter(text.replace("\r\n", "\n"))
    tokens = parser.parse(rest)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        # the parser drops what lies deeper
        yield from txt_blocks(text)
        return
    if front:
        yield Block("paragraph", clean(front), "line 2")
    number = 0
    while number < len(tokens):
        token = tokens[number]
        position = f"line {token.map[0] + offset}" if token.map else ""
        if token.type == "table_open":
            end = _close(tokens, number)
            yield from _rows(tokens[number:end], offset)
            number = end
        elif token.type == "inline":
            yield _block(tokens, number, position)
        elif token.type in ("fence", "code_block"):
            yield Block("paragraph", clean(token.content), position)
        elif token.type == "html_block":
            yield Block("paragraph", html_text(token.content, path), position)
        number += 1


def _front_matter(text: str) -> tuple[str, str, int]:
    """What stands between two lines of dashes at the very beginning, the rest, and the line that this begins with."""
    front, fence, rest = text[4:].partition("\n---\n") if text.startswith("---\n") else ("", "", "")
    return (front, rest, front.count("\n") + 4) if fence else ("", text, 1)


def _block(tokens: Sequence[Token], number: int, position: str) -> Block:
    opened = tokens[number - 1]
    text = _said(tokens[number])
    if opened.type == "heading_open":
        return Block("heading", one_line(text), position, int(opened.tag[1:]))
    # within lists paragraphs stand deeper
    return Block("item" if opened.level else "paragraph", clean(text), position)


def _close(tokens: Sequence[Token], start: int) -> int:
    return next(number for number in range(start, len(tokens)) if tokens[number].type == "table_close")


def _rows(tokens: Sequence[Token], offset: int) -> Iterator[Block]:
    headers: list[str] = []
    cells: list[str] = []
    position = ""
    for token in tokens:
        if token.type == "tr_open":
            cells, position = [], f"line {(token.map or [0])[0] + offset}"
        elif token.type == "inline":
            cells.append(one_line(_said(token)))
        elif token.type == "thead_close":
            headers, at = cells, position
        elif token.type == "tr_close" and headers:
            yield Block("row", told(headers, cells), position)
    if all(token.type != "td_open" for token in tokens):
        yield Block("row", told([], headers), at)


def _said(token: Token) -> str:
    """The text of a line as it is read, without its marks; a picture's words are told, a link's address is not."""
    said = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif child.type == "html_inline":
            said.append("\n" if child.content.startswith("<br") else "")
        else:
            said.append(child.content)
    return "".join(said)
