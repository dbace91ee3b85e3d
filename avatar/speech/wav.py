"""Sound on disk: 16-bit mono WAV."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np

from avatar.errors import OutputError
from avatar.types import SAMPLE_RATE, Samples


def write_wav(path: Path, pcm: Samples) -> None:
    """Write `pcm` as a 16-bit mono 48 kHz WAV; the file appears whole or not at all. Raises OutputError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    data = np.round(np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes()
    try:
        with fresh.open("wb") as file, wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(SAMPLE_RATE)
            sound.writeframes(data)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
