"""The photographer's studio: a long lens, three soft lights and the developing of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TOP, BOTTOM, WIDTH = 1.8, -6.2, 6.0
"""What the picture shows at the depth of the eyes, in scene units."""
DISTANCE = 46.0
EYE_HEIGHT = -0.6
SENSOR = 36.0


def empty_scene() -> Any:
    """A scene with nothing in it."""
    import bpy

    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def add_camera(scene: Any) -> None:
    """A portrait lens at eye height, shifted down so that no vertical converges."""
    import bpy

    lens = bpy.data.cameras.new("camera")
    lens.sensor_fit, lens.sensor_height = "VERTICAL", SENSOR
    tall = TOP - BOTTOM
    lens.lens = SENSOR * DISTANCE / tall
    lens.clip_end = 200
    lens.shift_y = ((TOP + BOTTOM) / 2 - EYE_HEIGHT) / tall
    camera = bpy.data.objects.new("camera", lens)
    camera.location = (0.0, -DISTANCE, EYE_HEIGHT)
    camera.rotation_euler = (np.pi / 2, 0.0, 0.0)
    scene.collection.objects.link(camera)
    scene.camera = camera


def add_softbox(
    scene: Any, name: str, place: tuple[float, float, float], size: float, power: float, warmth: tuple[float, ...]
) -> None:
    """A square light of side `size` at `place`, aimed at the presenter's chin."""
    import bpy
    from mathutils import Vector

    light = bpy.data.lights.new(name, "AREA")
    light.size, light.energy, light.color = size, power, warmth
    box = bpy.data.objects.new(name, light)
    box.location = place
    box.rotation_euler = (Vector((0.0, 0.4, -1.6)) - Vector(place)).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(box)


def add_lights(scene: Any) -> None:
    """Key from the upper left, a broad fill from the right, two rims behind and a soft room."""
    import bpy

    add_softbox(scene, "key", (-8.0, -10.0, 6.5), 6.0, 2250, (1.0, 0.965, 0.92))
    add_softbox(scene, "fill", (9.5, -10.0, 1.0), 9.0, 470, (0.93, 0.965, 1.0))
    add_softbox(scene, "low", (0.0, -11.0, -7.0), 7.0, 220, (1.0, 0.97, 0.95))
    add_softbox(scene, "rim left", (-8.0, 8.5, 4.0), 4.5, 850, (0.97, 0.98, 1.0))
    add_softbox(scene, "rim right", (8.0, 8.0, 5.0), 4.5, 1000, (1.0, 0.985, 0.96))
    world = bpy.data.worlds.new("room")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.80, 0.84, 0.90, 1.0)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.20
    scene.world = world


def stand(things: Iterable[Any], posture: npt.NDArray[np.float64]) -> None:
    """Moves things, modelled straight, into a posture (a 4 x 4 matrix)."""
    from mathutils import Matrix

    for thing in things:
        thing.matrix_world = Matrix(posture.tolist()) @ thing.matrix_world


def shoot(scene: Any, picture: Path, width: int, samples: int, threads: int) -> None:
    """Renders the scene to an RGBA file of `width` by 4/3 `width` pixels, the background transparent."""
    import bpy

    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    cycles.device, cycles.samples, cycles.use_denoising = "CPU", samples, True
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.max_bounces, cycles.transparent_max_bounces = 8, 16
    cycles.sample_clamp_indirect = 6.0
    cycles.filter_width = 1.3
    render.film_transparent = True
    render.resolution_x, render.resolution_y = width, width * 4 // 3
    render.threads_mode, render.threads = "FIXED", threads
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
    render.image_settings.color_depth = "16"
    scene.view_settings.view_transform = "Khronos PBR Neutral"
    render.filepath = str(picture)
    bpy.ops.render.render(write_still=True)
