"""A viewer's question, read: what it asks about, what kind of answer would be one, and whether it is a question.

What a viewer writes is data. An order in it is noticed and never carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from avatar.words.figures import MONEY, figures
from avatar.words.lexicon import EMPTY, Reading, Term, is_, is_part, is_specific, read
from avatar.words.typing_slips import mended

LONGEST = 300
"""Characters of a question that are read; the rest of a longer one is let go."""
Wanted = Literal["duration", "often", "when", "degree", "count", "money"]
DURATIONS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
BASIS = Term("", frozenset(("basis",)))
"""What a struck-through price is and where it comes from: the shop's own word on it, not the price."""
_UNITS = {
    "millilitre": "capacity", "litre": "capacity", "kilogram": "weight", "gram": "weight",
    "millimetre": "size", "centimetre": "size", "metre": "length", "inch": "size",
    "watt": "power", "milliamp-hour": "battery", "degree": "temperature",
}  # fmt: skip
_IMPLIED = (("how_many_have", "stock"), ("to_place", "shipping_time"), ("how_long", "length"), ("keeps", "shelf_life"))
_SENDING = frozenset(("shipping", "shipping_time", "shipping_cost", "dispatch", "courier"))
_CHARGED = frozenset(("shipping", "courier", "abroad", "remote_area", "return", "gift_wrap", "lid", "filter", "refill"))
_LENGTHS = frozenset(("millimetre", "centimetre", "metre", "inch"))
MEASURES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("size", "length", "range"), _LENGTHS),
    "weight": frozenset(("gram", "kilogram")),
    "capacity": frozenset(("millilitre", "litre", "gram", "kilogram")),
    "temperature": frozenset(("degree",)),
}
"""The units that give what is asked, whatever the statement calls it."""
_TOGETHER = (
    ("price", "shipping", "shipping_cost"),
    ("price", "shipping_time", "shipping_cost"),
    ("price", "courier", "shipping_cost"),
    ("price", "return", "return_cost"),
    ("shipping_cost", "return", "return_cost"),
    ("return_cost", "payment", "return_cost"),
    ("return_cost", "shipping", "return_cost"),
    ("return_cost", "return", "return_cost"),
    ("payment", "return", "return_cost"),
    ("refund", "shipping_time", "refund"),
    ("shipping_cost", "payment", "shipping_cost"),
    ("opened_life", "shelf_life", "opened_life"),
    ("damaged", "replaceable", "replaceable"),
    ("damaged", "warranty", "warranty"),
    ("damaged", "repair", "repair"),
    ("damaged", "error_code", "error_code"),
    ("battery", "charging", "charging"),
)
_HOW_BIG = re.compile(r"\b(?:big|large)\b|多大|大小|大不大|^有?多长$")
_CLAUSE = re.compile(
    r"[,，。;；?？!！、\n]+|\.\s|\s(?:and|plus|also)\s|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])|还有(?![货吗么没多几的])|以及|另外|并且|顺便"
)
_STICKER = re.compile(r"\[[\u3400-\u9fff]{1,4}\]")  # [微笑], as live platforms write a picture
_CODE = re.compile(
    r"[A-Za-z0-9+/=_-]{24,}|(?:\\u[0-9a-f]{4}){3,}|(?:[0-9a-f]{2}[\s:]){8,}|[01]{16,}|\[/?[A-Z]{3,}\]|<\|?/?\w+\|?>|[{}]"
)


@dataclass(frozen=True)
class Question:
    """`needs` are the terms that an answer must speak of; `wanted` the kind of figure it must give, if any.

    `polar`: yes or no would be an answer. `order`: it tells us what to do or say instead of asking.
    """

    text: str
    reading: Reading
    needs: tuple[Term, ...]
    polar: bool
    wanted: Wanted | None
    order: bool

    @property
    def attributes(self) -> tuple[Term, ...]:
        """The needs that name what is asked about, values of it among them."""
        return tuple(term for term in self.needs if is_attribute(term))

    def with_needs(self, needs: Iterable[Term]) -> Question:
        return replace(self, needs=tuple(needs))


def is_attribute(term: Term) -> bool:
    return term.value or term == BASIS or any(is_("attributes", meaning) for meaning in term.meanings)


def is_goods(term: Term) -> bool:
    return bool(term.meanings) and all(is_("goods", meaning) for meaning in term.meanings)


def is_about_a_part(term: Term) -> bool:
    return any(is_part(meaning) for meaning in term.meanings)


