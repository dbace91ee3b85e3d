"""What may not be said."""

from __future__ import annotations

import pytest

from avatar.words.claims import forbidden_word, unfounded

FACTS = ("保温杯", "¥99", "可以免费补发", "12 months warranty")


@pytest.mark.parametrize(
    "text",
    [
        "最好的杯子",
        "销量第一",
        "国家级工艺",
        "全网唯一",
        "the best mug",
        "Number one in Europe",
        "our cheapest ever",
        "#1 choice",
    ],
)
def test_superlatives_are_refused(text: str) -> None:
    assert "advertising law" in (unfounded(text, FACTS) or "")


@pytest.mark.parametrize(
    "text", ["全场包邮", "买一送一啦", "限时优惠", "只剩几个了", "free shipping", "hurry up", "money-back promise"]
)
def test_promises_and_pressure_the_sheet_does_not_make_are_refused(text: str) -> None:
    assert "not on the sheet" in (unfounded(text, FACTS) or "")


@pytest.mark.parametrize(
    "text", ["坏了免费补发", "a warranty of 12 months", "现在99元", "最后说一句", "第一步先看这里", "喜欢就下单"]
)
def test_what_the_sheet_says_may_be_said(text: str) -> None:
    assert unfounded(text, FACTS) is None


@pytest.mark.parametrize("text", ["亮度最高 900 流明", "最低亮度下约 6 小时", "最近三十天", "best before 2027"])
def test_specifications_are_no_superlatives(text: str) -> None:
    assert forbidden_word(text) is None
