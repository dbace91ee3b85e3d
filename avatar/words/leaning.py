"""A question in its place: which words only name the product, and what it takes over from the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from avatar.types import Product
from avatar.words.conversation import Turn
from avatar.words.lexicon import Term
from avatar.words.question import Question, ask, clauses, is_attribute, matches

_MONEY_AND_STOCK = frozenset(("price", "stock", "list_price", "saving", "discount", "coupon"))


@dataclass(frozen=True)
class Choice:
    """A product that may be meant, and the needs of the question that only name it."""

    product: Product
    explained: frozenset[Term] = frozenset()


def followed(question: Question, choice: Choice, recalled: Turn | None) -> Question:
    """A question that leans on the one before, with what that one asked for; `the lamp?` alone asks what it is."""
    needs = [need for need in question.needs if need not in choice.explained]
    leans = matches("follows", question.reading.text) or (not needs and bool(choice.explained))
    if recalled and recalled.meanings and leans and not any(map(is_attribute, needs)):
        return question.with_needs([*question.needs, Term("", frozenset(recalled.meanings))])
    if not needs and choice.explained and question.wanted is None:
        return question.with_needs([*question.needs, Term("", frozenset(("features",)))])
    return question


def asked_of(question: Question, choice: Choice) -> tuple[str, ...]:
    """The meanings a question asks for, to be remembered."""
    asked = {meaning for need in question.attributes if need not in choice.explained for meaning in need.meanings}
    return tuple(sorted(asked - {"features", "name"}))


def about_it(question: Question, choice: Choice, known: frozenset[str]) -> Question:
    """The question with `it` where it names the product, as `put it together`."""
    text = question.reading.text
    for term in sorted(choice.explained, key=lambda term: -term.start):
        if term.stop:
            text = f"{text[: term.start]} {text[term.stop :]}" if not term.text.isascii() else _with_it(text, term)
    if not choice.explained or text == question.reading.text:
        return _without(question, choice.explained)
    again = ask(text, known)
    implied = [need for need in question.needs if not need.stop]
    kept = [need for need in again.needs if need.stop and not _names(need, choice)]
    if implied and not any(map(is_attribute, kept)):
        kept += implied
    return replace(
        question,
        needs=tuple(kept + [need for need in again.needs if not need.stop and need not in kept]),
        reading=again.reading,
        wanted=again.wanted,
    )


def parts(question: Question, choice: Choice) -> tuple[Question, ...]:
    """The several questions that one asks, each by itself; none where it asks for one thing."""
    asked = [_without(ask(part), choice.explained) for part in clauses(question.text)]
    asked = [_without_names(part, choice.explained) for part in asked if part.attributes]
    amounts = [need for need in question.attributes if need.meanings <= _MONEY_AND_STOCK]
    if len(asked) < 2 and len(amounts) > 1 and len(amounts) == len(question.needs):
        asked = [question.with_needs([need]) for need in amounts]
    alone = len(asked) == 1 and len(asked[0].needs) < len(question.needs)  # the other clauses tell about the viewer
    return tuple(asked) if len(asked) > 1 or alone else ()


def _with_it(text: str, term: Term) -> str:
    before = re.sub(r"\b(?:the|this|that|your|these|those|a|an|it)\s*$", "", text[: term.start])
    return f"{before}it{text[term.stop :]}"


def _names(need: Term, choice: Choice) -> bool:
    return any(need.text == term.text for term in choice.explained)


def _without(question: Question, explained: Iterable[Term]) -> Question:
    return question.with_needs(need for need in question.needs if need not in explained)


def _without_names(question: Question, explained: Iterable[Term]) -> Question:
    """A part of a question without the words that name the product, wherever they stand in the whole."""
    names = {term.text for term in explained}
    return question.with_needs(need for need in question.needs if need.text not in names)
