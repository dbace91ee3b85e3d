"""Mel spectrograms are those of the published training, in pieces as at once."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.wav2lip_mel import BANDS, FRAMES, REACH, MelStream, MelWindows, mel_bands
from avatar.types import Floats, Samples, samples_per_frame


def sound(seconds: float) -> Samples:
    """A gliding voice and some hiss."""
    time = np.arange(round(seconds * 48_000)) / 48_000
    voice = np.sin(2 * np.pi * (140 * time + 30 * time**2)) * np.sin(7 * time) ** 2
    hiss = np.random.default_rng(4).normal(0, 0.01, len(time))
    return (0.4 * voice + hiss).astype(np.float32)


def spectrogram(pcm: Samples) -> Floats:
    """The published way, written out frame by frame."""
    wave = soxr.resample(pcm.astype(np.float64), 48_000, 16_000)
    wave = np.append(wave[0], wave[1:] - 0.97 * wave[:-1])
    wave = np.pad(wave, 400, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(800) / 800)
    rows = []
    for start in range(0, len(wave) - 799, 200):
        heard = mel_bands() @ np.abs(np.fft.rfft(wave[start : start + 800] * window))
        decibels = 20 * np.log10(np.maximum(heard, 1e-5)) - 20
        rows.append(np.clip(8 * (decibels + 100) / 100 - 4, -4, 4))
    return np.array(rows, np.float32)


def heard(pcm: Samples, cuts: list[int]) -> Floats:
    stream = MelStream()
    parts = [stream.push(part) for part in np.split(pcm, sorted(cut % (len(pcm) + 1) for cut in cuts))]
    return np.concatenate([*parts, stream.flush()])


def test_frames_are_those_of_the_published_front_end() -> None:
    pcm = sound(1.3)
    mels = heard(pcm, [])
    assert mels.shape == (1 + round(1.3 * 16_000) // 200, BANDS)
    assert np.abs(mels - spectrogram(pcm)).max() < 2e-3


def test_bands_are_slaneys() -> None:
    """Edges even below 1 kHz, then by a ratio; triangles of area 1 in hertz."""
    hertz = np.arange(401) * 20.0
    peaks = hertz[mel_bands().argmax(1)]
    assert (peaks[0], peaks[-1]) == (100, 7320)
    steps = np.diff(peaks[peaks < 950])
    assert steps.min() == 20
    assert steps.max() == 40
    high = peaks[peaks > 2500]
    assert np.allclose(high[1:] / high[:-1], 1.0378, atol=0.012)
    assert np.allclose(mel_bands()[40:].sum(1) * 20, 1, atol=0.05)


def test_silence_is_the_lowest_and_loudness_stays_in_reach() -> None:
    assert (heard(np.zeros(9600, np.float32), []) == -REACH).all()
    loud = heard(np.random.default_rng(0).uniform(-1, 1, 9600).astype(np.float32), [])
    assert loud.max() <= REACH
    assert loud.mean() > 0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 30_000), st.lists(st.integers(0, 30_000), max_size=8))
def test_in_pieces_it_is_what_it_is_at_once(length: int, cuts: list[int]) -> None:
    pcm = sound(0.7)[:length]
    whole, parts = heard(pcm, []), heard(pcm, cuts)
    assert whole.shape == parts.shape
    assert np.allclose(whole, parts, atol=1e-5)


@pytest.mark.parametrize("fps", [24, 25, 30, 48, 50, 60])
def test_every_picture_hears_its_sixteen_frames(fps: int) -> None:
    pcm = sound(1.7)
    mels, count = heard(pcm, []), -(-len(pcm) // samples_per_frame(fps))
    windows = MelWindows(fps)
    taken = []
    for start in range(0, len(pcm), 5000):
        windows.push(pcm[start : start + 5000])
        late = min(start + 5000, len(pcm)) // samples_per_frame(fps) - sum(map(len, taken)) - windows.ready
        assert late <= 0.28 * fps + 1  # 0.2 s of mel frames, half a window, and what the resampler holds back
        taken.append(windows.take(windows.ready))
    windows.flush(count)
    taken.append(windows.take(windows.ready))
    made = np.concatenate(taken)
    assert made.shape == (count, BANDS, FRAMES)
    for index in range(count):
        start = min(80 * index // fps, len(mels) - FRAMES)
        assert np.allclose(made[index], mels[start : start + FRAMES].T, atol=1e-5)


@pytest.mark.parametrize("length", [1, 300, 2400])
def test_the_shortest_sound_is_followed_by_silence(length: int) -> None:
    windows = MelWindows(25)
    windows.push(sound(0.1)[:length])
    windows.flush(2)
    made = windows.take(windows.ready)
    assert made.shape == (2, BANDS, FRAMES)
    assert (made[:, :, 8:] == -REACH).all()
