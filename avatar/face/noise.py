"""Smooth noise that can be asked for any frame: the same seed, channel and frame give the same value."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

_CORNERS = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6.0  # uniform cubic B-spline


class SmoothNoise:
    """A random curve of mean 0 and deviation 1 without jump or bend: nothing in it is faster than `period` allows.

    A cubic B-spline over random values `period` seconds apart, drawn anew all along the
    way, so it never repeats.
    """

    def __init__(self, seed: int, channel: int, period: float) -> None:
        self._draw = lru_cache(maxsize=64)(lambda knot: np.random.default_rng((seed, channel, knot)).standard_normal())
        self._period = period

    def at(self, seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The curve at these times (0 or later), the same shape."""
        if not len(seconds):
            return np.zeros(0)
        place = seconds / self._period
        knots = np.floor(place).astype(int)
        first = int(knots.min())
        drawn = np.array([self._draw(knot) for knot in range(first, int(knots.max()) + 4)])
        offset = (place - knots)[:, None]
        weights = np.concatenate([np.ones_like(offset), offset, offset**2, offset**3], axis=1) @ _CORNERS
        around = drawn[(knots - first)[:, None] + np.arange(4)]
        curve: npt.NDArray[np.float64] = (weights * around).sum(axis=1) / _DEVIATION
        return curve


def _deviation() -> float:
    offset = np.linspace(0, 1, 101)[:, None]
    weights = np.concatenate([np.ones_like(offset), offset, offset**2, offset**3], axis=1) @ _CORNERS
    return float(np.sqrt((weights**2).sum(axis=1).mean()))


_DEVIATION = _deviation()
