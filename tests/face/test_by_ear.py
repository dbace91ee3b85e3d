"""A mouth by ear, for a machine without torch."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.face.by_ear import ByEar
from avatar.types import SAMPLE_RATE, samples_per_frame
from tests.face.lines import hum, line, unheard
from tests.face.test_articulation import SHUT, gap


def show(pcm, fps=25):
    listener = ByEar(fps)
    return np.concatenate([listener.push(pcm), listener.flush()])


def test_silence_is_a_still_closed_mouth():
    quiet = np.zeros(3 * SAMPLE_RATE, np.float32)
    noise = (0.003 * np.random.default_rng(1).standard_normal(3 * SAMPLE_RATE)).astype(np.float32)
    loud_noise = noise * 30
    rustle = noise * 0.2 * (np.arange(len(noise)) % 24_000 < 6_000)
    for pcm in (quiet, noise, loud_noise, rustle):
        assert gap(show(pcm)).max() < SHUT


def test_any_recorded_voice_moves_the_mouth_and_its_pauses_close_it():
    speech = unheard(line(*"matasama", 0.5, *"nabasata", lead=0.3, tail=0.4))
    rows = show(speech.pcm)
    assert gap(rows).max() > 0.25
    assert gap(rows)[:5].max() < SHUT
    assert gap(rows)[30:36].min() < SHUT
    assert np.std(gap(rows)) > 0.05


def test_a_muffled_hum_opens_less_than_a_bright_voice():
    bright = np.concatenate([np.zeros(9600, np.float32), hum(0.5)])
    times = np.arange(24000) / SAMPLE_RATE
    muffled = np.concatenate([(0.3 * np.sin(2 * np.pi * 150 * times)).astype(np.float32), np.zeros(9600, np.float32)])
    rows = show(np.concatenate([muffled, bright]))
    assert gap(rows)[3:11].max() < 0.3 * gap(rows)[22:34].max()


def test_a_humming_nose_closes_the_mouth_under_the_same_overtones():
    times = np.arange(24_000) / SAMPLE_RATE
    voice, nose = hum(0.5, 0.04), 0.2 * np.sin(2 * np.pi * 300 * times) + 0.2 * np.sin(2 * np.pi * 150 * times)
    still, loud = np.zeros(9600, np.float32), hum(0.2, 0.5)
    rows = show(np.concatenate([loud, still, voice, still, voice + nose, still], dtype=np.float32))
    assert gap(rows)[28:34].mean() < 0.85 * gap(rows)[13:20].mean()


@pytest.mark.parametrize("fps", [24, 25, 60])
def test_a_long_sound_is_heard_in_stretches_and_no_frame_is_lost(fps):
    sound = np.tile(hum(0.5), 90)[: 43 * SAMPLE_RATE + 7]
    listener = ByEar(fps)
    rows = [listener.push(piece) for piece in np.array_split(sound, 17)]
    assert sum(map(len, rows)) > 0
    rows.append(listener.flush())
    assert sum(map(len, rows)) == -(-len(sound) // samples_per_frame(fps))
