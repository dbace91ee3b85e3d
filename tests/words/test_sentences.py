"""Sentences are cut and closed so that they can be spoken and captioned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.sentences import asked, closed, sentences, spoken_lines, tidy


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("好的", "zh", "好的。"),
        ("好的！", "zh", "好的！"),
        ("可以吗？。", "zh", "可以吗？"),
        ("Fine", "en", "Fine."),
        ("Really?!", "en", "Really?"),
        ("And so…", "en", "And so…"),
    ],
)
def test_one_closing_mark(text: str, language: str, expected: str) -> None:
    assert closed(text, language) == expected


def test_cutting_leaves_decimals_and_abbreviations_of_units_alone() -> None:
    assert sentences("容量1.8升。双层真空。") == ["容量1.8升", "双层真空"]
    assert sentences("It holds 1.8 l. in all. Fine.") == ["It holds 1.8 l. in all", "Fine"]
    assert sentences("") == [""]


def test_only_long_texts_are_cut() -> None:
    assert spoken_lines("短句。两个。", "zh") == ["短句。两个。"]
    assert spoken_lines("这一句话比较长，需要单独成为一行。后面这一句也要单独成为一行！", "zh") == [
        "这一句话比较长，需要单独成为一行。",
        "后面这一句也要单独成为一行！",
    ]


def test_questions_end_with_their_mark() -> None:
    assert asked("能用吗", "zh") == "能用吗？"
    assert asked("Does it fit?", "zh") == "Does it fit?"


@given(st.text(max_size=200), st.sampled_from(["zh", "en"]))
def test_nothing_but_marks_and_blanks_is_lost(text: str, language: str) -> None:
    assert "\n" not in tidy(text)
    kept = "".join("".join(spoken_lines(text, language)).split())
    for character in "".join(text.split()):
        assert character in kept or character in "。.！!；;，,、？?．"
