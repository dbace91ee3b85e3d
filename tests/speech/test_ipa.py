"""espeak-ng's names of sounds as plain IPA, and closures found in the sound."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.speech.ipa import Sound, divide, is_stressed, symbols, with_closures


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ˈoʊ", ("o", "ʊ")),
        ("ˈɜː", ("ɜ",)),
        ("tʃ", ("tʃ",)),
        ("ts.h", ("tʂ",)),
        ("tɕh", ("tɕ",)),
        ("kh", ("k",)),
        ("s.", ("ʂ",)),
        ("i.", ("ɨ",)),
        ("ˈo-", ("ɤ",)),
        ("ˈonɡ", ("o", "ŋ")),
        ("ər", ("ɚ",)),
        ("h", ("h",)),
        ("ɛ̃", ("ɛ",)),
        ("ɯᵝ", ("ɯ",)),
        ("ç", ("ç",)),
        ("əl", ("ə", "l")),
        ("(en)", ()),
        ("", ()),
    ],
)
def test_names_become_plain_symbols(name: str, plain: tuple[str, ...]) -> None:
    assert symbols(name) == plain


def test_stress_is_told() -> None:
    assert is_stressed("ˈæ")
    assert not is_stressed("ˌæ")


def test_parts_share_the_whole_time() -> None:
    parts = divide(100, 200, ("a", "ɪ"))
    assert [part[0] for part in parts] == ["a", "ɪ"]
    assert (parts[0][1], parts[-1][2]) == (100, 200)
    assert parts[0][2] == parts[1][1] == 165


def test_a_stop_begins_with_its_silence_and_pauses_belong_to_nobody() -> None:
    pcm = np.full(100, 50, np.int16)
    pcm[30:40] = pcm[80:] = 0
    sounds = [Sound("a", 0, 40, True, 0), Sound("p", 40, 50, False, 0), Sound("a", 50, 100, True, 0)]
    closed = with_closures(sounds, pcm, 20)
    assert [(sound.symbol, sound.start, sound.end) for sound in closed] == [("a", 0, 30), ("p", 30, 50), ("a", 50, 80)]


def test_a_closure_after_a_long_pause_is_short() -> None:
    pcm = np.zeros(100, np.int16)
    pcm[60:] = 9
    assert with_closures([Sound("t", 60, 100, False, 0)], pcm, 20)[0].start == 40
