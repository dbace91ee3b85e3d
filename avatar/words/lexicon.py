"""What words mean in a shop: a text read as meanings, the same for Chinese and English.

`how heavy is it`, `多重` and a sheet's `净重` are one meaning, `weight`. The words are data
(`phrases/lexicon.yaml`); what they do not hold is kept as words, to be compared as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from avatar.words.disguise import open_reading

Section = Literal["attributes", "values", "things", "goods"]
_SECTIONS: tuple[Section, ...] = ("attributes", "values", "things", "goods")
EMPTY = "empty"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_TOKEN = re.compile(r"[a-z0-9]+(?:\.\d+)?(?:'[a-z]+)?")
_ASKED_TWICE = re.compile(r"([\u4e00-\u9fff])[不没]\1")
_LONGEST_HAN = 8
_LONGEST_PHRASE = 6
_FIRST = 12
_MOST_NAMES = 60


@dataclass(frozen=True)
class Term:
    """A piece of a text that means something: `text` as written (folded), its meanings, none for an unknown word.

    `value`: it stands for a value of that attribute (`blue` for a colour).
    """

    text: str
    meanings: frozenset[str] = frozenset()
    value: bool = False
    start: int = 0
    stop: int = 0


@dataclass(frozen=True)
class Reading:
    """A text as its terms in order; `text` is what they were read from, folded."""

    text: str
    terms: tuple[Term, ...]

    @cached_property
    def meanings(self) -> frozenset[str]:
        return frozenset(meaning for term in self.terms for meaning in term.meanings)

    @cached_property
    def named(self) -> frozenset[str]:
        """The meanings that are spoken of by name, not by a value: `colour`, not `blue`."""
        return frozenset(meaning for term in self.terms if not term.value for meaning in term.meanings)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of every Latin word and number in the text."""
        return frozenset(stem(found[0]) for found in _TOKEN.finditer(self.text))

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every pair of neighbouring Chinese characters."""
        runs = _HAN_RUN.findall(self.text)
        return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word, by Porter's second algorithm (Snowball)."""
    found: str = _stemmer().stemWord(word)
    return found


@cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer

    return stemmer("english")


def plain(text: str) -> str:
    """The text as it is meant: ordinary width, lower case, simplified characters, nothing invisible."""
    text = text.replace("’", "'").replace("-", " ")
    try:
        text.encode("gb2312")
        return unicodedata.normalize("NFKC", text).lower()
    except UnicodeEncodeError:
        return open_reading(text).text


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """A short text read; longer words before shorter ones, what means nothing left out."""
    folded = _asked_once(plain(text))
    found = _apart([*_han_matches(folded), *_latin_matches(folded)])
    return Reading(folded, tuple(sorted([*found, *_strangers(folded, found)], key=lambda term: term.start)))


def kin(meaning: str) -> frozenset[str]:
    """The meanings whose facts answer a question about this one as well."""
    return lexicon().also.get(meaning, frozenset())


def also_called(meanings: Iterable[str]) -> tuple[str, ...]:
    """The first words of each meaning and its kin in both languages, to search texts by."""
    named = lexicon().named
    wide = dict.fromkeys([*sorted(meanings), *(other for meaning in meanings for other in sorted(kin(meaning)))])
    return tuple(dict.fromkeys(word for meaning in wide for word in named.get(meaning, ())))[:_MOST_NAMES]


def is_(section: Section, meaning: str) -> bool:
    """Whether the meaning stands in that section of the lexicon."""
    return meaning in lexicon().sections[section]


def is_specific(word: str) -> bool:
    """Whether a word names one of its kind, about which a word on another says nothing."""
    return word in lexicon().specific


def is_idle(meaning: str) -> bool:
    """Whether the meaning is no business of a shop: jokes, the weather, who the presenter is."""
    return meaning in lexicon().idle


def is_part(meaning: str) -> bool:
    """Whether the meaning names a part of goods."""
    return meaning in lexicon().parts


