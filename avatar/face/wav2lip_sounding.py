"""Where a stream of sound is more than a quiet room: in silence a generated mouth gives way to the portrait's own.

The generator mumbles on in silence; a presenter who says nothing keeps the mouth still.
"""

from __future__ import annotations

import numpy as np

from avatar.face.moves import ease
from avatar.types import Floats, Samples, samples_per_frame

_QUIET, _HEARD = -46.0, -40.0  # decibels of full scale between which a frame comes to be heard
_REACH = 0.1  # seconds around a heard frame that belong to it: gaps between words stay bridged
_FADE = 0.06  # seconds on either side over which a change is spread


class Sounding:
    """The state of one stream of sound; the same in pieces as in one go."""

    def __init__(self, fps: int) -> None:
        """Raises UsageError if `fps` does not divide the clock."""
        self._step = samples_per_frame(fps)
        self._reach, self._fade = max(1, round(_REACH * fps)), max(1, round(_FADE * fps))
        self._left = np.zeros(0, np.float32)
        self._heard = np.zeros(self._reach + self._fade, np.float32)

    def push(self, pcm: Samples) -> Floats:
        """How much each frame that is ready belongs to speech, 0 … 1, float32 [n]: it takes 0.2 s of sound ahead."""
        sound = np.concatenate([self._left, pcm])
        count = len(sound) // self._step
        self._left = sound[count * self._step :]
        return self._join(self._levels(sound[: count * self._step].reshape(count, self._step)))

    def flush(self) -> Floats:
        """The frames that are left, as if silence followed; in all ⌈samples / samples a frame⌉."""
        last = self._levels(self._left[None]) if len(self._left) else np.zeros(0, np.float32)
        self._left = self._left[:0]
        return self._join(np.concatenate([last, np.zeros(self._reach + self._fade, np.float32)]))

    @staticmethod
    def _levels(frames: Samples) -> Floats:
        decibels = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-10)
        return np.asarray(ease((decibels - _QUIET) / (_HEARD - _QUIET)), np.float32)

    def _join(self, levels: Floats) -> Floats:
        self._heard = np.concatenate([self._heard, levels])
        wide, soft = 2 * self._reach + 1, 2 * self._fade + 1
        if len(self._heard) < wide + soft - 1:
            return np.zeros(0, np.float32)
        bridged = np.lib.stride_tricks.sliding_window_view(self._heard, wide).max(axis=1)
        shares = np.lib.stride_tricks.sliding_window_view(bridged, soft).mean(axis=1)
        self._heard = self._heard[len(shares) :]
        return np.asarray(shares, np.float32)
