"""The scarf over a wooden rail, its two ends hanging in folds, fringes below."""

from __future__ import annotations

import math
import random
from typing import Any

from scripts.example_pictures import studio
from scripts.example_pictures.studio import Point

_RAIL = 3.75
_RADIUS = 0.13


def draw() -> None:
    """Build the scene."""
    wood = studio.grain(studio.material("wood", "#b98a5b", Roughness=0.5), "#9a6b40", "#bd8d5c", (16, 16, 1), 1.2)
    rail = studio.lathe(
        "rail", [(0.001, -2.6), (0.1, -2.6), (0.11, -2.58), (0.11, 2.58), (0.1, 2.6), (0.001, 2.6)], wood
    )
    rail.rotation_euler, rail.location = (0, math.pi / 2, 0), (0, 0, _RAIL)
    front, back = _cloth("front"), _cloth("back")
    _half(front, -0.28, length=3.1, width=1.9, side=-1, seed=2, gather=0.66)
    _half(back, 0.34, length=2.45, width=1.9, side=1, seed=5, gather=0.66)
    studio.backdrop("#e9e2da", depth=5.5)
    studio.ambient("#f6f1ec", 0.3)
    studio.softbox((-7.0, -2.2, 4.5), (0, 0, 2.2), 2.2, 760, "#fff3e6")
    studio.softbox((5.5, -3, 3), (0, 0, 2.0), 4.0, 150, "#e6efff")
    studio.softbox((2, 3.5, 6.5), (0, 0, 2.5), 1.5, 180)
    studio.camera((0.7, -11.5, 2.6), (0.03, 0, 2.22), focal=92, stop=8)


def _cloth(name: str) -> Any:
    """Twill with a sheen, dyed from dusk red at the end to a pale rose at the rail."""
    made = studio.material(name, "#b2413f", Roughness=0.55, Sheen_Weight=0.22, Sheen_Roughness=0.35)
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    place = nodes.new("ShaderNodeTexCoord")
    split = nodes.new("ShaderNodeSeparateXYZ")
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 1.4
    add = nodes.new("ShaderNodeMath")
    add.operation = "MULTIPLY_ADD"
    add.inputs[1].default_value = 0.9
    ramp = nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.interpolation = "B_SPLINE"
    for position, colour in ((0.22, "#86152c"), (0.45, "#c23f3b"), (0.68, "#ec8f70"), (0.9, "#f6d2b8")):
        element = ramp.color_ramp.elements.new(position)
        element.color = (*studio.linear(colour), 1)
    scale = nodes.new("ShaderNodeMath")
    scale.operation = "DIVIDE"
    scale.inputs[1].default_value = 4.6
    links.new(place.outputs["Object"], split.inputs[0])
    links.new(place.outputs["Object"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], add.inputs[0])
    links.new(split.outputs["Z"], add.inputs[2])
    links.new(add.outputs[0], scale.inputs[0])
    links.new(scale.outputs[0], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], shader.inputs["Base Color"])
    wave = nodes.new("ShaderNodeTexWave")
    wave.bands_direction = "DIAGONAL"
    wave.inputs["Scale"].default_value = 26
    wave.inputs["Distortion"].default_value = 1.5
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = 0.12
    bump.inputs["Distance"].default_value = 0.01
    links.new(place.outputs["Object"], wave.inputs["Vector"])
    links.new(wave.outputs["Fac"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    return made


def _half(cloth: Any, middle: float, *, length: float, width: float, side: int, seed: int, gather: float) -> None:
    """One hanging half from the top of the rail down; folds deepen as it falls."""
    chance = random.Random(seed)
    waves = [(chance.uniform(2.2, 5.2), chance.uniform(0, 6.3), chance.uniform(0.5, 1.0)) for _ in range(4)]

    def fold(u: float, fall: float) -> float:
        deep = 0.07 + 0.26 * (1 - math.exp(-1.2 * fall))
        return (
            deep
            * sum(size * math.sin(2 * math.pi * rate * u / 1.6 + phase + 0.18 * fall) for rate, phase, size in waves)
            / 2
        )

    def place(u: float, v: float) -> Point:
        arc = _RADIUS * math.pi / 2
        way = v * (length + arc)
        fall = max(0.0, way - arc)
        x = middle + (u - 0.5) * width * (gather + 0.22 * (1 - math.exp(-0.9 * fall)))
        x += 0.05 * math.sin(5 * u + fall)
        if way < arc:
            angle = way / _RADIUS
            return (
                x,
                side * (_RADIUS * math.sin(angle) + 0.02),
                _RAIL + _RADIUS * math.cos(angle) + 0.25 * fold(u, 0) + 0.02,
            )
        sink = 0.05 * math.sin(3.1 * u + seed)
        return (x, side * (_RADIUS + 0.02 + 0.12) + fold(u, fall), _RAIL - fall * (1 + 0.02 * sink))

    def eased(u: float, v: float) -> Point:
        x, y, z = place(u, v)
        arc = _RADIUS * math.pi / 2
        fall = max(0.0, v * (length + arc) - arc)
        away = side * 0.12 * math.exp(-4 * fall) if fall else 0.0
        return (x, y - away, z)

    sheet = studio.grid("half", 160, 140, eased, cloth)
    thick = sheet.modifiers.new("thick", "SOLIDIFY")
    thick.thickness = 0.018
    for strand in range(64):
        u = (strand + 0.5) / 64
        _fringe(eased(u, 1.0), cloth, chance)


def _fringe(top: Point, cloth: Any, chance: random.Random) -> None:
    x, y, z = top
    dx, dy = chance.uniform(-0.03, 0.03), chance.uniform(-0.04, 0.04)
    drop = chance.uniform(0.38, 0.46)
    path: list[Point] = [
        (x, y, z + 0.02),
        (x + 0.2 * dx, y + 0.2 * dy, z - drop * 0.3),
        (x + 0.7 * dx, y + 0.6 * dy, z - drop * 0.7),
        (x + dx, y + dy, z - drop),
    ]
    studio.rod("fringe", path, 0.012, cloth)
