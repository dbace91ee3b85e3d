"""Sound on disk: 16-bit mono WAV."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from avatar.types import SAMPLE_RATE, Samples
from avatar.workplace import written_whole

_BLOCK = 60 * SAMPLE_RATE  # an hour of sound is not held in memory twice


def write_wav(path: Path, pcm: Samples) -> None:
    """Write `pcm`, cut at -1 … 1, as a 16-bit mono 48 kHz WAV; whole or not at all. Raises OutputError."""
    with written_whole(path) as part, part.open("wb") as file, wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        for begin in range(0, len(pcm), _BLOCK):
            block = np.clip(pcm[begin : begin + _BLOCK], -1, 1)
            sound.writeframesraw(np.round(block * 32767).astype("<i2").tobytes())
