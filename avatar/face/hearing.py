"""A mouth that follows sound alone, for voices that tell no phones: louder opens it, the timbre shapes it."""

from __future__ import annotations

import numpy as np

from avatar.face.grid import Grid, Track
from avatar.types import Samples

_SILENCE = -55.0  # decibels: quieter is room noise, whatever the rest of the recording
_DEPTH = 36.0  # decibels from the loud to the closed


def heard(pcm: Samples, grid: Grid) -> dict[str, Track]:
    """The tracks of a mouth that moves to this sound; a still closed one where it is silent."""
    level = grid.smooth(np.maximum(grid.loudness(pcm), -90), 0.03)
    loud = max(float(np.percentile(level, 95)), _SILENCE + 15)
    part = 0.55 * np.clip((level - loud + _DEPTH / 2) / (_DEPTH / 2), 0, 1.3)
    part = grid.smooth(part, 0.02)
    still = np.zeros(grid.points)
    return {
        "jaw": 0.9 * part,
        "part": part,
        "spread": still,
        "pucker": still,
        "funnel": still,
        "tongue": still,
        "tuck": still,
        "seal": still,
    }