def ask(text: str, known: frozenset[str] = frozenset()) -> Question:
    """A question read. `known`: Latin words of the shop's own that a slip of the finger may have meant."""
    seen = "".join(letter for letter in text[: 4 * LONGEST] if letter.isprintable() or letter.isspace())
    line = " ".join(_STICKER.sub(" ", seen).split())[:LONGEST]
    reading = read(mended(line, known))
    needs = [term for term in reading.terms if EMPTY not in term.meanings]
    if any(need.meanings for need in needs):
        needs = [need for need in needs if need.meanings or len(need.text) > 1]  # one character is no word to go by
    if matches("how_much", reading.text) and any(need.meanings & _CHARGED for need in needs):
        needs.append(Term("price", frozenset(("price",))))
    needs = _joined(needs)
    if matches("whence", reading.text) and not any("origin" in need.meanings and not need.value for need in needs):
        needs.append(Term("", frozenset(("origin",))))
    if matches("basis", reading.text):
        needs = [BASIS]
    elif not any(is_attribute(term) and not is_about_a_part(term) for term in needs):
        needs += _implied(line, reading)
    return Question(
        line,
        reading,
        tuple(needs),
        matches("polar", reading.text) and not matches("open", reading.text),
        _wanted(reading, needs),
        matches("command", reading.text) or _CODE.search(line) is not None,
    )


def stated(text: str) -> Question:
    """A text of the shop's own, to see what it speaks of; nothing in it is mended or asked."""
    reading = read(text)
    return Question(
        text, reading, tuple(term for term in reading.terms if EMPTY not in term.meanings), False, None, False
    )


def clauses(text: str) -> Iterator[str]:
    """The parts of a question that may ask for something each."""
    for part in _CLAUSE.split(text):
        if part.strip():
            yield part.strip()


def _joined(needs: list[Term]) -> list[Term]:
    """Two needs that make one: what a courier costs is not what the goods cost."""
    for first, second, both in _TOGETHER:
        pair = [next((need for need in needs if meaning in need.meanings), None) for meaning in (first, second)]
        if all(pair):
            needs = [need for need in needs if need not in pair] + [Term(both, frozenset((both,)))]
    needs = _merged(needs)
    if any(need.meanings & _SENDING for need in needs):
        needs = [_destined(need) for need in needs if not (need.value and need.meanings == {"origin"})]
    # 容量多大 asks for no size beside the capacity
    measured = [need for need in needs if is_attribute(need) and not is_about_a_part(need)]
    if len(measured) > 1:
        needs = [need for need in needs if need not in measured or not _HOW_BIG.search(need.text)]
    return [_sized(need) for need in needs]


def _sized(need: Term) -> Term:
    """How big a bottle is may be told by what it holds."""
    big = "size" in need.meanings and _HOW_BIG.search(need.text)
    return replace(need, meanings=need.meanings | {"capacity"}) if big else need


def _destined(need: Term) -> Term:
    """A country's name where things are sent is no origin."""
    return replace(need, meanings=need.meanings - {"origin"}) if "abroad" in need.meanings else need


def _merged(needs: list[Term]) -> list[Term]:
    """Attributes that share a meaning as one: 水温 and 多少度 ask for one temperature."""
    kept: list[Term] = []
    for need in needs:
        alone = need.value or is_specific(need.text) or not is_attribute(need)
        same = (
            None if alone else next((each for each in kept if each.meanings & need.meanings and not each.value), None)
        )
        if same is None or is_specific(same.text):
            kept.append(need)
        else:
            kept[kept.index(same)] = replace(same, meanings=same.meanings | need.meanings)
    return kept


def _implied(line: str, reading: Reading) -> Iterator[Term]:
    """What is asked about without its name: `能装1升吗` is about capacity, `50 sell it?` about the price."""
    if matches("bargain", reading.text):
        yield Term("price", frozenset(("price",)))
        return
    for name, meaning in _IMPLIED:
        if matches(name, reading.text):
            yield Term("", frozenset((meaning,)))
    for figure in figures(line):
        if figure.unit in _UNITS:
            yield Term(figure.written, frozenset((_UNITS[figure.unit],)))
        elif figure.unit == MONEY:
            yield Term("price", frozenset(("price",)))


def _wanted(reading: Reading, needs: Iterable[Term]) -> Wanted | None:
    if matches("often", reading.text):
        return "often"
    if matches("when", reading.text):
        return "when"
    if matches("degrees", reading.text):
        return "degree"
    if matches("duration", reading.text):
        return None if any("length" in need.meanings for need in needs) else "duration"
    if any(need.meanings & {"shipping_cost", "return_cost"} for need in needs):
        return "money"
    return "count" if matches("count", reading.text) else None


def matches(name: str, text: str) -> bool:
    """Whether one of the expressions under `asks` fits a folded text."""
    return re.search(bank()["asks"][name], text) is not None


@cache
def bank() -> dict[str, Any]:
    """What the offline answerer understands beyond single words, and what it says (`phrases/answers.yaml`)."""
    text = resources.files("avatar.words").joinpath("phrases", "answers.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
