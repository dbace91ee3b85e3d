"""Blocks put together into parts that can be quoted by themselves, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from avatar.catalog.documents.block import TABLE_TITLE, Block
from avatar.catalog.documents.splitting import LONGEST, split

_PATH = " › "
_LONGEST_PLACE = 120
_LONGEST_HEADING = 200
_QUESTION = re.compile(r"(?:Q|问|問|问题|問題|Question)\s*\d{0,3}\s*[:：.、）)]", re.IGNORECASE)
_ANSWER = re.compile(r"(?:A|答|答案|Answer)\s*\d{0,3}\s*[:：.、）)]", re.IGNORECASE)
_LEADS_IN = (":", "：")
_ASKS = ("?", "？")


@dataclass(frozen=True)
class Part:
    """A piece of a document, at most about 600 characters, as it stands there.

    `place` tells a person where: `page 3`, `sheet 退换, row 12`, `Returns › Deadlines`.
    `heading` holds the headings above it, for a search: `Returns › Deadlines`.
    """

    text: str
    place: str
    heading: str = ""


def parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """Paragraphs and rows one by one; lists whole, with the line that leads in; questions with their answers.

    Nothing is left out: a heading with nothing below it is a part itself.
    """
    for path, group in _groups(_checked(blocks)):
        yield from _split(path, group)


def _checked(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if not block.text:
            continue
        if block.kind == "heading" and (len(block.text) > _LONGEST_HEADING or "\n" in block.text):
            block = Block("paragraph", block.text, block.position, fixed=block.fixed)
        yield block


def _groups(blocks: Iterable[Block]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Blocks that belong together, with the headings above them."""
    above: list[Block] = []
    bare: Block | None = None
    group: list[Block] = []
    for block in blocks:
        if block.kind != "heading":
            bare = None
            if above and above[-1].level == TABLE_TITLE and block.kind != "row":
                if group:
                    yield _texts(above), group
                group = []
                above.pop()
            if group and not _belongs(group, block):
                yield _texts(above), group
                group = []
            group.append(block)
            continue
        if group:
            yield _texts(above), group
        elif bare is not None and bare.level >= block.level:
            yield _texts(above[:-1]), [bare]
        group, bare = [], block
        above = [each for each in above if each.level < block.level] + [block]
    if group:
        yield _texts(above), group
    elif bare is not None:
        yield _texts(above[:-1]), [bare]


def _texts(headings: Sequence[Block]) -> tuple[str, ...]:
    return tuple(heading.text for heading in headings)


def _belongs(group: Sequence[Block], block: Block) -> bool:
    """Whether a block goes on with what the group says."""
    first, last = group[0], group[-1]
    if block.kind == "row" or last.kind == "row" or sum(len(each.text) for each in group) > LONGEST:
        return False
    if _QUESTION.match(block.text):
        return False
    if _QUESTION.match(first.text):
        return len(group) == 1 or bool(_ANSWER.match(block.text)) or _leads_on(last, block)
    return _leads_on(last, block)


def _leads_on(last: Block, block: Block) -> bool:
    if last.kind == "item" and block.kind == "item":
        return not last.text.endswith(_ASKS)
    if last.text.endswith(_LEADS_IN):
        return True
    asks = last.text.endswith(_ASKS) and len(last.text) < LONGEST // 3
    return asks and block.kind == "paragraph" and not block.text.endswith(_ASKS)


def _split(path: tuple[str, ...], group: Sequence[Block]) -> Iterator[Part]:
    """One part, or as many as it takes; what begins with a question keeps it as a heading to the end."""
    whole = "\n".join(block.text for block in group)
    asks = len(group) > 1 and (bool(_QUESTION.match(group[0].text)) or group[0].text.endswith(_ASKS))
    place = _place(path, group[0])
    for number, piece in enumerate(split(whole)):
        text = piece.strip()
        heads = (*path, group[0].text[:_LONGEST_HEADING]) if asks and number else path
        if text:
            yield Part(text, place, _PATH.join(heads))


def _place(path: tuple[str, ...], block: Block) -> str:
    if block.fixed or not path:
        return block.position
    place = _PATH.join(path)
    if len(place) > _LONGEST_PLACE:
        place = f"…{place[-_LONGEST_PLACE:]}"
    return f"{place}, {block.position}" if block.kind == "row" else place
