"""The vocabulary of `shapes.py`: layers, smooth steps, and a move as one coefficient's displacements in one layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""Numbers at points: float32 or what NumPy makes of it on the way."""
Move = tuple[str, int, Array]
"""A coefficient's name, a layer, and displacements [..., 2] at its 1."""

FRONT, BACK = 0, 1
SIDES = (("Left", 1.0), ("Right", -1.0))
"""The person's sides, and where they are in the image."""


def ease(x: Array) -> Array:
    """0 below 0, 1 above 1, a smooth step between."""
    x = np.clip(x, 0, 1)
    return np.asarray(x * x * (3 - 2 * x))


def both(name: str, x: Array, y: Array) -> Iterator[Move]:
    """The same move in both layers."""
    move = np.stack(np.broadcast_arrays(x, y), -1).astype(np.float32)
    yield name, FRONT, move
    yield name, BACK, move


def layers(name: str, x: Array, front: Array, back: Array) -> Iterator[Move]:
    """A move that is the same across and differs down the face."""
    for layer, y in ((FRONT, front), (BACK, back)):
        yield name, layer, np.stack(np.broadcast_arrays(x, y), -1).astype(np.float32)
