"""Long text cut at breaths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.speech.pieces import breaths, pieces


def cut(text: str, longest: int) -> list[str]:
    return [text[begin:stop] for begin, stop in pieces(text, lambda part: len(part) <= longest)]


def test_a_breath_is_taken_at_every_mark_but_those_in_numbers_and_titles() -> None:
    text = "Dr. Lee pays 1,299.50 now, and then. 好的，谢谢！” 是"
    assert [text[begin:stop] for begin, stop in breaths(text)] == [
        "Dr. Lee pays 1,299.50 now, ",
        "and then. ",
        "好的，",
        "谢谢！” ",
        "是",
    ]


def test_sentences_stay_whole_where_they_fit() -> None:
    assert cut("一二三。四五六！七八", 5) == ["一二三。", "四五六！", "七八"]


def test_then_clauses_then_words_then_anywhere() -> None:
    assert cut("一二三，四五六七", 6) == ["一二三，", "四五六七"]
    assert cut("one two three", 8) == ["one two ", "three"]
    assert cut("abcdef", 4) == ["abcd", "ef"]


@pytest.mark.parametrize(
    ("text", "longest", "parts"),
    [
        ("只要一千二百九十九元就能带回家", 8, ["只要", "一千二百九十九元", "就能带回家"]),
        ("这款保温杯采用双层真空设计", 6, ["这款保温杯", "采用双层真空", "设计"]),
        ("costs 1,299.50 now or 12:30", 12, ["costs ", "1,299.50 ", "now or 12:30"]),
        ("it holds three hundred and fifty millilitres", 30, ["it holds ", "three hundred and fifty ", "millilitres"]),
        ("他说：“好的！”然后就走了", 8, ["他说：“好的！”", "然后就走了"]),
        ("a three-year plan", 9, ["a ", "three-", "year plan"]),
    ],
)
def test_numbers_and_words_stay_whole(text: str, longest: int, parts: list[str]) -> None:
    assert cut(text, longest) == parts


def test_only_what_does_not_fit_alone_is_cut_inside() -> None:
    assert cut("一千二百九十九元", 4) == ["一千二百", "九十九元"]
    assert cut("abcdefgh ij", 5) == ["abcde", "fgh ", "ij"]


def test_a_point_in_a_number_ends_no_sentence() -> None:
    assert cut("pay 3.50 now", 8) == ["pay ", "3.50 now"]


@given(st.text(alphabet="ab 。，.1一十元", max_size=200), st.integers(1, 30))
def test_nothing_is_lost(text: str, longest: int) -> None:
    parts = cut(text, longest)
    assert "".join(parts) == text
    assert all(0 < len(part) <= longest for part in parts)
