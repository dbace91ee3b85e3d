"""All that moves of a figure: its head, and its torso, drawn meanwhile on a core of its own where there is one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from avatar.errors import UsageError
from avatar.face.arkit import NAMES
from avatar.face.geometry import Face
from avatar.face.head import Head
from avatar.face.pose import BREATH, TURNS
from avatar.face.torso import Torso
from avatar.types import Floats, Pixels

Lay = Callable[[Pixels, int, int], None]
"""Puts a part (BGRA) with its left and top into the picture; called from two threads, for parts that share no pixel."""


class Body:
    """Draws the moving parts of one figure. Not safe for use from two threads at once."""

    def __init__(self, face: Face, figure: Pixels, landmarks: Floats, softness: float) -> None:
        """`figure` BGRA, kept as it is, with those landmarks in its pixels; `softness` is its own blur (sigma, px)."""
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="torso")
        self.torso = Torso(face, figure)
        self.head = Head(face, figure, landmarks, softness)

    def draw(self, values: Floats, pose: Floats, lay: Lay) -> None:
        """Lay every part that an expression (float32 [52]) and a pose (float32 [6]) move.

        Raises UsageError if either has another shape.
        """
        values, pose = np.asarray(values, np.float32), np.asarray(pose, np.float32)
        if values.shape != (len(NAMES),) or pose.shape != (BREATH + 1,):
            raise UsageError(
                f"an expression has {len(NAMES)} values and a pose {BREATH + 1}, not {values.shape}, {pose.shape}"
            )
        torso = self._beside.submit(self._draw_torso, lay) if self.torso.follow(pose) else None
        lay(self.head.draw(np.clip(values, 0, 1), pose[:TURNS], self.torso.moved), self.head.left, self.head.top)
        if torso:
            torso.result()

    def _draw_torso(self, lay: Lay) -> None:
        for part in self.torso.draw():
            lay(*part)
