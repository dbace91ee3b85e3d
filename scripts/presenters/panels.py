"""Flat pieces of cloth, cut as outlines and laid on a figure: fronts, lapels, collars, pockets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scripts.presenters.meshes import Points, Shape, smooth_curve

Values = npt.NDArray[np.float64]
Flat = tuple[float, float]


def outline(*runs: Points) -> Points:
    """A closed outline [n, 2] from runs of points laid end to end, doubled corners dropped."""
    line = np.concatenate(runs)
    steps = np.linalg.norm(line - np.roll(line, 1, axis=0), axis=1)
    return np.asarray(line[steps > 1e-3])


def straight(*corners: tuple[float, float], spacing: float = 0.03) -> Points:
    """Points along a polyline, evenly spaced."""
    runs = []
    for start, end in pairwise(corners):
        count = max(2, int(np.hypot(end[0] - start[0], end[1] - start[1]) / spacing) + 1)
        runs.append(np.linspace(start, end, count))
    return np.concatenate(runs)


def curved(*knots: tuple[float, float], spacing: float = 0.03) -> Points:
    """Points along a smooth curve through `knots`."""
    length = np.linalg.norm(np.diff(np.array(knots), axis=0), axis=1).sum()
    return smooth_curve(knots, max(3, int(length / spacing)))


def _inside(points: Points, edge: Points) -> npt.NDArray[np.bool_]:
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    ax, ay = edge[:, 0], edge[:, 1]
    bx, by = np.roll(ax, -1), np.roll(ay, -1)
    spans = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = ax + (y - ay) * (bx - ax) / (by - ay)
    return np.asarray((spans & (x < crossing)).sum(axis=1) % 2 == 1)


def edge_distance(points: Points, edge: Points) -> Values:
    """How far each point [n, 2] lies from a closed outline [m, 2]."""
    start, end = edge, np.roll(edge, -1, axis=0)
    run = end - start
    squared = np.maximum((run**2).sum(axis=1), 1e-12)
    rows = []
    for chunk in np.array_split(points, max(1, len(points) // 2000)):
        t = np.clip(((chunk[:, None] - start) * run).sum(axis=2) / squared, 0, 1)
        near = start + t[..., None] * run
        rows.append(np.linalg.norm(chunk[:, None] - near, axis=2).min(axis=1))
    return np.concatenate(rows)


@dataclass(frozen=True)
class Cut:
    """An outline filled with triangles: `points` [n, 2], `faces`, and each point's `margin` to the edge."""

    points: Points
    faces: list[tuple[int, ...]]
    margin: Values


def cut(edge: Points, spacing: float = 0.045) -> Cut:
    """Fills an outline with an even net of points, close together at the edge so that it can be rounded."""
    from mathutils import Vector
    from mathutils.geometry import delaunay_2d_cdt

    low, high = edge.min(axis=0), edge.max(axis=0)
    x, y = np.meshgrid(np.arange(low[0], high[0], spacing), np.arange(low[1], high[1], spacing * 0.87))
    x[1::2] += spacing / 2
    net = np.stack([x.ravel(), y.ravel()], axis=1)
    net = net[_inside(net, edge)]
    net = net[edge_distance(net, edge) > spacing * 0.9]
    rim = []
    inward = _inset(edge, 0.012), _inset(edge, 0.03)
    for ring in inward:
        ring = ring[_inside(ring, edge)]
        rim.append(ring[edge_distance(ring, edge) > 0.009])
    seeds = np.concatenate([edge, *rim, net])
    loop = [(i, (i + 1) % len(edge)) for i in range(len(edge))]
    found = delaunay_2d_cdt([Vector(p) for p in seeds.tolist()], loop, [], 1, 1e-5)
    points = np.array([tuple(p) for p in found[0]])
    return Cut(points, [tuple(face) for face in found[2]], edge_distance(points, edge))


def _inset(edge: Points, depth: float) -> Points:
    along = np.roll(edge, -1, axis=0) - np.roll(edge, 1, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    area = np.sum(edge[:, 0] * np.roll(edge[:, 1], -1) - np.roll(edge[:, 0], -1) * edge[:, 1])
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) * np.sign(area)
    return np.asarray(edge + depth * normal)


def rounded(margin: Values, thickness: float) -> Values:
    """The height of cloth of that `thickness` with a turned edge, from the margin to its edge."""
    ramp = np.clip(margin / (0.75 * thickness), 0, 1)
    return np.asarray(thickness * np.sqrt(1 - (1 - ramp) ** 2))


def stitched(margin: Values, distance: float = 0.085, depth: float = 0.010) -> Values:
    """The dent of a row of stitches along the edge."""
    return np.asarray(-depth * np.exp(-(((margin - distance) / 0.014) ** 2)))


