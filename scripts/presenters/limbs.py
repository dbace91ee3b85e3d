"""Arms that bend: shoulder, elbow and wrist placed by two bones, a sleeve that folds, a hand at its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scripts.presenters.body import Build, Knot
from scripts.presenters.hand import Grip, Skin
from scripts.presenters.jacket import Jacket, armhole, sleeve_folds
from scripts.presenters.meshes import Points, Shape, grid_faces, smooth_curve
from scripts.presenters.shapes import Array, smoothstep

RINGS, SIDES = 420, 120
EASE = 0.09
"""How much wider a sleeve is cut than its arm."""
CUFFS = {"kai": "#bdcde2"}
"""Whose shirt shows beyond the sleeve, and its colour."""
_BARE = 0.17  # of the forearm's end the sleeve leaves free


@dataclass(frozen=True)
class Reach:
    """The measures of an arm in scene units: shoulder place, lengths of its two parts, size of the hand."""

    shoulder: Points
    upper: float
    fore: float
    hand: float


@dataclass(frozen=True)
class Pose:
    """Where an arm is, in a frame where x grows outwards from the body's middle on either side.

    `wrist`, its place; `elbow`, the way the elbow points; `along` and `palm`, where fingers
    and palm point; `grip`, how the hand is held.
    """

    wrist: Points
    elbow: Points
    along: Points
    palm: Points
    grip: Grip

    def towards(self, other: Pose, share: float, grip_share: float | None = None) -> Pose:
        """The pose that share of the way to another."""

        def mixed(one: Points, two: Points) -> Points:
            return one + (two - one) * share

        return Pose(
            mixed(self.wrist, other.wrist),
            mixed(self.elbow, other.elbow),
            mixed(self.along, other.along),
            mixed(self.palm, other.palm),
            self.grip.towards(other.grip, share if grip_share is None else grip_share),
        )

    def moved(self, **changes: Points) -> Pose:
        return replace(self, **changes)  # type: ignore[arg-type]


def joints(reach: Reach, pose: Pose) -> tuple[Points, Points, Points]:
    """Shoulder, elbow and wrist; a wrist out of reach is drawn in."""
    line = pose.wrist - reach.shoulder
    far = float(np.linalg.norm(line))
    span = min(far, 0.999 * (reach.upper + reach.fore))
    axis = line / far
    wrist = reach.shoulder + axis * span
    foot = (span**2 + reach.upper**2 - reach.fore**2) / (2 * span)
    height = np.sqrt(max(reach.upper**2 - foot**2, 1e-6))
    aside = pose.elbow - axis * float(pose.elbow @ axis)
    return reach.shoulder, reach.shoulder + axis * foot + aside / np.linalg.norm(aside) * height, wrist


def _line(shoulder: Points, elbow: Points, wrist: Points, way: Array, lengths: tuple[float, float]) -> Points:
    """Points of the arm's middle at distances `way` from the shoulder, the elbow rounded."""
    fine = np.linspace(-0.8, sum(lengths) + 0.8, 1200)
    upper, fore = (elbow - shoulder) / lengths[0], (wrist - elbow) / lengths[1]
    straight = np.where(
        (fine < lengths[0])[:, None], shoulder + fine[:, None] * upper, elbow + (fine - lengths[0])[:, None] * fore
    )
    step = fine[1] - fine[0]
    reach = np.arange(-90, 91)
    kernel = np.exp(-0.5 * (reach * step / 0.17) ** 2)
    kernel /= kernel.sum()
    soft = np.stack(
        [np.convolve(np.pad(axis, 90, mode="reflect", reflect_type="odd"), kernel, "valid") for axis in straight.T],
        axis=1,
    )
    return np.stack([np.interp(way, fine, axis) for axis in soft.T], axis=1)


def _frames(path: Points, start: Points) -> tuple[Points, Points]:
    """Two directions across a path at each point, carried along it without twisting."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.empty_like(path)
    current = start
    for index, way in enumerate(along):
        current = current - way * float(current @ way)
        current = current / np.linalg.norm(current)
        side[index] = current
    return side, np.cross(along, side)


@dataclass(frozen=True)
class Sleeve:
    """A sleeve's cloth in a pose, and where each of its points lay when cut (`cut_as` [n, 3])."""

    shape: Shape
    cut_as: Points


