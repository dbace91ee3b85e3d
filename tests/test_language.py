"""The language of a text, as a person would say; tags and letters."""

from __future__ import annotations

import pytest

from avatar.language import guess_language, has_han, primary, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这款杯子只要¥99。", "zh"),
        ("青梧 Pour-Over 手冲咖啡杯 X200 Pro", "zh"),
        ("Only $19.99 today.", "en"),
        ("A mug from 景德镇, hand-thrown and glazed twice", "en"),
        ("このマグカップは陶器です", "ja"),
        ("이 컵은 도자기입니다", "ko"),
        ("", "en"),
        ("12345 !?", "en"),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_chinese_character_is_found_among_others() -> None:
    assert has_han("Pour-Over 壶")
    assert not has_han("かな, 컵, cup 350 ml。")


def test_primary_tags() -> None:
    assert [primary(tag) for tag in ("zh-CN", "zh_Hans", "EN", "pt-BR")] == ["zh", "zh", "en", "pt"]


def test_digits_and_marks_belong_to_no_writing_system() -> None:
    assert [script_of(letter) for letter in "9。ªカ"] == [None, None, None, "KATAKANA"]
