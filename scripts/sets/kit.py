"""Carpentry for the sets: materials, shapes, plants, lamps and a camera with a shallow focus, in Blender.

Metres; x to the right, y away from the camera, z up. The camera stands at the origin at
eye height and is focused where the presenter will be, so everything here lies behind
and is out of focus.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
from mathutils import Vector

Spot = tuple[float, float, float]
Tint = tuple[float, float, float]

EYE = 1.35
"""Height of the camera."""
FOCUS = 1.5
"""Distance of the presenter."""


def tint(code: str) -> Tint:
    """A colour written as sRGB `#rrggbb`, in the linear light Blender counts in."""
    values = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def clear() -> None:
    """An empty world."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def paint(
    code: str, *, rough: float = 0.6, metal: float = 0.0, glow: float = 0.0, sheen: float = 0.0, thin: float = 0.0
) -> Any:
    """A material of one colour. `glow`: its own light; `thin`: how much light it lets through, as leaves do."""
    material = bpy.data.materials.new(code)
    material.use_nodes = True
    surface = material.node_tree.nodes["Principled BSDF"]
    colour = (*tint(code), 1.0)
    surface.inputs["Base Color"].default_value = colour
    surface.inputs["Roughness"].default_value = rough
    surface.inputs["Metallic"].default_value = metal
    surface.inputs["Sheen Weight"].default_value = sheen
    surface.inputs["Emission Color"].default_value = colour
    surface.inputs["Emission Strength"].default_value = glow
    surface.inputs["Transmission Weight"].default_value = thin
    return material


