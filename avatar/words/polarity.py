"""Whether a text affirms what the facts deny, or denies what they affirm, word by word.

`It floats` and `it does not float` share their words of meaning; what tells them apart is a
negation in the same clause. The question of an FAQ entry states nothing by itself: a yes or
a no that begins its answer affirms or denies it, any other answer leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from avatar.words.lexicon import Term, read
from avatar.words.support import holds, meaning_words

_SENTENCE_END = re.compile(r"(?<=[。！!？?；;\n])\s*|(?<=\.)\s+")
_CLAUSE_END = re.compile(
    r"[，、：。！？；,!?;:\n()（）]+\s*|\.\s+|\s(?:but|although|though|however|while|whereas)\s|但是?|不过|可是|而"
)
_NEGATION = re.compile(
    r"不(?!锈钢|仅|但|只|过|同|少|断|粘|沾|错|管|论|止)|没|無|无(?!线|论|理由|缝|纺)|未|别|勿|非(?!常)|"
    r"\b(?:no|not|cannot|never|without|neither|nor|none|nobody|nothing)\b|n't\b|n’t\b",
    re.IGNORECASE,
)
_YES = re.compile(r"\s*(?:可以|能|会|有|是|行|支持|当然|没问题|yes|yeah|sure|of course)", re.IGNORECASE)
_NO = re.compile(r"\s*(?:不|没|否|别|无法|暂时不|no\b|not\b|sorry|never)", re.IGNORECASE)


@dataclass(frozen=True)
class Clause:
    """A clause and what it negates: whatever stands behind its negation, or all of it. `asked`: it was a question."""

    text: str
    negated_from: int | None = None
    asked: bool = False

    def negates(self, place: int) -> bool:
        return self.negated_from is not None and place >= self.negated_from


def contrary(text: str, facts: Sequence[str]) -> str | None:
    """The first clause of `text` that turns a fact round; `None` if none does."""
    told = [clause for fact in facts for clause in _stated(fact)]
    for clause in _clauses(text):
        for word in meaning_words(clause.text):
            found = [(other, place) for other in told if (place := holds(other.text, word)) is not None]
            # words of one meaning may be opposites (float, sink): the word itself tells most, even in a question
            same = [(other, place) for other, place in found if _has(other, word)]
            ways = {other.negates(place) for other, place in _stating(same) or same or _stating(found) or found}
            if ways and clause.negates(word.start) not in ways:
                return clause.text
    return None


def _stating(found: list[tuple[Clause, int]]) -> list[tuple[Clause, int]]:
    """Those that are no questions."""
    return [(clause, place) for clause, place in found if not clause.asked]


def _has(clause: Clause, word: Term) -> bool:
    """Whether the clause holds the very word, in whatever form."""
    own = read(word.text).stems
    return bool(own) and own <= read(clause.text).stems


def statements(fact: str) -> tuple[str, ...]:
    """The clauses of a fact that state something: a question only where a yes or a no answers it."""
    return tuple(clause.text for clause in _stated(fact))


@lru_cache(maxsize=4096)
def _stated(fact: str) -> tuple[Clause, ...]:
    sentences = [part for part in _SENTENCE_END.split(fact) if part.strip()]
    clauses: list[Clause] = []
    for sentence, following in zip(sentences, [*sentences[1:], ""], strict=True):
        if not sentence.rstrip().endswith(("?", "？")):
            clauses += _clauses(sentence)
        elif _NO.match(following):
            clauses.append(Clause(sentence, 0, asked=True))
        elif _YES.match(following):
            clauses.append(Clause(sentence, asked=True))
    return tuple(clauses)


def _clauses(text: str) -> Iterator[Clause]:
    for part in _CLAUSE_END.split(text):
        if part and part.strip():
            found = _NEGATION.search(part)
            yield Clause(part.strip(), found.start() if found else None)
