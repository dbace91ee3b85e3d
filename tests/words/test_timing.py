"""How long a text takes to say."""

from __future__ import annotations

import pytest

from avatar.words.timing import spoken_seconds


def test_chinese_english_and_mixed_texts() -> None:
    assert spoken_seconds("字" * 43) == pytest.approx(10)
    assert spoken_seconds("word " * 26) == pytest.approx(10)
    assert spoken_seconds("云朵 Mug ¥99") > spoken_seconds("云朵 Mug")
    assert spoken_seconds("don't") == pytest.approx(1 / 2.6)
    assert spoken_seconds("") == 0
