"""How a head turns, nods, leans and shifts, and how a chest breathes, as displacements of a flat picture."""

from __future__ import annotations

import cv2
import numpy as np

from avatar.face.geometry import Face
from avatar.face.shapes import Array, ease
from avatar.types import Floats, Pixels

TURNS = 5
"""Columns of a pose that move the head: yaw, pitch, roll, x, y."""
BREATH = 5
"""Column of a pose that holds the breath, 0 … 1."""
_REACH = 1.6
"""Half width of the box a head moves in, in units of the face."""
_HAIR = 1.7
_CHEST = 1.45
_DEPTH, _NOSE_DEPTH = 0.62, 0.2
_RISE = 0.024
"""How far a breath lifts the chest, in units of the face."""
_STEPS = 8  # a pixel: a chest that has moved less is not drawn anew
_STRIP = 6  # rows that rise together


def head_box(face: Face, height: int) -> Floats:
    """Left, top, right and bottom in pixels of all that moves with the head, in a figure of that height."""
    low = float(face.chin[1]) + _CHEST
    corners = np.array([(-_REACH, -_HAIR), (_REACH, -_HAIR), (-_REACH, low), (_REACH, low)], np.float32)
    spots = face.axes.picture(corners)
    box = np.concatenate([spots.min(0), spots.max(0)])
    box[3] = min(box[3], height)
    return box


def head_turns(face: Face, places: Floats, box: Floats) -> Floats:
    """Where each place [..., 2] of the picture looks, per unit of each turn: float32 [5, ..., 2], pixels.

    A turn shifts what is near more than what is far (a dome with a nose), so it reads as depth.
    Nothing moves at the edge of the box.
    """
    local = face.axes.local(places)
    x, y = local[..., 0], local[..., 1]
    chin, unit = float(face.chin[1]), face.axes.unit
    shoulders = float(face.axes.picture(np.array([0, chin - 0.25], np.float32))[1])
    held = _held(places, box, unit) * (1 - ease((places[..., 1] - shoulders) / max(box[3] - unit / 10 - shoulders, 1)))
    near = _DEPTH * np.exp(-((x / 0.75) ** 2) - ((y - 0.25) / 1.1) ** 2)
    near += _NOSE_DEPTH * np.exp(-(((x - face.nose_tip[0]) / 0.16) ** 2) - ((y - face.nose_tip[1] + 0.1) / 0.3) ** 2)
    near *= held
    zero = np.zeros_like(x)
    pivot = chin + 0.1
    turns: list[tuple[Array, Array]] = [
        (near, zero),
        (zero, near),
        (-(y - pivot) * held, x * held),
        (held, zero),
        (zero, held),
    ]
    fields = [-face.axes.vector(np.stack(turn, -1)) for turn in turns]
    return np.stack(fields).astype(np.float32)


def _held(places: Floats, box: Floats, unit: float) -> Array:
    """1 in the middle of the box, 0 at its left, top and right edges."""
    left, top, right, _bottom = box
    side = np.minimum(places[..., 0] - left, right - places[..., 0]) / (0.7 * unit)
    return ease(side) * ease((places[..., 1] - top) / (0.35 * unit))


class Chest:
    """Lifts the chest and shoulders of a figure by a breath; the head stays.

    `top` is the first row that ever moves.
    """

    def __init__(self, face: Face, figure: Pixels) -> None:
        """`figure` uint8 [h, w, 4], kept as it is."""
        self._figure = figure
        height = figure.shape[0]
        start = float(face.axes.picture(np.array([0, face.chin[1] + 0.12], np.float32))[1])
        unit = face.axes.unit
        self._rise = _RISE * unit
        self.top = int(np.clip(start, 0, height - 1))
        self._strips = [(y, min(y + _STRIP, height)) for y in range(self.top, height - 1, _STRIP)]
        below = np.array([end for _top, end in self._strips]) - start
        room = max(height - start, 1)
        highest = min(unit, 0.4 * room)
        self._share = ease(below / (0.9 * highest)) * (1 - ease((below - highest) / (room - highest)))
        self._drawn = 0.0

    def breathe(self, breath: float, into: Pixels) -> bool:
        """Draw the figure at a breath 0 … 1 into a buffer that only this method writes; False if nothing changed."""
        lift = round(breath * self._rise * _STEPS) / _STEPS
        if lift == self._drawn:
            return False
        self._drawn = lift
        bottom = self._figure.shape[0]
        for (top, end), share in zip(self._strips, self._share, strict=True):
            rows, part = divmod(lift * float(share), 1.0)
            low = top + int(rows)
            if end + int(rows) + 1 > bottom:
                into[top:end] = self._figure[top:end]
                continue
            here, below = self._figure[low : end + int(rows)], self._figure[low + 1 : end + int(rows) + 1]
            cv2.addWeighted(here, 1 - part, below, part, 0, into[top:end])
        return True
