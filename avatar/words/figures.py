"""The figures a text states, whatever way they are written, so that two texts can be compared.

`99`, `¥99`, `99元`, `９９块`, `九十九元` and `ninety-nine yuan` are one amount of money.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from avatar.catalog.money import CURRENCIES

MONEY, PERCENT, DISCOUNT = "money", "percent", "discount"

# unit → the ways it is written after a figure; longer ones first where one begins another
_UNITS = {
    MONEY: "元|块钱|块|人民币|rmb|cny|yuan|dollars?|bucks|usd|euros?|eur|pounds?|gbp|quid|円|yen|jpy",
    PERCENT: "%|percent|per cent",
    DISCOUNT: "折",
    "hour": "个?小时|个?钟头|hours?|hrs?|h",
    "minute": "分钟|minutes?|mins?|min",
    "second": "秒钟?|seconds?|secs?|s",
    "month": "个月|months?",
    "year": "年|周年|years?|yrs?",
    "day": "天|日|days?",
    "week": "周|个?星期|weeks?",
    "millilitre": "毫升|ml|millilit(?:er|re)s?",
    "litre": "升|l|lit(?:er|re)s?",
    "kilogram": "公斤|千克|kg|kilos?|kilograms?",
    "gram": "克|g|grams?",
    "millimetre": "毫米|mm|millimet(?:er|re)s?",
    "centimetre": "厘米|公分|cm|centimet(?:er|re)s?",
    "metre": "米|m|met(?:er|re)s?",
    "inch": "英寸|寸|inch(?:es)?",
    "watt": "瓦|w|watts?",
    "milliamp-hour": "毫安时?|mah",
    "degree": "度|摄氏度|℃|°c|degrees?",
    "piece": "件|pieces?|pcs",
    "times": "倍|times",
}
_LATIN_END = r"(?![a-zA-Z])"
_UNIT = re.compile(
    "|".join(
        f"(?P<u{index}>"
        + "|".join(f"{w}{_LATIN_END}" if w[-1].isascii() and w[-1] != "%" else w for w in words.split("|"))
        + ")"
        for index, words in enumerate(_UNITS.values())
    ),
    re.IGNORECASE,
)
_UNIT_NAMES = tuple(_UNITS)
_CURRENCY_BEFORE = re.compile(rf"(?:[¥$€£₩₹₫₱]|\b(?:RMB|rmb|{'|'.join(sorted(CURRENCIES))}))\s*$")
_PRICE_BEFORE = re.compile(
    r"(?:价[格钱]?|[售卖]|只[要需]|\bpriced?|\bcosts?|\bpay(?:ing)?|\bfor (?:only|just))"
    r"\s*(?:现在|就|[是为:]|仅|只要|\bis\b|\bof\b|\bat\b|\bnow\b|\bonly\b|\bjust\b|\s)*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WAN = re.compile(r"(\d+(?:\.\d+)?)\s*万")
_KUAI = re.compile(r"(\d+)块(\d)(?![\d.])")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
_HAN_BIG = {"万": 10_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_NUMBER = re.compile(rf"百分之([{_HAN}]+)|([{_HAN}]+(?:点[零〇一二两三四五六七八九]+)?)")
# words that hold a numeral and state no figure
_IDIOMS = re.compile(
    "十分(?!钟)|千万(?=别|不|要|记)|万一|万能|百搭|一一|一(?=样|起|直|定|些|边|点(?![零一二三四五六七八九])|下|般|旦|切|身|路|致)|三三两两|四季|四周|五颜六色|千家万户"
    "|七七八八|一[心举]两得|独一无二|第[一二三四五六七八九十](?=[个点条步位页章])|星期[一二三四五六日]|周[一二三四五六日]"
)
_COUNTED = "个只条款种档号倍成层片支瓶盒包袋杯套双次级折件元块毛角天年月日周升克斤米寸瓦度秒色"
_LONG_COUNTED = re.compile(rf"\s*(?:[{_COUNTED}]|小时|分钟|毫|厘|公|英寸|星期|摄氏)")
_ONE_COUNTED = re.compile(r"\s*(?:元|块钱|毛|角|折|倍|小时|分钟|秒|年|个月|个小时|星期|毫升|升|公斤|克|米|厘米|瓦)")

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: value for value, word in enumerate(_SMALL.split())}
_ENGLISH |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_ENGLISH_POWERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ENGLISH_WORD = "|".join(sorted([*_ENGLISH, *_ENGLISH_POWERS], key=len, reverse=True))
_ENGLISH_NUMBER = re.compile(rf"\b(?:{_ENGLISH_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_ENGLISH_WORD}))*\b", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A number and what it counts: `money`, `percent`, `hour`, …; `None` where that is not said."""

    value: Decimal
    unit: str | None
    written: str


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure in a Chinese or English text, in order; numerals that are only part of a phrase are left out."""
    plain = _digits(text)
    return tuple(_figure(plain, found) for found in _NUMBER.finditer(plain))


def strange_figures(text: str, facts: Iterable[str]) -> tuple[str, ...]:
    """The figures of `text` that `facts` do not state, as written.

    An amount of money, a percentage and a discount must be stated as one; another
    unit may differ only where one of the two texts does not name it.
    """
    known: dict[Decimal, set[str | None]] = {}
    for fact in facts:
        for figure in figures(fact):
            known.setdefault(figure.value, set()).add(figure.unit)
    return tuple(figure.written for figure in figures(text) if not _stated(figure, known.get(figure.value, set())))


def _stated(figure: Figure, units: set[str | None]) -> bool:
    if figure.unit in (MONEY, PERCENT, DISCOUNT):
        return figure.unit in units
    return bool(units) and (figure.unit is None or figure.unit in units or None in units)


def _figure(text: str, found: re.Match[str]) -> Figure:
    after = _UNIT.match(text, _skip(text, found.end()))
    unit = _UNIT_NAMES[int(after.lastgroup[1:])] if after and after.lastgroup else None
    before = text[: found.start()]
    if _CURRENCY_BEFORE.search(before) or (unit is None and _PRICE_BEFORE.search(before)):
        unit = MONEY
    end = after.end() if after else found.end()
    return Figure(Decimal(found[0]).normalize(), unit, text[found.start() : end].strip())


def _skip(text: str, at: int) -> int:
    """Past a blank or hyphen between a figure and its unit (`500 ml`, `12-hour`)."""
    return at + 1 if text[at : at + 1] in (" ", "-") else at


def _digits(text: str) -> str:
    """The text with every numeral as digits of the ordinary width."""
    text = unicodedata.normalize("NFKC", text)
    text = _GROUPED.sub("", text)
    text = _IDIOMS.sub(lambda found: "·" * len(found[0]), text)
    text = _HAN_NUMBER.sub(_from_han, text)
    text = _WAN.sub(lambda found: f"{(Decimal(found[1]) * 10_000).normalize():f}", text)
    text = _KUAI.sub(r"\1.\2元", text)
    return _ENGLISH_NUMBER.sub(_from_english, text)


def _from_han(found: re.Match[str]) -> str:
    if found[1]:
        return f"{_han_value(found[1])}%"
    written = found[2]
    if len(written) == 1 and not _counts(found.string, found):
        return written
    return str(_han_value(written))


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether a single numeral states a figure: 三档 does, 一款 and 万家 do not."""
    numeral = found[0]
    if _beside_digit(text, found.start(), found.end()) or numeral in _HAN_BIG or numeral in "百千":
        return False
    return bool((_ONE_COUNTED if numeral == "一" else _LONG_COUNTED).match(text, found.end())) or (
        text[max(0, found.start() - 1)] == "块"
    )


