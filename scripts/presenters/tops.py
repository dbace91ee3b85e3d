"""What is worn under a jacket: a blouse with a soft neckline, a shirt with an open collar."""

from __future__ import annotations

import numpy as np

from scripts.presenters import fabrics
from scripts.presenters.body import Build, ball, naked
from scripts.presenters.jacket import Crease, add_button, add_piece, pulled
from scripts.presenters.meshes import Points, Shape, add_shape, smooth_curve, tube
from scripts.presenters.panels import (
    Cut,
    Fold,
    Ground,
    Values,
    curved,
    cut,
    evened,
    laid,
    mirrored,
    outline,
    rounded,
    stitched,
    straight,
    turned,
)

HANGING = (
    Crease(((-0.60, -2.72), (-0.40, -3.30), (-0.22, -4.20), (-0.12, -5.2)), 0.030, 0.070),
    Crease(((-0.30, -3.10), (-0.16, -3.60), (-0.10, -4.50)), 0.022, 0.055),
    Crease(((0.64, -2.75), (0.46, -3.40), (0.34, -4.10), (0.14, -5.1)), 0.032, 0.075),
    Crease(((0.34, -3.20), (0.24, -3.80), (0.06, -4.80)), 0.024, 0.060),
    Crease(((-0.52, -3.50), (-0.30, -3.75), (0.05, -3.85)), 0.020, 0.065),
    Crease(((0.50, -3.75), (0.28, -4.05), (-0.10, -4.20)), 0.022, 0.065),
)
"""Folds of whatever is worn under a jacket, as they show between its lapels."""
BACK = 0.9
"""What lies farther from the camera than this is the inside of a garment's back."""
SHIRT_FOLD = Fold(
    line=((0.0, 1.50, -1.52), (0.47, 1.34, -1.54), (0.73, 0.80, -1.70), (0.62, 0.18, -2.03), (0.38, 0.0, -2.45)),
    fall=((0.0, 0.3, -1.0), (0.30, 0.25, -0.9), (0.6, -0.1, -0.75), (0.55, -0.3, -0.80), (0.60, 0.0, -0.80)),
    free=(1.0, 1.0, 1.0, 0.9, 0.5),
    width=0.6,
)


def beneath(piece: Cut, ground: Ground, height: Values, over: Ground) -> Shape:
    """A piece laid on `ground` that nowhere comes through an open garment worn `over` it."""
    shape = laid(piece, ground, height, 12)
    places = shape.points.copy()
    own = places[:, 1] + height
    limit = np.max([_cover(over, piece.points * (side, 1.0), own) for side in (-1.0, 1.0)], axis=0)
    places[:, 1] = np.maximum(own, evened(limit, piece.faces, 8)) - height
    return Shape(places, shape.faces)


def _cover(over: Ground, flat: Points, own: Values) -> Values:
    """How far back a cloth at depth `own` must stay behind the front of `over`, its own depth where that is open."""
    depth = over.front(flat)[:, 1]
    return np.where(depth < BACK, np.maximum(depth + 0.13, own), own)


def _drape(points: Points) -> Values:
    """How light cloth hangs between the lapels, at (x, z)."""
    places = np.stack([points[:, 0], np.zeros(len(points)), points[:, 1]], axis=1)
    return pulled(places, HANGING)


def add_blouse(build: Build, shade: str, over: Ground) -> None:
    """Adds a top with a soft V neck, worn under `over`."""
    ground = Ground(naked(build, 0.06, 0.07, 26))
    neckline = curved((-0.86, -2.15), (-0.70, -2.62), (-0.36, -2.98), (0.0, -3.12),
                      (0.36, -2.98), (0.70, -2.62), (0.86, -2.15))  # fmt: skip
    hidden = straight((1.0, -2.3), (1.0, -3.0), (0.3, -5.5), (-0.3, -5.5), (-1.0, -3.0), (-1.0, -2.3))
    piece = cut(outline(neckline, hidden))
    inner = np.clip((piece.margin - 0.1) / 0.25, 0, 1)
    height = 0.02 + rounded(piece.margin, 0.035) + stitched(piece.margin, 0.10) + _drape(piece.points) * inner
    add_piece("blouse", beneath(piece, ground, height, over), fabrics.satin("blouse", shade))


