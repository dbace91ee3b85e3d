"""The sentences of a shop's documents that a question may be answered with, quoted as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from avatar.words.facts import Fact
from avatar.words.lexicon import Reading, read
from avatar.words.sentences import capital, closed
from avatar.words.statement import Statement, Trust

if TYPE_CHECKING:
    from avatar.catalog.knowledge import Passage

MOST = 10
"""Passages looked at for one question."""
_SENTENCE = re.compile(r"(?<=[。！？!?])\s*|\n+|(?<=[a-z0-9)]\.)\s+(?=[A-Z0-9\"'(])")
_BULLET = re.compile(
    r"^\s*(?:[-*•·▪#>]+|\(?\d{1,2}[.)、）](?!\d)|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)\s*"
)
_NUMBERED_PLACE = re.compile(r"^(?:page|line|row|sheet)?\s*\d+$")
_LONGEST = 240
_ASKS = ("?", "？")


class Searches(Protocol):
    """What finds passages: `avatar.catalog.knowledge.Knowledge`."""

    def search(self, question: str, product: str | None = None, limit: int = MOST) -> tuple[Passage, ...]: ...


def quoted(passage: Passage, language: str) -> Iterator[Statement]:
    """The sentences of a passage, each as a statement under the headings it stands below."""
    source = f"{passage.document}: {passage.place}"
    heading = "" if _NUMBERED_PLACE.match(passage.place) else passage.place
    before = ""
    for sentence in _sentences(passage.text):
        if sentence.endswith(_ASKS) or sentence.endswith(("：", ":")):
            before = sentence  # a question with its answer below, or the head of a list
            continue
        told = closed(capital(sentence), language)
        about = _about(f"{heading} {before}")
        yield Statement(Trust.PASSAGE, about, read(sentence), told, (Fact(source, sentence, passage.place),))
        if before.endswith(_ASKS):
            before = ""


def _about(heading: str) -> Reading:
    return read(heading)


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCE.split(text):
        sentence = " ".join(_BULLET.sub("", part).split())
        if sentence and len(sentence) <= _LONGEST:
            yield sentence
        elif sentence:
            yield from _clauses(sentence)


def _clauses(sentence: str) -> Iterator[str]:
    """An overlong sentence in pieces that end at commas."""
    held = ""
    for clause in re.split(r"(?<=[，,；;])", sentence):
        if held and len(held) + len(clause) > _LONGEST:
            yield held
            held = ""
        held += clause
    if held:
        yield held[: 2 * _LONGEST]
