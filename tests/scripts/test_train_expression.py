"""Lessons for the expression network, and that it learns from them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: make torch")

import torch

from avatar.face.expression import prepared
from avatar.face.features import BANDS
from avatar.face.listener import GROUPS, TRACKS
from scripts.train_expression import judged
from scripts.training.augment import varied
from scripts.training.clip import CLIP_RATE, Clip, Timed, keep
from scripts.training.lessons import lessons
from scripts.training.rows import SPECTRA, Rows

ROOT = Path(__file__).resolve().parents[2]
PART, SEAL = TRACKS.index("part"), TRACKS.index("seal")


def clip(seed: int) -> Clip:
    """Four seconds of `ma`: a hum, then a buzz with overtones, and a pause after each second."""
    times = np.arange(CLIP_RATE // 4) / CLIP_RATE
    tune = 110 + 10 * seed
    hum = 0.1 * np.sin(2 * np.pi * tune * times)
    buzz = sum(0.2 / k * np.sin(2 * np.pi * tune * k * times) for k in range(1, 30))
    second = np.concatenate([hum, buzz, np.zeros(CLIP_RATE // 2)])
    phones = [
        timed
        for begin in range(4)
        for timed in (
            Timed("m", begin, begin + 0.25, False, "m"),
            Timed("ɑ", begin + 0.25, begin + 0.5, True, "aa"),
        )
    ]
    pcm = (np.tile(second, 4) * 20000).astype(np.int16)
    return Clip(pcm, tuple(phones), "ma ma ma ma", "en", "test")


@pytest.fixture(scope="module")
def speech(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("speech")
    for voice in ("one", "two"):
        assert len(list(keep((clip(seed) for seed in range(12)), folder / voice))) == 12
    return folder


def test_a_lesson_shows_the_mouth_at_the_moment_of_the_sound(speech):
    lesson = next(iter(lessons(speech / "one", seed=1)))
    assert lesson.spectra.shape == (len(lesson.groups), BANDS)
    m, a = (next(place for place, group in enumerate(GROUPS) if letter in group) for letter in "mɑ")
    assert lesson.groups[10] == m
    assert lesson.groups[35] == a
    assert lesson.tracks[12, SEAL] > 0.9
    assert lesson.tracks[12, PART] < 0.05
    assert lesson.tracks[37, PART] > 0.25
    assert lesson.spectra[37].max() > lesson.spectra[75].max() + 3


def test_varied_speech_keeps_its_time(speech):
    lesson = next(iter(lessons(speech / "one", seed=1)))
    clean = torch.from_numpy(lesson.spectra[:300].astype(np.float32))[None].repeat(8, 1, 1)
    torch.manual_seed(3)
    other = varied(clean)
    assert other.shape == clean.shape
    assert torch.isfinite(other).all()
    loud = other[:, 30:45].amax((1, 2)) - other[:, 60:95].mean((1, 2))
    assert (loud > 0.5).all()
    assert other.amax((1, 2)).std() > 0.2


def test_rows_are_as_long_as_asked_and_the_same_for_a_seed(speech):
    voices = {"one": list(lessons(speech / "one", 1))}
    first, again = (next(iter(Rows(voices, 3, seed))) for seed in (5, 5))
    assert first[0].shape == (3, BANDS, SPECTRA)
    assert first[1].shape == (3, len(TRACKS), SPECTRA)
    assert first[2].shape == (3, SPECTRA)
    for one, two in zip(first, again, strict=True):
        assert torch.equal(one, two)


def test_the_shipped_network_opens_for_a_and_not_for_m(speech):
    figures = judged(prepared(), {"one": list(lessons(speech / "one", 1))})
    assert figures["one"]["part"] > 0.5


def test_the_script_trains_writes_and_judges(speech, tmp_path):
    out, cache = tmp_path / "weights.pt", tmp_path / "lessons"
    command = [sys.executable, "-m", "scripts.train_expression", str(speech), "--out", str(out), "--steps", "3"]
    for _ in range(2):  # the second time from what the first one kept
        done = subprocess.run(
            [*command, "--batch", "2", "--cache", str(cache), "--unheard", "two"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "1 voices" in done.stdout
        assert "two" in done.stdout.splitlines()[-1]
    assert out.stat().st_size < 5_000_000
    assert set(torch.load(out, weights_only=True)) == set(prepared().state_dict())
