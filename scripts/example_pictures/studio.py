"""The photographer's studio: backdrop, lamps, camera, and the shapes and surfaces products are made of.

Lengths are in decimetres. Blender's `bpy` is handed over as `Any`: it has no types and is only
there where pictures are drawn.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float, float]
Colour = tuple[float, float, float]


def blender() -> Any:
    """Blender's module, loaded when a picture is drawn; its scene is what the functions here work on."""
    return importlib.import_module("bpy")


def empty_studio() -> None:
    """Clear away the last product."""
    blender().ops.wm.read_factory_settings(use_empty=True)


def linear(hex_colour: str) -> Colour:
    """`#rrggbb` as linear light."""
    parts = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def material(name: str, colour: str, **inputs: float | Colour) -> Any:
    """A surface; further inputs of the Principled shader by name, blanks as underscores."""
    made = blender().data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*linear(colour), 1)
    for key, value in inputs.items():
        shader.inputs[key.replace("_", " ")].default_value = (*value, 1) if isinstance(value, tuple) else value
    return made


def roughen(made: Any, scale: float, strength: float, distance: float = 0.01) -> Any:
    """Give a surface fine relief from noise of `scale` bumps a decimetre."""
    nodes, links = made.node_tree.nodes, made.node_tree.links
    place = nodes.new("ShaderNodeTexCoord")
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 6
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = strength
    bump.inputs["Distance"].default_value = distance
    links.new(place.outputs["Object"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], nodes["Principled BSDF"].inputs["Normal"])
    return made


