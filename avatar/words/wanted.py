"""Whether a statement gives the kind of figure that a question wants: a length of time, a date, a count, money."""

from __future__ import annotations

import re
from collections.abc import Mapping

from avatar.words.figures import MONEY, figures
from avatar.words.question import DURATIONS, Wanted

_TIME_WORDS = re.compile(
    r"当天|当日|次日|隔日|隔天|即日|半年|终身|长期|永久|全天|整天|半天|[\d一二两三四五六七八九十半几]\s*个?(?:工作日|自然日|天|小时|分钟|周|月|年)"
    r"|\b(?:same day|next day|overnight|lifetime|immediately|all day|24h)\b"
    r"|(?:\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|few|half))\s+(?:\w+\s+){0,2}(?:minute|hour|day|week|month|year)s?\b"
)
_WHEN_WORDS = re.compile(
    rf"{_TIME_WORDS.pattern}|\d\s*[点月日号:]|[一二三四五六七八九十]点|周[一二三四五六日]|工作日|下单后|付款后|收到"
    r"|\d\s*[ap]\.?m\b|\b(?:noon|midnight|\w+day|january|february|march|april|may|june|july|august|september|october|november|december|soon)\b"
)
_OFTEN_WORDS = re.compile(
    r"每|早晚|[一二两三\d]次|\bevery\b|\bonce\b|\btwice\b|\bdaily\b|\bweekly\b|\bmonthly\b|a (day|week|month)\b|times"
)
_MONEY_WORDS = re.compile(
    r"免|包邮|到付|承担|自理|我们出|买家出|卖家出|自己出|负担|买家|卖家|本店"
    r"|\b(?:buyer|seller|free|we pay|no charge|covers?|your cost|at cost)\b"
)


_UNITS: Mapping[Wanted, frozenset[str]] = {
    "duration": DURATIONS,
    "when": DURATIONS,
    "often": DURATIONS,
    "degree": frozenset(("degree",)),
    "money": frozenset((MONEY,)),
}
_WORDS: Mapping[Wanted, re.Pattern[str]] = {
    "duration": _TIME_WORDS,
    "when": _WHEN_WORDS,
    "often": _OFTEN_WORDS,
    "money": _MONEY_WORDS,
    # a list may be counted
    "count": re.compile(r"[一二两三四五六七八九十]|[、,，]|\band\b|\b(?:one|two|three|four|five|six|a|single|pair)\b"),
}


def gives(wanted: Wanted | None, text: str) -> bool:
    """Whether the text gives the kind of figure that is wanted; anything will do where none is."""
    if wanted is None or (wanted in _WORDS and _WORDS[wanted].search(text)):
        return True
    found = figures(text)
    return any(figure.unit in _UNITS[wanted] for figure in found) if wanted in _UNITS else bool(found)
