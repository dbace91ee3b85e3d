"""A festival sale: red drapery, a golden moon gate with light behind it, lanterns, ribbons, gifts and confetti."""

from __future__ import annotations

import math
import random
from typing import Any

from scripts.sets import kit

FILM = kit.Film(stop=1.2, exposure=0.0, process="Khronos PBR Neutral", look="None")
_BACK = 4.3
_GOLD = "#e0aa4e"


def build(wide: bool) -> None:
    """Everything behind the presenter; `wide` sets it up for landscape frames."""
    kit.sky("#ffb9a8", 0.1)
    middle = -0.44 if wide else 0.0
    _drapery()
    _gate(middle, 1.12 if wide else 0.66, 1.62 if wide else 1.78)
    for spot, size in _LANTERNS_WIDE if wide else _LANTERNS_TALL:
        _lantern(spot, size)
    _ribbons(wide)
    _gifts(wide)
    _glitter(wide)
    kit.soft_light((-1.8, 1.5, 3.4), (middle, _BACK, 1.5), (1.6, 1.6), 46, "#ffdcb8")
    kit.soft_light((2.4, 1.8, 2.9), (1.0, _BACK, 1.3), (1.4, 1.4), 62, "#ffd0a4")
    kit.soft_light((middle, 2.6, 3.2), (middle, _BACK, 1.9), (0.5, 0.5), 17, "#ffcf9a")
    kit.soft_light((2.2 if wide else 0.5, 1.2, 2.2), (1.6 if wide else 0.6, 3.3, 0.6), (0.9, 0.9), 22, "#fff0dc")
    kit.soft_light((0, _BACK - 0.5, 0.05), (0, _BACK, 1.6), (6.0 if wide else 2.4, 0.15), 16, "#ff8a4c")


def build_front(wide: bool) -> None:
    """Confetti between presenter and lens, along the edges, a little out of focus."""
    kit.sky("#fff2e2", 1.6)
    kit.soft_light((-1.0, -0.5, 3.0), (0, 1.0, kit.EYE), (2.0, 2.0), 60, "#fff0da")
    dice = random.Random(12)
    for _ in range(40 if wide else 24):
        depth = dice.uniform(0.95, 1.3)
        high = depth * 0.315  # half of what the lens sees there
        across = high * (16 / 9 if wide else 9 / 16)
        x = dice.choice((-1, 1)) * dice.uniform(0.66, 1.05) * across
        _scrap((x, depth, kit.EYE + dice.uniform(-0.35, 1.0) * high), dice.uniform(0.007, 0.012), dice)


_LANTERNS_TALL = (
    ((-0.6, 3.4, 2.02), 0.2), ((0.6, 3.7, 2.16), 0.19), ((-0.26, 4.0, 2.5), 0.13), ((0.72, 3.0, 1.42), 0.12),
    ((-0.68, 4.05, 1.42), 0.12), ((0.22, 4.1, 2.56), 0.11),
)  # fmt: skip
_LANTERNS_WIDE = (
    ((-1.95, 3.4, 1.98), 0.23), ((-1.5, 3.9, 2.42), 0.15), ((-2.2, 4.0, 1.36), 0.14), ((0.82, 3.6, 2.25), 0.19),
    ((1.12, 4.0, 2.02), 0.12), ((1.55, 3.5, 2.02), 0.22), ((2.1, 3.9, 2.32), 0.16), ((2.05, 3.2, 1.5), 0.14),
)  # fmt: skip


def _drapery() -> None:
    """Heavy red cloth in folds of uneven width."""
    cloth = kit.paint("#a10f1a", rough=0.7, sheen=0.25)
    line = [(x / 100, 0.05 * math.sin(x * 0.23 + 1.7 * math.sin(x * 0.031))) for x in range(-330, 331)]
    kit.strip([[(x, _BACK + fold, z) for x, fold in line] for z in (3.2, 1.6, -0.3)], cloth)
    floor = kit.paint("#8e1018", rough=0.25)
    kit.pane([(-5, 0.5, 0), (5, 0.5, 0), (5, _BACK + 0.2, 0), (-5, _BACK + 0.2, 0)], floor)


def _gate(x: float, radius: float, z: float) -> None:
    gold = kit.paint(_GOLD, metal=1.0, rough=0.22)
    disc = [(x + radius * math.cos(a), _BACK - 0.16, z + radius * math.sin(a)) for a in _round(64)]
    kit.pane(disc, kit.mottled("#d23d26", "#c02f20", scale=1.0, rough=0.7))
    kit.ring((x, _BACK - 0.2, z), radius, 0.028, gold)
    kit.ring((x, _BACK - 0.18, z), radius * 0.9, 0.008, gold)
    kit.ring((x, _BACK - 0.1, z), radius + 0.015, 0.02, kit.paint("#ff9a3c", glow=9.0))
    for step in range(24):
        angle = math.tau * step / 24
        spot = (x + radius * 0.95 * math.cos(angle), _BACK - 0.19, z + radius * 0.95 * math.sin(angle))
        kit.ball(spot, 0.012, kit.paint("#ffc25e", glow=9.0))


def _round(steps: int) -> list[float]:
    return [math.tau * step / steps for step in range(steps)]


