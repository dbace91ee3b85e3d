"""The last touch: loudness, silence, clicks and the clock."""

from __future__ import annotations

import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.speech.finish import LOUDNESS, PEAK, Take, filtered, finish, level, loudness, resampled
from avatar.types import SAMPLE_RATE, Phone, Word


def tone(seconds: float, hertz: float = 1000.0, rate: int = SAMPLE_RATE, size: float = 0.5) -> npt.NDArray[np.float32]:
    return np.asarray(size * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate), np.float32)


def test_loudness_is_that_of_the_standard() -> None:
    # BS.1770: a full-scale sine of 997 Hz in one channel reads −3.01 LUFS
    assert loudness(tone(5, 997, size=1.0)) == pytest.approx(-3.01, abs=0.05)
    # the weighting turns low sound down
    assert loudness(tone(5, 40, size=1.0)) == pytest.approx(-3.7 - 5.7, abs=1.5)


def test_loudness_leaves_pauses_out() -> None:
    alone = tone(3)
    paused = np.concatenate([alone, np.zeros(SAMPLE_RATE * 6, np.float32)])
    assert loudness(paused) == pytest.approx(loudness(alone), abs=0.5)
    assert loudness(np.zeros(SAMPLE_RATE, np.float32)) is None


@pytest.mark.parametrize("size", [0.001, 0.02, 0.9])
def test_every_voice_comes_out_as_loud(size: float) -> None:
    rng = np.random.default_rng(1)
    pcm = (size * rng.normal(size=SAMPLE_RATE * 4) * np.repeat([1, 0, 1, 0.5], SAMPLE_RATE) / 4).astype(np.float32)
    level(pcm)
    assert loudness(pcm) == pytest.approx(LOUDNESS, abs=0.5)
    assert np.abs(pcm).max() <= PEAK * 1.001


def test_one_loud_click_does_not_make_a_line_faint() -> None:
    pcm = tone(4, size=0.05)
    pcm[SAMPLE_RATE * 2] = 1.0
    level(pcm)
    assert loudness(pcm) == pytest.approx(LOUDNESS, abs=1)
    assert np.abs(pcm).max() <= PEAK * 1.001


def test_silence_is_trimmed_and_times_move_along() -> None:
    silence = np.zeros(24_000, np.float32)
    take = Take(
        np.concatenate([silence, tone(1, rate=24_000), silence]),
        24_000,
        (Word("one", 0, 3, 24_000, 48_000),),
        (Phone("w", 24_000, 30_000), Phone("ʌ", 30_000, 48_000)),
    )
    speech = finish(take, "one", "en", "test")
    assert speech.words
    assert speech.phones
    assert speech.words[0].start == pytest.approx(0.07 * SAMPLE_RATE, abs=SAMPLE_RATE // 200)
    assert speech.words[0].end - speech.words[0].start == SAMPLE_RATE
    assert speech.phones[1].start - speech.phones[0].start == 12_000
    assert speech.seconds == pytest.approx(1 + 0.07 + 0.15, abs=0.011)
    onset = int(np.flatnonzero(np.abs(speech.pcm) > 0.01)[0])
    assert onset == pytest.approx(speech.words[0].start, abs=48)


def test_sound_without_silence_around_gets_some() -> None:
    speech = finish(Take(tone(0.5), SAMPLE_RATE, (Word("a", 0, 1, 0, 24_000),), None), "a", "en", "test")
    assert speech.words
    assert speech.words[0].start == round(0.07 * SAMPLE_RATE)
    assert speech.phones is None
    assert speech.pcm[0] == speech.pcm[-1] == 0


def test_resampling_delays_nothing() -> None:
    click = np.zeros(22_050 * 60, np.float32)
    click[22_050 * 50] = 1
    heard = resampled(click, 22_050)
    assert int(np.argmax(heard)) == 48_000 * 50
    assert len(heard) == pytest.approx(48_000 * 60, abs=1)


@given(length=st.integers(1, 60_000), taps=st.integers(1, 3_000), seed=st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_filtering_in_parts_is_filtering_at_once(length: int, taps: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pcm = rng.normal(size=length).astype(np.float32)
    response = (rng.normal(size=taps) / taps).astype(np.float32)
    size = length + taps
    whole = np.fft.irfft(np.fft.rfft(pcm, size) * np.fft.rfft(response, size), size)
    assert np.allclose(filtered(pcm, response), whole[:length], atol=1e-4)
    half = taps // 2
    assert np.allclose(filtered(pcm, response, half), whole[half : half + length], atol=1e-4)


@given(st.lists(st.floats(-1, 1, width=32), max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_sound_can_be_finished(samples: list[float]) -> None:
    speech = finish(Take(np.array(samples, np.float32), 22_050, None, None), "x", "en", "test")
    assert np.isfinite(speech.pcm).all()
    assert np.abs(speech.pcm).max() <= 1


def test_long_speech_is_finished_without_a_second_copy() -> None:
    take = Take(tone(300, rate=22_050), 22_050, None, None)
    tracemalloc.start()
    try:
        speech = finish(take, "one", "en", "test")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.6 * speech.pcm.nbytes
