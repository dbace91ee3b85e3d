"""Weights around a mouth that its moves are made of: how near a place is to a lip, a corner, the chin, the nose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from avatar.face.geometry import Face
from avatar.face.moves import Array, ease
from avatar.types import Floats

NECK = 0.55
"""So far below the chin nothing moves any more."""


@dataclass(frozen=True)
class AroundMouth:
    """The weights at points [..., 2] of the face's coordinates."""

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
    def oval(self) -> Array:
        """How far they part when the jaw is wide open: fuller still, so that the mouth is round and not a V."""
        return np.asarray((1 - np.minimum(1, np.abs(self.t)) ** 2.4) ** 0.6)

    @cached_property
    def slit(self) -> Array:
        """How far they part at first: near the ends of the mouth lips stay together longer."""
        return np.asarray(np.maximum(0, np.cos(np.pi / 2 * np.clip(self.t, -1, 1))) ** 1.1)

    @cached_property
    def shoulders(self) -> Array:
        """1 halfway between the middle of the mouth and its ends."""
        t = np.clip(self.t, -1, 1) ** 2
        return np.asarray(4 * t * (1 - t))

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
