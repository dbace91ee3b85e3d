"""Where the head's neck grows into the shoulders: both melted into one skin, so that no seam shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from scripts.presenters.body import Build, naked, posture, ridges
from scripts.presenters.design import HeadDesign
from scripts.presenters.meshes import Points, Shape, capped, joined, kept, melted, remove, shape_of
from scripts.presenters.objects import add_mesh
from scripts.presenters.panels import Ground, Values, evened
from scripts.presenters.shapes import linear, smoothstep
from scripts.presenters.skin import skin_material

JOIN = -1.98
"""Height at which the head's neck becomes the body's."""
LOWEST = -3.5
"""Below this clothes cover everything."""

FORWARD = (0.0, -0.9, 0.45)
"""Where bones push the skin of throat and shoulders."""


def add_body(build: Build, who: HeadDesign) -> Any:
    """Adds the body that belongs to a head already in the scene, in the same skin, and takes over its neck.

    Returns the object, which is modelled straight: it needs `posture` like the clothes.
    """
    import bpy

    matrix = posture(build)
    neck = bpy.data.objects["neck"]
    upper = shape_of(neck)
    shape = naked(build, 0.0, voxel=0.05, smoothing=14)
    points = shape.points.copy()
    points += np.outer(ridges(points, build), FORWARD)
    lower = Shape(_grown_to(upper, points @ matrix[:3, :3].T + matrix[:3, 3]), shape.faces)
    parts = kept(lower, lower.points[:, 2] < JOIN + 0.1), kept(upper, upper.points[:, 2] > JOIN - 0.15)
    skin = melted(joined([capped(part) for part in parts]), voxel=0.03, smoothing=2)
    skin = _relaxed(kept(skin, skin.points[:, 2] > LOWEST))
    colour = _colours(neck, upper, skin, linear(*who.skin.base) * 0.96)
    remove(neck)
    count = len(skin.points)
    paint = {"albedo": colour, "rough": np.full(count, 0.5), "gloss": np.zeros(count)}
    straight = (skin.points - matrix[:3, 3]) @ matrix[:3, :3]
    return add_mesh("body", straight, np.array(skin.faces, np.int32), skin_material(f"body {who.id}"), paint)


def _grown_to(neck: Shape, points: Points) -> Points:
    """Points of the body brought onto the head's own neck towards the top."""
    hit, _ = Ground(neck).nearest(points)
    pull = smoothstep(JOIN - 0.22, JOIN - 0.02, points[:, 2])[:, None]
    return np.asarray(points * (1 - pull) + hit * pull)


def _relaxed(skin: Shape) -> Shape:
    """The skin evened out around the joint."""
    share = np.exp(-(((skin.points[:, 2] - JOIN) / 0.10) ** 2))[:, None]
    soft = np.stack([evened(way, skin.faces, 8) for way in skin.points.T], axis=1)
    return Shape(skin.points * (1 - share) + soft * share, skin.faces)


def _colours(neck: Any, upper: Shape, skin: Shape, tone: Values) -> Points:
    """The neck's own colours above the joint, the plain tone of the skin below."""
    from scipy.spatial import cKDTree

    painted = np.empty(len(upper.points) * 4, np.float32)
    neck.data.attributes["albedo"].data.foreach_get("color", painted)
    nearest = cKDTree(upper.points).query(skin.points)[1]
    share = smoothstep(JOIN - 0.2, JOIN + 0.2, skin.points[:, 2])[:, None]
    return np.asarray(painted.reshape(-1, 4)[nearest, :3] * share + tone * (1 - share))
