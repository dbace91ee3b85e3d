"""What a show has said within the last hour, and which facts of a product have had their turn."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from avatar.types import Language, Line, Product
from avatar.words.sentences import sentences, tidy
from avatar.words.timing import PAUSE_SECONDS, spoken_seconds

HOUR = 3600.0
NEARLY = 0.8
"""From this likeness on a line counts as said already, with a word or two changed."""
_GRAM = 4
_TOLD = 0.6  # of a fact's letters in a row, for writers who put it in words of their own


def bare(text: str) -> str:
    """The text as repeats are compared: letters and digits alone, without case, width or marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True)
class _Said:
    when: float
    text: str
    plain: str
    grams: frozenset[str]


class Memory:
    """Remembers the lines of a show for an hour of its own time, and each product's facts in turn.

    Its clock is the speech itself: `note` moves it on by what the lines last.
    """

    def __init__(self, seconds: float = HOUR) -> None:
        self._reach = seconds
        self._now = 0.0
        self._lines: deque[_Said] = deque()
        self._plain: Counter[str] = Counter()
        self._having: defaultdict[str, list[_Said]] = defaultdict(list)
        self._told: defaultdict[str, set[str]] = defaultdict(set)
        self._again: defaultdict[str, set[str]] = defaultdict(set)
        self.segments: Counter[str] = Counter()
        """How often each product (by id) came up."""
        self.previous: Product | None = None
        """The product that was spoken of last."""

    @property
    def seconds(self) -> float:
        """How long the show has lasted."""
        return self._now

    def said(self, text: str) -> bool:
        """Whether this was said within the hour, whatever its marks and case."""
        return bare(text) in self._plain

    def likeness(self, text: str) -> float:
        """How like the nearest line of the hour it is: 0 nothing in common … 1 the same."""
        grams = _grams(bare(text))
        shared: Counter[int] = Counter()
        sizes: dict[int, int] = {}
        for gram in grams:
            for line in self._having.get(gram, ()):
                shared[id(line)] += 1
                sizes[id(line)] = len(line.grams)
        return max((count / max(len(grams), sizes[one]) for one, count in shared.items()), default=0.0)

    def recent(self, letters: int) -> tuple[str, ...]:
        """The latest lines, as many as fit into so many letters, the oldest first."""
        kept: list[str] = []
        for line in reversed(self._lines):
            letters -= len(line.text)
            if letters < 0:
                break
            kept.append(line.text)
        return tuple(reversed(kept))

    def due(self, product_id: str, facts: Set[str]) -> frozenset[str]:
        """Which of these facts have not been told since all the others were; all, once every one has had its turn."""
        told = self._told[product_id]
        if facts <= told:
            told.clear()
            told |= self._again.pop(product_id, set()) & facts
        return frozenset(facts - told) or frozenset(facts)

    def pass_over(self, product_id: str, facts: Set[str]) -> None:
        """Take these facts as told, for their turn came and nothing new could be said of them."""
        self._told[product_id] |= facts

    def note(self, product: Product, lines: Sequence[Line], language: Language) -> None:
        """Remember that these lines were said about the product, and let their time pass."""
        for line in lines:
            self.wait(spoken_seconds(line.text, language) + PAUSE_SECONDS)
            self.keep(line.text)
        told = told_facts(product, (line.text for line in lines))
        self._again[product.id] = told & self._told[product.id]
        self._told[product.id] |= told
        if lines:
            self.segments[product.id] += 1
            self.previous = product

    def wait(self, seconds: float) -> None:
        """Let time pass; what is over an hour old is forgotten."""
        self._now += seconds
        while self._lines and self._lines[0].when < self._now - self._reach:
            self._forget(self._lines.popleft())

    def keep(self, text: str) -> None:
        """Remember a text as said now."""
        plain = bare(text)
        line = _Said(self._now, text, plain, _grams(plain))
        self._lines.append(line)
        self._plain[plain] += 1
        for gram in line.grams:
            self._having[gram].append(line)

    def _forget(self, line: _Said) -> None:
        self._plain -= Counter((line.plain,))
        for gram in line.grams:
            self._having[gram].remove(line)
            if not self._having[gram]:
                del self._having[gram]


def told_facts(product: Product, texts: Iterable[str]) -> set[str]:
    """The facts (points, specs, answers; without closing marks) that these lines tell, literally or nearly."""
    said = bare("".join(texts))
    grams = _grams(said)
    values = {tidy(point): point for point in product.selling_points}
    values |= {f"{tidy(key)}: {tidy(value)}": value for key, value in product.specs.items()}
    values |= {f"{tidy(faq.question)} {tidy(faq.answer)}": faq.answer for faq in product.faq}
    return {fact for fact, value in values.items() if _tells(said, grams, value)}


def _tells(said: str, grams: Set[str], value: str) -> bool:
    parts = [bare(part) for part in sentences(tidy(value))]
    if all(part in said for part in parts):
        return True
    wanted = frozenset[str]().union(*map(_grams, parts))
    return len(wanted & grams) >= _TOLD * len(wanted) and len(wanted) > _GRAM


def common(one: str, other: str) -> float:
    """How like two short texts are, 0 … 1, by the pairs of letters they share."""
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (bare(one), bare(other)))
    return len(first & second) / max(len(first), len(second), 1)


def _grams(plain: str) -> frozenset[str]:
    size = _GRAM if re.search(r"[\u3040-\u9fff\uac00-\ud7af]", plain) else 2 * _GRAM
    return frozenset(plain[at : at + size] for at in range(max(1, len(plain) - size + 1)))
