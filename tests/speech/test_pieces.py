"""Long text cut at breaths."""

from __future__ import annotations

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


def test_a_point_in_a_number_ends_no_sentence() -> None:
    assert cut("pay 3.50 now", 8) == ["pay ", "3.50 now"]


@given(st.text(alphabet="ab 。，.", max_size=200), st.integers(1, 30))
def test_nothing_is_lost(text: str, longest: int) -> None:
    parts = cut(text, longest)
    assert "".join(parts) == text
    assert all(0 < len(part) <= longest for part in parts)
