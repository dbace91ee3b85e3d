"""A mouth by ear, in a stream: for a machine without torch, where no network can listen."""

from __future__ import annotations

import numpy as np

from avatar.face.arkit import NAMES
from avatar.face.coefficients import coefficients
from avatar.face.hearing import heard
from avatar.face.timeline import Timeline
from avatar.types import Floats, Samples, samples_per_frame

_STRETCH = 20  # seconds heard at once: long enough to know what is loud, short enough to stay small


class ByEar:
    """Moves the mouth by what the bands of the sound tell (`hearing.py`), a stretch of sound at a time."""

    def __init__(self, fps: int) -> None:
        """Raises UsageError if `fps` does not divide the clock."""
        self._fps = fps
        self._stretch = _STRETCH * fps * samples_per_frame(fps)
        self.clear()

    def clear(self) -> None:
        """Forget all sound: what is pushed next is a new one."""
        self._sound: Samples = np.zeros(0, np.float32)

    def push(self, pcm: Samples) -> Floats:
        """Take more sound, float32 [n]; gives the rows of the stretches that are full, float32 [rows, 52]."""
        self._sound = np.concatenate([self._sound, pcm])
        full = len(self._sound) // self._stretch * self._stretch
        stretches, self._sound = self._sound[:full], self._sound[full:]
        return self._rows(stretches)

    def flush(self) -> Floats:
        """The rows that are left; in all ⌈samples / samples_per_frame(fps)⌉. Then the sound is forgotten."""
        rows = self._rows(self._sound)
        self.clear()
        return rows

    def _rows(self, sound: Samples) -> Floats:
        rows = [np.zeros((0, len(NAMES)), np.float32)]
        for begin in range(0, len(sound), self._stretch):
            stretch = sound[begin : begin + self._stretch]
            timeline = Timeline.over(len(stretch), samples_per_frame(self._fps))
            mouth = heard(stretch, timeline)
            rows.append(coefficients({name: track[timeline.centres] for name, track in mouth.items()}))
        return np.concatenate(rows)