def sleeve(build: Build, jacket: Jacket, reach: Reach, side: int, pose: Pose) -> Sleeve:
    """The sleeve of one side (-1 the picture's left), its armhole folds those of the jacket, folded at the elbow."""
    knots = build.arms[0 if side < 0 else 1]
    end = reach.upper + reach.fore - _BARE
    radii_at = _radii(knots, reach)
    way = np.concatenate([_cap(radii_at), np.linspace(0.0, end, RINGS)])
    swell = np.concatenate([np.linspace(0.02, 1.0, 8)[:-1] * radii_at(0.0), radii_at(np.linspace(0.0, end, RINGS))])
    turn = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
    outward = np.array((float(side), 0.0, 0.0))
    straight = _laid(_rest_line(knots, way), swell[:, None] * np.ones(SIDES), turn, outward)
    wide = build.coat[4][1]
    flat = straight.reshape(-1, 3)
    relief = (sleeve_folds(flat, build, wide, jacket.seed) + armhole(flat, wide)).reshape(len(way), SIDES)
    bent = _outwards(joints(reach, pose), side)
    angle = _bend(bent)
    path = _line(*bent, way, (reach.upper, reach.fore))
    inner = _inner_turn(bent, path, way, outward, reach.upper)
    relief = relief + _elbow_folds(way - reach.upper, turn - inner, angle, jacket.seed + side)
    fade = smoothstep(end + 0.01, end - 0.25, way)[:, None]
    cloth = _laid(path, swell[:, None] + relief * fade, turn, outward)
    rim, back = cloth[-1:], np.arange(len(way) - 2, len(way) - 90, -2)
    inside = path[back][:, None] + (cloth[back] - path[back][:, None]) * 0.86
    rings = np.concatenate([cloth, path[-1] + (rim - path[-1]) * 0.93, inside])
    rest = np.concatenate([straight, straight[-1:], straight[back]])
    faces = grid_faces(len(rings), SIDES, closed=True)
    faces.append(tuple(reversed(range(SIDES))))
    return Sleeve(Shape(rings.reshape(-1, 3), _wound(faces, side)), rest.reshape(-1, 3))


def cuff(reach: Reach, side: int, pose: Pose) -> Shape:
    """The end of a shirt's sleeve as it shows beyond the jacket's."""
    end = reach.upper + reach.fore
    way = np.linspace(end - 0.7, end - 0.06, 40)
    path = _line(*_outwards(joints(reach, pose), side), way, (reach.upper, reach.fore))
    radius = 0.165 * reach.hand
    profile = np.concatenate([np.full(40, radius), [0.97 * radius], np.full(12, 0.9 * radius)])
    path = np.concatenate([path, path[-1:], path[-1:-13:-1]])
    turn = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
    outward = np.array((float(side), 0.0, 0.0))
    one, two = _frames(path[:40], outward)
    back = np.concatenate([np.arange(40), [39], np.arange(39, 27, -1)])
    across = np.cos(turn)[None, :, None] * one[back, None] + np.sin(turn)[None, :, None] * two[back, None]
    rings = path[:, None] + profile[:, None, None] * across
    return Shape(rings.reshape(-1, 3), _wound(grid_faces(len(rings), SIDES, closed=True), side))


def _wound(faces: list[tuple[int, ...]], side: int) -> list[tuple[int, ...]]:
    return faces if side > 0 else [tuple(reversed(face)) for face in faces]


def _outwards(places: tuple[Points, Points, Points], side: int) -> tuple[Points, Points, Points]:
    flip = np.array((float(side), 1.0, 1.0))
    return places[0] * flip, places[1] * flip, places[2] * flip


def _cap(radii_at: Any) -> Array:
    """Distances before the shoulder at which its round end is drawn."""
    share = np.linspace(0.02, 1.0, 8)[:-1]
    return np.asarray(-radii_at(0.0) * np.sqrt(1 - share**2))


def _radii(knots: tuple[Knot, ...], reach: Reach) -> Any:
    """The sleeve's radius at distances from the shoulder."""
    from scipy.interpolate import PchipInterpolator

    total = reach.upper + reach.fore
    at = (0.0, 0.30 * reach.upper, reach.upper, reach.upper + 0.45 * reach.fore, total)
    return PchipInterpolator(at, [knot[3] + EASE for knot in knots])


