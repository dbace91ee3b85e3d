"""Sound written to disk whole or not at all."""

from __future__ import annotations

import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest

from avatar.errors import OutputError
from avatar.speech.wav import write_wav


def test_a_wav_is_16_bit_mono_at_48_khz(tmp_path: Path) -> None:
    pcm = np.array([0, 0.5, -0.5, 1, -1, 2], np.float32)
    write_wav(tmp_path / "a.wav", pcm)
    with wave.open(str(tmp_path / "a.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 48_000)
        assert np.frombuffer(sound.readframes(9), "<i2").tolist() == [0, 16384, -16384, 32767, -32767, 32767]
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_folder_that_is_not_there_is_made_and_one_that_cannot_be_is_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "new" / "a.wav", np.zeros(4, np.float32))
    with pytest.raises(OutputError, match=r"a\.wav/b\.wav: cannot be written"):
        write_wav(tmp_path / "new" / "a.wav" / "b.wav", np.zeros(4, np.float32))
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.wav"]


def test_a_failed_write_leaves_nothing_and_keeps_the_old(tmp_path: Path) -> None:
    target = tmp_path / "a.wav"
    target.mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_wav(target, np.zeros(4, np.float32))
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_an_hour_of_sound_is_not_held_twice(tmp_path: Path) -> None:
    pcm = np.linspace(-1, 1, 48_000 * 300, dtype=np.float32)
    tracemalloc.start()
    try:
        write_wav(tmp_path / "long.wav", pcm)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 0.8 * pcm.nbytes
    with wave.open(str(tmp_path / "long.wav")) as sound:
        assert sound.getnframes() == len(pcm)