def add_shirt(build: Build, shade: str, over: Ground) -> None:
    """Adds a shirt with an open collar, worn under `over`."""
    ground = Ground(naked(build, 0.07, 0.07, 26))
    cloth = fabrics.woven("shirt", shade, threads=42.0, grain=0.10, sheen=0.1)
    under = cut(outline(
        curved((-0.95, -1.95), (-0.62, -2.20), (-0.28, -2.72), (-0.03, -3.2)),
        straight((-0.03, -3.2), (-0.03, -5.5), (-0.12, -5.5), (-0.5, -4.4), (-1.1, -2.9), (-1.2, -2.2), (-0.95, -1.95)),
    ))  # fmt: skip
    height = 0.02 + rounded(under.margin, 0.03) + _drape(under.points) * 0.7
    add_piece("shirt right", mirrored(beneath(under, ground, height, over)), cloth)
    upper = cut(outline(
        curved((-0.95, -1.95), (-0.62, -2.20), (-0.22, -2.72), (0.13, -3.15)),
        straight((0.13, -3.15), (0.13, -5.5), (-0.12, -5.5), (-0.5, -4.4), (-1.1, -2.9), (-1.2, -2.2), (-0.95, -1.95)),
    ))  # fmt: skip
    placket = stitched(np.abs(upper.points[:, 0] + 0.11), 0.0) * (upper.points[:, 1] < -3.0)
    height = 0.06 + rounded(upper.margin, 0.03) + stitched(upper.margin, 0.05) + placket + _drape(upper.points) * 0.7
    front = beneath(upper, ground, height, over)
    add_piece("shirt left", front, cloth)
    _add_collar(ground, cloth)
    worn, white = Ground(front), fabrics.horn("shirt button", "#e8e6e0")
    for z in (-3.42, -4.15, -4.85):
        add_button(worn.front(np.array([[0.02, z]]))[0] - (0.0, 0.02, 0.0), 0.062, white)


def _add_collar(ground: Ground, cloth: object) -> None:
    end = SHIRT_FOLD.at(4)
    leaf = cut(straight((0.0, -0.06), (0.0, 0.42), (SHIRT_FOLD.at(2), 0.44), (end - 0.25, 0.74), (end + 0.02, 0.86),
                        (end, 0.5), (end, -0.06), (0.0, -0.06))[:-1])  # fmt: skip
    height = 0.085 + rounded(leaf.margin, 0.045) + stitched(leaf.margin, 0.06, 0.006)
    side = turned(leaf, SHIRT_FOLD, ground, height, roll=0.05)
    add_piece("shirt collar left", side, cloth)
    add_piece("shirt collar right", mirrored(side), cloth)


def add_necklace(body: Shape) -> None:
    """A fine gold chain with a pearl, lying on the skin."""
    gold = fabrics.metal("gold", "#e2b56f")
    half = curved((-0.60, -2.10), (-0.50, -2.38), (-0.27, -2.68), (0.0, -2.81), spacing=0.12)
    chain = np.concatenate([half, half[-2::-1] * (-1.0, 1.0)])
    front = Ground(body).front(chain) - (0.0, 0.012, 0.0)
    behind = np.array([(-0.34, 1.20, -1.86), (-0.49, 0.88, -1.96), (-0.56, 0.58, -2.02)])
    path = smooth_curve(np.concatenate([behind, front, behind[::-1] * (-1.0, 1.0, 1.0)]), 320)
    beads = 0.0075 + 0.0035 * np.sin(np.arange(320) * 2.2)
    add_shape("chain", tube(path, beads, 10), gold)
    lowest = path[np.argmin(path[:, 2])] + (0.0, -0.02, -0.075)
    add_shape("pearl", ball((lowest[0], lowest[1], lowest[2]), 0.062), fabrics.pearl("pearl"))
