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


Group = tuple[tuple[str, ...], list[Block]]
"""The headings above, and the blocks that belong together."""


def _groups(blocks: Iterable[Block]) -> Iterator[Group]:
    outline = _Outline()
    group: list[Block] = []
    for block in blocks:
        if group and not (outline.holds(block) and _belongs(group, block)):
            yield outline.path, group
            group = []
        lone = outline.enter(block)
        if lone:
            yield lone
        if block.kind != "heading":
            group.append(block)
    if group:
        yield outline.path, group
    elif outline.lone:
        yield outline.lone


class _Outline:
    """The headings above a place in a document."""

    def __init__(self) -> None:
        self._above: list[Block] = []
        self._is_bare = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self._above)

    @property
    def lone(self) -> Group | None:
        """The last heading as a text of its own, where nothing stood below it so far."""
        return (self.path[:-1], self._above[-1:]) if self._is_bare else None

    def holds(self, block: Block) -> bool:
        """Whether a block stands below the same headings."""
        return block.kind != "heading" and not any(_closes(heading, block) for heading in self._above)

    def enter(self, block: Block) -> Group | None:
        """Go on to a block; gives a heading that ends with nothing below it."""
        kept = [heading for heading in self._above if not _closes(heading, block)]
        lone = self.lone if len(kept) < len(self._above) else None
        self._is_bare = block.kind == "heading"
        self._above = [*kept, block] if self._is_bare else kept
        return lone


def _closes(heading: Block, block: Block) -> bool:
    if block.kind == "heading":
        return heading.level >= block.level
    return heading.level == TABLE_TITLE and block.kind != "row"


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
