"""The layered box closed, and one of its bowls filled: rice, peas, carrot and egg, with spoon and chopsticks."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

from scripts.example_pictures import studio
from scripts.example_pictures.studio import Point

_TIERS = (0.06, 0.78, 1.36, 1.94)


def draw() -> None:
    """Build the scene."""
    cream = studio.roughen(studio.material("shell", "#f0c95e", Roughness=0.36), 80, 0.03)
    moss = studio.material("moss", "#6d8a4c", Roughness=0.42)
    steel = studio.material("steel", "#c9ccce", Metallic=1.0, Roughness=0.24)
    studio.group("box", _closed_box(cream, moss, steel), (-0.75, 0.35, 0), math.radians(24))
    studio.group("bowl", [_bowl(steel), *_meal()], (0.85, -0.55, 0))
    _cutlery(steel)
    studio.backdrop("#dfe6da")
    studio.ambient("#f3f6ef", 0.25)
    studio.softbox((-5.5, -4, 6.5), (0, 0, 0.9), 3.0, 760, "#fff6ea")
    studio.softbox((6, -3, 4), (0, 0, 0.9), 4.0, 170, "#ecf3ff")
    studio.softbox((1, 5, 6), (0, 0, 1.2), 2.5, 240)
    studio.camera((0.5, -9.6, 4.2), (0.12, -0.1, 1.06), focal=88, stop=6.3)


def _closed_box(cream: Any, moss: Any, steel: Any) -> list[Any]:
    foot = [(0.001, 0.0), (0.66, 0.0), (0.7, 0.03), (0.7, 0.06), (0.001, 0.06)]
    parts = [studio.lathe("foot", foot, moss)]
    for low, high in pairwise(_TIERS):
        wall = [
            (0.66, low),
            (0.72, low + 0.01),
            (0.735, low + 0.05),
            (0.735, high - 0.06),
            (0.72, high - 0.02),
            (0.66, high - 0.01),
        ]
        parts.append(studio.lathe("tier", wall, cream))
        parts.append(
            studio.lathe(
                "band", [(0.7, high - 0.03), (0.722, high - 0.03), (0.722, high + 0.02), (0.7, high + 0.02)], steel
            )
        )
    top = _TIERS[-1]
    lid = [
        (0.68, top),
        (0.74, top + 0.01),
        (0.75, top + 0.05),
        (0.74, top + 0.2),
        (0.66, top + 0.29),
        (0.3, top + 0.32),
        (0.001, top + 0.32),
    ]
    valve = [(0.13, top + 0.31), (0.14, top + 0.34), (0.12, top + 0.37), (0.001, top + 0.375)]
    parts += [studio.lathe("lid", lid, moss), studio.lathe("valve", valve, cream)]
    parts += [_clip(k * math.pi / 2 + 0.3, top, moss) for k in range(4)]
    handle: list[Point] = [(-0.76, 0, top - 0.05), (-0.82, 0, top + 0.3), (-0.7, 0, top + 0.78), (0, 0, top + 0.86),
                           (0.7, 0, top + 0.78), (0.82, 0, top + 0.3), (0.76, 0, top - 0.05)]  # fmt: skip
    parts.append(studio.rod("handle", handle, 0.055, cream))
    return parts


def _clip(angle: float, top: float, surface: Any) -> Any:
    made = studio.box(
        "clip", (0.05, 0.3, 0.42), (0.765 * math.cos(angle), 0.765 * math.sin(angle), top - 0.02), surface, bevel=0.022
    )
    made.rotation_euler = (0, 0, angle)
    return made


def _bowl(steel: Any) -> Any:
    outline = [(0.001, 0.0), (0.48, 0.0), (0.58, 0.05), (0.64, 0.2), (0.66, 0.46), (0.7, 0.5), (0.7, 0.52),
               (0.66, 0.52), (0.63, 0.46), (0.6, 0.22), (0.5, 0.06), (0.001, 0.04)]  # fmt: skip
    return studio.lathe("bowl", outline, steel)


def _meal() -> list[Any]:
    chance = random.Random(4)
    return [*_rice(chance), *_peas(chance), *_carrots(chance), *_egg()]


def _rice(chance: random.Random) -> list[Any]:
    grain = studio.material("rice", "#f6f1e6", Roughness=0.45, Subsurface_Weight=0.2)
    bed = studio.lathe("bed", [(0.001, 0.44), (0.4, 0.42), (0.61, 0.36)], grain)
    made: list[Any] = [bed]
    for _ in range(1500):
        reach, angle = 0.59 * math.sqrt(chance.random()), chance.uniform(0, 2 * math.pi)
        height = 0.45 - 0.09 * (reach / 0.6) ** 2 + chance.uniform(-0.012, 0.02)
        turn = (chance.uniform(-0.5, 0.5), chance.uniform(-0.5, 0.5), chance.uniform(0, math.pi))
        at = (reach * math.cos(angle), reach * math.sin(angle), height)
        made.append(
            studio.ball(
                "grain", (0.036, 0.015, 0.014), at, grain, turn=turn, copy_of=made[1] if len(made) > 1 else None
            )
        )
    return made


def _peas(chance: random.Random) -> list[Any]:
    green = studio.material("pea", "#6d9b35", Roughness=0.35, Subsurface_Weight=0.15)
    made: list[Any] = []
    while len(made) < 46:
        x, y = chance.uniform(-0.55, 0.05), chance.uniform(-0.5, 0.1)
        if math.hypot(x, y) < 0.52 and x + y < -0.22:
            at = (x, y, 0.47 + chance.uniform(0, 0.08))
            made.append(studio.ball("pea", (0.055, 0.055, 0.052), at, green, copy_of=made[0] if made else None))
    return made


def _carrots(chance: random.Random) -> list[Any]:
    orange = studio.roughen(studio.material("carrot", "#e8792b", Roughness=0.4, Subsurface_Weight=0.2), 20, 0.1)
    made = []
    for k in range(8):
        slice_ = studio.lathe(
            "slice", [(0.001, -0.02), (0.12, -0.02), (0.13, 0.0), (0.12, 0.02), (0.001, 0.02)], orange, steps=32
        )
        slice_.location = (0.12 + 0.075 * (k % 4), -0.42 + 0.1 * (k % 4) + 0.16 * (k // 4), 0.5 + 0.012 * k)
        slice_.rotation_euler = (chance.uniform(-0.3, 0.1), 0.55 + chance.uniform(-0.1, 0.1), 0.6)
        made.append(slice_)
    return made


def _egg() -> list[Any]:
    white = studio.material("white", "#fbf8f0", Roughness=0.25, Subsurface_Weight=0.3)
    yolk = studio.material("yolk", "#f0a020", Roughness=0.3, Subsurface_Weight=0.3)
    made = []
    for x, y, turn in ((-0.12, 0.32, 0.3), (0.22, 0.3, -0.4)):
        half = studio.lathe(
            "half egg", [(0.001, -0.15), (0.09, -0.13), (0.15, -0.05), (0.16, 0.0), (0.001, 0.0)], white, steps=48
        )
        core = studio.lathe("core", [(0.001, 0.02), (0.06, 0.014), (0.085, 0.0)], yolk, steps=32)
        for part in (half, core):
            part.location, part.rotation_euler, part.scale = (x, y, 0.58), (0.35, 0, turn), (1.15, 0.9, 0.9)
        made += [half, core]
    return made


def _cutlery(steel: Any) -> None:
    wood = studio.grain(studio.material("chopstick", "#8b5a33", Roughness=0.5), "#6f4424", "#9b6a3e", (14, 1, 14), 2)
    for shift in (0.0, 0.13):
        stick = studio.lathe(
            "stick", [(0.001, -0.95), (0.02, -0.95), (0.035, 0.95), (0.001, 0.95)], wood, steps=16, round_off=0
        )
        stick.location, stick.rotation_euler = (
            (0.75 + shift, -1.5 + 0.3 * shift, 0.035),
            (math.pi / 2, 0, math.radians(78)),
        )
    path: list[Point] = [(-0.85, -0.95, 0.05), (-0.6, -0.98, 0.06), (-0.3, -1.0, 0.09), (-0.02, -1.02, 0.05)]
    studio.rod("spoon handle", path, 0.04, steel)
    studio.ball("spoon", (0.2, 0.13, 0.05), (-1.0, -0.93, 0.05), steel, turn=(0, 0, -0.12))
