"""A tailored jacket: cut wide, left to fall on the body, then seamed, creased, lapelled and buttoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scripts.presenters import fabrics
from scripts.presenters.body import Build, Knot, arm, naked, torso
from scripts.presenters.drape import Cloth, draped
from scripts.presenters.meshes import (
    Points,
    Shape,
    add_shape,
    joined,
    kept,
    lofted,
    melted,
    normals,
    refined,
    smooth_curve,
)
from scripts.presenters.panels import (
    Flat,
    Fold,
    Ground,
    Values,
    cut,
    evened,
    laid,
    mirrored,
    rounded,
    stitched,
    straight,
    turned,
)
from scripts.presenters.shapes import smoothstep


@dataclass(frozen=True)
class Crease:
    """One fold of cloth on the trunk: a curve through `line` (x, z), as deep as `depth` and as wide as `width`."""

    line: tuple[Flat, ...]
    depth: float
    width: float = 0.12


@dataclass(frozen=True)
class Jacket:
    """A single-breasted jacket.

    `fold`: where collar and lapel turn over, from the middle of the neck behind to the top
    button. `lapel` and `collar`: outlines in (along the fold, across it). `button`: its
    height. `over`: the side whose front lies on top, -1 the picture's left. `shade`,
    `button_shade`: colours. `creases`: folds pulled by wearing it; `seed`: the sleeves' own.
    `pocket_square`: the colour of a cloth in the breast pocket, if it has one.
    """

    fold: Fold
    lapel: tuple[Flat, ...]
    collar: tuple[Flat, ...]
    button: float
    over: int
    shade: str
    button_shade: str
    cloth: Cloth
    creases: tuple[Crease, ...]
    seed: int
    pocket_square: str | None = None


def jacket_shell(build: Build, voxel: float) -> Shape:
    """A closed jacket as cut, before it has fallen: open at neck, hem and cuffs."""
    parts = [torso(build.coat, 0.0), *(arm(knots, 0.09) for knots in build.arms)]
    shell = melted(joined(parts), voxel, smoothing=4)
    heights = shell.points[:, 2]
    return kept(shell, (heights > -7.0) & (heights < build.coat[0][0] - 0.20))


def jacket_cloth(build: Build, jacket: Jacket, voxel: float = 0.09, frames: int = 40) -> Shape:
    """The jacket's cloth as it is worn, finely meshed, still closed in front."""
    shell = jacket_shell(build, voxel)
    side, height = np.abs(shell.points[:, 0]), shell.points[:, 2]
    wide = build.coat[4][1]
    pinned = np.clip((height + 3.05) / 0.35, 0, 1) * np.clip((wide + 0.25 - side) / 0.2, 0, 1)
    hanging = draped(shell, naked(build, 0.02, 0.07, 8), pinned, jacket.cloth, frames)
    pressed = np.stack([evened(way, hanging.faces, 2) for way in hanging.points.T], axis=1)
    fallen = refined(Shape(pressed, hanging.faces), 2)
    cut_as = refined(shell, 2).points
    relief = armhole(cut_as, wide) + sleeve_folds(cut_as, build, wide, jacket.seed)
    relief += pulled(cut_as, jacket.creases) + overlap(cut_as, jacket)
    return Shape(fallen.points + normals(fallen) * relief[:, None], fallen.faces)


def _armhole_line(z: Values, wide: float) -> Values:
    return np.asarray(wide + np.interp(-z, [2.2, 2.5, 2.8, 3.2, 3.6, 4.0], [0.02, 0.0, -0.10, -0.22, -0.16, 0.05]))


def seam_line(build: Build, heights: Values) -> Values:
    """How far from the middle the trunk ends and the arm begins: the armhole's seam, below it the coat's side."""
    half = np.interp(-heights, [-ring[0] for ring in build.coat], [ring[1] for ring in build.coat])
    return np.where(heights > -3.45, _armhole_line(heights, build.coat[4][1]), half)


