"""A language model's sentences, each checked before it is spoken.

The model is given the statements that were found and answers in lines, `[2] The cups can.`,
each tagged with the numbers of the statements it rests on, so that the first sentence can be
spoken while the next is written; what a tool told that it called is the next number. A line
without a tag, with a tag of something else, or that says more than its statements is cut; if
nothing is left the model is asked once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from avatar.language import has_han
from avatar.words.facts import Fact
from avatar.words.figures import figures
from avatar.words.finder import Found
from avatar.words.guard import unfounded
from avatar.words.lexicon import plain
from avatar.words.live import spoken_result
from avatar.words.llm import Message
from avatar.words.phrases import SLOT
from avatar.words.prompts import answer_messages
from avatar.words.question import Question
from avatar.words.review import Rules
from avatar.words.sentences import closed
from avatar.words.statement import Statement, Trust
from avatar.words.support import share_stated
from avatar.words.tools import ToolBox

_TAGGED = re.compile(r"^\W{0,3}\[\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*\]\s*(.+)$")
_MARKUP = re.compile(r"[*`#_]+|[\x00-\x1f\x7f]")
_LONGEST = 240
_MOST_SENTENCES = 4
_ENDS = (*"。.！!？?…~～", "”", '"')
_NOTHING = "[0]"
_MOST_READ = 4_000
_MOST = 0.4
_FEW = 2
_VALUE = 0.9
_PIECES = re.compile(r"[a-z0-9]+(?:\.\d+)?|[\u3400-\u9fff]")


@dataclass(frozen=True)
class Sentence:
    """One sentence that may be spoken, and the facts it rests on."""

    text: str
    facts: tuple[Fact, ...]


class Writes(Protocol):
    """What writes sentences: `avatar.words.llm.Model`."""

    def stream(self, messages: Sequence[Message], tools: ToolBox | None = None) -> Iterable[str]: ...


def phrased(
    model: Writes,
    question: Question,
    found: Found,
    language: str,
    rules: Rules | None = None,
    tools: ToolBox | None = None,
) -> Iterator[Sentence]:
    """The sentences of the model that may be said, each as soon as it is complete.

    `tools` is a fresh box for this answer: what its tools say are facts as well. Raises
    ModelError where the model does not answer.
    """
    again: str | None = None
    for _ in range(2):
        refused = None
        said = 0
        asked = _messages(question, found, language, again, tools)
        for line in _lines(model.stream(asked, tools) if tools else model.stream(asked)):
            given = replace(found, statements=(*found.statements, *_told_by(tools, language)))
            sentence = _checked(line, question, given, language, rules)
            if isinstance(sentence, Sentence):
                said += 1
                yield sentence
                if said == _MOST_SENTENCES:
                    return
            else:
                refused = refused or sentence
        if said or refused is None:
            return
        again = refused


def _messages(
    question: Question, found: Found, language: str, again: str | None, tools: ToolBox | None
) -> list[Message]:
    facts = {str(number): _shown(statement) for number, statement in enumerate(found.statements, 1)}
    # every call of the try before has its number already
    called = len(found.statements) + len(_told_by(tools, language)) + 1 if tools else None
    return answer_messages(question.text, facts, language, again, called)


def _told_by(tools: ToolBox | None, language: str) -> tuple[Statement, ...]:
    """What the tools said so far, one statement a call that told something, in the order of the calls."""
    results = tools.results if tools else ()
    return tuple(spoken_result(result, language) for result in results if result.ok)


def _shown(statement: Statement) -> str:
    """The statement as a model sees it, amounts as placeholders."""
    text = " ".join(fact.text for fact in statement.facts) if not statement.slots else statement.told
    for slot, amount in sorted(statement.slots.items(), key=lambda item: -len(item[1])):
        text = text.replace(amount, f"{{{slot}}}")
    return text


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Complete lines of a text that arrives in pieces; an endless one is left."""
    held, read = "", 0
    for piece in pieces:
        held, read = held + piece, read + len(piece)
        *lines, held = held.split("\n")
        yield from filter(str.strip, lines)
        if read > _MOST_READ:
            return
    if held.strip():
        # the last line may have been cut off anywhere
        yield held if held.rstrip().endswith(_ENDS) or held.strip() == _NOTHING else ""


def _checked(line: str, question: Question, found: Found, language: str, rules: Rules | None) -> Sentence | str | None:
    """The line as a sentence; why it may not be said (an empty one broke off); None where it says nothing."""
    if not line:
        return "it breaks off"
    tagged = _TAGGED.match(_MARKUP.sub(" ", line).strip())
    if tagged is None:
        return None if line.strip().startswith(_NOTHING) else "it has no tag"
    numbers = [int(number) for number in re.findall(r"\d+", tagged[1])]
    if not all(1 <= number <= len(found.statements) for number in numbers):
        return "it names a fact that was not given"
    used = [found.statements[number - 1] for number in dict.fromkeys(numbers)]
    text = _filled(tagged[2], {slot: amount for statement in used for slot, amount in statement.slots.items()})
    if text is None or len(text) > _LONGEST:
        return "it is too long" if text else "it uses a placeholder that was not given"
    text = closed(text, language)
    facts = tuple(dict.fromkeys(fact for statement in used for fact in statement.facts))
    told = [found.product.name, *(fact.text for fact in facts), *(statement.told for statement in used)]
    why = unfounded(text, told, language, comment=question.text, rules=rules)
    return why or _lacking(text, used) or Sentence(text, facts)


def _lacking(text: str, used: Sequence[Statement]) -> str | None:
    """A sentence that leaves out most of what its statements say, or a figure where there are few, is no answer."""
    told = " ".join(statement.says.text for statement in used)
    given, stated = {figure.value for figure in figures(text)}, {figure.value for figure in figures(told)}
    missing = len(stated - given)
    if (missing and len(stated) <= _FEW) or missing * 2 > len(stated):
        return "it leaves out a figure of the fact"
    values = " ".join(each.says.text for each in used if each.trust == Trust.SPEC)
    if values and has_han(values) == has_han(text) and _share_quoted(values, text) < _VALUE:
        return "it leaves out part of the value"
    return "it leaves out most of the fact" if share_stated(told, [text]) < _MOST else None


def _share_quoted(value: str, text: str) -> float:
    """The share of a value's words and Chinese characters that stand in the text."""
    said = set(_PIECES.findall(plain(text)))
    pieces = _PIECES.findall(value)
    return sum(piece in said for piece in pieces) / len(pieces) if pieces else 1.0


def _filled(text: str, slots: Mapping[str, str]) -> str | None:
    """The text with its placeholders filled; None where one was not given."""
    if any(found[1] not in slots for found in SLOT.finditer(text)):
        return None
    filled = SLOT.sub(lambda found: slots[found[1]], text)
    return None if "{" in filled or "}" in filled else " ".join(filled.split())
