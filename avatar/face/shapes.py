"""What each coefficient does to a face: displacements in two layers, in the face's coordinates.

The *front* layer carries the upper lip and the upper lids, the *back* layer the lower lip, the
eyeballs and the lower lids. Outside lips and lids both are the same, so the skin has no seam.
Each layer is continued beyond its edge, so that an edge can be found by following its layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.eye_shapes import eye_moves
from avatar.face.geometry import Face
from avatar.face.moves import BACK, FRONT, SIDES, Array, Move, both, ease, layers
from avatar.types import Floats

JAW = 0.26
"""Drop of the lower lip at the widest opening of speech."""
_CORNER_SHARE = 0.25  # of the jaw's drop that the corners follow
_CHIN_SHARE = 0.58  # … and the chin: more makes a long face
_LIP_RISE = 0.04
_DRAWN_IN = 0.1  # narrowing of the mouth at the widest opening
NECK = 0.55
"""So far below the chin nothing moves any more."""


def basis(face: Face, points: Floats) -> Floats:
    """Displacements of points [..., 2] at each coefficient's 1: float32 [52, 2 layers, ..., 2], face coordinates."""
    fields = np.zeros((len(NAMES), 2, *points.shape), np.float32)
    for name, layer, move in (*_mouth_moves(_Mouth(face, points)), *eye_moves(face, points)):
        fields[INDEX[name], layer] += move
    return fields


def closing(face: Face, points: Floats) -> Floats:
    """Displacements [2 layers, ..., 2] that bring open lips together: what a smiling photograph rests at."""
    fields = np.zeros((2, *points.shape), np.float32)
    if face.lips.closed:
        return fields
    mouth = _Mouth(face, points)
    half = (mouth.lower_edge - mouth.upper_edge) / 2
    fields[FRONT, ..., 1] = half * mouth.inside * mouth.lift
    fields[BACK, ..., 1] = -half * mouth.inside * mouth.drop
    return fields


