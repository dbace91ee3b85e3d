"""What the presenters' arms do: where a gesture leads the hand, the way up to there, and how it is held alive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scripts.presenters.body import BUILDS
from scripts.presenters.hand import OFFERING, OPEN, RELAXED
from scripts.presenters.limbs import Pose, Reach
from scripts.presenters.meshes import Points

RISE = 14
"""Steps from the hanging arm to the gesture."""


def _at(*numbers: float) -> Points:
    return np.array(numbers, dtype=float)


REACHES: Mapping[str, tuple[float, float, float]] = {"mei": (2.70, 2.25, 1.62), "kai": (2.85, 2.50, 1.84)}
"""Length of upper arm, forearm and hand of each presenter."""


def reach_of(who: str, side: int) -> Reach:
    """The measures of a presenter's arm; x outwards."""
    x, y, z, _ = BUILDS[who].arms[0 if side < 0 else 1][0]
    upper, fore, hand = REACHES[who]
    return Reach(_at(abs(x), y, z), upper, fore, hand)


def hanging(reach: Reach) -> Pose:
    """The arm at rest."""
    return Pose(
        reach.shoulder + _at(0.44, -0.55, -(reach.upper + reach.fore) * 0.985),
        _at(0.25, 1.0, 0.0),
        _at(0.0, -0.28, -1.0),
        _at(-1.0, 0.0, 0.0),
        RELAXED,
    )


def greeting(reach: Reach) -> Pose:
    """The hand beside the face, palm to the viewer."""
    return Pose(
        _at(1.66, reach.shoulder[1] - 1.75, reach.shoulder[2] + 0.02),
        _at(0.12, 0.1, -1.0),
        _at(0.06, -0.10, 1.0),
        _at(-0.22, -1.0, -0.10),
        OPEN,
    )


def showing_aside(reach: Reach) -> Pose:
    """The open hand held out to its own side."""
    return Pose(
        _at(1.52, reach.shoulder[1] - 2.05, reach.shoulder[2] - 0.62),
        _at(0.30, 0.30, -1.0),
        _at(0.54, -0.52, 0.46),
        _at(-0.15, -0.80, 0.62),
        OFFERING,
    )


def showing_below(reach: Reach) -> Pose:
    """The open hand before the chest, falling towards what stands below."""
    return Pose(
        reach.shoulder + _at(-0.12, -2.10, 0.20),
        _at(0.70, 0.15, -0.80),
        _at(-0.80, -0.45, -0.14),
        _at(-0.06, -0.80, 0.60),
        OFFERING,
    )


def rising(start: Pose, end: Pose, share: float) -> Pose:
    """The pose a share of the way up: the wrist swings forward in an arc, the hand opens last."""
    late = float(np.clip((share - 0.35) / 0.65, 0, 1)) ** 1.3
    arc = float(np.sin(np.pi * share))
    there = start.towards(end, share, late)
    turned = start.towards(end, min(1.0, share * 1.05) ** 1.15)
    return there.moved(
        wrist=there.wrist + _at(0.15, -1.35, 0.0) * arc,
        along=turned.along + _at(0.0, -0.9, 0.0) * arc,
        palm=turned.palm,
    )


def waving(pose: Pose, turn: float) -> Pose:
    """The raised hand rocked about the elbow, `turn` -1 … 1 from the head outwards."""
    angle = 0.26 * turn
    x, y, z = pose.along
    along = _at(x * np.cos(angle) + z * np.sin(angle), y, z * np.cos(angle) - x * np.sin(angle))
    return pose.moved(wrist=pose.wrist + _at(0.17 * turn, 0.0, -0.02 * turn * turn), along=along)


def stressed_aside(pose: Pose, turn: float) -> Pose:
    """The shown hand pressed a little further out and down, `turn` 0 … 1."""
    return pose.moved(
        wrist=pose.wrist + _at(0.08, -0.06, -0.09) * turn, along=pose.along + _at(0.03, 0.0, -0.10) * turn
    )


def stressed_below(pose: Pose, turn: float) -> Pose:
    """The shown hand pressed a little down, `turn` 0 … 1."""
    return pose.moved(
        wrist=pose.wrist + _at(-0.04, -0.08, -0.10) * turn, along=pose.along + _at(0.0, -0.05, -0.20) * turn
    )


@dataclass(frozen=True)
class Gesture:
    """One gesture: the arm that makes it (-1 the picture's left), its pose, and how it sways while it is held.

    `turns`: the steps of the sway, in order, 0 the pose itself. `ups`: which of the steps up are
    shot; a hand that comes up behind a product card can start in wider ones.
    """

    side: int
    pose: Callable[[Reach], Pose]
    sway: Callable[[Pose, float], Pose]
    turns: tuple[float, ...]
    ups: tuple[int, ...] = tuple(range(1, RISE + 1))

    def poses(self, reach: Reach) -> list[Pose]:
        """The way up, then every step of the sway but the pose itself."""
        start, end = hanging(reach), self.pose(reach)
        steps = np.array(self.ups) / RISE
        up = [rising(start, end, float(share)) for share in steps * steps * (3 - 2 * steps)]
        return up + [self.sway(end, turn) for turn in self.turns if turn]

    @property
    def sway_pictures(self) -> list[int]:
        """The number of each step's picture among `poses`."""
        up = len(self.ups)
        others = iter(range(up, up + len(self.turns)))
        return [next(others) if turn else up - 1 for turn in self.turns]


_ROCK = tuple(step / 4 for step in range(-4, 2))
_BEAT = (0.0, 0.25, 0.5, 0.75, 1.0)
GESTURES: Mapping[str, Gesture] = {
    "greet": Gesture(-1, greeting, waving, _ROCK),
    "present-right": Gesture(1, showing_aside, stressed_aside, _BEAT),
    "present-below": Gesture(1, showing_below, stressed_below, _BEAT[:3], ups=(5, 7, 9, 10, 11, 12, 13, 14)),
}
