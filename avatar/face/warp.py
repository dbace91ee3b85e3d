"""Coarse grids of displacements over a box of the picture: inverted, brought to full size, looked up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from avatar.types import Floats

Part = tuple[slice, slice]
"""Rows and columns, half open."""

_NO_MAP = np.empty(0, np.float32)


@dataclass(frozen=True)
class Grid:
    """Nodes over a box of the picture, `step` pixels apart, the first in the middle of its cell.

    `left`, `top` px of the box; `columns`, `rows` count nodes; the box is `step` times as large.
    """

    left: int
    top: int
    columns: int
    rows: int
    step: int

    @classmethod
    def over(cls, left: float, top: float, right: float, bottom: float, step: int) -> Grid:
        """The grid that covers a box, grown to whole cells."""
        x, y = math.floor(left), math.floor(top)
        return cls(x, y, math.ceil((right - x) / step), math.ceil((bottom - y) / step), step)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the box in pixels."""
        return self.columns * self.step, self.rows * self.step

    @property
    def index(self) -> Floats:
        """Positions of the nodes in units of nodes, float32 [rows, columns, 2]."""
        x, y = np.arange(self.columns, dtype=np.float32), np.arange(self.rows, dtype=np.float32)
        return np.dstack(np.meshgrid(x, y))

    @property
    def nodes(self) -> Floats:
        """Picture positions of the nodes, float32 [rows, columns, 2]."""
        first = np.array([self.left, self.top], np.float32) + np.float32((self.step - 1) / 2)
        return np.asarray(self.index * np.float32(self.step) + first, np.float32)

    @property
    def pixels(self) -> Floats:
        """Picture positions of the box's pixels, float32 [height, width, 2]."""
        return pixel_positions(self.left, self.top, *self.size)

    def slices(self, box: Floats) -> Part:
        """Rows and columns of the nodes whose cells touch a box (left, top, right, bottom in pixels)."""
        left, right = (np.clip((box[[0, 2]] - self.left) / self.step, 0, self.columns)).tolist()
        top, bottom = (np.clip((box[[1, 3]] - self.top) / self.step, 0, self.rows)).tolist()
        return slice(int(top), math.ceil(bottom)), slice(int(left), math.ceil(right))


def pixel_positions(left: int, top: int, width: int, height: int) -> Floats:
    """Picture positions of the pixels of a box, float32 [height, width, 2]."""
    x = np.arange(left, left + width, dtype=np.float32)
    y = np.arange(top, top + height, dtype=np.float32)
    return np.dstack(np.meshgrid(x, y))


def moved_back(moves: Floats, seen: Floats, rounds: int = 3) -> Floats:
    """Where what is seen at positions `seen` [..., 2] came from, when each point p went to p + moves(p).

    `moves` float32 [rows, columns, 2] on a grid, nothing outside; all in units of its nodes. Newton's
    method along the vertical, in which faces stretch most, and substitution along the horizontal.
    """
    field = np.empty((*moves.shape[:2], 3), np.float32)
    field[..., :2] = moves
    field[..., 2] = 1
    field[1:-1, :, 2] += (moves[2:, :, 1] - moves[:-2, :, 1]) * np.float32(0.5)
    np.maximum(field[..., 2], np.float32(0.25), out=field[..., 2])
    came = seen
    for _ in range(rounds):
        read = cv2.remap(field, came, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 1))
        here = np.asarray(read, np.float32)
        error = here[..., :2]
        error += came
        error -= seen
        error[..., 1] /= here[..., 2]
        came = came - error
    return np.asarray(came, np.float32)


def looked_up(image: npt.NDArray[Any], where: Floats, out: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
    """An image at fractional positions [h, w, 2]; beyond its edge it goes on as at the edge."""
    return np.asarray(
        cv2.remap(image, where, _NO_MAP, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REPLICATE), image.dtype
    )
