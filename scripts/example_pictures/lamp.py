"""The folding lamp, lit, over an open notebook and a pencil."""

from __future__ import annotations

import math
from typing import Any

from scripts.example_pictures import studio
from scripts.example_pictures.studio import Point

_BASE: Point = (-1.25, 0.55, 0.0)
_ELBOW: Point = (-1.45, 0.55, 2.3)
_HEAD: Point = (0.35, 0.15, 3.1)


def draw() -> None:
    """Build the scene."""
    shell = studio.roughen(studio.material("shell", "#eef0ee", Roughness=0.38), 90, 0.03)
    metal = studio.material("metal", "#b9bdc0", Metallic=1.0, Roughness=0.28)
    _base(shell, metal)
    _arms(shell, metal)
    _bar(shell)
    _notebook()
    _cup_of_pencils()
    studio.backdrop("#6a8796", depth=5.5)
    studio.ambient("#c9d6e0", 0.22)
    studio.softbox((-6, -4, 7), (0, 0, 1.5), 4.0, 260, "#e6eeff")
    studio.softbox((5, 3.5, 5), (0, 0, 2), 2.0, 260, "#fff0dd")
    studio.camera((1.3, -11.5, 4.3), (0.08, 0, 1.5), focal=84, stop=8)


def _base(shell: Any, metal: Any) -> None:
    x, y, _ = _BASE
    studio.box("base", (1.3, 0.95, 0.3), (x, y, 0.15), shell, bevel=0.13)
    studio.lathe("ring", [(0.13, 0.3), (0.17, 0.3), (0.17, 0.33), (0.13, 0.33)], metal).location = (
        x + 0.32,
        y - 0.1,
        0,
    )
    light = studio.material("pilot", "#ffffff", Emission_Color=studio.linear("#ffd9a0"), Emission_Strength=3.0)
    studio.ball("pilot", (0.03, 0.03, 0.015), (x + 0.32, y - 0.1, 0.31), light)


def _arms(shell: Any, metal: Any) -> None:
    _arm("lower", _BASE, _ELBOW, shell)
    _arm("upper", _ELBOW, _HEAD, shell)
    for name, at in (("foot joint", (_BASE[0], _BASE[1], 0.34)), ("elbow", _ELBOW), ("neck", _HEAD)):
        joint = studio.lathe(
            name, [(0.001, -0.17), (0.12, -0.17), (0.13, -0.15), (0.13, 0.15), (0.12, 0.17), (0.001, 0.17)], metal
        )
        joint.location, joint.rotation_euler = at, (math.pi / 2, 0, 0)


def _arm(name: str, start: Point, end: Point, shell: Any) -> None:
    middle = tuple((a + b) / 2 for a, b in zip(start, end, strict=True))
    across, up = end[0] - start[0], end[2] - start[2]
    length = math.hypot(across, up)
    lean = math.atan2(across, up)
    turn = math.atan2(end[1] - start[1], across) if abs(end[1] - start[1]) > 0.01 else 0.0
    studio.box(name, (0.17, 0.2, length), (middle[0], middle[1], middle[2]), shell, bevel=0.07, turn=(0, lean, turn))


def _bar(shell: Any) -> None:
    glow = studio.material("glow", "#ffffff", Emission_Color=studio.linear("#ffd9a6"), Emission_Strength=62.0)
    x, y, z = _HEAD
    studio.box("bar", (3.1, 0.34, 0.13), (x + 0.05, y, z), shell, bevel=0.06)
    studio.box("tube", (2.94, 0.24, 0.03), (x + 0.05, y, z - 0.078), glow, bevel=0.012)


def _notebook() -> None:
    paper = studio.material("page", "#f7f1e3", Roughness=0.9)
    cover = studio.material("cover", "#7b4a35", Roughness=0.7)

    def left(u: float, v: float) -> Point:
        return (-1.25 * u, -0.85 + 1.7 * v, 0.06 + 0.13 * math.sin(math.pi * min(1.0, u * 1.15)) ** 0.7 * (1 - 0.4 * u))

    def right(u: float, v: float) -> Point:
        x, y, z = left(u, v)
        return (-x, y, z)

    def edge(u: float, v: float) -> Point:
        x, y, z = left(abs(2 * u - 1), 0)
        return (x if u < 0.5 else -x, y, 0.055 + (z - 0.055) * v)

    leaves = [studio.grid("left", 32, 2, left, paper), studio.grid("right", 32, 2, right, paper)]
    leaves.append(studio.grid("edge", 64, 1, edge, studio.material("leaves", "#e3d8c3", Roughness=0.95)))
    back = studio.box("cover", (2.6, 1.78, 0.05), (0, 0, 0.03), cover, bevel=0.02)
    ink = studio.material("ink", "#5b5f66", Roughness=0.9)
    lines = []
    for row in range(8):
        y = 0.6 - row * 0.16
        end = 1.08 if row % 3 != 2 else 0.75
        points: list[Point] = [
            (x, y, right(x / 1.25, 0)[2] + 0.004) for x in (0.2 + (end - 0.2) * k / 12 for k in range(13))
        ]
        lines.append(studio.rod("line", points, 0.008, ink))
    studio.group("notebook", [*leaves, back, *lines], (0.62, -0.62, 0), math.radians(-9))


def _cup_of_pencils() -> None:
    clay = studio.roughen(studio.material("clay", "#c8714d", Roughness=0.7), 40, 0.1)
    studio.lathe(
        "pot", [(0.001, 0), (0.3, 0), (0.33, 0.03), (0.36, 0.72), (0.33, 0.72), (0.3, 0.08), (0.001, 0.06)], clay
    ).location = (1.75, 0.75, 0)
    for lean, turn, colour in ((0.16, 0.4, "#e2b33c"), (0.2, 2.3, "#3d6b8f"), (0.13, 4.1, "#d9d4c7")):
        pencil = studio.lathe(
            "pencil", [(0.001, 0.05), (0.045, 0.05), (0.045, 1.15), (0.012, 1.32), (0.001, 1.33)],
            studio.material("pencil", colour, Roughness=0.4), steps=12, round_off=0,
        )  # fmt: skip
        pencil.location, pencil.rotation_euler = (1.75, 0.75, 0.02), (lean * math.cos(turn), lean * math.sin(turn), 0)