@dataclass(frozen=True)
class _Mouth:
    """Weights around the mouth that the moves are made of, at points [..., 2]."""

    face: Face
    points: Floats

    @cached_property
    def t(self) -> Array:
        """-1 at the mouth's left end in the image, 1 at its right."""
        return self.face.lips.across(self.points[..., 0])

    @cached_property
    def inside(self) -> Array:
        return (np.abs(self.t) < 1).astype(np.float32)

    @cached_property
    def bow(self) -> Array:
        """How far the lips part across the mouth: a cosine, a little fuller, for anything sharper makes a V."""
        return np.asarray(np.maximum(0, np.cos(np.pi / 2 * np.clip(self.t, -1, 1))) ** 0.72)

    @cached_property
    def upper_edge(self) -> Array:
        """Where the upper lip ends; the lower one begins there too, unless the portrait's lips are open."""
        return self.face.lips.upper(self.points[..., 0])

    @cached_property
    def lower_edge(self) -> Array:
        return self.face.lips.lower(self.points[..., 0])

    @cached_property
    def above(self) -> Array:
        return np.asarray(np.maximum(0, self.upper_edge - self.points[..., 1]))

    @cached_property
    def below(self) -> Array:
        return np.asarray(np.maximum(0, self.points[..., 1] - self.lower_edge))

    @cached_property
    def signed(self) -> Array:
        return self.below - self.above

    @cached_property
    def upper_lip(self) -> Array:
        x = self.points[..., 0]
        return np.asarray(np.maximum(0.015, self.upper_edge - self.face.lips.top(x)))

    @cached_property
    def lower_lip(self) -> Array:
        x = self.points[..., 0]
        return np.asarray(np.maximum(0.015, self.face.lips.bottom(x) - self.lower_edge))

    @cached_property
    def to_nose(self) -> float:
        lips = self.face.lips
        middle = float(lips.upper.at(lips.middle))
        return max(0.12, middle - float(self.face.nose_base[1]))

    @cached_property
    def to_chin(self) -> Array:
        return np.asarray(np.maximum(0.25, self.face.chin[1] - self.lower_edge))

    @cached_property
    def around(self) -> Array:
        """1 across the mouth, 0 at the cheek's edge."""
        return np.asarray(1 - ease((np.abs(self.t) - 1) / 1.35))

    @cached_property
    def lift(self) -> Array:
        """1 at the upper lip's edge, 0 at the nose."""
        rigid = 0.5 * self.upper_lip
        return np.asarray(1 - ease((self.above - rigid) / np.maximum(self.to_nose * 0.97 - rigid, 0.05)))

    @cached_property
    def high_lift(self) -> Array:
        """1 at the mouth, 0 below the eyes."""
        return np.asarray(1 - ease(self.above / (self.to_nose + 0.3)))

    @cached_property
    def chinward(self) -> Array:
        """0 down to the lower lip's lower edge, 1 at the chin."""
        return np.asarray(
            ease((self.below - 0.85 * self.lower_lip) / np.maximum(self.to_chin - 0.85 * self.lower_lip, 0.1))
        )

    @cached_property
    def drop(self) -> Array:
        """1 at the lower lip's edge, 0 at the chin; continued above the edge, but not up to the eyes."""
        return np.asarray((1 - self.chinward) * (1 - ease((self.above - 0.1) / 0.3)))

    @cached_property
    def neckward(self) -> Array:
        """1 down to the chin, 0 on the neck."""
        return np.asarray(1 - ease((self.below - self.to_chin) / NECK))

    @cached_property
    def jawline(self) -> Array:
        """How far the jaw's bone goes along, by width."""
        return np.asarray(1 - ease((np.abs(self.points[..., 0] - self.face.chin[0]) - 0.1) / 0.6))

    @cached_property
    def pull(self) -> Array:
        """The mouth's own x, unit at its ends, dying away across the cheeks, at the nose and at the chin."""
        lips = self.face.lips
        half = np.where(self.t < 0, lips.middle - lips.left, lips.right - lips.middle)
        across = np.where(np.abs(self.t) < 1, self.t, np.sign(self.t) * (1 - ease((np.abs(self.t) - 1) / 1.5)))
        down = 1 - ease((self.below - 0.6 * self.lower_lip) / (0.95 * self.to_chin - 0.6 * self.lower_lip))
        up = 1 - ease((self.above - 0.6 * self.upper_lip) / (self.to_nose + 0.02 - 0.6 * self.upper_lip))
        return np.asarray(across * half * np.where(self.signed > 0, down, up))

    @cached_property
    def thickness(self) -> Array:
        """Height of the lip on this side of the seam."""
        return np.where(self.signed > 0, self.lower_lip, self.upper_lip)

    @cached_property
    def swell(self) -> Array:
        """`band` by as much as lips swell at most when they are pushed forward."""
        return np.asarray(self.band * np.minimum(0.034, 0.4 * self.thickness))

    @cached_property
    def band(self) -> Array:
        """Signed distance from the seam in lip heights, -1 … 1 at the lips' outer edges, dying away beyond."""
        heights = np.where(self.signed > 0, self.signed / self.lower_lip, self.signed / self.upper_lip)
        beyond = np.maximum(0, np.abs(heights) - 1)
        fade = np.where(self.signed > 0, 1 - ease(beyond / 1.6), 1 - ease(beyond / 1.1))
        return np.asarray(np.clip(heights, -1, 1) * fade * (1 - ease((np.abs(self.t) - 0.75) / 0.5)))

    def half(self, sign: float) -> Array:
        """1 on one side of the mouth, 0 on the other."""
        return np.asarray(ease(0.5 + 0.75 * sign * self.t))

    def spot(self, x: float, y: float, width: float, height: float) -> Array:
        """A soft round weight around a place."""
        away = ((self.points[..., 0] - x) / width) ** 2 + ((self.points[..., 1] - y) / height) ** 2
        return np.asarray(np.exp(-away) * (1 - ease((np.sqrt(away) - 1.4) / 0.8)))


def _mouth_moves(m: _Mouth) -> Iterator[Move]:
    yield from _jaw_moves(m)
    yield from _round_moves(m)
    yield from _lip_moves(m)
    for side, sign in SIDES:
        yield from _corner_moves(m, side, sign)
        yield from _cheek_moves(m, side, sign)