def _beside_digit(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start].isdigit() or text[end : end + 1].isdigit()


def _han_value(written: str) -> Decimal:
    whole, _, fraction = written.partition("点")
    if not any(char in _HAN_POWERS or char in _HAN_BIG for char in whole):
        value = "".join(str(_HAN_DIGITS[char]) for char in whole) or "0"
    else:
        value = str(_han_sum(whole))
    return Decimal(f"{value}.{''.join(str(_HAN_DIGITS[char]) for char in fraction)}" if fraction else value)


def _han_sum(written: str) -> int:
    total = section = digit = 0
    for char in written:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char in _HAN_POWERS:
            section += (digit or 1) * _HAN_POWERS[char]
            digit = 0
        else:
            total = (total + section + digit or 1) * _HAN_BIG[char]
            section = digit = 0
    return total + section + digit


def _from_english(found: re.Match[str]) -> str:
    words = re.findall(r"[a-z]+", found[0].lower())
    if words == ["one"]:
        after = _UNIT.match(found.string, _skip(found.string, found.end()))
        return "1" if after else found[0]
    total = section = 0
    for word in words:
        if word in _ENGLISH:
            section += _ENGLISH[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _ENGLISH_POWERS:
            total += (section or 1) * _ENGLISH_POWERS[word]
            section = 0
    return str(total + section)
