"""The sentences of a shop's documents that a question may be answered with, quoted as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from avatar.words.facts import Fact
from avatar.words.lexicon import read
from avatar.words.sentences import capital, closed
from avatar.words.statement import Statement, Trust

if TYPE_CHECKING:
    from avatar.catalog.knowledge import Passage

MOST = 10
"""Passages looked at for one question."""
_SENTENCE = re.compile(r"(?<=[。！？!?])\s*|\n+|(?<=[A-Za-z0-9)]{2}\.)\s+(?=[A-Z0-9\"'(])")
_BULLET = re.compile(
    r"^\s*(?:[-*•·▪#>]+|\(?\d{1,2}[.)、）](?!\d)|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)\s*"
)
_NUMBERED_PLACE = re.compile(r"^(?:page|line|row|sheet)?\s*\d+$")
_SUFFIX = re.compile(r"\.\w{1,5}$|[_\-]")
_ROW = re.compile(r",? (?:row|line) \d+$")
_LABEL = re.compile(r"([^:：，,。.;；]{1,40})[:：]\s*\S")
_CELL = re.compile(r"([^:：]{1,40})[:：]\s*(.+)")
_LONGEST = 240
_ASKS = ("?", "？")


class Searches(Protocol):
    """What finds passages: `avatar.catalog.knowledge.Knowledge`."""

    def search(self, question: str, product: str | None = None, limit: int = MOST) -> tuple[Passage, ...]: ...


def quoted(passage: Passage, language: str) -> Iterator[Statement]:
    """The sentences of a passage, each as a statement under the headings it stands below.

    A row of a table is told cell by cell, each with the row's first.
    """
    heading = "" if _NUMBERED_PLACE.match(passage.place) else without_row(passage.place)
    # a spreadsheet is named after some of its sheets; the rows of another are not about that
    name = "" if _ROW.search(passage.place) else re.sub(_SUFFIX, " ", passage.document)
    above = f"{name} {heading}"
    for about, says, told in _told(passage.text, language):
        fact = Fact(f"{passage.document}: {passage.place}", told, passage.place)
        under, sentence = read(f"{above} {about}"), closed(capital(told), language)
        yield Statement(Trust.PASSAGE, under, read(says), sentence, (fact,), context=f"{above} {_whole_row(passage)}")


def _whole_row(passage: Passage) -> str:
    """All of a table's row, whose other cells may tell which product it is for; nothing of a text."""
    return passage.text if _ROW.search(passage.place) or len(_cells(passage.text)) > 1 else ""


def without_row(place: str) -> str:
    """A place without the row or line of a table in it: the heading above."""
    return _ROW.sub("", place)


def _told(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    """What each piece of a passage is about besides its headings, what it says, and how that is told."""
    before = label = ""
    for sentence in _sentences(text):
        cells = _cells(sentence)
        if len(cells) > 1:
            yield from _row(cells, language)
        elif sentence.endswith(_ASKS) or sentence.endswith(("：", ":")):
            before = sentence  # a question with its answer below, or the head of a list
        else:
            labelled = _LABEL.match(sentence)
            label = labelled[1] if labelled else label
            yield f"{before} {label}", sentence, sentence
            before = "" if before.endswith(_ASKS) else before


def _cells(sentence: str) -> list[tuple[str, str]]:
    """Names and values of a row as a table's rows are told (`Size: M; Height: 160`); none of another sentence."""
    pairs = [_CELL.fullmatch(part.strip()) for part in re.split(r"[;；]", sentence)]
    return [(pair[1], pair[2]) for pair in pairs if pair] if all(pairs) else []


def _row(cells: list[tuple[str, str]], language: str) -> Iterator[tuple[str, str, str]]:
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    (_, first), *others = cells
    for name, value in others:
        yield f"{first} {name}", f"{first} {name} {value}", f"{first}{comma}{name}{colon}{value}"


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
