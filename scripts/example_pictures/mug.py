"""Dripper on a server, two cups on cork rings, a few beans."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from scripts.example_pictures import studio
from scripts.example_pictures.studio import Point

_WALL = 0.04


def draw() -> None:
    """Build the scene."""
    mist = studio.roughen(studio.material("mist", "#9fb8ad", Roughness=0.42, Coat_Weight=0.15), 60, 0.06)
    cream = studio.roughen(studio.material("cream", "#f1ece1", Roughness=0.42, Coat_Weight=0.15), 60, 0.06)
    cork = studio.grain(studio.material("cork", "#c19a6b", Roughness=0.9), "#8e6840", "#cfa676", (1, 1, 1), 22)
    coffee = studio.material("coffee", "#170803", Roughness=0.15, Specular_IOR_Level=0.25)
    studio.group("brewer", [*_server(mist), *_dripper(cream)], (-0.62, 0.35, 0))
    studio.group("cup", _cup(mist, coffee, cork), (0.72, -0.1, 0), math.radians(-20))
    studio.group("cup", _cup(cream, coffee, cork), (0.1, -0.95, 0), math.radians(-62))
    _beans()
    studio.backdrop("#e8d8c3")
    studio.ambient("#f4f1ea", 0.22)
    studio.softbox((-5.5, -4, 6.5), (0, 0, 0.8), 3.0, 700, "#fff4e8")
    studio.softbox((6, -2, 4), (0, 0, 0.8), 4.0, 150, "#e8f1ff")
    studio.softbox((1.5, 5, 6), (0, 0, 1.2), 2.0, 220)
    studio.camera((0.35, -9.2, 4.3), (0.1, -0.15, 0.96), focal=96, stop=6.3)


def _vessel(outline: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The outside from the middle of the foot to the rim, and the same inside back down."""
    inside = [(max(radius - _WALL, 1e-3), height) for radius, height in reversed(outline)]
    floor = outline[0][1] + _WALL
    return [*outline, *[(radius, max(height, floor)) for radius, height in inside]]


def _server(glaze: Any) -> list[Any]:
    outline = [(0.001, 0.0), (0.5, 0.0), (0.56, 0.04), (0.62, 0.3), (0.6, 0.7), (0.46, 1.05), (0.38, 1.18), (0.42, 1.3)]
    body = studio.lathe("server", _vessel(outline), glaze)
    path: list[Point] = [(-0.3, 0, 1.05), (-0.8, 0, 1.18), (-1.02, 0, 0.9), (-0.96, 0, 0.5), (-0.6, 0, 0.34)]
    return [body, studio.rod("handle", path, 0.062, glaze, flat=1.0)]


def _dripper(glaze: Any) -> list[Any]:
    grounds = studio.roughen(studio.material("grounds", "#3a2012", Roughness=1.0), 45, 0.8, 0.03)
    cone = [(0.2, 1.3), (0.26, 1.4), (0.4, 1.62), (0.56, 1.92), (0.6, 1.98)]
    inside = [(radius - _WALL, height) for radius, height in reversed(cone)]
    plate = [(0.001, 1.3), (0.55, 1.3), (0.6, 1.33), (0.55, 1.36), (0.2, 1.37)]
    path: list[Point] = [(0.5, 0, 1.84), (0.72, 0, 1.88), (0.86, 0, 1.74), (0.76, 0, 1.54), (0.24, 0, 1.48)]
    return [
        studio.lathe("cone", [*cone, *inside], glaze),
        studio.lathe("plate", plate, glaze),
        studio.rod("grip", path, 0.05, glaze),
        studio.lathe("grounds", [(0.001, 1.9), (0.3, 1.88), (0.47, 1.9)], grounds),
        studio.lathe(
            "filter", [(0.02, 1.42), (0.5, 1.93), (0.55, 2.03)], studio.material("paper", "#ead9bd", Roughness=0.9)
        ),
    ]


def _cup(glaze: Any, coffee: Any, cork: Any) -> list[Any]:
    outline = [(0.001, 0.1), (0.3, 0.1), (0.36, 0.13), (0.41, 0.35), (0.43, 0.6), (0.44, 0.86)]
    path: list[Point] = [(0.4, 0, 0.72), (0.66, 0, 0.76), (0.72, 0, 0.5), (0.62, 0, 0.3), (0.37, 0, 0.3)]
    ring = [(0.001, 0.0), (0.48, 0.0), (0.5, 0.02), (0.5, 0.08), (0.48, 0.1), (0.001, 0.1)]
    return [
        studio.lathe("cup", _vessel(outline), glaze),
        studio.rod("ear", path, 0.05, glaze),
        studio.lathe("coffee", [(0.001, 0.74), (0.39, 0.74), (0.405, 0.755)], coffee),
        studio.lathe("ring", ring, cork),
    ]


def _beans() -> None:
    roast = studio.roughen(studio.material("bean", "#3b1d0e", Roughness=0.35), 30, 0.2)
    chance = random.Random(3)
    first = None
    for _ in range(13):
        at = (chance.uniform(0.75, 1.6), chance.uniform(-1.35, -0.75), 0.045)
        turn = (chance.uniform(-0.3, 0.3), chance.uniform(-0.3, 0.3), chance.uniform(0, 3.1))
        made = studio.ball("bean", (0.085, 0.06, 0.045), at, roast, turn=turn, copy_of=first)
        first = first or made