def _rest_line(knots: tuple[Knot, ...], way: Array) -> Points:
    """The middle of the hanging arm at distances from the shoulder."""
    line = smooth_curve(knots, 400)[:, :3]
    far = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    start = (line[1] - line[0]) / far[1]
    found = np.stack([np.interp(way, far, axis) for axis in line.T], axis=1)
    return np.asarray(found + np.minimum(way, 0.0)[:, None] * start)


def _laid(path: Points, radii: Array, turn: Array, start: Points) -> Points:
    """Rings [n, sides, 3] of `radii` [n, sides] around a path."""
    one, two = _frames(path, start)
    across = np.cos(turn)[None, :, None] * one[:, None] + np.sin(turn)[None, :, None] * two[:, None]
    return path[:, None] + radii[..., None] * across


def _bend(places: tuple[Points, Points, Points]) -> float:
    """How far the elbow bends, 0 straight, radians."""
    upper, fore = places[1] - places[0], places[2] - places[1]
    cosine = float(upper @ fore) / float(np.linalg.norm(upper) * np.linalg.norm(fore))
    return float(np.arccos(np.clip(cosine, -1, 1)))


def _inner_turn(places: tuple[Points, Points, Points], path: Points, way: Array, start: Points, elbow: float) -> float:
    """The turn about the sleeve that faces into the elbow's bend."""
    one, two = _frames(path, start)
    index = int(np.argmin(np.abs(way - elbow)))
    inward = places[0] + places[2] - 2 * places[1]
    return float(np.arctan2(inward @ two[index], inward @ one[index]))


def _elbow_folds(past: Array, turn: Array, angle: float, seed: int) -> Array:
    """Cloth pushed together inside a bent elbow and drawn tight outside it, [rings, sides]."""
    random = np.random.default_rng(abs(seed) + 40)
    off = np.angle(np.exp(1j * turn))[None, :]
    strength = smoothstep(0.2, 1.6, np.array(angle))
    folds = np.zeros((len(past), turn.size))
    for place in (-0.95, -0.66, -0.42, -0.2, 0.02, 0.24, 0.48, 0.75, 1.05):
        middle = place + random.normal(0, 0.04)
        slant = random.uniform(-0.14, 0.14)
        width = random.uniform(0.075, 0.12)
        reach = random.uniform(0.9, 1.5)
        crest = np.exp(-(((past[:, None] - middle - slant * off) / width) ** 2))
        trough = np.exp(-(((past[:, None] - middle - slant * off - 1.6 * width) / width) ** 2))
        near = np.exp(-((place / 0.75) ** 2))
        folds += near * random.uniform(0.6, 1.1) * (crest - 0.7 * trough) * np.exp(-((off / reach) ** 2))
    point = np.exp(-((past[:, None] / 0.22) ** 2)) * np.exp(-(((np.pi - np.abs(off)) / 0.9) ** 2))
    return np.asarray(strength * (0.06 * folds + 0.07 * point))


def hand_in(pose: Pose, reach: Reach, side: int, skin: Skin) -> Shape:
    """The hand's skin put at the end of the arm, its wrist bent into the sleeve."""
    _, elbow, wrist = _outwards(joints(reach, pose), side)
    flip = np.array((float(side), 1.0, 1.0))
    frame = _frame(pose.along * flip, pose.palm * flip, side)
    fore = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    arm = _frame(fore, frame[1] + frame[0] * 1e-3, side)
    local = skin.shape.points * reach.hand
    share = smoothstep(-0.26, 0.08, skin.shape.points[:, 0])[:, None]
    places = wrist + (local @ frame) * share + (local @ arm) * (1 - share)
    return Shape(places, _wound(skin.shape.faces, -side))


def _frame(along: Points, palm: Points, side: int) -> Points:
    """Rows: the directions of fingers, palm and thumb; the picture's left has the right hand."""
    x = along / np.linalg.norm(along)
    y = palm - x * float(palm @ x)
    y = y / np.linalg.norm(y)
    return np.stack([x, y, np.cross(x, y) * -side])
