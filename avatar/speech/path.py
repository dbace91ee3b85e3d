"""The likeliest way through a sound for a row of steps that follow one another: dynamic time warping in a band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# what it costs, in nepers, to stay on a step, and to leave one out
_STAY, _LEAVE = 0.4, 0.4
_NEVER = np.float32(1e9)
_FURTHEST = 3

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """What is expected, in order: `kinds` int [n], and `optional` bool [n], a pause of any length or none.

    The first and the last are optional; no two optional steps are neighbours.
    """

    kinds: Integers
    optional: npt.NDArray[np.bool_]


def way(costs: npt.NDArray[np.float32], steps: Steps, middle: npt.NDArray[np.float64], reach: int) -> Integers:
    """The cheapest way through all steps: for each moment its step, int [moments].

    `costs` float32 [moments, kinds]. No step further than `reach` from `middle` [moments, rising] is tried. A step
    may last, and single ones be left out, at a cost; of pauses either is free.
    """
    count = len(steps.kinds)
    low = np.clip(np.rint(middle).astype(int) - reach, 0, count - 2)
    high = np.clip(np.rint(middle).astype(int) + reach, 2, count)
    tolls = _tolls(steps.optional)
    came = np.zeros((len(costs), int((high - low).max())), np.int8)
    best = np.full(count + _FURTHEST, _NEVER, np.float32)  # the steps', behind three that cannot be
    best[_FURTHEST : _FURTHEST + 2] = costs[0, steps.kinds[:2]]
    for moment in range(1, len(costs)):
        first, last = low[moment], high[moment]
        ways = np.stack([best[_FURTHEST + first - back : _FURTHEST + last - back] for back in range(_FURTHEST + 1)])
        ways += tolls[:, first:last]
        chosen = ways.argmin(axis=0)
        came[moment, : last - first] = chosen
        best[:] = _NEVER
        best[_FURTHEST + first : _FURTHEST + last] = ways.min(axis=0) + costs[moment, steps.kinds[first:last]]
    return _walked(came, low, count - 1 if best[-1] <= best[-2] else count - 2)


def _tolls(optional: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """What it costs to come to each step from itself, the one before, the one before that, … [4, steps]."""
    count = len(optional)
    leave = np.where(optional, 0, _LEAVE)
    tolls = np.full((_FURTHEST + 1, count), _NEVER)
    tolls[0] = np.where(optional, 0, _STAY)
    tolls[1] = 0
    tolls[2, 1:] = leave[:-1]
    # two are left out only where one of them is a pause: a word of one step is never lost
    tolls[3, 2:] = np.where(optional[:-2] | optional[1:-1], leave[:-2] + leave[1:-1], _NEVER)
    return tolls.astype(np.float32)


def _walked(came: npt.NDArray[np.int8], low: Integers, step: int) -> Integers:
    taken = np.zeros(len(came), np.int64)
    for moment in range(len(came) - 1, -1, -1):
        taken[moment] = step
        step -= int(came[moment, step - low[moment]]) if moment else 0
    return taken