def armhole(points: Points, wide: float) -> Values:
    """The seam where the sleeve is set in, and the fullness of the sleeve's head beside it."""
    side, z = np.abs(points[:, 0]), points[:, 2]
    past = side - _armhole_line(z, wide)
    seam = -0.030 * np.exp(-((past / 0.022) ** 2))
    head = 0.035 * np.exp(-(((past - 0.12) / 0.11) ** 2)) * smoothstep(-3.5, -2.8, z)
    return np.asarray((seam + head) * smoothstep(-4.1, -3.8, z))


def _crest(across: Values) -> Values:
    return np.asarray(np.exp(-(across**2)) - 0.55 * np.exp(-(((across - 1.5) / 1.1) ** 2)))


def _on_arm(points: Points, knots: tuple[Knot, ...]) -> tuple[Values, Values]:
    """How far down an arm each point lies, and at which turn about it: 0 faces the camera, outward positive."""
    line = smooth_curve(knots, 160)[:, :3]
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    rank = np.argmin(np.abs(points[:, None, 2] - line[None, :, 2]), axis=1)
    off = points - line[rank]
    outward = off[:, 0] * np.sign(knots[0][0])
    return way[rank], np.arctan2(outward, -off[:, 1])


def sleeve_folds(points: Points, build: Build, wide: float, seed: int) -> Values:
    """Folds of both sleeves: few long ones from the armpit, more and shorter ones at the bend of the elbow."""
    random = np.random.default_rng(seed)
    relief = np.zeros(len(points))
    past = np.abs(points[:, 0]) - _armhole_line(points[:, 2], wide)
    for knots in build.arms:
        mine = (past > 0) & (points[:, 0] * knots[0][0] > 0)
        down, turn = _on_arm(points[mine], knots)
        folds = np.zeros(mine.sum())
        for place, count, depth, slope in ((1.0, 3, 0.034, 0.75), (2.65, 7, 0.044, 0.35), (1.75, 3, 0.026, 0.5)):
            for _ in range(count):
                start = place + random.normal(0, 0.28)
                facing = random.uniform(-1.5, 1.2)
                tilt = slope * random.choice((-1, 1), p=(0.35, 0.65)) * random.uniform(0.6, 1.3)
                reach = random.uniform(0.6, 1.1)
                across = (down - start - tilt * (turn - facing)) / random.uniform(0.11, 0.19)
                folds += depth * random.uniform(0.6, 1.2) * _crest(across) * np.exp(-(((turn - facing) / reach) ** 2))
        relief[mine] += 0.075 * np.tanh(folds / 0.075) * smoothstep(0.05, 0.35, past[mine])
    return relief


def pulled(points: Points, creases: tuple[Crease, ...]) -> Values:
    """Folds on the front of the trunk, at points [n, 3]."""
    relief = np.zeros(len(points))
    front = smoothstep(0.9, 0.4, points[:, 1])
    for crease in creases:
        line = smooth_curve(crease.line, 60)
        along = np.gradient(line, axis=0)
        near = np.argmin(((points[:, None, [0, 2]] - line) ** 2).sum(axis=2), axis=1)
        off = points[:, [0, 2]] - line[near]
        side = (along[near, 0] * off[:, 1] - along[near, 1] * off[:, 0]) / np.linalg.norm(along[near], axis=1)
        reach = np.linalg.norm(off, axis=1)
        swell = np.sin(np.pi * np.clip(near / 59, 0, 1)) ** 0.8
        relief += crease.depth * swell * _crest(side / crease.width) * np.exp(-((reach / (4 * crease.width)) ** 2))
    return np.asarray(relief * front)


def overlap(points: Points, jacket: Jacket) -> Values:
    """The edge of the front that lies on top, from the button down to where it swings away."""
    top = jacket.button + 0.12
    down = [top - 3.0, top - 1.6, top - 1.0, top - 0.5, top - 0.1, top]
    edge = np.interp(points[:, 2], down, [0.7, 0.32, 0.22, 0.20, 0.14, 0.02]) * -jacket.over
    onto = (points[:, 0] - edge) * jacket.over
    step = smoothstep(-0.012, 0.028, onto) * np.exp(-((np.maximum(onto, 0) / 0.55) ** 2))
    shadow = np.exp(-(((onto + 0.025) / 0.02) ** 2))
    stitches = np.exp(-(((onto - 0.10) / 0.02) ** 2))
    below = smoothstep(top, top - 0.14, points[:, 2]) * (points[:, 1] < 0.5)
    return np.asarray((0.05 * step - 0.018 * shadow - 0.007 * stitches) * below)


