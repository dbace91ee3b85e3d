"""Whether a statement answers a question: not how many words they share, but whether it speaks of what is asked.

Every attribute, kind of goods and part that the question names must be spoken of, by the
same meaning or a kindred one; what else it names must be found for the most part; and a
question for a length of time is only answered by one. A fact about something else never
becomes an answer by sharing words with the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from avatar.words.figures import MONEY, figures
from avatar.words.lexicon import Reading, Term, is_specific, kin, stem
from avatar.words.question import MEASURES, Question, is_about_a_part, is_attribute, is_goods, matches
from avatar.words.statement import Statement, Trust
from avatar.words.wanted import gives

SURE, LIKELY = 0.66, 0.5
"""From here on a statement answers a yes-or-no question; from there another one, if the rest of it is understood."""
_HARD = 0.45
"""What an attribute or a kind of goods must be spoken of at least."""
_SAME, _KINDRED, _BY_VALUE, _BY_UNIT = 1.0, 0.8, 0.7, 0.6
# how much it counts that the answer of an FAQ entry, and not its question, speaks of an attribute
_BESIDE = 0.62
_BESIDE_WANTED = 0.75
_EXCESS = 0.12
_LIKENESS = 0.3
_ABOUT = 0.15
_FREE = 0.2
_LITERAL = 0.12
_SAME_QUESTION = 0.7
_HEADED = 0.1
_POLAR_FAQ = 0.2
_RANK = 0.04
# `does it come with a spoon` is answered by what speaks of the spoon
_SOFT = frozenset(("features", "contents"))
# `how big is the bag` of a food asks about the food
_CONTAINERS = frozenset(("bag", "box", "bottle", "pack", "jar", "tin", "tube", "can", "pouch", "袋子", "盒子", "瓶子"))
_MEASURED = frozenset(("size", "weight", "capacity", "pieces", "shelf_life", "opened_life"))
_DEEDS = frozenset(("usage", "assembly", "descale"))
_EASE = frozenset(("beginner",))
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|dozen"
_PLACES = frozenset(("abroad", "remote_area"))
_COSTS = frozenset(("price", "shipping_cost", "return_cost"))
# what a shop states once, for whatever use
_SCALAR = frozenset(
    (
        "noise",
        "weight",
        "size",
        "capacity",
        "temperature",
        "brightness",
        "power",
        "battery_life",
        "load",
        "price",
        "stock",
    )
)
_DIMENSIONS = frozenset(("width", "height", "thickness", "diameter", "depth"))
_CIRCUMSTANCES = frozenset(("season", "occasion", "weekend"))
_ASIDE = 0.3


@dataclass(frozen=True)
class Support:
    """How well a statement answers a question: `score` 0 … 1, the share of it spoken of; `rank` orders answers.

    `itself`: what it says, and not the heading above it alone, speaks of an attribute that is asked.
    """

    statement: Statement
    score: float
    rank: float
    itself: bool


def support(question: Question, statement: Statement, named: bool = True) -> Support | None:
    """The statement as an answer to the question; None if it is none.

    `named`: the product is known for sure. If not, a word that nothing explains may be the
    name of something else, and no statement that does not speak of it is an answer.
    """
    score = _score(question, statement, named)
    if score and not named and _leaves_a_word(question, statement):
        return None
    least = SURE if question.polar or len(question.needs) == 1 else LIKELY
    if score < least or not gives(question.wanted, statement.says.text) or _is_of_another_part(question, statement):
        return None
    itself = any(_in(need, statement.says) for need in question.attributes)
    return Support(statement, score, score + _fitness(question, statement), itself)


def speaks_of_all(question: Question, statement: Statement) -> bool:
    """Whether the statement speaks of every attribute, kind of goods and part that the question names."""
    wanted = question.wanted is not None
    return all(_found(need, statement, wanted) >= _HARD for need in question.needs if _is_hard(need, question))


def _fitness(question: Question, statement: Statement) -> float:
    """What puts one of two statements that speak of all that is asked before the other."""
    likeness = _likeness(question, statement)
    told = (statement.about.text, statement.says.text)
    named = [need for need in question.needs if need.text and any(need.text in text for text in told)]
    headed = [need for need in question.needs if _in(need, statement.about) >= _KINDRED]
    fitness = _ABOUT * len(headed) / max(1, len(question.needs))
    fitness += _LIKENESS * likeness + _LITERAL * len(named) / max(1, len(question.needs))
    if statement.trust != Trust.SPEC:
        excess = min(_excess(question, statement), 2)
        fitness -= excess * (_EXCESS if statement.trust != Trust.FAQ or likeness >= _SAME_QUESTION else 2 * _EXCESS)
    if statement.trust == Trust.FAQ and not question.polar and likeness < _SAME_QUESTION:
        fitness -= _POLAR_FAQ if matches("polar", statement.about.text) else 0.0
    if matches("free", question.reading.text) and matches("free", statement.says.text):
        fitness += _FREE
    return fitness - _RANK * min(statement.trust, Trust.POINT)


def _score(question: Question, statement: Statement, named: bool) -> float:
    if all(not need.meanings and len(need.text) == 1 for need in question.needs):
        return 0.0  # one character by itself is no word to go by
    if not named and all(map(is_goods, question.needs)):
        return 0.0  # `do you have hammers`: what is asked for is no product of the shop
    whole = held = 0.0
    for need in question.needs:
        weight, found = _weight(need), _found(need, statement, question.wanted is not None)
        if found < _HARD and _is_hard(need, question):
            return 0.0
        if found < _HARD and _is_aside(need, question):
            weight *= _ASIDE
        whole += weight
        held += weight * found
    return held / whole if whole else 0.0


def _is_hard(need: Term, question: Question) -> bool:
    if need.meanings <= _SOFT:
        return len(question.needs) == 1
    if _is_aside(need, question):
        return False
    return is_attribute(need) or is_goods(need) or is_about_a_part(need)


def _is_aside(need: Term, question: Question) -> bool:
    """Whether the need only tells the circumstances: `is it slippery when wet` asks about slipping."""
    others = [each for each in question.needs if each != need and is_attribute(each)]
    if need.text in _CONTAINERS and any(each.meanings & _MEASURED for each in others):
        return True
    if not need.stop or not others:
        return False
    if not is_attribute(need):
        easy = need.meanings <= _EASE
        return bool(need.meanings) and not is_goods(need) and (easy or any(each.meanings & _SCALAR for each in others))
    text = question.reading.text
    doing = text.startswith(("起来", "着"), need.stop)
    return doing or need.meanings <= _CIRCUMSTANCES or matches("context", text[: need.start])


def _leaves_a_word(question: Question, statement: Statement) -> bool:
    """Whether a word of the question means nothing to the lexicon, nor to the statement."""
    strange = [need for need in question.needs if not need.meanings and len(need.text) > 1]
    return any(
        max(_literal(need.text, statement.about), _literal(need.text, statement.says)) < SURE for need in strange
    )


def _weight(need: Term) -> float:
    if need.meanings and need.meanings <= _SOFT:
        return 0.3
    if is_attribute(need) or is_goods(need):
        return 1.0
    if need.meanings:
        return 0.8
    return 0.7 if need.text.isascii() else min(0.35 * len(need.text), 1.0)


def _found(need: Term, statement: Statement, wanted: bool) -> float:
    """How far the statement speaks of one need, 0 … 1; `wanted`: a kind of figure is, without which it is no answer."""
    if statement.trust == Trust.FIGURE:
        within = 0.9 * _in(need, statement.says) if statement.says.terms else 0.0
        return max(_in(need, statement.about), within)
    if _is_value(need) and statement.trust in (Trust.PASSAGE, Trust.FAQ):
        return _in(need, statement.about)  # a red wire in a manual is no colour of the goods
    if statement.trust == Trust.PASSAGE:
        below, within = 0.85 * _in(need, statement.about), 0.9 * _in(need, statement.says)
        if need.meanings & _COSTS & statement.about.meanings and _names_money(statement.says):
            within = 0.9
        return max(below, within) + (_HEADED if below and within else 0.0)
    beside = 1.0 if statement.trust == Trust.SPEC else 0.9
    if statement.trust == Trust.FAQ and is_attribute(need):
        beside = _BESIDE_WANTED if wanted else _BESIDE
    if _counts(need, statement.says.text):
        return _SAME
    within = 0.0 if _of_a_part(need, statement) else beside * _in(need, statement.says)
    return max(_in(need, statement.about), within, _measured(need, statement))


def _counts(need: Term, text: str) -> bool:
    """Whether a text says how many there are of what `how many drops` names."""
    words = need.text.split()
    if words[:2] != ["how", "many"] or len(words) < 3:
        return False
    return re.search(rf"(?:\d|\b(?:{_NUMBERS}))\s+(?:\w+\s+)?{re.escape(words[-1])}", text) is not None


def _of_a_part(need: Term, statement: Statement) -> bool:
    """Whether a measure in a specification's value is that of a part: `USB, cable 1.5 m` gives no size of the goods."""
    parts = {meaning for term in statement.says.terms if is_about_a_part(term) for meaning in term.meanings}
    measure = need.meanings & MEASURES.keys() or need.meanings & _DIMENSIONS
    return statement.trust == Trust.SPEC and bool(measure) and bool(parts) and not need.meanings & parts


