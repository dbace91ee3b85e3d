"""One amount, however it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
