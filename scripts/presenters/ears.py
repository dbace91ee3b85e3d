"""Ears: rim, fold, bowl and lobe as tubes melted into one skin."""

from __future__ import annotations

from typing import Any

import numpy as np

from .design import HeadDesign
from .meshes import joined, melted, tube
from .objects import add_mesh
from .shapes import linear, smoothstep, spline

RIM = (
    (0.725, 0.52, -0.06),
    (0.735, 0.46, 0.06),
    (0.775, 0.49, 0.19),
    (0.83, 0.60, 0.235),
    (0.868, 0.70, 0.15),
    (0.868, 0.74, 0.0),
    (0.838, 0.70, -0.17),
    (0.79, 0.61, -0.30),
    (0.742, 0.54, -0.365),
    (0.66, 0.56, -0.33),
)
FOLD = (
    (0.79, 0.56, 0.14),
    (0.815, 0.62, 0.05),
    (0.815, 0.645, -0.06),
    (0.79, 0.61, -0.17),
    (0.755, 0.545, -0.24),
)


def add_ears(who: HeadDesign, skin: Any) -> None:
    """Both ears of `who`, added to the current scene."""
    rim, fold = spline(np.array(RIM), 60), spline(np.array(FOLD), 40)
    place = np.linspace(0, 1, 60)
    thick = 0.024 + 0.010 * place + 0.012 * np.exp(-(((place - 0.87) / 0.07) ** 2))
    parts = [tube(rim, thick, 16), tube(fold, np.full(40, 0.027), 16)]
    for row in range(4, 58, 2):
        inner = np.array([0.66, 0.60, 0.85 * rim[row, 2] - 0.01])
        outer = rim[row] + np.array([-0.012, 0.03, 0.0])
        place = np.linspace(0, 1, 12)[:, None]
        hollow = np.array([0.0, 0.05, 0.0]) * np.sin(np.pi * place)
        parts.append(tube(inner * (1 - place) + outer * place + hollow, np.full(12, 0.036), 12))
    tragus = spline(np.array([(0.69, 0.47, -0.16), (0.72, 0.465, -0.13), (0.715, 0.48, -0.08)]), 12)
    parts.append(tube(tragus, np.full(12, 0.03), 12))
    shape = melted(joined(parts), 0.011, 14)
    quads = np.array([face if len(face) == 4 else (*face, face[-1]) for face in shape.faces], dtype=np.int32)
    widest = np.sqrt(max(wide for _, wide in who.outline) / 0.70)
    red = smoothstep(0.70, 0.86, shape.points[:, 0])[:, None] * 0.28 + 0.06
    colour = linear(*who.skin.base) * (1 - red) + linear(*who.skin.flush) * red
    ones = np.ones(len(colour))
    near = shape.points * np.array([0.84, 1.0, 1.0]) + np.array([0.112, 0.0, 0.0])
    for side in (1.0, -1.0):
        points = near * np.array([side * widest, 1.0, 1.0])
        add_mesh(
            "ear", points, quads[:, :: int(side)], skin, {"albedo": colour, "rough": 0.5 * ones, "gloss": 0 * ones}
        )