def _jaw_moves(m: _Mouth) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    corners = _CORNER_SHARE * m.around * (1 - m.bow) * m.high_lift
    bone = _CHIN_SHARE * m.jawline
    lip = (1 - m.chinward) * corners + m.drop * m.bow + m.chinward * bone
    front = JAW * corners * (1 - m.chinward) - _LIP_RISE * m.bow * m.lift
    back = JAW * lip * m.neckward
    outside = np.abs(m.t) >= 1
    front = np.where(outside, back, front)
    yield from layers("jawOpen", -_DRAWN_IN * m.pull, front, back)
    # lips that stay shut over an open jaw meet a little above the middle of the gap
    gap = (JAW + _LIP_RISE) * m.bow
    yield from layers("mouthClose", zero, 0.35 * gap * m.lift, -0.65 * gap * m.drop)
    sway = m.around * np.where(m.signed > 0, m.neckward, m.lift) * ease(0.3 + m.signed / 0.3)
    yield from both("jawLeft", 0.06 * sway, zero)
    yield from both("jawRight", -0.06 * sway, zero)
    yield from both("jawForward", zero, 0.025 * m.chinward * m.jawline * m.neckward)


def _round_moves(m: _Mouth) -> Iterator[Move]:
    yield from both("mouthPucker", -0.28 * m.pull, m.swell)
    yield from layers(
        "mouthFunnel",
        -0.2 * m.pull,
        -0.035 * m.bow * m.lift + 0.4 * m.swell,
        0.05 * m.bow * m.drop + 0.45 * m.swell,
    )


def _lip_moves(m: _Mouth) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    low = m.bow * m.drop
    over = np.maximum(0, m.signed) / m.lower_lip
    under = np.maximum(0, -m.signed) / m.upper_lip
    lower_edge = m.bow * np.clip(over, 0, 1) * (1 - ease((over - 1) / 1.6))
    upper_edge = m.bow * np.clip(under, 0, 1) * (1 - ease((under - 1) / 1.1))
    yield from layers("mouthRollLower", zero, zero, -0.012 * low - 0.5 * lower_edge * m.lower_lip)
    yield from layers("mouthRollUpper", zero, 0.5 * upper_edge * m.upper_lip, zero)
    yield from both("mouthShrugLower", zero, -0.03 * m.around * np.where(m.signed > 0, m.neckward, m.lift))
    yield from layers("mouthShrugUpper", zero, -0.025 * m.bow * m.lift, zero)
    yield from both("mouthLeft", 0.07 * m.around * np.where(m.signed > 0, 1 - m.chinward, m.lift), zero)
    yield from both("mouthRight", -0.07 * m.around * np.where(m.signed > 0, 1 - m.chinward, m.lift), zero)


def _corner_moves(m: _Mouth, side: str, sign: float) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    half = m.half(sign)
    end = half * np.clip(np.abs(m.t), 0, 1) ** 1.7 * m.around
    tall = np.where(m.signed > 0, 1 - ease(m.below / (m.to_chin * 0.95)), m.high_lift)
    lean = 0.5 * half
    yield from both(f"mouthSmile{side}", 0.2 * half * m.pull, -0.058 * end * tall)
    yield from both(f"mouthFrown{side}", zero, 0.05 * end * tall)
    yield from both(f"mouthStretch{side}", 0.26 * half * m.pull, 0.012 * end * tall)
    yield from both(f"mouthDimple{side}", 0.12 * half * m.pull, -0.012 * end * tall)
    yield from both(f"mouthPress{side}", 0.05 * half * m.pull, -0.28 * half * m.band * m.thickness)
    yield from layers(f"mouthUpperUp{side}", zero, -0.06 * lean * 2 * _wide_bow(m) * m.lift, zero)
    yield from layers(f"mouthLowerDown{side}", zero, zero, 0.075 * lean * 2 * _wide_bow(m) * m.drop)


def _wide_bow(m: _Mouth) -> Array:
    """Flatter than a cosine: lips drawn off the teeth part along their whole width."""
    return m.bow**0.8


def _cheek_moves(m: _Mouth, side: str, sign: float) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    lips = m.face.lips
    end = lips.right if sign > 0 else lips.left
    level = float(lips.upper.at(end))
    puff = m.spot(end + sign * 0.16, level, 0.2, 0.24)
    yield from both("cheekPuff", sign * 0.03 * puff, zero)
    raised = m.spot(end + sign * 0.1, level - 0.3, 0.2, 0.14)
    yield from both(f"cheekSquint{side}", zero, -0.03 * raised)
    wing = m.spot(float(m.face.nose_base[0]) + sign * 0.15, float(m.face.nose_base[1]) - 0.06, 0.12, 0.12)
    yield from both(f"noseSneer{side}", zero, -0.03 * wing)
