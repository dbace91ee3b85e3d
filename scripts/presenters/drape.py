"""Cloth that falls: a garment laid over a body and left to gravity for a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scripts.presenters.meshes import Shape, add_shape, remove, shape_of


@dataclass(frozen=True)
class Cloth:
    """How a fabric behaves: its `weight`, `stiffness` against stretch, `bending`, and the `surplus` it is cut with."""

    weight: float = 0.4
    stiffness: float = 25.0
    bending: float = 2.0
    surplus: float = 0.04


def draped(garment: Shape, body: Shape, pinned: npt.NDArray[np.float64], cloth: Cloth, frames: int) -> Shape:
    """The garment after `frames` frames of falling on the body.

    `pinned` [n] holds points in place, 0 free to 1 fixed.
    """
    import bpy

    stand = add_shape("stand", body)
    stand.modifiers.new("collision", "COLLISION")
    stand.collision.thickness_outer, stand.collision.cloth_friction = 0.02, 8.0
    thing = add_shape("garment", garment)
    group = thing.vertex_groups.new(name="pinned")
    for index, weight in enumerate(pinned):
        if weight > 0:
            group.add([index], float(weight), "REPLACE")
    modifier = thing.modifiers.new("cloth", "CLOTH")
    settings, collision = modifier.settings, modifier.collision_settings
    settings.quality, settings.mass, settings.vertex_group_mass = 6, cloth.weight, "pinned"
    settings.tension_stiffness = settings.compression_stiffness = cloth.stiffness
    settings.shear_stiffness, settings.bending_stiffness = cloth.stiffness / 3, cloth.bending
    settings.shrink_min, settings.air_damping = -cloth.surplus, 2.0
    collision.distance_min, collision.collision_quality = 0.03, 3
    modifier.point_cache.frame_end = frames
    scene = bpy.context.scene
    for frame in range(1, frames + 1):
        scene.frame_set(frame)
    fallen = shape_of(thing)
    remove(thing)
    remove(stand)
    scene.frame_set(1)
    return fallen
