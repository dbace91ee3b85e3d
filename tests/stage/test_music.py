"""Music under speech: the same in pieces, quieter while somebody speaks, never clipped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.stage import music
from avatar.stage.music import DUCK_DB, Music, music_names
from avatar.types import SAMPLE_RATE, Samples


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def talk(seconds: float, level: float = 0.3) -> Samples:
    dice = np.random.default_rng(3)
    return (dice.normal(size=int(seconds * SAMPLE_RATE)).clip(-3, 3) * level / 3).astype(np.float32)


def loudness(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-12))


def alone(speech: Samples) -> Samples:
    """The music in the mix, the speech taken out again."""
    return Music("breeze").take(speech) - speech


def test_there_is_a_loop() -> None:
    assert "breeze" in music_names()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=30), st.lists(st.integers(0, 99_999), max_size=6))
def test_the_mix_is_the_same_in_pieces(cuts: list[int], clicks: list[int]) -> None:
    speech = np.concatenate([talk(0.2), silence(2)])
    speech[clicks] = 0.5
    whole = Music("breeze").take(speech)
    player, found, at = Music("breeze"), [], 0
    for cut in [*cuts, len(speech)]:
        found.append(player.take(speech[at : at + cut]))
        at += cut
    assert np.array_equal(np.concatenate(found), whole)


def test_a_sound_is_heard_though_its_piece_ends_at_once() -> None:
    speech = silence(1)
    speech[24_010] = 0.5
    player = Music("breeze")
    found = np.concatenate([player.take(speech[:24_011]), player.take(speech[24_011:])])
    assert np.array_equal(found, Music("breeze").take(speech))
    assert loudness(found[25_000:30_000]) < loudness(Music("breeze").take(silence(1))[25_000:30_000]) - 3


def test_music_plays_where_nobody_speaks() -> None:
    found = Music("breeze").take(silence(10))
    assert found.dtype == np.float32
    assert -32 < loudness(found) < -18


def test_it_steps_back_under_speech_and_comes_forward_again() -> None:
    speech = np.concatenate([silence(2), talk(4), silence(4)])
    under, plain = alone(speech), Music("breeze").take(silence(10))

    def change(start: float, stop: float) -> float:
        part = slice(int(start * SAMPLE_RATE), int(stop * SAMPLE_RATE))
        return loudness(under[part]) - loudness(plain[part])

    assert change(0, 2) == pytest.approx(0, abs=0.01)
    assert change(2.15, 6) == pytest.approx(DUCK_DB, abs=0.1)
    assert change(6.0, 6.2) == pytest.approx(DUCK_DB, abs=0.1)
    assert DUCK_DB < change(6.4, 6.7) < 0
    assert change(7, 10) == pytest.approx(0, abs=0.01)


def test_it_never_hears_speech_before_its_time() -> None:
    speech = np.concatenate([silence(1), talk(1)])
    assert np.array_equal(Music("breeze").take(speech)[:SAMPLE_RATE], Music("breeze").take(silence(2))[:SAMPLE_RATE])


def test_pauses_between_words_do_not_make_it_pump() -> None:
    speech = np.concatenate([np.concatenate([talk(0.4), silence(0.15)]) for _ in range(8)])
    under, plain = alone(speech), Music("breeze").take(np.zeros_like(speech))
    part = slice(SAMPLE_RATE, None)
    assert loudness(under[part]) - loudness(plain[part]) == pytest.approx(DUCK_DB, abs=0.1)


@pytest.mark.parametrize("level", [0.9, 1.0, 5.0])
def test_nothing_clips(level: float) -> None:
    found = Music("breeze").take((talk(2, 3.0) * level).astype(np.float32))
    assert np.abs(found).max() < 1.0


def test_speech_below_the_knee_is_not_coloured() -> None:
    speech = talk(1, 0.8)
    assert np.array_equal(Music(None).take(speech), speech)


def test_without_music_silence_stays_silent() -> None:
    assert not Music(None).take(silence(1)).any()


def test_the_loop_has_no_seam() -> None:
    loop = music._loop(music._path("breeze"))
    twice = Music("breeze").take(np.zeros(2 * len(loop), np.float32))
    steps = np.abs(np.diff(twice))
    seam = steps[len(loop) - 50 : len(loop) + 50]
    assert seam.max() < np.quantile(steps, 0.999)
    assert np.array_equal(twice[: len(loop)], twice[len(loop) :])
    assert 15 < len(loop) / SAMPLE_RATE < 30


def test_speech_is_not_changed_in_place() -> None:
    speech = talk(0.5)
    before = speech.copy()
    Music("breeze").take(speech)
    assert np.array_equal(speech, before)


def test_an_unknown_loop_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'breeze'"):
        Music("breze")


def test_the_file_is_small() -> None:
    assert music._path("breeze").stat().st_size < 400_000