class Ground:
    """A surface that panels are laid on."""

    def __init__(self, shape: Shape) -> None:
        from mathutils.bvhtree import BVHTree

        self._tree: Any = BVHTree.FromPolygons(shape.points.tolist(), shape.faces)

    def front(self, flat: Points) -> Points:
        """Where rays from the camera through (x, z) [n, 2] meet the surface; misses lie at the y of the nearest hit."""
        depth = np.full(len(flat), np.nan)
        for index, (x, z) in enumerate(flat):
            place = self._tree.ray_cast((float(x), -10.0, float(z)), (0.0, 1.0, 0.0))[0]
            if place is not None:
                depth[index] = place[1]
        known = np.isfinite(depth)
        for missed in np.flatnonzero(~known):
            near = np.argmin(((flat[known] - flat[missed]) ** 2).sum(axis=1))
            depth[missed] = depth[known][near]
        return np.stack([flat[:, 0], depth, flat[:, 1]], axis=1)

    def nearest(self, places: Points) -> tuple[Points, Points]:
        """The nearest points of the surface and the outward normals there."""
        hits, normals = np.empty_like(places), np.empty_like(places)
        for index, place in enumerate(places):
            hit, normal, _, _ = self._tree.find_nearest(place.tolist())
            hits[index], normals[index] = hit, normal
        return hits, normals


def laid(piece: Cut, ground: Ground, height: Values, evenness: int = 3) -> Shape:
    """A piece cut in (x, z), laid on the front of `ground` and raised by `height` [n] towards the camera."""
    places = ground.front(piece.points)
    places[:, 1] = evened(places[:, 1], piece.faces, evenness)
    places[:, 1] -= height
    return Shape(places, piece.faces)


def evened(values: Values, faces: list[tuple[int, ...]], rounds: int) -> Values:
    """Values at points averaged with their neighbours, `rounds` times."""
    pairs = np.array([(f[i], f[(i + 1) % len(f)]) for f in faces for i in range(len(f))])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    count = np.maximum(np.bincount(both[:, 0], minlength=len(values)), 1)
    smooth = values.copy()
    for _ in range(rounds):
        around = np.bincount(both[:, 0], weights=smooth[both[:, 1]], minlength=len(values)) / count
        smooth = 0.5 * smooth + 0.5 * around
    return np.asarray(smooth)


@dataclass(frozen=True)
class Fold:
    """The line along which a collar or lapel turns over, and where its cloth falls from there.

    Through `line` knots (x, y, z), `fall` gives the direction outwards at each; `lift` how
    far the cloth stands free of the ground at the fold, `free` 1 where it does not touch it.
    """

    line: tuple[tuple[float, float, float], ...]
    fall: tuple[tuple[float, float, float], ...]
    free: tuple[float, ...]
    width: float

    def at(self, knot: int) -> float:
        """The distance along the line of a knot."""
        steps = np.linalg.norm(np.diff(np.array(self.line), axis=0), axis=1)
        return float(steps[:knot].sum())

    def curves(self) -> Callable[[Values], tuple[Points, Points, Values]]:
        """Place, direction of fall and freedom at distances along the line."""
        from scipy.interpolate import PchipInterpolator

        knots = np.array([self.at(i) for i in range(len(self.line))])
        everything = np.concatenate([self.line, self.fall, np.array(self.free)[:, None]], axis=1)
        smooth = PchipInterpolator(knots, everything)

        def look(s: Values) -> tuple[Points, Points, Values]:
            rows = smooth(np.clip(s, knots[0], knots[-1]))
            fall = rows[:, 3:6] / np.linalg.norm(rows[:, 3:6], axis=1, keepdims=True)
            return rows[:, :3], fall, rows[:, 6]

        return look


def turned(piece: Cut, fold: Fold, ground: Ground, height: Values, roll: float) -> Shape:
    """A piece cut in (along the fold, across it), turned over along `fold` and laid on `ground`.

    `height` [n] raises it from the ground; `roll` is how far the fold itself bulges. Points
    across < 0 curl back underneath.
    """
    along, across = piece.points.T
    line, fall, free = fold.curves()(along)
    out = np.maximum(across, 0)
    guess = line + out[:, None] * fall
    hit, normal = ground.nearest(guess)
    hit = guess + np.stack([evened(way, piece.faces, 10) for way in (hit - guess).T], axis=1)
    normal = np.stack([evened(way, piece.faces, 10) for way in normal.T], axis=1)
    rise = height + roll * np.exp(-((out / (0.42 * fold.width)) ** 2))
    resting = hit + normal * rise[:, None]
    settle = np.clip(out / fold.width, 0, 1)
    loose = free * (1 - settle * settle * (3 - 2 * settle))
    standing = guess + normal * height[:, None]
    places = standing * loose[:, None] + resting * (1 - loose)[:, None]
    under = np.minimum(across, 0)[:, None]
    return Shape(places + under * (normal * 1.6 + np.array((0.0, -0.4, 0.9))), piece.faces)


def mirrored(shape: Shape) -> Shape:
    """The other side's piece."""
    return Shape(shape.points * (-1.0, 1.0, 1.0), [tuple(reversed(face)) for face in shape.faces])
