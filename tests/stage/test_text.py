"""Letters: the font that is found, what it leaves out, and where rows may end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.stage import text
from avatar.stage.text import Typeface, break_costs, find_font, ink, offsets, showable, size_for_ink, width, wrap

FACE = find_font()
TEXTS = st.text(st.sampled_from("你好世界，。！？（）「」¥1299.5abc def-GHI %　\n😀é①…"), max_size=80)


def half_rows(char: str) -> float:
    """Ten ideographs a row, Latin half as wide."""
    return width(char, FACE, 20) / 200


def test_the_font_is_noto_and_says_where_it_is() -> None:
    assert "Noto" in str(FACE)
    assert str(FACE.path) in str(FACE)
    assert "SimHei" not in str(FACE)


def test_no_font_at_all_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_packaged_font", lambda: None)
    monkeypatch.setattr(text, "_system_font", lambda: None)
    find_font.cache_clear()
    with pytest.raises(UsageError, match=r"pip install mplfonts.*fonts-noto-cjk"):
        find_font()
    find_font.cache_clear()


def test_the_systems_font_is_the_second_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text(f"#!/bin/sh\necho '{FACE.path}:index=0'\n")
    lister.chmod(0o755)
    monkeypatch.setattr(text, "_packaged_font", lambda: None)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    find_font.cache_clear()
    try:
        assert find_font() == Typeface(FACE.path, 0)
    finally:
        find_font.cache_clear()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("新品😀上市🎉", "新品上市"),
        ("👩‍👩‍👧家庭装", "家庭装"),
        ("a\tb\n c", "a b c"),
        ("bell\x07 gone", "bell gone"),
        ("𝐛𝐨𝐥𝐝", "bold"),
        ("  空 白 ", "空 白"),
        ("❤️", "❤" if FACE.shows("❤") else ""),
    ],
)
def test_only_what_the_font_has_is_shown(written: str, shown: str) -> None:
    assert showable(written, FACE) == shown


@given(TEXTS)
def test_whatever_is_shown_the_font_has(written: str) -> None:
    assert all(char == " " or FACE.shows(char) for char in showable(written, FACE))


def test_left_out_characters_take_no_width_and_draw_nothing() -> None:
    assert width("a😀b", FACE, 40) == width("ab", FACE, 40)
    with_emoji, without = ink("a😀b", FACE, 40)[0], ink("ab", FACE, 40)[0]
    assert np.array_equal(with_emoji, without)


def test_offsets_grow_by_each_character() -> None:
    found = offsets("中a", FACE, 40)
    assert found[0] == 0
    assert found[1] == pytest.approx(40, abs=1)
    assert found[1] < found[2] < 80


@given(TEXTS, st.integers(1, 4))
def test_rows_fit_and_start_with_no_closing_mark(written: str, rows: int) -> None:
    shown = showable(written, FACE)
    found = wrap(shown, half_rows, rows)
    assert len(found) <= rows
    for row in found:
        assert sum(map(half_rows, row)) <= 1.0001
        assert row == row.strip()
    for row in found[1:]:
        # a run of marks longer than a whole row has to break somewhere
        assert row[0] not in "，。！？）」" or all(char in "，。！？）」…%." for char in found[0][-3:])


def test_nothing_is_lost_when_there_is_room() -> None:
    sentence = "这款保温杯，容量500毫升（316不锈钢）。"
    assert "".join(wrap(sentence, half_rows, 9)) == sentence


def test_a_name_that_is_too_long_ends_in_an_ellipsis() -> None:
    rows = wrap("这是一个特别特别特别特别特别特别特别长的商品名称", half_rows, 2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")


def test_latin_is_cut_between_words() -> None:
    name = "insulated bottle with a very long name"
    rows = wrap(name, half_rows, 2)
    assert all(set(row.removesuffix("...").split()) < set(name.split()) for row in rows)


def test_a_word_wider_than_a_row_is_broken_rather_than_lost() -> None:
    assert "".join(wrap("x" * 50, half_rows, 9)) == "x" * 50


@pytest.mark.parametrize("whole", ["¥1299.50", "100%", "（好", "好）", "好。", "500ml"])
def test_prices_numbers_and_brackets_hold_together(whole: str) -> None:
    assert all(cost == text.FORBIDDEN for cost in break_costs(whole)[1:-1])


def test_ends_of_sentences_are_the_best_places_to_break() -> None:
    written = "好的。再说，明天 Hi. Yes, ok now"
    costs = break_costs(written)
    assert costs[3] == costs[written.index("Yes")] == text.SENTENCE_END
    assert costs[6] == costs[written.index("ok")] == text.CLAUSE_END
    assert costs[written.index("now")] == text.WORD_END
    assert costs[1] == text.BETWEEN_IDEOGRAPHS


@pytest.mark.parametrize("letters", ["生成数字人", "AI", "AI-GENERATED"])
@pytest.mark.parametrize("height", [12, 18, 37, 55])
def test_letters_are_at_least_as_tall_as_asked(letters: str, height: int) -> None:
    size = size_for_ink(letters, FACE, height)
    for letter in letters.replace("-", ""):
        drawn = np.flatnonzero((ink(letter, FACE, size)[0] >= 128).any(axis=1))
        assert drawn[-1] - drawn[0] + 1 >= height
    assert size < height * 1.6