def mottled(first: str, second: str, *, scale: float = 2.0, rough: float = 0.7, stretch: Spot = (1, 1, 1)) -> Any:
    """A material that wanders between two colours: plaster, wood (stretched), woven cloth."""
    material = paint(first, rough=rough)
    nodes, links = material.node_tree.nodes, material.node_tree.links
    place, bend = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeMapping")
    noise, ramp = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeValToRGB")
    bend.inputs["Scale"].default_value = stretch
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 4
    for stop, code, where in zip(ramp.color_ramp.elements, (first, second), (0.35, 0.65), strict=True):
        stop.color, stop.position = (*tint(code), 1.0), where
    links.new(place.outputs["Object"], bend.inputs["Vector"])
    links.new(bend.outputs["Vector"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return material


def _object(name: str, mesh: Any, material: Any, smooth: bool) -> Any:
    if smooth:
        for face in mesh.polygons:
            face.use_smooth = True
    mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def box(middle: Spot, size: Spot, material: Any, *, bevel: float = 0.01, turn: float = 0.0) -> Any:
    """A block with softened edges, turned about the vertical by `turn` degrees."""
    halves = [(x * size[0] / 2, y * size[1] / 2, z * size[2] / 2) for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)]
    sides = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    mesh = bpy.data.meshes.new("box")
    mesh.from_pydata(halves, [], sides)
    thing = _object("box", mesh, material, smooth=False)
    edges = thing.modifiers.new("bevel", "BEVEL")
    edges.width, edges.segments = bevel, 3
    thing.location = middle
    thing.rotation_euler[2] = math.radians(turn)
    return thing


def turned(foot: Spot, profile: Sequence[tuple[float, float]], material: Any, *, sides: int = 64) -> Any:
    """A body of revolution standing at `foot`: `profile` is (radius, height), from below. Vases, lamps, plinths."""
    vertices, faces = [], []
    for radius, height in profile:
        for step in range(sides):
            angle = math.tau * step / sides
            vertices.append((radius * math.cos(angle), radius * math.sin(angle), height))
    for ring in range(len(profile) - 1):
        for step in range(sides):
            a, b = ring * sides + step, ring * sides + (step + 1) % sides
            faces.append((a, b, b + sides, a + sides))
    mesh = bpy.data.meshes.new("turned")
    mesh.from_pydata(vertices, [], faces)
    thing = _object("turned", mesh, material, smooth=True)
    thing.location = foot
    return thing


def cylinder(foot: Spot, radius: float, height: float, material: Any, *, edge: float = 0.012) -> Any:
    """A plinth, a pot, a stool: a cylinder with a rounded upper edge."""
    steps = [(radius - edge + edge * math.sin(a), height - edge + edge * math.cos(a)) for a in _quarter()]
    return turned(foot, [(radius, 0.0), *steps, (0.0, height)], material)


def _quarter() -> list[float]:
    return [math.pi / 2 * (1 - step / 6) for step in range(7)]


def ball(middle: Spot, radius: float, material: Any) -> Any:
    """A sphere."""
    angles = [math.pi * (step / 24 - 0.5) for step in range(25)]
    profile = [(radius * math.cos(a), radius * math.sin(a)) for a in angles]
    return turned(middle, profile, material)


def pane(points: Sequence[Spot], material: Any) -> Any:
    """A flat polygon."""
    mesh = bpy.data.meshes.new("pane")
    mesh.from_pydata(list(points), [], [tuple(range(len(points)))])
    return _object("pane", mesh, material, smooth=False)


def strip(rows: Sequence[Sequence[Spot]], material: Any) -> Any:
    """A smooth sheet through rows of points, all of one length: curtains, ribbons, curved walls."""
    across = len(rows[0])
    vertices = [point for row in rows for point in row]
    faces = [
        (r * across + c, r * across + c + 1, (r + 1) * across + c + 1, (r + 1) * across + c)
        for r in range(len(rows) - 1)
        for c in range(across - 1)
    ]
    mesh = bpy.data.meshes.new("strip")
    mesh.from_pydata(vertices, [], faces)
    return _object("strip", mesh, material, smooth=True)


def tube(points: Sequence[Spot], radius: float, material: Any) -> Any:
    """A round rod along points: stems, cords, neon, rings."""
    curve = bpy.data.curves.new("tube", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = radius
    curve.bevel_resolution = 4
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    for spot, point in zip(points, spline.points, strict=True):
        point.co = (*spot, 1.0)
    curve.materials.append(material)
    thing = bpy.data.objects.new("tube", curve)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def cushion(middle: Spot, side: float, thick: float, material: Any, *, lean: float = 0.0, turn: float = 0.0) -> None:
    """A square cushion that faces the camera: plump in the middle, pinched at the corners."""
    steps = [at / 12 - 1 for at in range(25)]
    for face in (-1, 1):
        rows = []
        for z in steps:
            pull = [1 - 0.07 * (1 - abs(x * z)) * max(abs(x), abs(z)) ** 2 for x in steps]
            swell = [math.sqrt(max(0.0, (1 - x**4) * (1 - z**4))) for x in steps]
            row = zip(steps, pull, swell, strict=True)
            rows.append([(x * p * side / 2, face * s * thick / 2, z * p * side / 2) for x, p, s in row])
        sheet = strip(rows, material)
        sheet.location = middle
        sheet.rotation_euler = (math.radians(-12), math.radians(lean), math.radians(turn))


def ring(middle: Spot, radius: float, thick: float, material: Any) -> Any:
    """A ring facing the camera."""
    x, y, z = middle
    angles = [math.tau * step / 96 for step in range(97)]
    return tube([(x + radius * math.cos(a), y, z + radius * math.sin(a)) for a in angles], thick, material)


def leaf(foot: Spot, towards: Spot, length: float, width: float, droop: float, material: Any) -> Any:
    """A leaf from `foot`, bending down by `droop` of its length on the way."""
    along = Vector(towards).normalized()
    side = along.cross(Vector((0, 0, 1)))
    side = side.normalized() if side.length > 1e-3 else Vector((1, 0, 0))
    rows = []
    for step in range(9):
        t = step / 8
        spine = Vector(foot) + along * (length * t) - Vector((0, 0, 1)) * (droop * length * t * t)
        half = width / 2 * math.sin(math.pi * min(1.0, 0.04 + t**0.8)) ** 0.8
        fold = Vector((0, 0, 1)) * half * 0.35
        rows.append([tuple(spine - side * half + fold), tuple(spine), tuple(spine + side * half + fold)])
    return strip(rows, material)


def shrub(foot: Spot, height: float, leaves: int, size: float, materials: Sequence[Any], seed: int) -> None:
    """A leafy plant: leaves on thin stems that rise from one foot and bend outwards."""
    dice = random.Random(seed)
    for number in range(leaves):
        turn = math.tau * (number * 0.381966) + dice.uniform(-0.3, 0.3)
        rise = height * dice.uniform(0.35, 1.0)
        reach = height * dice.uniform(0.12, 0.42)
        out = Vector((math.cos(turn), math.sin(turn), 0))
        tip = Vector(foot) + out * reach + Vector((0, 0, rise))
        bend = Vector(foot) + out * reach * 0.25 + Vector((0, 0, rise * 0.6))
        curve = [Vector(foot).lerp(bend, t).lerp(bend.lerp(tip, t), t) for t in (0, 0.25, 0.5, 0.75, 1)]
        tube([tuple(point) for point in curve], 0.004, materials[0])
        pointing = (out.x, out.y, dice.uniform(0.1, 0.9))
        length = size * dice.uniform(0.7, 1.15)
        leaf(
            tuple(tip),
            pointing,
            length,
            length * dice.uniform(0.42, 0.6),
            dice.uniform(0.2, 0.7),
            dice.choice(materials),
        )


def soft_light(middle: Spot, aim: Spot, size: tuple[float, float], watts: float, code: str = "#ffffff") -> Any:
    """A rectangular lamp that shines from `middle` towards `aim`; not seen itself."""
    lamp = bpy.data.lights.new("lamp", "AREA")
    lamp.shape, lamp.size, lamp.size_y = "RECTANGLE", *size
    lamp.energy, lamp.color = watts, tint(code)
    thing = bpy.data.objects.new("lamp", lamp)
    thing.location = middle
    thing.rotation_euler = (Vector(aim) - Vector(middle)).to_track_quat("-Z", "Y").to_euler()
    thing.visible_camera = False
    bpy.context.scene.collection.objects.link(thing)
    return thing


def bulb(middle: Spot, watts: float, code: str, radius: float = 0.03) -> Any:
    """A small round lamp."""
    lamp = bpy.data.lights.new("bulb", "POINT")
    lamp.energy, lamp.color, lamp.shadow_soft_size = watts, tint(code), radius
    thing = bpy.data.objects.new("bulb", lamp)
    thing.location = middle
    bpy.context.scene.collection.objects.link(thing)
    return thing


def sky(code: str, strength: float) -> None:
    """Even light from everywhere."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (*tint(code), 1.0)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = strength
    bpy.context.scene.world = world


@dataclass(frozen=True)
class Film:
    """How a set is photographed: the lens's stop, the exposure in stops, and how light becomes colour."""

    stop: float
    exposure: float
    process: str = "AgX"
    look: str = "AgX - Medium High Contrast"


def shoot(path: Path, size: tuple[int, int], film: Film, *, samples: int, clear_back: bool) -> None:
    """Render what the camera sees at that (width, height) into a PNG, transparent where nothing is if asked for."""
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("camera")
    lens.sensor_fit, lens.sensor_height = "VERTICAL", 24.0
    lens.lens = 38.0
    lens.dof.use_dof, lens.dof.focus_distance, lens.dof.aperture_fstop = True, FOCUS, film.stop
    camera = bpy.data.objects.new("camera", lens)
    camera.location = (0, 0, EYE)
    camera.rotation_euler = (math.radians(90), 0, 0)
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.use_denoising = "CPU", samples, True
    scene.cycles.max_bounces, scene.cycles.sample_clamp_indirect = 4, 4.0
    scene.cycles.use_adaptive_sampling, scene.cycles.adaptive_threshold = True, 0.02
    scene.cycles.seed = 7
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.film_transparent = clear_back
    scene.view_settings.view_transform = film.process
    scene.view_settings.look = film.look
    scene.view_settings.exposure = film.exposure
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA" if clear_back else "RGB"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