def grain(made: Any, dark: str, light: str, stretch: Point, scale: float = 4.0) -> Any:
    """Colour a surface by stretched noise from `dark` to `light`: wood, cork, dyed cloth."""
    nodes, links = made.node_tree.nodes, made.node_tree.links
    place = nodes.new("ShaderNodeTexCoord")
    mapping = nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = stretch
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 8
    ramp = nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.3, 0.7
    ramp.color_ramp.elements[0].color = (*linear(dark), 1)
    ramp.color_ramp.elements[1].color = (*linear(light), 1)
    links.new(place.outputs["Object"], mapping.inputs["Vector"])
    links.new(mapping.outputs["Vector"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return made


def mesh(
    name: str, points: Sequence[Point], faces: Sequence[Sequence[int]], surface: Any, *, smooth: bool = True
) -> Any:
    """An object of points and faces."""
    data = blender().data.meshes.new(name)
    data.from_pydata(points, [], faces)
    data.update()
    data.materials.append(surface)
    if smooth:
        data.shade_smooth()
    made = blender().data.objects.new(name, data)
    blender().context.collection.objects.link(made)
    return made


def grid(name: str, columns: int, rows: int, place: Callable[[float, float], Point], surface: Any) -> Any:
    """A sheet: `place` of u, v in 0 … 1 gives each point."""
    points = [place(i / columns, j / rows) for j in range(rows + 1) for i in range(columns + 1)]
    across = columns + 1
    faces = [
        (j * across + i, j * across + i + 1, (j + 1) * across + i + 1, (j + 1) * across + i)
        for j in range(rows)
        for i in range(columns)
    ]
    return mesh(name, points, faces, surface)


def lathe(
    name: str, profile: Sequence[tuple[float, float]], surface: Any, *, steps: int = 96, round_off: int = 2
) -> Any:
    """A turned object: `profile` of (radius, height) spun around the upright axis, corners rounded by subdivision."""
    points = [
        (radius * math.cos(angle), radius * math.sin(angle), height)
        for angle in (2 * math.pi * k / steps for k in range(steps))
        for radius, height in profile
    ]
    count = len(profile)
    faces = [
        (k * count + i, ((k + 1) % steps) * count + i, ((k + 1) % steps) * count + i + 1, k * count + i + 1)
        for k in range(steps)
        for i in range(count - 1)
    ]
    made = mesh(name, points, faces, surface)
    if round_off:
        modifier = made.modifiers.new("round", "SUBSURF")
        modifier.levels = modifier.render_levels = round_off
    return made


def box(name: str, size: Point, at: Point, surface: Any, *, bevel: float = 0.03, turn: Point = (0, 0, 0)) -> Any:
    """A box with rounded edges, `size` across, around `at`."""
    x, y, z = (length / 2 for length in size)
    points = [(sx * x, sy * y, sz * z) for sx in (-1, 1) for sy in (-1, 1) for sz in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    made = mesh(name, points, faces, surface)
    modifier = made.modifiers.new("bevel", "BEVEL")
    modifier.width, modifier.segments = bevel, 6
    made.location, made.rotation_euler = at, turn
    return made


def rod(name: str, path: Sequence[Point], thickness: float, surface: Any, *, flat: float = 1.0) -> Any:
    """A smooth tube of radius `thickness` through the points of `path`; `flat` < 1 thins it in one direction."""
    curve = blender().data.curves.new(name, "CURVE")
    curve.dimensions = "3D"
    curve.resolution_u = 16
    spline = curve.splines.new("NURBS")
    spline.points.add(len(path) - 1)
    for knot, point in zip(spline.points, path, strict=True):
        knot.co = (*point, 1)
    spline.use_endpoint_u = True
    spline.order_u = 4
    curve.bevel_depth = thickness
    curve.bevel_resolution = 6
    curve.use_fill_caps = True
    curve.materials.append(surface)
    made = blender().data.objects.new(name, curve)
    made.scale = (1, flat, 1)
    blender().context.collection.objects.link(made)
    return made


def ball(name: str, radius: Point, at: Point, surface: Any, *, turn: Point = (0, 0, 0), copy_of: Any = None) -> Any:
    """An ellipsoid; `copy_of` another shares its mesh."""
    if copy_of is None:
        steps = 16
        profile = [(max(math.sin(math.pi * k / steps), 1e-4), -math.cos(math.pi * k / steps)) for k in range(steps + 1)]
        made = lathe(name, profile, surface, steps=24, round_off=0)
    else:
        made = blender().data.objects.new(name, copy_of.data)
        blender().context.collection.objects.link(made)
    made.scale, made.location, made.rotation_euler = radius, at, turn
    return made


def move(made: Any, at: Point, turn: float = 0.0) -> Any:
    """Put an object somewhere, turned about the upright axis by radians."""
    made.location, made.rotation_euler = at, (0, 0, turn)
    return made


def group(name: str, parts: Sequence[Any], at: Point, turn: float = 0.0) -> Any:
    """Parts that move together."""
    parent = blender().data.objects.new(name, None)
    blender().context.collection.objects.link(parent)
    for part in parts:
        part.parent = parent
    return move(parent, at, turn)


def backdrop(colour: str, *, depth: float = 9.0, radius: float = 3.0) -> Any:
    """A seamless paper sweep: floor, bend and wall."""
    paper = material("paper", colour, Roughness=0.9)
    profile: list[tuple[float, float]] = [(-14.0, 0.0), (depth - radius, 0.0)]
    bends = [math.pi / 2 * k / 24 for k in range(1, 25)]
    profile += [(depth - radius + radius * math.sin(a), radius - radius * math.cos(a)) for a in bends]
    profile.append((depth, 24.0))
    last = len(profile) - 1

    def place(u: float, v: float) -> Point:
        y, z = profile[round(v * last)]
        return (-24 + 48 * u, y, z)

    return grid("backdrop", 1, last, place, paper)


def softbox(at: Point, target: Point, size: float, power: float, colour: str = "#ffffff") -> Any:
    """A square lamp of `size` that looks at `target`; power in watts."""
    data = blender().data.lights.new("softbox", "AREA")
    data.size, data.energy, data.color = size, power, linear(colour)
    made = blender().data.objects.new("softbox", data)
    blender().context.collection.objects.link(made)
    made.location = at
    return _look(made, target)


def ambient(colour: str, strength: float) -> None:
    """Light from everywhere."""
    world = blender().data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (*linear(colour), 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = strength
    blender().context.scene.world = world


def camera(at: Point, target: Point, *, focal: float = 70.0, stop: float | None = None) -> None:
    """The camera, with a focal length in mm (36 mm film) and, where a stop is given, depth of field at `target`."""
    data = blender().data.cameras.new("camera")
    data.lens = focal
    made = blender().data.objects.new("camera", data)
    blender().context.collection.objects.link(made)
    made.location = at
    _look(made, target)
    if stop:
        data.dof.use_dof = True
        data.dof.focus_distance = math.dist(at, target)
        data.dof.aperture_fstop = stop
    blender().context.scene.camera = made


def photograph(path: Path, size: int, samples: int, *, exposure: float = 0.25) -> None:
    """Render the scene, `size` pixels square, as JPEG."""
    scene = blender().context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = samples
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 8
    scene.cycles.seed = 7
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure
    scene.render.image_settings.file_format = "JPEG"
    scene.render.image_settings.quality = 88
    scene.render.filepath = str(path)
    blender().ops.render.render(write_still=True)


def _look(made: Any, target: Point) -> Any:
    vector = importlib.import_module("mathutils").Vector
    direction = vector(target) - vector(made.location)
    made.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()
    return made