@dataclass(frozen=True)
class Lexicon:
    """The lexicon as loaded: words and phrases (English ones as stems) to what they mean."""

    words: Mapping[str, frozenset[str]]
    phrases: Mapping[tuple[str, ...], frozenset[str]]
    values: frozenset[str | tuple[str, ...]]
    also: Mapping[str, frozenset[str]]
    parts: frozenset[str]
    idle: frozenset[str]
    sections: Mapping[Section, frozenset[str]]
    specific: frozenset[str]
    vocabulary: frozenset[str]
    named: Mapping[str, tuple[str, ...]]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    text = resources.files("avatar.words").joinpath("phrases", "lexicon.yaml").read_text("utf-8")
    table: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    words: dict[str, set[str]] = {}
    phrases: dict[tuple[str, ...], set[str]] = {}
    values: set[str | tuple[str, ...]] = set()
    vocabulary: set[str] = set()
    for section in _SECTIONS:
        for meaning, row in table[section].items():
            for entry in _entries(row, vocabulary):
                chosen: dict[Any, set[str]] = words if isinstance(entry, str) else phrases
                chosen.setdefault(entry, set()).add(meaning)
                if section == "values":
                    values.add(entry)
    for word in table[EMPTY]["zh"].split():
        words.setdefault(word, {EMPTY})
    for word in table[EMPTY]["en"].split():
        vocabulary.add(word)
        phrases.setdefault((stem(word),), {EMPTY})
    for phrase in table[EMPTY]["phrases"].split(","):
        phrases.setdefault(tuple(map(stem, phrase.split())), {EMPTY})
    return Lexicon(
        {word: frozenset(meanings) for word, meanings in words.items()},
        {phrase: frozenset(meanings) for phrase, meanings in phrases.items()},
        frozenset(values),
        {meaning: frozenset(others.split()) for meaning, others in table["also"].items()},
        frozenset(table["parts"]),
        frozenset(table["idle"]),
        {section: frozenset(table[section]) for section in _SECTIONS},
        frozenset([*table["specific"]["zh"].split(), *table["specific"]["en"].split(", ")]),
        frozenset(vocabulary),
        {meaning: _first(row) for section in _SECTIONS for meaning, row in table[section].items()},
    )


def _first(row: str) -> tuple[str, ...]:
    chinese, _, english = row.partition("|")
    return (*chinese.split()[:_FIRST], *(phrase.strip() for phrase in english.split(",")[:_FIRST]))


def _entries(row: str, vocabulary: set[str]) -> Iterator[str | tuple[str, ...]]:
    """The words of one line: a Chinese word as it is, a Latin phrase as the stems of its words."""
    chinese, _, english = row.partition("|")
    for entry in [*chinese.split(), *english.split(",")]:
        folded = plain(entry.strip())
        tokens = _TOKEN.findall(folded)
        if _HAN_RUN.search(folded):
            yield folded
        elif tokens:
            vocabulary.update(tokens)
            yield tuple(map(stem, tokens))


def _asked_once(text: str) -> str:
    """滑不滑手 asks what 滑手 asks."""
    words = lexicon().words
    return _ASKED_TWICE.sub(lambda found: found[0] if found[0] in words else f"  {found[1]}", text)


def _han_matches(text: str) -> Iterator[Term]:
    words = lexicon().words
    for run in re.finditer(r"[\u3400-\u9fffa-z0-9.]+", text):
        if not _HAN_RUN.search(run[0]):
            continue
        for start in range(run.start(), run.end()):
            for stop in range(start + 1, min(run.end(), start + _LONGEST_HAN) + 1):
                meanings = words.get(text[start:stop])
                if meanings:
                    yield _term(text[start:stop], meanings, start, stop)


def _latin_matches(text: str) -> Iterator[Term]:
    phrases = lexicon().phrases
    tokens = [(stem(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text)]
    for at in range(len(tokens)):
        for many in range(1, min(_LONGEST_PHRASE, len(tokens) - at) + 1):
            key = tuple(token for token, _, _ in tokens[at : at + many])
            if key in phrases:
                start, stop = tokens[at][1], tokens[at + many - 1][2]
                yield _term(text[start:stop], phrases[key], start, stop, key)


def _term(text: str, meanings: frozenset[str], start: int, stop: int, key: tuple[str, ...] | None = None) -> Term:
    return Term(text, meanings, (key or text) in lexicon().values, start, stop)


def _apart(matches: Iterable[Term]) -> list[Term]:
    """The longest matches that do not overlap."""
    taken: set[int] = set()
    kept = []
    for term in sorted(matches, key=lambda term: (term.start - term.stop, EMPTY in term.meanings, term.start)):
        places = range(term.start, term.stop)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(term)
    return kept


def _strangers(text: str, known: Iterable[Term]) -> Iterator[Term]:
    """What no entry of the lexicon holds: Latin words, and runs of Chinese characters."""
    rest = list(text)
    for term in known:
        rest[term.start : term.stop] = " " * (term.stop - term.start)
    for found in re.finditer(r"[\u3400-\u9fff]+|[a-z0-9]+(?:\.\d+)?(?:'[a-z]+)?", "".join(rest)):
        # a number and its unit are a figure, not a word
        if not found[0][0].isdigit() and not text[: found.start()].rstrip()[-1:].isdigit():
            yield Term(found[0], frozenset(), False, found.start(), found.end())
