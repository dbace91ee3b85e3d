"""The face as the Wav2Lip generator takes it: a square of 96 pixels cut from the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from avatar.types import Floats, Pixels

SIDE = 96
"""Pixels of a side of the faces the network takes and gives."""

_BELOW = 0.05  # of the face's height that its box reaches below the chin

Span = tuple[int, int]
"""First and last row or column, half open."""


@dataclass(frozen=True)
class Window:
    """A part of a square picture: its rows and its columns."""

    rows: Span
    columns: Span

    def before(self, reach: int, side: int) -> Window:
        """The part of the picture of half that size that reaches into this one through a growing layer and more."""
        return Window(*(_halved(span, reach, side) for span in (self.rows, self.columns)))

    def grown(self) -> Window:
        """The same part of the picture twice that size."""
        (top, bottom), (left, right) = self.rows, self.columns
        return Window((2 * top, 2 * bottom), (2 * left, 2 * right))

    def cut(self, picture: Any, held: Window) -> Any:
        """This part [..., rows, columns] of a picture of which the part `held` is there."""
        (top, bottom), (left, right) = self.rows, self.columns
        up, aside = held.rows[0], held.columns[0]
        return picture[..., top - up : bottom - up, left - aside : right - aside]

    @property
    def part(self) -> tuple[slice, slice]:
        """Rows and columns as slices."""
        return slice(*self.rows), slice(*self.columns)


WHOLE = Window((0, SIDE), (0, SIDE))


def _halved(span: Span, reach: int, side: int) -> Span:
    # a growing layer's last pixel needs one more beyond it
    return max(0, span[0] - reach) // 2, math.ceil(min(side, span[1] + reach + 1) / 2)


@dataclass(frozen=True)
class FaceBox:
    """Where the face is in the picture, pixels, half open: measured once for a portrait, so it cannot jitter."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, landmarks: Floats, size: tuple[int, int]) -> FaceBox:
        """The box of a face's landmarks, as far as it is in a picture of that width and height."""
        (left, top), (right, bottom) = landmarks.min(0), landmarks.max(0)
        bottom += _BELOW * (bottom - top)
        width, height = size
        return cls(max(0, int(left)), max(0, int(top)), min(width, math.ceil(right)), min(height, math.ceil(bottom)))

    @property
    def _corner(self) -> Floats:
        return np.array([self.left, self.top], np.float32)

    @property
    def _scale(self) -> Floats:
        """Pixels of the picture to one of the square, across and down."""
        return np.array([self.right - self.left, self.bottom - self.top], np.float32) / np.float32(SIDE)

    def square(self, picture: Pixels) -> Floats:
        """The face as the network takes it: float32 [96, 96, 3], BGR 0 … 1."""
        face = picture[self.top : self.bottom, self.left : self.right, :3]
        shrinks = face.shape[0] > SIDE
        small = cv2.resize(face, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        return small.astype(np.float32) / np.float32(255)

    def in_square(self, places: Floats) -> Floats:
        """Picture positions [..., 2] as positions in the square."""
        return np.asarray((places + 0.5 - self._corner) / self._scale - 0.5, np.float32)

    def in_picture(self, spots: Floats) -> Floats:
        """Positions in the square as picture positions."""
        return np.asarray((spots + 0.5) * self._scale + self._corner - 0.5, np.float32)


def network_faces(square: Floats) -> Floats:
    """What the network takes of a face: float32 [1, 6, 96, 96], the face without its lower half and the whole."""
    upper = square.copy()
    upper[SIDE // 2 :] = 0
    return np.ascontiguousarray(np.concatenate([upper, square], -1).transpose(2, 0, 1)[None])
