"""Numbers read out in Chinese and in English, by two libraries where they are right.

`wetext` reads Chinese numbers, dates and times, and is imported at the first of them (a quarter of a second,
42 MB); `num2words` reads English. On `tests/speech/said.yaml`, whole lines of a shop, wetext alone is right in
298 of 473, so what kind of number stands where is decided by `spoken_zh` and `spoken_en`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal

_ZH_DIGITS = "零一二三四五六七八九"
# wetext misreads longer ones
_LONGEST_ZH, _LONGEST_EN = 12, 16


def digits_zh(digits: str, one: str = "一") -> str:
    """Digit by digit; telephone numbers say `one` as 幺."""
    return "".join(one if digit == "1" else _ZH_DIGITS[int(digit)] for digit in digits)


def digits_en(digits: str) -> str:
    """Digit by digit."""
    return " ".join(_en(int(digit)) for digit in digits)


def number_zh(number: str) -> str:
    """A plain decimal number (`1299`, `0.5`, `-3`) in Chinese; what is too long to count is read digit by digit."""
    sign, whole, rest = _parts(number)
    # with nothing behind it wetext takes some numbers for a telephone's
    words = digits_zh(whole) if _is_code(whole, _LONGEST_ZH) else said_zh(f"{whole}元").removesuffix("元")
    words = "二" if words == "两" else words
    return ("负" if sign else "") + words + (f"点{digits_zh(rest)}" if rest else "")


def said_zh(written: str) -> str:
    """A date, a time, a fraction, a ratio or a signed number, as Chinese says it."""
    return _wetext()(written)


def number_en(number: str) -> str:
    """A plain decimal number in English; what is too long to count is read digit by digit."""
    sign, whole, rest = _parts(number)
    words = digits_en(whole) if _is_code(whole, _LONGEST_EN) else _en(int(whole))
    return ("minus " if sign else "") + words + (f" point {digits_en(rest)}" if rest else "")


def ordinal_en(number: int) -> str:
    """`3` → third, `21` → twenty-first."""
    return _en(number, to="ordinal")


def year_en(year: int) -> str:
    """`2025` → twenty twenty-five, `2005` → two thousand and five, `1900` → nineteen hundred."""
    return _en(year, to="year").replace("oh-", "oh ")


def plain(number: str) -> str:
    """Without thousands commas and without the zeros a price carries after its point: `1,299.50` → `1299.5`."""
    number = number.replace(",", "")
    return format(Decimal(number).normalize(), "f") if "." in number else number


def _en(number: int, to: str = "cardinal") -> str:
    from num2words import num2words

    return str(num2words(number, to=to)).replace(",", "")


@functools.cache
def _wetext() -> Callable[[str], str]:
    from wetext import Normalizer

    said: Callable[[str], str] = Normalizer(lang="zh", operator="tn").normalize
    return said


def _parts(number: str) -> tuple[bool, str, str]:
    sign = number.startswith("-")
    whole, _, rest = number.lstrip("-").partition(".")
    return sign, whole or "0", rest


def _is_code(whole: str, longest: int) -> bool:
    return len(whole) > longest or (len(whole) > 1 and whole[0] == "0")
