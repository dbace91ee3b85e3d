"""When a person blinks, and how far the lids are down at a moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_CLOSING = 0.08  # seconds
_SHUT = 0.03
_OPENING = 0.16
_FIRST = (0.8, 2.8)  # seconds before the first blink, at least and at most
_SHORTEST = 1.2  # seconds between blinks that are not a double one
_SPREAD = (2.2, 1.25)  # shape and scale (s) of the gamma law of what comes on top: 15 a minute
_DOUBLE = 0.13  # chance that a second blink follows at once
_DOUBLE_AFTER = (0.34, 0.46)
_PARTIAL = 0.12  # chance of a lid that comes down only half way
_PARTIAL_DEPTH = (0.5, 0.7)


@dataclass(frozen=True)
class _Blink:
    start: float
    depth: float


class Blinks:
    """An endless row of blinks: one seed, one row. Times are asked for in rising order."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 1))
        self._known = [_Blink(float(self._random.uniform(*_FIRST)), 1.0)]
        self._doubled = False

    def at(self, seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """How far the lids are down at these times, 0 … 1."""
        closed = np.zeros(len(seconds))
        if not len(seconds):
            return closed
        while self._known[-1].start <= seconds[-1]:
            self._known.append(self._next(self._known[-1]))
        length = _CLOSING + _SHUT + _OPENING
        self._known = [blink for blink in self._known if blink.start + length >= seconds[0]]
        for blink in self._known:
            closed = np.maximum(closed, blink.depth * _lid(seconds - blink.start))
        return closed

    def _next(self, last: _Blink) -> _Blink:
        chance, gap = self._random.random(2)
        wait = _SHORTEST + self._random.gamma(*_SPREAD)
        if not self._doubled and chance < _DOUBLE:
            self._doubled = True
            return _Blink(last.start + float(np.interp(gap, (0, 1), _DOUBLE_AFTER)), 0.9)
        self._doubled = False
        partial = chance > 1 - _PARTIAL
        return _Blink(last.start + float(wait), float(np.interp(gap, (0, 1), _PARTIAL_DEPTH)) if partial else 1.0)


def _lid(moment: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Closure this long after a blink began: quick down, a moment shut, up with a slow end."""
    down = np.clip(moment / _CLOSING, 0, 1)
    up = np.clip((moment - _CLOSING - _SHUT) / _OPENING, 0, 1) ** 0.75
    closure: npt.NDArray[np.float64] = _eased(down) * (1 - _eased(up))
    return closure


def _eased(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    eased: npt.NDArray[np.float64] = share * share * (3 - 2 * share)
    return eased