def _measured(need: Term, statement: Statement) -> float:
    """`Cord: 75 cm` gives a length without saying so; that alone is not yet an answer about one."""
    if statement.trust != Trust.SPEC:
        return 0.0
    units = {figure.unit for figure in figures(statement.says.text)}
    return _BY_UNIT if any(MEASURES.get(meaning, frozenset()) & units for meaning in need.meanings) else 0.0


def _in(need: Term, reading: Reading) -> float:
    if is_specific(need.text):
        return _literal(need.text, reading)
    if need.meanings & reading.named or _names_the_cost(need, reading):
        return _SAME
    if _is_value(need):
        others = any(term.value and term.meanings & need.meanings for term in reading.terms)
        return _SAME if _literal(need.text, reading) == 1.0 else _KINDRED if others else 0.0
    if need.meanings & reading.meanings:
        return _BY_VALUE
    if any(kin(meaning) & reading.meanings for meaning in need.meanings):
        return _KINDRED
    if need.meanings and _literal(need.text, reading) != 1.0:
        return 0.0
    return _literal(need.text, reading)


def _is_value(need: Term) -> bool:
    """Whether the need is a value of the goods, and not a place to send them to."""
    return need.value and not need.meanings & _PLACES


def _names_the_cost(need: Term, reading: Reading) -> bool:
    """Whether an amount of money is the price asked for, or that of sending the goods."""
    if "price" in need.meanings:
        return _names_money(reading)
    return "shipping_cost" in need.meanings and bool(kin("shipping") & reading.meanings) and _names_money(reading)


