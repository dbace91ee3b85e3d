"""Disguises are undone, and what only looks like one is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.disguise import clause_reading, fold, letter_reading, open_reading, tight_reading
from avatar.words.review import review


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ｂ", "b"), ("ⓑ", "b"), ("🅱", "b"), ("🇧", "b"), ("𝓫", "b"), ("𝔟", "b"), ("É", "e"), ("е", "e"), ("В", "b"),
        ("ο", "o"), ("①", "1"), ("٣", "3"), ("級", "级"), ("朂", "最"), ("⼀", "一"), ("\u200b", ""), ("\u0336", ""),
        ("\u00ad", ""), ("\u3000", " "), ("™", " "), ("\u2800", " "), ("㊙", "秘"), ("🈚", "无"),
    ],
)  # fmt: skip
def test_a_character_is_what_it_stands_for(written: str, meant: str) -> None:
    assert fold(written) == meant


@given(st.text(max_size=60))
def test_every_character_of_a_reading_knows_its_place(text: str) -> None:
    for read in (open_reading, tight_reading, clause_reading, letter_reading):
        reading = read(text)
        assert len(reading.text) == len(reading.starts) == len(reading.stops) == len(reading.gaps)
        assert list(reading.starts) == sorted(reading.starts)
        assert all(0 <= start < stop <= len(text) for start, stop in zip(reading.starts, reading.stops, strict=True))


def test_a_place_in_a_reading_is_one_in_the_text() -> None:
    text = "这是 最\u200b·佳！"
    reading = tight_reading(text)
    start = reading.text.index("最佳")
    first, last = reading.place(start, start + 2)
    assert text[first:last] == "最\u200b·佳"


@pytest.mark.parametrize(
    "text",
    [
        "最 佳", "最。佳", "最🔥佳", "【最】【佳】", "最佳佳", "醉佳", "蕞佳", "朂佳", "Z佳", "zui佳", "最jia",
        "zuijia", "zui jia", "ZUI JIA", "zuì jiā", "zui4 jia1", "ｚｕｉ佳", "國家級", "国J级", "国家ji",
        "獨一無二", "独1无2", "毒一无二", "🥇品牌", "d一品牌",
    ],
)  # fmt: skip
def test_chinese_is_seen_through(text: str) -> None:
    assert [finding.rule for finding in review(f"看，{text}！", "line")] == ["absolute-term"]


@pytest.mark.parametrize(
    "text",
    [
        "b3st", "B E S T", "b.e.s.t", "b-e-s-t", "b|e|s|t", "be st", "bеst", "βest", "ｂｅｓｔ", "𝗯𝗲𝘀𝘁", "🅱🅴🆂🆃", "bést",
        "beeeest", "bestttt", "BeSt", "be\u200bst", "b$e$s$t", "8est", "be5t", "n0. 1", "numb3r one",
    ],
)  # fmt: skip
def test_english_is_seen_through(text: str) -> None:
    assert [finding.rule for finding in review(f"see, {text} , here", "line")] == ["absolute-term"]


@pytest.mark.parametrize(
    "text",
    [
        "可以单独，家用也行", "国家，级别不同", "这些女生发来的图", "用来醉蟹的坛子", "The beast of the east",
        "a bet, steady",
        "it is made of steel", "my pen is blue", "as S or as M", "No. 10 and No. 12", "number: $1.90", "the A55 model",
        "Scunthorpe and Sussex", "D1 档", "大衣最里面", "参加群聊的人",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_disguise_is_left_alone(text: str) -> None:
    assert review(text, "line") == ()
    assert review(text, "comment") == ()
