"""One amount, however it is written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from avatar.words.figures import figures, strange_figures


def read(text: str) -> list[tuple[str, str | None]]:
    return [(f"{figure.value:f}", figure.unit) for figure in figures(text)]


@pytest.mark.parametrize(
    "text",
    [
        "¥99",
        "99元",
        "９９块",
        "￥99",
        "九十九元",
        "ninety-nine yuan",
        "Ninety Nine dollars",
        "CNY 99",
        "99.00元",
        "价格是99",
    ],
)
def test_ways_to_write_ninety_nine_of_money(text: str) -> None:
    assert read(text) == [("99", "money")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¥1,299", [("1299", "money")]),
        ("九块九", [("9.9", "money")]),
        ("一块钱", [("1", "money")]),
        ("one yuan", [("1", "money")]),
        ("HK$19.90", [("19.9", "money")]),
        ("it now costs only twelve", [("12", "money")]),
        ("百分之二十", [("20", "percent")]),
        ("20 percent", [("20", "percent")]),
        ("八折", [("8", "discount")]),
        ("十二小时", [("12", "hour")]),
        ("12-hour", [("12", "hour")]),
        ("一点八升", [("1.8", "litre")]),
        ("1.2万件", [("12000", "piece")]),
        ("二十五万", [("250000", None)]),
        ("一百零五", [("105", None)]),
        ("二〇二六年", [("2026", "year")]),
        ("两百五十克", [("250", "gram")]),
        ("two hundred and fifty grams", [("250", "gram")]),
        ("三千到五千开尔文", [("3000", None), ("5000", None)]),
        ("三档色温", [("3", None)]),
        ("11月11日", [("11", "calendar month"), ("11", "day")]),
        ("all 12 colours", [("12", None)]),
    ],
)
def test_figures_and_their_units(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一款好看的杯子",
        "我们一起来看一下",
        "十分方便，千万别错过",
        "this one is the one",
        "万家灯火",
        "一条一条说",
        "第一步",
    ],
)
def test_phrases_that_state_no_figure(text: str) -> None:
    assert read(text) == []


@given(st.integers(min_value=11, max_value=9999))
def test_chinese_numerals_read_as_their_digits(number: int) -> None:
    digits, powers = "零一二三四五六七八九", ["", "十", "百", "千"]
    text = str(number)
    spelt = ""
    for place, digit in enumerate(text):
        power = powers[len(text) - 1 - place]
        spelt += digits[int(digit)] + power if digit != "0" else "零"
    spelt = spelt.rstrip("零").replace("零零", "零")
    assert [figure.value for figure in figures(f"{spelt}元")] == [Decimal(number)]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    figures(text)


FACTS = ("¥99", "保温12小时", "500 ml", "型号 316")


@pytest.mark.parametrize("text", ["现在99元", "九十九块", "十二个小时", "500毫升", "316不锈钢", "316号", "没有数字"])
def test_figures_the_facts_state(text: str) -> None:
    assert strange_figures(text, FACTS) == ()


@pytest.mark.parametrize(
    "text",
    [
        "¥88",
        "12元",
        "12折",
        "99%",
        "12分钟",
        "500克",
        "一块钱",
        "价格是12",
        "1 dollar",
        "¥500",
        "¥316",
        "316%",
        "5月1日",
        "two years",
    ],
)
def test_figures_the_facts_do_not_state(text: str) -> None:
    assert strange_figures(text, FACTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("半价", [("5", "discount")]),
        ("half price", [("5", "discount")]),
        ("打八八折", [("8.8", "discount")]),
        ("85折", [("8.5", "discount")]),
        ("一半", [("0.5", None)]),
        ("翻倍", [("2", "times")]),
        ("twice the size", [("2", "times")]),
        ("双倍", [("2", "times")]),
        ("千分之三", [("3", "permille")]),
        ("三分之一", [("0.3333", None)]),
        ("七成", [("70", "percent")]),
        ("壹佰贰拾元", [("120", "money")]),
        ("廿三块", [("23", "money")]),
        ("俩月", [("2", "month")]),
        ("半斤", [("0.5", "jin")]),
        ("一百二", [("120", None)]),
        ("三万五", [("35000", None)]),
        ("3万5", [("35000", None)]),
        ("上百人", [("100", "magnitude")]),
        ("hundreds of people", [("100", "magnitude")]),
        ("三块五毛", [("3.5", "money")]),
        ("两年半", [("2.5", "year")]),
        ("一个半小时", [("1.5", "hour")]),
        ("half an hour", [("0.5", "hour")]),
        ("两三天", [("2", None), ("3", "day")]),
        ("3-5天", [("3", None), ("5", "day")]),
        ("32×9×3.5", [("32", None), ("9", None), ("3.5", None)]),
        ("①个", [("1", None)]),
        ("Model XII", [("12", None)]),
        ("9 9元", [("99", "money")]),
        ("9\u200b9元", [("99", "money")]),
        ("٤٧元", [("47", "money")]),
        ("1O元", [("10", "money")]),
        ("1½升", [("1.5", "litre")]),
        ("n i n e t y", [("90", None)]),
        ("Nov 23rd", [("11", "calendar month"), ("23", "day")]),
        ("the twenty-ninth of November", [("11", "calendar month"), ("29", "day")]),
        ("十一月二十九号", [("11", "calendar month"), ("29", "day")]),
        ("a dozen", [("12", None)]),
        ("nineteen ninety-nine", [("1999", None)]),
        ("seven dollars thirty", [("7.3", "money")]),
        ("99 cents", [("0.99", "money")]),
        ("one and a half litres", [("1.5", "litre")]),
        ("two grand", [("2000", None)]),
        ("三千七百円", [("3700", "money")]),
        ("三割引", [("30", "percent")]),
        ("삼만 칠천 원", [("37000", "money")]),
        ("스물일곱 개", [("27", "piece")]),
        ("zum halben Preis", [("5", "discount")]),
        ("anderthalb Stunden", [("1.5", "hour")]),
        ("quatre-vingt-dix-neuf euros", [("99", "money")]),
        ("cuarenta y siete euros", [("47", "money")]),
    ],
)
def test_figures_that_hide(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("it is nineteen ninety-nine", ["$19.99"]),
        ("one fifty", ["¥150"]),
        ("超过3000件", ["3000多件"]),
        ("4K screen", ["4K"]),
        ("半小时", ["half an hour"]),
        ("三十分钟", ["thirty minutes"]),
    ],
)
def test_another_reading_of_a_figure_is_the_same_figure(text: str, facts: list[str]) -> None:
    assert strange_figures(text, facts) == ()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("超过3000件", ["3000件"]),
        ("over 40 hours", ["40 hours"]),
        ("dozens of uses", ["10 uses"]),
        ("120就卖", ["120件"]),
    ],
)
def test_more_than_what_is_stated_is_not_stated(text: str, facts: list[str]) -> None:
    assert strange_figures(text, facts)


def test_sentences_without_figures_raise_no_alarm() -> None:
    rows: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("no_figures.yaml").read_text("utf-8"))
    sentences = [(language, sentence) for language, group in rows.items() for sentence in group]
    alarms = [sentence for language, sentence in sentences if figures(sentence, language)]
    assert len(sentences) > 300
    assert len(alarms) <= len(sentences) / 100, alarms


UNITS = {"en": " dollars", "de": " Euro", "fr": " euros", "es": " euros", "ja": "円", "ko": " 원"}


@given(st.integers(min_value=2, max_value=99_999), st.sampled_from(sorted(UNITS)))
def test_numbers_in_words_are_read_as_their_value(number: int, language: str) -> None:
    text = f"{num2words(number, lang=language)}{UNITS[language]}"
    assert [(figure.value, figure.unit) for figure in figures(text, language)] == [(Decimal(number), "money")]


@given(st.integers(min_value=0, max_value=10**7), st.sampled_from(["０", "٠", "०", "𝟎", "𝟬"]))
def test_digits_of_any_script_are_digits(number: int, zero: str) -> None:
    text = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert [figure.value for figure in figures(f"{text}元")] == [Decimal(number)]


@given(
    st.integers(min_value=10, max_value=10**6),
    st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad", "\ufe0f"]),
)
def test_digits_with_something_invisible_between_them_are_one_number(number: int, gap: str) -> None:
    assert [figure.value for figure in figures(f"¥{gap.join(str(number))}")] == [Decimal(number)]