def _names_money(reading: Reading) -> bool:
    return any(figure.unit == MONEY for figure in figures(reading.text))


def _literal(text: str, reading: Reading) -> float:
    """The share of the words of a text that stand in the reading as they are."""
    if text.isascii():
        words = [stem(word) for word in re.findall(r"[a-z0-9.]+", text)]
        return sum(word in reading.stems for word in words) / len(words) if words else 0.0
    if len(text) == 1:
        return 1.0 if text in reading.text else 0.0
    covered: set[int] = set()
    for at in range(len(text) - 1):
        if text[at : at + 2] in reading.grams or text[at : at + 2] in reading.text:
            covered |= {at, at + 1}
    return len(covered) / len(text)


def _excess(question: Question, statement: Statement) -> int:
    """How many attributes the statement is about that nobody asked for."""
    asked: set[str] = set()
    for need in question.needs:
        asked |= need.meanings | (_COSTS if need.meanings & _COSTS else frozenset())
        for meaning in need.meanings:
            asked |= kin(meaning)
    stated = statement.about.terms if statement.about.terms else statement.says.terms
    if statement.trust == Trust.PASSAGE:
        stated = (*statement.about.terms, *statement.says.terms)
    return sum(is_attribute(term) and not term.value and not term.meanings & asked for term in stated)


def _is_of_another_part(question: Question, statement: Statement) -> bool:
    """An FAQ entry about a part, or about how to do something, that nobody asked about."""
    if statement.trust != Trust.FAQ:
        return False
    asked = {meaning for need in question.needs for meaning in need.meanings}
    return any(
        (is_about_a_part(term) or term.meanings & _DEEDS) and not term.meanings & asked
        for term in statement.about.terms
    )


def _likeness(question: Question, statement: Statement) -> float:
    """How much of what the statement is about is asked for, 0 … 1 (Dice's measure, as in retrieval)."""
    about = _contents(statement.about.terms)
    asked = _contents(question.reading.terms)
    if not about or not asked:
        return 0.0
    return 2 * len(about & asked) / (len(about) + len(asked))


def _contents(terms: Iterable[Term]) -> set[str]:
    found: set[str] = set()
    for term in terms:
        found |= term.meanings or {term.text}
    return found - {"empty"}
