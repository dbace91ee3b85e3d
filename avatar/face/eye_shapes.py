"""What each coefficient does to lids, eyeballs and brows: displacements in two layers, as in `shapes.py`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from avatar.face.geometry import Eye, Face
from avatar.face.moves import BACK, FRONT, SIDES, Array, Move, both, ease, layers

LID = 0.18
"""So far above its edge nothing goes with the upper lid any more."""
_LID_SKIN = 0.085  # above the lashes what is drawn down with the lid: more would bend the rim of glasses
_LASHES = 0.032  # above the lid's edge what goes rigidly with it
_LID_MEETS = 0.88  # of the way down the upper lid comes, the lower one comes up the rest


def eye_moves(face: Face, points: Array) -> Iterator[Move]:
    """The moves of both eyes at points [..., 2] of the face."""
    for side, _sign in SIDES:
        yield from _lid_moves(face.eyes[side], points, side)
        yield from _look_moves(face.eyes[side], points, side)
        yield from _brow_moves(face.eyes[side], face, points, side)


def below_eye(eye: Eye, x: Array) -> Array:
    """How far below the eye the upper lid's layer has gone over into the back one; were it less, it would fold."""
    return np.asarray(0.12 + 1.9 * np.maximum(0, eye.lower(x) - eye.upper(x)))


def _lid_moves(eye: Eye, points: Array, side: str) -> Iterator[Move]:
    x, y = points[..., 0], points[..., 1]
    zero = np.zeros_like(x)
    upper, lower = eye.upper(x), eye.lower(x)
    inside = ((x > eye.left) & (x < eye.right)).astype(np.float32)
    tall = np.maximum(0, lower - upper) * inside
    brow = eye.brow(x) + 0.05
    fold = np.clip(upper - brow - _LASHES, 0.06, _LID_SKIN)
    lid = 1 - ease((upper - _LASHES - y) / fold)
    under = 1 - ease((y - lower) / 0.14)
    between = np.clip((y - upper) / np.maximum(tall, 0.02), 0, 1)
    # the lid's layer goes over into the other one below the eye, where nobody sees it
    past = ease((y - lower) / below_eye(eye, x))
    for name, down, up in (("eyeBlink", _LID_MEETS, 1 - _LID_MEETS), ("eyeSquint", 0.12, 0.2)):
        # the ball is pressed together only near the lower lid
        raised = -up * tall * under * ease(2 * between - 1)
        yield from layers(f"{name}{side}", zero, down * tall * lid * (1 - past) + raised * past, raised)
    widened = -0.1 * tall * np.where(y < upper, lid, 1 - ease(between * 1.6))
    yield from both(f"eyeWide{side}", zero, widened)


def _look_moves(eye: Eye, points: Array, side: str) -> Iterator[Move]:
    x, y = points[..., 0], points[..., 1]
    zero = np.zeros_like(x)
    away = np.hypot(x - eye.iris[0], y - eye.iris[1]) / eye.iris_radius
    ball = 1 - ease((away - 1.05) / 0.85)
    lid = (1 - ease((eye.upper(x) - _LASHES - y) / 0.12)) * ((x > eye.left) & (x < eye.right))
    lid = lid * np.clip((eye.lower(x) - eye.upper(x)) / 0.1, 0, 1) * (1 - ease((y - eye.lower(x)) / 0.2))
    outward = 1.0 if side == "Left" else -1.0
    sideways, upright = 0.05, 0.03
    yield from _layers_of_ball(f"eyeLookOut{side}", outward * sideways * ball, zero, zero)
    yield from _layers_of_ball(f"eyeLookIn{side}", -outward * sideways * ball, zero, zero)
    yield from _layers_of_ball(f"eyeLookUp{side}", zero, -upright * ball, -0.25 * upright * lid)
    yield from _layers_of_ball(f"eyeLookDown{side}", zero, upright * ball, 0.8 * upright * lid)


def _layers_of_ball(name: str, x: Array, y: Array, lid: Array) -> Iterator[Move]:
    """The eyeball moves behind the lids."""
    yield name, BACK, np.stack(np.broadcast_arrays(x, y), -1).astype(np.float32)
    yield name, FRONT, np.stack(np.broadcast_arrays(np.zeros_like(lid), lid), -1).astype(np.float32)


def _brow_moves(eye: Eye, face: Face, points: Array, side: str) -> Iterator[Move]:
    x, y = points[..., 0], points[..., 1]
    zero = np.zeros_like(x)
    brow, upper = eye.brow(x), eye.upper(x)
    below = 1 - ease((y - brow - 0.02) / np.maximum(upper - brow - 0.05, 0.06))
    above = 1 - ease((brow - y - 0.05) / max(0.2, float(np.mean(eye.brow.y) - face.forehead[1])))
    tall = np.where(y > brow, below, above)
    span = eye.brow.x[-1] - eye.brow.x[0]
    along = (x - eye.brow.x[0]) / span
    outward = along if side == "Left" else 1 - along
    wide = 1 - ease(np.maximum(-outward, outward - 1) / 0.35)
    inner = 1 - ease((outward - 0.1) / 0.7)
    yield from both("browInnerUp", zero, -0.06 * tall * wide * inner)
    yield from both(f"browOuterUp{side}", zero, -0.055 * tall * wide * (1 - 0.7 * inner))
    toward = -0.02 if side == "Left" else 0.02
    yield from both(f"browDown{side}", toward * tall * wide * inner, 0.03 * tall * wide * (0.5 + 0.5 * inner))
