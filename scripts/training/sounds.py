"""Sound at whatever rate a synthesiser speaks, brought to the clips' rate."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scripts.training.clip import CLIP_RATE


def at_clip_rate(pcm: npt.NDArray[Any], rate: int) -> npt.NDArray[np.int16]:
    """Mono int16, or float in ±1, at `rate` → int16 [n] at CLIP_RATE."""
    import soxr

    sound = pcm.astype(np.float32) / 32768 if pcm.dtype == np.int16 else pcm.astype(np.float32)
    if rate != CLIP_RATE:
        sound = soxr.resample(sound, rate, CLIP_RATE, quality="HQ")
    whole: npt.NDArray[np.int16] = np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16)
    return whole


def read_wav(path: Path) -> npt.NDArray[np.int16]:
    """A synthesiser's 16-bit mono WAV as int16 [n] at CLIP_RATE."""
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return at_clip_rate(pcm, file.getframerate())
