"""Who says which letters."""

from __future__ import annotations

import pytest

from avatar.errors import TextError
from avatar.speech.writing import runs


def languages(text: str, language: str) -> list[tuple[str, str]]:
    return [(run.language, text[run.begin : run.stop]) for run in runs(text, language)]


def test_latin_words_stay_in_their_sentence() -> None:
    assert languages("用 USB 充电", "zh") == [("zh", "用 USB 充电")]


def test_chinese_characters_in_english_are_runs_of_their_own() -> None:
    assert languages("Drink 茶, now", "en") == [("en", "Drink "), ("zh", "茶, "), ("en", "now")]


def test_numbers_and_marks_belong_to_all() -> None:
    assert languages("99 !", "th") == [("th", "99 !")]


@pytest.mark.parametrize(("text", "language"), [("全中文", "en"), ("かな", "zh"), ("漢字", "ko"), ("ไทย ok", "en")])
def test_foreign_letters_are_refused(text: str, language: str) -> None:
    with pytest.raises(TextError, match="rewrite it"):
        runs(text, language)