def _lantern(spot: kit.Spot, size: float) -> None:
    """A paper lantern, lit from inside: ribbed red body, golden caps, cord and tassel."""
    x, y, z = spot
    gold = kit.paint(_GOLD, metal=1.0, rough=0.3)
    body = []
    for step in range(25):
        angle = math.pi * (step / 24 - 0.5)
        rib = 1.0 - 0.018 * (step % 3 == 0)
        body.append((max(0.32 * size, size * math.cos(angle) * rib), 0.82 * size * math.sin(angle)))
    kit.turned(spot, body, kit.paint("#de1c06", rough=0.6, glow=0.5))
    for step in range(12):
        turn = math.tau * step / 12
        line = []
        for rise in range(13):
            angle = math.pi * (rise / 12 - 0.5) * 0.86
            out = size * 1.012 * math.cos(angle)
            line.append((x + out * math.cos(turn), y + out * math.sin(turn), z + 0.83 * size * math.sin(angle)))
        kit.tube(line, size * 0.012, gold)
    for end in (-1, 1):
        foot = (x, y, z + end * 0.82 * size - 0.05 * size)
        kit.cylinder(foot, size * 0.36, size * 0.12, gold, edge=size * 0.02)
    kit.tube([(x, y, z + 0.85 * size), (x, y, 3.4)], 0.006, gold)
    tassel = kit.paint("#e8a93f", rough=0.6)
    kit.turned(
        (x, y, z - 1.75 * size), [(0.11 * size, 0), (0.085 * size, 0.6 * size), (0.03 * size, 0.82 * size)], tassel
    )
    kit.bulb((x, y - size * 1.3, z), 1.2, "#ff8a4a", 0.1)


def _ribbons(wide: bool) -> None:
    """Golden bands that fall in curls."""
    satin = kit.paint("#f2c061", metal=0.6, rough=0.3, glow=0.12)
    starts = ((-2.5, 0.4), (2.4, 1.3), (1.15, 2.2)) if wide else ((-0.78, 0.5), (0.8, 1.4))
    for x, phase in starts:
        front, back = [], []
        for step in range(90):
            t = step / 89
            angle = phase + t * 15
            px, py = x + 0.09 * math.sin(angle) + 0.1 * math.sin(3 * t), 3.1 + 0.09 * math.cos(angle)
            z = 2.7 - 1.5 * t
            front.append((px, py, z))
            back.append((px, py, z - 0.055))
        kit.strip([front, back], satin)


# x, y, height of its foot, width, height, which paper, turned by degrees
_PILES_WIDE = (
    (0.97, 3.3, 0.0, 0.62, 0.5, 0, 12), (1.67, 3.5, 0.0, 0.5, 0.8, 2, -14), (2.12, 3.2, 0.0, 0.5, 0.42, 1, 24),
    (1.0, 3.32, 0.5, 0.4, 0.34, 2, -10), (2.12, 3.22, 0.42, 0.34, 0.3, 0, 8),
)  # fmt: skip
_PILES_TALL = (
    (0.62, 3.2, 0.25, 0.5, 0.5, 0, 14), (0.66, 3.2, 0.75, 0.34, 0.3, 2, -12),
    (-0.66, 3.3, 0.2, 0.55, 0.62, 1, -20), (-0.66, 3.3, 0.82, 0.3, 0.26, 0, 18),
)  # fmt: skip


def _gifts(wide: bool) -> None:
    papers = (kit.paint("#cf2029", rough=0.4), kit.paint("#8f1119", rough=0.4), kit.paint("#f6e6cd", rough=0.5))
    gold = kit.paint(_GOLD, metal=1.0, rough=0.28)
    for x, y, foot, size, high, paper, turn in _PILES_WIDE if wide else _PILES_TALL:
        middle = (x, y, foot + high / 2)
        kit.box(middle, (size, size, high), papers[paper], bevel=0.008, turn=turn)
        kit.box(middle, (size * 0.14, size * 1.01, high * 1.01), gold, bevel=0.002, turn=turn)
        kit.box(middle, (size * 1.01, size * 0.14, high * 1.01), gold, bevel=0.002, turn=turn)
        for side in (-1, 1):
            _bow((x, y, foot + high), side * size, gold)


def _bow(foot: kit.Spot, reach: float, gold: Any) -> None:
    x, y, z = foot
    angles = [math.pi * step / 16 for step in range(17)]
    loop = [(x + reach * 0.22 * math.sin(a) * math.cos(a / 2), y, z + abs(reach) * 0.16 * math.sin(a)) for a in angles]
    kit.tube(loop, abs(reach) * 0.035, gold)


def _glitter(wide: bool) -> None:
    """Confetti in the air, and sparks that the lens turns into discs."""
    dice = random.Random(9)
    reach = 2.5 if wide else 0.85
    spark = kit.paint("#ffb347", glow=16.0)
    for _ in range(46 if wide else 20):
        kit.ball(
            (dice.uniform(-reach, reach), dice.uniform(3.0, 4.0), dice.uniform(0.5, 2.7)),
            dice.uniform(0.003, 0.007),
            spark,
        )
    for _ in range(120 if wide else 50):
        spot = (dice.uniform(-reach, reach), dice.uniform(2.3, 4.0), dice.uniform(0.4, 2.7))
        _scrap(spot, dice.uniform(0.012, 0.024), dice)


def _scrap(spot: kit.Spot, size: float, dice: random.Random) -> None:
    code = dice.choice(("#f4c55c", "#ffd98a", "#e8323a", "#ff8f7a", "#fff0d8"))
    piece = kit.box(spot, (size * 2, size * 0.08, size), kit.paint(code, rough=0.35, metal=0.3), bevel=0)
    piece.rotation_euler = [dice.uniform(0, math.tau) for _ in range(3)]
