"""How long a text takes to say."""

from __future__ import annotations

import pytest

from avatar.words.timing import script_seconds, spoken_seconds


def test_chinese_english_and_mixed_texts() -> None:
    assert spoken_seconds("字" * 43) == pytest.approx(10)
    assert spoken_seconds("word " * 26) == pytest.approx(10)
    assert spoken_seconds("云朵 Mug ¥99") > spoken_seconds("云朵 Mug")
    assert spoken_seconds("don't") == pytest.approx(1 / 2.6)
    assert spoken_seconds("") == 0
    assert spoken_seconds("only $24.90") > spoken_seconds("only") + 2


def test_a_script_lasts_longer_than_its_lines() -> None:
    lines = ["word " * 13] * 4
    assert script_seconds(lines) == pytest.approx(20 + 4 * 0.3 + 1.2)
