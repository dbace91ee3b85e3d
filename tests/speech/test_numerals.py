"""Numbers in words, read back by an independent reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.speech.numerals import number_en, number_zh, ordinal_en, year_en

ZH = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
EN = {
    word: value
    for value, word in enumerate(
        [
            *[
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ],
            *["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        ]
    )
}
EN |= {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}


def read_zh(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            head, _, rest = words.rpartition(unit)
            return read_zh(head) * size + (read_zh(rest) if rest else 0)
    total = digit = 0
    for letter in words:
        if letter in ZH:
            digit = ZH[letter]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[letter]
            digit = 0
    return total + digit


def read_en(words: str) -> int:
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            group *= 100
        elif word in ("thousand", "million", "billion", "trillion", "quadrillion"):
            total += group * 1000 ** (["thousand", "million", "billion", "trillion", "quadrillion"].index(word) + 1)
            group = 0
        elif word != "and":
            group += EN[word]
    return total + group


@given(st.integers(0, 10**12 - 1) | st.integers(0, 11_000))
def test_chinese_numbers_are_read_back(number: int) -> None:
    assert read_zh(number_zh(str(number))) == number


@given(st.integers(0, 10**15) | st.integers(0, 11_000))
def test_english_numbers_are_read_back(number: int) -> None:
    assert read_en(number_en(str(number))) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12", "十二"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("200", "两百"),
        ("100000001", "一亿零一"),
        ("-3.14", "负三点一四"),
    ],
)
def test_chinese_numbers_have_no_foreign_zeros(number: str, words: str) -> None:
    assert number_zh(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (100, "one hundredth")],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal_en(number) == words


@pytest.mark.parametrize(
    ("year", "words"), [(1984, "nineteen eighty-four"), (1900, "nineteen hundred"), (2024, "twenty twenty-four")]
)
def test_years(year: int, words: str) -> None:
    assert year_en(year) == words


def test_what_is_too_long_to_count_is_spelled() -> None:
    assert number_zh("1" * 20) == "一" * 20
    assert number_en("1" * 20) == " ".join(["one"] * 20)