def opened(shell: Shape, fold: Fold) -> Shape:
    """A jacket with the cloth between its folds taken away in front."""
    line = np.array(fold.line)[::-1]
    x, y, z = shell.points.T
    reach = np.interp(z, line[:, 2], line[:, 0])
    between = (np.abs(x) < reach + 0.10) & (z > line[0, 2] + 0.04) & (y < 0.75)
    return kept(shell, ~between)


def add_piece(name: str, shape: Shape, material: Any, thickness: float = 0.02) -> Any:
    """A panel as an object with a back to it."""
    thing = add_shape(name, shape, material)
    solid = thing.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness, solid.offset = thickness, 0.0
    return thing


def add_jacket(shell: Shape, jacket: Jacket) -> None:
    """Adds a jacket of fallen cloth to the scene."""
    ground = Ground(shell)
    wool = fabrics.woven("jacket", jacket.shade)
    add_piece("jacket", opened(shell, jacket.fold), wool)
    for name, edge in (("collar", jacket.collar), ("lapel", jacket.lapel)):
        piece = cut(straight(*edge, edge[0])[:-1])
        height = 0.03 + rounded(piece.margin, 0.05) + stitched(piece.margin)
        side = turned(piece, jacket.fold, ground, height, roll=0.06)
        add_piece(f"{name} left", side, wool)
        add_piece(f"{name} right", mirrored(side), wool)
    _add_pockets(ground, jacket, wool)
    place = ground.front(np.array([[0.0, jacket.button]]))[0] - (0.0, 0.13, 0.0)
    add_button(place, 0.125, fabrics.horn("jacket button", jacket.button_shade))


def _add_patch(name: str, corners: tuple[Flat, ...], ground: Ground, thickness: float, material: Any) -> None:
    piece = cut(straight(*corners, corners[0])[:-1])
    height = rounded(piece.margin, thickness) + stitched(piece.margin, 0.06, 0.006)
    add_piece(name, laid(piece, ground, height, 6), material)


def _add_pockets(ground: Ground, jacket: Jacket, wool: Any) -> None:
    """Flaps at the hips and, where a cloth is worn in it, the breast pocket."""
    for side in (-1, 1):
        flap = ((0.52, -5.78), (1.22, -5.70), (1.24, -6.0), (1.17, -6.06), (0.60, -6.14), (0.53, -6.08))
        _add_patch("flap", tuple((side * x, z) for x, z in flap), ground, 0.045, wool)
    if jacket.pocket_square is None:
        return
    linen = fabrics.woven("pocket square", jacket.pocket_square, threads=40.0, grain=0.1)
    peaks = ((1.00, -3.72), (0.99, -3.42), (1.10, -3.53), (1.24, -3.30), (1.36, -3.48), (1.44, -3.38), (1.47, -3.66))
    _add_patch("pocket square", peaks, ground, 0.035, linen)
    _add_patch("breast pocket", ((0.93, -3.64), (1.54, -3.55), (1.55, -3.72), (0.94, -3.81)), ground, 0.055, wool)


def add_button(place: Points, radius: float, material: Any) -> None:
    """A button with a raised rim, facing the camera at `place`."""
    profile = np.array([0.02, 0.5, 0.72, 0.80, 0.90, 0.97, 1.0, 0.97, 0.85]) * radius
    lift = np.array([0.35, 0.35, 0.40, 0.55, 0.62, 0.55, 0.35, 0.1, 0.0]) * radius * 0.55
    path = np.array(place) + np.outer(-lift, (0.0, 1.0, 0.0))
    around = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.cos(around), 0 * around, np.sin(around)], axis=1)
    add_shape("button", lofted(path[:, None] + profile[:, None, None] * circle), material)
