"""Spectra as the expression network hears them."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.features import BANDS, HOP, MELS, Spectra, hertz_of, levelled, log_mel
from avatar.types import SAMPLE_RATE
from tests.face.lines import hum


def heard(pcm):
    spectra = Spectra()
    return np.concatenate([spectra.push(pcm), spectra.flush()])


def tone(hertz, seconds=0.5):
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


@pytest.mark.parametrize("hertz", [200, 440, 1000, 3000, 6000])
def test_a_tone_is_loudest_in_its_own_band(hertz):
    spectrum = log_mel(tone(hertz), 20).mean(axis=0)
    middles = hertz_of(MELS)
    assert abs(middles[spectrum.argmax()] - hertz) <= 1.2 * np.diff(middles)[min(spectrum.argmax(), BANDS - 2)]


@given(cuts=st.lists(st.integers(0, 24_000), max_size=12))
@settings(max_examples=30, deadline=None)
def test_sound_in_pieces_gives_what_it_gives_at_once(cuts):
    pcm = np.random.default_rng(3).normal(0, 0.1, 24_000).astype(np.float32)
    spectra, rows = Spectra(), []
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(pcm)], strict=True):
        rows.append(spectra.push(pcm[begin:end]))
    rows.append(spectra.flush())
    np.testing.assert_allclose(np.concatenate(rows), heard(pcm), rtol=0, atol=1e-5)


def test_a_spectrum_a_hundredth_of_a_second_and_one_for_the_start():
    assert len(heard(np.zeros(10 * HOP, np.float32))) == 11
    assert len(heard(np.zeros(0, np.float32))) == 1


def test_a_recording_at_sixteen_kilohertz_sounds_the_same():
    pcm = hum(1.0)
    low = soxr.resample(pcm, SAMPLE_RATE, 16_000).astype(np.float32)
    wide, narrow = log_mel(pcm, 90), log_mel(low, 90, 16_000)
    voiced = wide > -6
    assert np.abs(wide - narrow)[:, :70][voiced[:, :70]].max() < 0.1


def test_a_softer_recording_is_heard_alike_once_somebody_has_spoken_for_a_while():
    speech = np.concatenate([hum(0.2, 0.4), np.zeros(4800, np.float32)] * 20)
    loud, soft = heard(speech), heard(speech * 0.25)
    begun = np.abs(loud - soft)[:20].max()
    later = np.abs(loud - soft)[-50:]
    assert np.median(later) < 0.35 * begun


def test_faint_noise_stays_below_speech_however_long_it_lasts():
    noise = (0.003 * np.random.default_rng(0).standard_normal(20 * SAMPLE_RATE)).astype(np.float32)
    assert heard(noise)[-200:].mean() < -0.8


def test_several_streams_at_once_are_as_each_alone():
    pieces = np.stack([log_mel(hum(0.5, level), 40) for level in (0.05, 0.5)])
    both = levelled(pieces)
    for alone, one in zip(pieces, both, strict=True):
        np.testing.assert_allclose(levelled(alone[None])[0], one, rtol=0, atol=1e-6)
