"""Coarse grids of displacements over a box of the picture: inverted, brought to full size, looked up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from avatar.types import Floats, Pixels

Part = tuple[slice, slice]
"""Rows and columns, half open."""

_NO_MAP = np.empty(0, np.float32)
_HALF = np.array([-1, 4, -11, 40, 40, -11, 4, -1]) / 64
_CRISP = np.array([-0.055, 1.11, -0.055])  # makes up for what a linear look-up beside such a place takes
_KERNEL = np.convolve(_HALF, _CRISP).astype(np.float32)


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
        return self.picture(self.index)

    @property
    def pixels(self) -> Floats:
        """Picture positions of the box's pixels, float32 [height, width, 2]."""
        return pixel_positions(self.left, self.top, *self.size)

    def picture(self, positions: Floats) -> Floats:
        """Positions in units of nodes as positions in the picture."""
        first = np.array([self.left, self.top], np.float32) + np.float32((self.step - 1) / 2)
        return np.asarray(positions * np.float32(self.step) + first, np.float32)

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


def doubled(image: Pixels) -> Pixels:
    """A picture [h, w, c] at twice its resolution, its own pixels at the even places of [2h, 2w, c].

    Looked up there, halfway between pixels keeps nearly all its sharpness for the price of a linear look-up.
    The filter is that of half-sample positions in HEVC (ITU-T H.265, 8.5.3.3.3), a little crisper.
    """
    height, width = image.shape[:2]
    fine = np.empty((2 * height, 2 * width, *image.shape[2:]), np.uint8)
    fine[::2, ::2] = image
    fine[::2, 1::2] = across = _halfway(image, _KERNEL[None])
    fine[1::2, ::2] = _halfway(image, _KERNEL[:, None])
    fine[1::2, 1::2] = _halfway(across, _KERNEL[:, None])
    return fine


def _halfway(image: Pixels, kernel: Floats) -> Pixels:
    """The picture half a pixel on, along the kernel's longer side."""
    height, width = kernel.shape
    anchor = ((width - 1) // 2, (height - 1) // 2)
    return np.asarray(cv2.filter2D(image, -1, kernel, anchor=anchor, borderType=cv2.BORDER_REPLICATE), np.uint8)


def spread(positions: Floats, step: int, out: Floats | None = None) -> Floats:
    """Positions [rows, columns, 2] known at a grid's nodes, at each of its pixels: [rows * step, columns * step, 2].

    Straight between the nodes and on beyond the outermost. `out` float32 [(rows + 2) * step, (columns + 2) * step, 2]
    holds what is given.
    """
    rows, columns = positions.shape[:2]
    padded = np.empty((rows + 2, columns + 2, 2), np.float32)
    padded[1:-1, 1:-1] = positions
    padded[0, 1:-1], padded[-1, 1:-1] = 2 * positions[0] - positions[1], 2 * positions[-1] - positions[-2]
    padded[:, 0], padded[:, -1] = 2 * padded[:, 1] - padded[:, 2], 2 * padded[:, -2] - padded[:, -3]
    size = ((columns + 2) * step, (rows + 2) * step)
    full = cv2.resize(padded, size, dst=out, interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, np.float32)[step:-step, step:-step]


def looked_up(image: npt.NDArray[Any], where: Floats, out: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
    """An image at fractional positions [h, w, 2]; beyond its edge it goes on as at the edge."""
    return np.asarray(
        cv2.remap(image, where, _NO_MAP, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REPLICATE), image.dtype
    )
