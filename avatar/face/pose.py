"""How a head turns, nods, leans and shifts, and how a torso goes along and breathes, as shifts of a flat picture."""

from __future__ import annotations

import numpy as np

from avatar.face.geometry import Face
from avatar.face.moves import Array, ease
from avatar.types import Floats

TURNS = 5
"""Columns of a pose that move the head: yaw, pitch, roll, x, y."""
ASIDE = 3
"""Column of a pose that shifts head and torso to a side."""
BREATH = 5
"""Column of a pose that holds the breath, 0 … 1."""
_REACH = 1.6
"""Half width of the box a head moves in, in units of the face."""
_HAIR = 1.7
_CHEST = 1.2
_DEPTH, _NOSE_DEPTH = 0.62, 0.2
RISE = 0.024
"""How far a breath lifts the chest, in units of the face."""
_NECK = 0.25  # above the chin, where shoulders begin to count
_WAIST = 2.4  # below the chin: what is lower stays when weight is shifted
_BREATHING = (0.12, 1.0, 4.5)  # below the chin: where a breath begins, is at its most and ends


def head_box(face: Face, height: int) -> Floats:
    """Left, top, right and bottom in pixels of all that moves with the head, in a figure of that height."""
    low = float(face.chin[1]) + _CHEST
    corners = np.array([(-_REACH, -_HAIR), (_REACH, -_HAIR), (-_REACH, low), (_REACH, low)], np.float32)
    spots = face.axes.picture(corners)
    box = np.concatenate([spots.min(0), spots.max(0)])
    box[3] = min(box[3], height)
    return box


def torso_rows(face: Face, height: int) -> tuple[int, int]:
    """First and last row (half open) that breath and weight ever move, in a figure of that height."""
    chin = _chin(face)
    unit = face.axes.unit
    return (int(np.clip(chin - _NECK * unit, 0, height)), int(np.clip(np.ceil(chin + _BREATHING[2] * unit), 0, height)))


def head_turns(face: Face, places: Floats, box: Floats) -> Floats:
    """Where each place [..., 2] of the picture looks, per unit of each turn: float32 [5, ..., 2], pixels.

    A turn shifts what is near more than what is far (a dome with a nose), so it reads as depth.
    Nothing moves at the edge of the box.
    """
    local = face.axes.local(places)
    x, y = local[..., 0], local[..., 1]
    chin, unit = float(face.chin[1]), face.axes.unit
    shoulders = _chin(face) - _NECK * unit
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


def torso_moves(face: Face, places: Floats, box: Floats, height: int) -> Floats:
    """Where each place [..., 2] looks, per unit of a shift of weight to the image's right and of a breath: [2, ..., 2].

    Pixels, in a figure of that height whose head moves in `box`. The head goes as far as the
    weight does; the torso follows from the waist up; what is beside the head stays.
    """
    chin, unit = _chin(face), face.axes.unit
    y = (places[..., 1] - chin) / unit
    room = max((height - chin) / unit, 0.1)
    waist = min(_WAIST, room)
    leaning = 1 - ease((y - 0.1) / max(waist - 0.1, 0.1))
    beside = 1 - _held(places, box, unit)
    aside = -unit * leaning * (1 - beside * (1 - ease((y + _NECK) / 0.5)))
    zero = np.zeros_like(aside)
    return np.stack([np.stack([aside, zero], -1), np.stack([zero, RISE * unit * _breathed(y, room)], -1)]).astype(
        np.float32
    )


def _breathed(y: Array, room: float) -> Array:
    """Share of a breath's rise, so many units below the chin, where the figure goes on for `room` units."""
    start, most, end = _BREATHING
    end = min(end, room)
    span = max(end - start, 0.02)
    most = min(start + most, start + 0.45 * span)
    risen = ease((y - start) / (0.9 * (most - start))) * min(1.0, span / 0.6)
    return np.asarray(risen * (1 - ease((y - most) / max(end - 0.05 * span - most, 0.01))))


def _chin(face: Face) -> float:
    """Row of the chin in the middle of the face."""
    return float(face.axes.picture(np.array([0, face.chin[1]], np.float32))[1])


def _held(places: Floats, box: Floats, unit: float) -> Array:
    """1 in the middle of the box, 0 at its left, top and right edges."""
    left, top, right, _bottom = box
    side = np.minimum(places[..., 0] - left, right - places[..., 0]) / (0.7 * unit)
    return ease(side) * ease((places[..., 1] - top) / (0.35 * unit))
