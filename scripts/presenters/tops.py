"""What is worn under a jacket: a blouse with a soft neckline, a shirt with an open collar."""

from __future__ import annotations

import numpy as np

from scripts.presenters import fabrics
from scripts.presenters.body import Build, ball, naked
from scripts.presenters.jacket import add_button, add_piece
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

SHIRT_FOLD = Fold(
    line=((0.0, 1.50, -1.52), (0.47, 1.34, -1.54), (0.73, 0.80, -1.70), (0.62, 0.18, -2.03), (0.38, 0.0, -2.45)),
    fall=((0.0, 0.3, -1.0), (0.30, 0.25, -0.9), (0.6, -0.1, -0.75), (0.55, -0.3, -0.80), (0.60, 0.0, -0.80)),
    free=(1.0, 1.0, 1.0, 0.9, 0.5),
    width=0.6,
)


def beneath(piece: Cut, ground: Ground, height: Values, over: Ground) -> Shape:
    """A piece laid on `ground` that nowhere comes through the cloth `over` it."""
    shape = laid(piece, ground, height, 12)
    cover = np.maximum(over.front(piece.points)[:, 1], over.front(piece.points * (-1.0, 1.0))[:, 1])
    limit = evened(cover + 0.10, piece.faces, 12) - height
    places = shape.points.copy()
    places[:, 1] = np.maximum(places[:, 1], limit)
    return Shape(places, shape.faces)


def _drape(points: Points) -> Values:
    """The soft hanging folds of a light blouse between the lapels."""
    x, z = points.T
    sag = np.sin(7.5 * (z + 0.55 * x**2) + 1.2 * np.sin(2.3 * x + 0.6)) * np.exp(-(((z + 3.55) / 0.5) ** 2))
    hang = np.sin(9.0 * x + 1.4 * np.sin(1.7 * z)) * np.clip((-3.5 - z) / 0.9, 0, 1)
    return np.asarray(0.030 * sag * np.exp(-((x / 0.55) ** 2)) + 0.022 * hang)


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
        straight((-0.03, -3.2), (-0.03, -5.5), (-0.3, -5.5), (-1.15, -3.0), (-1.2, -2.2), (-0.95, -1.95)),
    ))  # fmt: skip
    height = 0.02 + rounded(under.margin, 0.03) + _drape(under.points) * 0.7
    add_piece("shirt right", mirrored(beneath(under, ground, height, over)), cloth)
    upper = cut(outline(
        curved((-0.95, -1.95), (-0.62, -2.20), (-0.22, -2.72), (0.13, -3.15)),
        straight((0.13, -3.15), (0.13, -5.5), (-0.3, -5.5), (-1.15, -3.0), (-1.2, -2.2), (-0.95, -1.95)),
    ))  # fmt: skip
    placket = stitched(np.abs(upper.points[:, 0] + 0.11), 0.0) * (upper.points[:, 1] < -3.0)
    height = 0.06 + rounded(upper.margin, 0.03) + stitched(upper.margin, 0.05) + placket + _drape(upper.points) * 0.7
    front = beneath(upper, ground, height, over)
    add_piece("shirt left", front, cloth)
    _add_collar(ground, cloth)
    worn, white = Ground(front), fabrics.horn("shirt button", "#e8e6e0")
    for z in (-3.42, -4.15, -4.85):
        add_button(worn.front(np.array([[0.02, z]]))[0], 0.062, white)


def _add_collar(ground: Ground, cloth: object) -> None:
    end = SHIRT_FOLD.at(4)
    leaf = cut(straight((0.0, -0.06), (0.0, 0.42), (SHIRT_FOLD.at(2), 0.44), (end - 0.25, 0.74), (end + 0.02, 0.86),
                        (end, 0.5), (end, -0.06), (0.0, -0.06))[:-1])  # fmt: skip
    height = 0.05 + rounded(leaf.margin, 0.04) + stitched(leaf.margin, 0.06, 0.006)
    side = turned(leaf, SHIRT_FOLD, ground, height, roll=0.05)
    add_piece("shirt collar left", side, cloth)
    add_piece("shirt collar right", mirrored(side), cloth)


def add_necklace(body: Shape) -> None:
    """A fine gold chain with a pearl, lying on the skin."""
    gold = fabrics.metal("gold", "#e2b56f")
    half = curved((-0.62, -2.02), (-0.52, -2.34), (-0.28, -2.66), (0.0, -2.80))
    chain = np.concatenate([half, half[-2::-1] * (-1.0, 1.0)])
    path = smooth_curve(Ground(body).front(chain) - (0.0, 0.014, 0.0), 260)
    beads = 0.0095 + 0.004 * np.sin(np.arange(260) * 2.2)
    add_shape("chain", tube(path, beads, 10), gold)
    lowest = path[np.argmin(path[:, 2])] + (0.0, -0.02, -0.075)
    add_shape("pearl", ball((lowest[0], lowest[1], lowest[2]), 0.062), fabrics.pearl("pearl"))
