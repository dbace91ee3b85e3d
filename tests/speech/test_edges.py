"""Takes as voices and people deliver them: all come out as loud, trimmed to the speech, and without clicks."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import soxr

from avatar.speech.finish import LOUDNESS, PEAK, Take, finish, loudness
from avatar.speech.recital import recite
from avatar.speech.roster import timbre
from avatar.types import SAMPLE_RATE

Sound = npt.NDArray[np.float32]
LINES = {
    "one syllable": ("好", "zh", None),
    "a word": ("Yes.", "en", "Reed"),
    "a line": ("大家好，这款杯子保温十二个小时，只要九十九元。", "zh", None),
    "many": ("This bottle keeps tea hot for a whole day. " * 6, "en", "m7"),
}
LEAD, TAIL = 0.3, 1.0


@functools.cache
def spoken(line: str) -> Sound:
    text, language, variant = LINES[line]
    recital = recite(text, language, timbre(variant, None))
    sound = soxr.resample(recital.pcm.astype(np.float32) / np.float32(32768), recital.rate, SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.003)
    return np.asarray(sound[loud[0] : loud[-1] + 1], np.float32)


def take(line: str) -> Sound:
    margins = (round(LEAD * SAMPLE_RATE), round(TAIL * SAMPLE_RATE))
    return np.pad(spoken(line), margins)


def noise(length: int, size: float) -> Sound:
    """Noise that falls off with frequency, as rooms and breaths do."""
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=length))
    sound = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), length)
    return np.asarray(sound / sound.std() * size, np.float32)


def hum(length: int, size: float) -> Sound:
    return np.asarray(size * np.sin(2 * np.pi * 50 * np.arange(length) / SAMPLE_RATE), np.float32)


def breathed(pcm: Sound) -> Sound:
    shape = np.zeros(len(pcm), np.float32)
    shape[2000:10_000] = np.hanning(8000)
    shape[-24_000:-8000] = np.hanning(16_000)
    return pcm + shape * noise(len(pcm), 0.006)


def clicked(pcm: Sound) -> Sound:
    pcm = pcm.copy()
    pcm[[100, -2000]] = 0.8
    return pcm


WAYS: dict[str, Callable[[Sound], Sound]] = {
    "plain": lambda pcm: pcm,
    "faint": lambda pcm: pcm * np.float32(0.003),
    "clipped": lambda pcm: np.clip(pcm * 8, -1, 1),
    "off zero": lambda pcm: pcm * np.float32(0.5) + np.float32(0.1),
    "humming": lambda pcm: pcm + hum(len(pcm), 0.006),
    "noisy": lambda pcm: pcm + noise(len(pcm), 0.003),
    "breathing": breathed,
    "clicking": clicked,
    "no silence": lambda pcm: pcm[round(LEAD * SAMPLE_RATE) : len(pcm) - round(TAIL * SAMPLE_RATE)],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("line", LINES)
def test_every_take_comes_out_alike(line: str, way: str) -> None:
    speech = finish(Take(WAYS[way](take(line)).astype(np.float32), SAMPLE_RATE, None, None), "x", "en", "test")
    heard = loudness(speech.pcm)
    assert heard == pytest.approx(LOUDNESS, abs=1)
    assert np.abs(speech.pcm).max() <= PEAK * 1.001
    # 70 ms before the speech, 150 ms after it, and what a soft beginning or end in noise may need
    assert speech.seconds - len(spoken(line)) / SAMPLE_RATE == pytest.approx(0.22, abs=0.2)
    assert speech.pcm[0] == speech.pcm[-1] == 0
    assert abs(float(np.median(speech.pcm))) < 0.01


@pytest.mark.parametrize("line", LINES)
def test_no_speech_is_taken_for_noise(line: str) -> None:
    for size in (0.0, 0.001, 0.003):
        pcm = take(line)
        speech = finish(Take(pcm + noise(len(pcm), size), SAMPLE_RATE, None, None), "x", "en", "test")
        assert speech.seconds > len(spoken(line)) / SAMPLE_RATE + 0.15


def test_a_soft_end_after_a_short_closure_stays() -> None:
    burst = noise(SAMPLE_RATE // 20, 0.02)
    closure = np.zeros(SAMPLE_RATE // 25, np.float32)
    pcm = np.concatenate([spoken("a word"), closure, burst])
    speech = finish(Take(pcm, SAMPLE_RATE, None, None), "x", "en", "test")
    assert speech.seconds > len(pcm) / SAMPLE_RATE + 0.15
