"""English numbers to digits.

`ninety-nine` 99, `nineteen ninety-nine` 1999 (or 19.99), `a dozen` 12, `two and a half` 2.5, `half price` 5折,
`twice` 2 times, `Nov 29th` 11月29日. Numerals that are only part of a saying are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from avatar.words.numerals.idioms import without_idioms
from avatar.words.numerals.marks import KILO, MORE, PAIR, VAGUE

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: value for value, word in enumerate(_SMALL.split())} | {"oh": 0, "nought": 0}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_POWERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted([*_VALUES, *_POWERS], key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w-])(?:(?P<a>an?)\s+(?=hundred|thousand|million|billion))?(?P<words>(?:{_WORD})"
    rf"(?:(?:[\s-]+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|(?<=million)\s+and\s+|,\s+(?=\w+\s+hundred))(?:{_WORD}))*)"
    rf"(?:\s+point\s+(?P<part>(?:{'|'.join(_SMALL.split()[:10])}|oh)(?:[\s-]+(?:{'|'.join(_SMALL.split()[:10])}|oh))*))?"
    r"(?![a-zA-Z])",
    re.IGNORECASE,
)
_ONE_COUNTS = re.compile(
    r"[\s-](?:dollars?|bucks?|yuan|euros?|pounds?|quid|cents?|percent|per cent|hours?|minutes?|seconds?|"
    r"days?(?! (?:you|i|we|it|at))|weeks?|months?|years?|lit(?:er|re)s?|kilos?|grams?|met(?:er|re)s?|"
    r"watts?|pieces?|times?|and a half)\b",
    re.IGNORECASE,
)
_MONTHS = (
    "jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)? oct(?:ober)? "
    "nov(?:ember)? dec(?:ember)?"
)
_MONTH = "|".join(f"(?P<m{number}>{name})" for number, name in enumerate(_MONTHS.split(), start=1))
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:(?:twenty|thirty)[\s-])?(?:{_ORDINAL}))"
_MONTH_DAY = re.compile(rf"\b(?:{_MONTH})\.?,?\s+(?:the\s+)?(?P<day>{_DAY})\b", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(?:the\s+)?(?P<day>{_DAY})\s+(?:of\s+)?(?:{_MONTH})\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"(?<![\w-])(?!may\b|mar(?:ch)?\b|dec\b|jan\b|sep\b)(?:{_MONTH})\b", re.IGNORECASE)
_LATE_ORDINAL = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(_TENS.split())})[\s-](?P<one>{_ORDINAL})|(?P<own>{'|'.join(list(_ORDINALS)[3:])}))\b(?!\s+of\b)",
    re.IGNORECASE,
)

_COUNT = r"(\d+(?:\.\d+)?)"
_BEFORE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), shown)
    for pattern, shown in (
        (
            r"\b(?:(?:several|few|couple(?: of)?|many|some|tens of|hundreds of)\s+)?thousands\b",
            f" 1000{VAGUE} ",
        ),
        (r"\b(?:several|a few|couple of|many)\s+thousand\b", f"1000{VAGUE}"),
        (r"\b(?:several|a few|couple of|many)\s+hundred\b|\bhundreds\b", f"100{VAGUE}"),
        (r"\b(?:several|a few|couple of|many)\s+dozen\b|\bdozens\b", f"10{VAGUE}"),
        (r"\b(?:several|a few|couple of|many)\s+million\b|\bmillions\b", f"1000000{VAGUE}"),
        (r"\bhalf a dozen\b", "6"),
        (r"\bhalf(?:[- ]price|[- ]off| the (?:usual |normal |list )?price)\b|\bat half price\b", "5折"),
        (r"\bhalf an? (?=hours?\b)|\bhalf[- ](?=hour\b)", "0.5 "),
        (r"\bhalf an? (?=[a-z])", "0.5 "),
        (r"\b(?:by|one|(?<!and )a|the other|nearly|almost|about|over) half\b(?!-)", " 0.5 "),
        (r"\bhalf (?:of|as|the|our|your|all)\b", " 0.5 "),
        (r"\bthree[- ]quarters?\b", "0.75"),
        (r"\b(?:an?|one) quarter(?: of)?\b|\bquarter of an? (?=hour)", "0.25"),
        (r"\btwo[- ]thirds?\b", "0.6667"),
        (r"\b(?:a|one) third\b(?! (?:party|person|time|option|colou?r))|\bone-third\b", "0.3333"),
        (r"\b(?:a|one) fifth of\b", "0.2"),
        (r"\b(?:a|one) tenth of\b", "0.1"),
        (r"\b(?:twice|doubles?|doubled|doubling)\b", "2 times"),
        (r"\b(?:thrice|triples?|tripled)\b", "3 times"),
        (r"\b(?:an?|one)[- ](?=(?:dozen|grand|buck|dollar|quid|euro|pound|yuan)\b)", "1 "),
    )
)
_AFTER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), shown)
    for pattern, shown in (
        (rf"{_COUNT}{PAIR}?[\s-]+and[\s-]+(?:an?[\s-]+)half\b", r"\1.5"),
        (rf"{_COUNT}\s+0\.5(?=\s+(?:hour|litre|liter|month|year))", r"\1.5"),
        (
            rf"{_COUNT}\s+(dollars?|bucks?|yuan|euros?|pounds?|quid)\s+(?:and\s+)?(\d\d){PAIR}?(?:\s+cents?|\s+pence|\b)(?!\s*[%a-z])",
            r"\1.\3 \2",
        ),
        (r"\band a half\b", "0.5"),
        (rf"\b(?:over|more than|above|upwards? of|exceed(?:s|ing)?)\s+([$¥€£]?){_COUNT}({KILO}?)", rf"\1\2\3{MORE}"),
        (r"(?<=\d)\s?(?:\+|-?plus\b|-?odd\b)", MORE),
    )
)
_POWERED = re.compile(rf"{_COUNT}[\s-]*(hundred|thousand|million|billion|bn|dozen|grand)\b", re.IGNORECASE)
_BY_NAME = {**_POWERS, "bn": 1_000_000_000, "dozen": 12, "grand": 1000}
_THOUSANDS = re.compile(rf"{_COUNT}\s?k\b(?![\w-])")
_CENTS = re.compile(r"(?<![\d.])(\d+)\s*(?:cents?|pence|¢)(?![a-z])", re.IGNORECASE)
_ORDINAL_SIGN = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def to_digits(text: str) -> str:
    """The text with its English numbers in digits; a saying becomes dots of the same length."""
    if not re.search("[A-Za-z]", text):
        return text
    text = _MONTH_DAY.sub(_date, text)
    text = _DAY_MONTH.sub(_date, text)
    text = _MONTH_ALONE.sub(lambda found: f"{_month(found)}月", text)
    text = without_idioms(text, "en")
    for pattern, shown in _BEFORE:
        text = pattern.sub(shown, text)
    text = _LATE_ORDINAL.sub(lambda found: str(_ordinal(found[0])), text)
    text = _POWERED.sub(_powered, text)
    text = _NUMBER.sub(_digits, text)
    text = _POWERED.sub(_powered, _ORDINAL_SIGN.sub("", text))
    text = _THOUSANDS.sub(lambda found: f"{_times(found[1], 1000)}{KILO}", text)
    for pattern, shown in _AFTER:
        text = pattern.sub(shown, text)
    return _CENTS.sub(lambda found: f"{Decimal(found[1]) / 100} dollars", text)


def _digits(found: re.Match[str]) -> str:
    words = re.findall(r"[a-z]+", found["words"].lower())
    if words == ["one"] and not found["part"] and not _ONE_COUNTS.match(found.string, found.end()):
        return found[0]
    if words == ["oh"]:
        return found[0]
    numbers = _numbers(word for word in words if word != "and")
    if found["part"]:
        numbers[-1] = f"{numbers[-1]}.{_spelt(found['part'])}"
    return _joined(numbers)


def _numbers(words: Iterable[str]) -> list[str]:
    """The numbers that the words make up: one, where each word continues the last."""
    numbers: list[int] = []
    total = section = room = 0
    open_number = False
    for word in words:
        if word in _POWERS:
            power = _POWERS[word]
            if power == 100:
                section, room = (section or 1) * 100, 100
            else:
                total, section, room = total + (section or 1) * power, 0, power
        else:
            value = _VALUES[word]
            if open_number and not (0 < value < room):
                numbers.append(total + section)
                total = section = 0
            section += value
            room = 10 if value >= 20 else 0
        open_number = True
    return [*map(str, numbers), str(total + section)]


def _joined(numbers: list[str]) -> str:
    """`four zero zero` is spelt, `nineteen ninety-nine` said in halves; other numbers stand side by side."""
    if len(numbers) > 1 and all(len(number) == 1 for number in numbers):
        return "".join(numbers)
    if len(numbers) == 2 and len(numbers[0]) <= 2 and len(numbers[1]) == 2:
        return f"{numbers[0]}{numbers[1]}{PAIR}"
    if len(numbers) == 3 and numbers[1] == "0" and len(numbers[0]) <= 2 and len(numbers[2]) == 1:
        return f"{numbers[0]}0{numbers[2]}{PAIR}"
    return " ".join(numbers)


def _spelt(words: str) -> str:
    return "".join(str(_VALUES[word]) for word in re.findall("[a-z]+", words.lower()))


def _date(found: re.Match[str]) -> str:
    written = found["day"].lower()
    digits = re.match(r"\d+", written)
    return f"{_month(found)}月{digits[0] if digits else _ordinal(written)}日"


def _month(found: re.Match[str]) -> int:
    return next(number for number in range(1, 13) if found[f"m{number}"])


def _ordinal(written: str) -> int:
    return sum(_ORDINALS.get(word) or _VALUES[word] for word in re.findall("[a-z]+", written.lower()))


def _powered(found: re.Match[str]) -> str:
    return _times(found[1], _BY_NAME[found[2].lower()])


def _times(written: str, power: int) -> str:
    return f"{(Decimal(written) * power).normalize():f}"
