"""When a standing person shifts their weight from one leg to the other, and where that takes the head meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_Track = npt.NDArray[np.float64]

_FIRST = (3.0, 9.0)  # seconds before the first, at least and at most
_STAY = (6.0, 16.0)  # seconds on one leg
_LEAST, _MOST = 0.02, 0.055  # eye distances from the middle
_TAKES = (1.9, 2.7)  # seconds a shift lasts
_DIP = 0.2  # how deep the head sinks on the way, per way to the side


@dataclass(frozen=True)
class _Shift:
    """From one place to another, both in eye distances to the image's right."""

    start: float
    length: float
    source: float
    target: float


class WeightShifts:
    """An endless row of them: one seed, one row. Times are asked for in rising order."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 3))
        self._side = 1.0 if self._random.random() < 0.5 else -1.0
        self._known = [_Shift(-10.0, 1.0, 0.0, 0.0), self._from(0.0, float(self._random.uniform(*_FIRST)))]

    def at(self, seconds: _Track) -> tuple[_Track, _Track]:
        """Where the head is at these times, in eye distances to the image's right and down."""
        aside, down = np.zeros(len(seconds)), np.zeros(len(seconds))
        if not len(seconds):
            return aside, down
        while self._known[-1].start <= seconds[-1]:
            last = self._known[-1]
            stay = float(self._random.uniform(*_STAY))
            self._known.append(self._from(last.target, last.start + last.length + stay))
        while len(self._known) > 2 and self._known[1].start <= seconds[0]:
            del self._known[0]
        for shift in self._known:
            share = _moved((seconds - shift.start) / shift.length)
            way = shift.target - shift.source
            begun = seconds >= shift.start
            aside = np.where(begun, shift.source + way * share, aside)
            down = np.where(begun, _DIP * abs(way) * np.sin(np.pi * share) ** 2, down)
        return aside, down

    def _from(self, source: float, start: float) -> _Shift:
        self._side = -self._side
        target = self._side * float(self._random.uniform(_LEAST, _MOST))
        return _Shift(start, float(self._random.uniform(*_TAKES)), source, target)


def _moved(share: _Track) -> _Track:
    """The way of a limb from rest to rest with the least jerk (Flash & Hogan, 1985)."""
    share = np.clip(share, 0, 1)
    way: _Track = share**3 * (10 - 15 * share + 6 * share**2)
    return way
