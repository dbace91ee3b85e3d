"""The two bodies: torso, shoulders and arms as lofted rings, melted into one skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scripts.presenters.meshes import Points, Shape, joined, lofted, melted, smooth_curve, tube

NAPE = np.array((0.0, 0.78, -1.9))
"""What the body turns about."""
Ring = tuple[float, float, float, float]
Knot = tuple[float, float, float, float]


@dataclass(frozen=True)
class Build:
    """The measures of a body.

    `rings`: z, half width, y of the front, y of the back, from the neck down. `arms`: for
    the picture's left and right, x, y, z and radius from shoulder to wrist. `bust`: x, y, z
    and radius of one breast, mirrored. `clavicle`: height of the collarbones' ridges. `coat`:
    the rings of a jacket cut for this body. `rise`, `turn`, `lean`: how the body stands under
    its head: higher, turned about the neck (radians, positive to the picture's left) and leaning.
    """

    rings: tuple[Ring, ...]
    arms: tuple[tuple[Knot, ...], tuple[Knot, ...]]
    neck: float
    clavicle: float
    coat: tuple[Ring, ...]
    bust: Knot | None = None
    rise: float = 0.0
    turn: float = 0.0
    lean: float = 0.0


BUILDS: Mapping[str, Build] = {
    "mei": Build(
        rings=(
            (-1.55, 0.53, 0.24, 1.24),
            (-1.85, 0.56, 0.25, 1.34),
            (-2.05, 0.72, 0.24, 1.46),
            (-2.22, 1.02, 0.22, 1.56),
            (-2.40, 1.32, 0.17, 1.64),
            (-2.62, 1.48, 0.08, 1.72),
            (-3.00, 1.46, -0.08, 1.80),
            (-3.50, 1.40, -0.24, 1.84),
            (-4.10, 1.35, -0.36, 1.80),
            (-4.70, 1.25, -0.30, 1.66),
            (-5.50, 1.15, -0.18, 1.52),
            (-6.20, 1.22, -0.18, 1.62),
            (-7.20, 1.62, -0.26, 1.95),
            (-8.00, 1.75, -0.20, 1.95),
        ),
        arms=(
            ((-1.40, 0.88, -2.76, 0.38), (-1.60, 0.92, -3.60, 0.38), (-1.82, 0.98, -5.45, 0.33),
             (-1.86, 0.62, -6.60, 0.30), (-1.80, 0.10, -8.00, 0.24)),
            ((1.40, 0.88, -2.74, 0.38), (1.62, 0.92, -3.60, 0.38), (1.90, 1.02, -5.40, 0.33),
             (1.84, 0.50, -6.50, 0.30), (1.60, -0.15, -7.80, 0.24)),
        ),
        neck=0.55,
        clavicle=0.085,
        coat=(
            (-1.80, 0.66, 0.20, 1.42),
            (-2.00, 0.80, 0.18, 1.54),
            (-2.16, 1.10, 0.15, 1.64),
            (-2.34, 1.44, 0.10, 1.72),
            (-2.56, 1.62, 0.00, 1.80),
            (-3.00, 1.58, -0.22, 1.88),
            (-3.50, 1.52, -0.48, 1.92),
            (-4.10, 1.48, -0.72, 1.90),
            (-4.70, 1.38, -0.62, 1.78),
            (-5.40, 1.28, -0.46, 1.66),
            (-6.20, 1.46, -0.44, 1.80),
            (-7.20, 1.80, -0.50, 2.05),
        ),
        bust=(0.62, -0.16, -4.05, 0.56),
        rise=0.20,
        turn=0.13,
        lean=0.018,
    ),
    "kai": Build(
        rings=(
            (-1.55, 0.66, 0.10, 1.38),
            (-1.80, 0.69, 0.10, 1.46),
            (-2.00, 0.92, 0.10, 1.58),
            (-2.16, 1.30, 0.10, 1.66),
            (-2.36, 1.62, 0.06, 1.74),
            (-2.60, 1.78, -0.04, 1.84),
            (-3.00, 1.76, -0.22, 1.94),
            (-3.60, 1.70, -0.40, 1.98),
            (-4.30, 1.60, -0.42, 1.92),
            (-5.20, 1.50, -0.36, 1.78),
            (-6.20, 1.50, -0.34, 1.76),
            (-7.20, 1.62, -0.34, 1.92),
            (-8.00, 1.68, -0.28, 1.96),
        ),
        arms=(
            ((-1.68, 0.86, -2.80, 0.47), (-1.92, 0.90, -3.70, 0.46), (-2.16, 0.98, -5.60, 0.39),
             (-2.20, 0.60, -6.80, 0.36), (-2.14, 0.05, -8.20, 0.30)),
            ((1.68, 0.86, -2.78, 0.47), (1.93, 0.90, -3.70, 0.46), (2.24, 1.02, -5.55, 0.39),
             (2.18, 0.52, -6.70, 0.36), (1.96, -0.20, -8.00, 0.30)),
        ),
        neck=0.68,
        clavicle=0.07,
        coat=(
            (-1.74, 0.80, 0.06, 1.52),
            (-1.94, 1.00, 0.05, 1.64),
            (-2.10, 1.42, 0.03, 1.72),
            (-2.28, 1.78, -0.02, 1.82),
            (-2.52, 1.95, -0.12, 1.92),
            (-3.00, 1.92, -0.34, 2.04),
            (-3.60, 1.84, -0.54, 2.08),
            (-4.30, 1.76, -0.60, 2.02),
            (-5.20, 1.64, -0.54, 1.90),
            (-6.20, 1.64, -0.52, 1.90),
            (-7.20, 1.82, -0.52, 2.05),
        ),
        rise=0.28,
        turn=-0.11,
        lean=-0.016,
    ),
}  # fmt: skip


def torso(rings: tuple[Ring, ...], ease: float) -> Shape:
    """A trunk as one loft over `rings`, `ease` larger all around."""
    heights = np.array([ring[0] for ring in rings])
    fine = np.linspace(heights[0], heights[-1], 110)
    from scipy.interpolate import PchipInterpolator

    wide, front, back = (PchipInterpolator(-heights, [ring[column] for ring in rings])(-fine) for column in (1, 2, 3))
    turn = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    rounding = 2 / np.interp(-fine, [1.9, 2.6, 3.4], [2.0, 2.3, 2.5])[:, None]
    across = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** rounding
    deep = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** rounding
    x = (wide + ease)[:, None] * across
    y = ((front + back) / 2)[:, None] + ((back - front) / 2 + ease)[:, None] * deep
    z = np.broadcast_to(fine[:, None], x.shape)
    return lofted(np.stack([x, y, z], axis=-1))


def arm(knots: tuple[Knot, ...], ease: float) -> Shape:
    """One arm from shoulder to wrist, `ease` thicker."""
    line = smooth_curve(knots, 60)
    start = line[0] + (line[0] - line[1]) / np.linalg.norm(line[0] - line[1]) * 0.0
    cap = np.linspace(0.02, 1.0, 7)[:-1]
    radius = line[0, 3] + ease
    along = (line[1] - line[0])[:3] / np.linalg.norm((line[1] - line[0])[:3])
    rounded = start[:3] - along * (radius * np.sqrt(1 - cap**2))[:, None]
    path = np.concatenate([rounded, line[:, :3]])
    radii = np.concatenate([radius * cap, line[:, 3] + ease])
    return tube(path, radii)


def ball(centre: tuple[float, float, float], radius: float) -> Shape:
    """A sphere."""
    tilt = np.linspace(0.02, np.pi - 0.02, 24)
    path = np.array(centre) + np.outer(np.cos(tilt), (0.0, 0.0, radius))
    return tube(path, radius * np.sin(tilt))


def naked(build: Build, ease: float, voxel: float, smoothing: int) -> Shape:
    """The whole body as one skin, `ease` larger all around."""
    parts = [torso(build.rings, ease), *(arm(knots, ease) for knots in build.arms)]
    if build.bust is not None:
        x, y, z, radius = build.bust
        parts += [ball((side * x, y, z), radius + ease) for side in (-1, 1)]
    return melted(joined(parts), voxel, smoothing)


def ridges(points: Points, build: Build) -> Points:
    """How far the bones and muscles of throat and chest push each point forward, [n]."""
    side = np.abs(points[:, 0])
    z = points[:, 2]
    front = np.clip((0.9 - points[:, 1]) / 0.5, 0, 1)
    bone = -2.42 + 0.10 * np.sin(np.clip((side - 0.15) / 1.4, 0, 1) * np.pi) + 0.10 * np.clip(side / 1.5, 0, 1)
    reach = np.clip((side - 0.12) / 0.15, 0, 1) * np.clip((1.65 - side) / 0.4, 0, 1)
    clavicle = np.exp(-(((z - bone) / 0.075) ** 2)) * reach
    above = np.exp(-(((z - bone - 0.17) / 0.10) ** 2)) * np.exp(-(((side - 0.62) / 0.3) ** 2))
    notch = np.exp(-((side / 0.13) ** 2) - ((z + 2.36) / 0.13) ** 2)
    breastbone = np.exp(-((side / 0.14) ** 2)) * np.clip((-2.6 - z) / 0.4, 0, 1)
    return front * build.clavicle * (1.0 * clavicle - 0.9 * above - 0.8 * notch - 0.35 * breastbone)


def posture(build: Build) -> Points:
    """The 4 x 4 matrix that puts body and clothes, modelled straight, under the head."""
    turn, lean = build.turn, build.lean
    yaw = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    roll = np.array([[np.cos(lean), 0, np.sin(lean)], [0, 1, 0], [-np.sin(lean), 0, np.cos(lean)]])
    matrix = np.eye(4)
    matrix[:3, :3] = roll @ yaw
    matrix[:3, 3] = NAPE - matrix[:3, :3] @ NAPE + (0.0, 0.0, build.rise)
    return matrix
