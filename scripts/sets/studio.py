"""A bright selling studio: pale plaster, an arched niche with hidden light, fluted panels, plinths, one plant."""

from __future__ import annotations

import math

from scripts.sets import kit

FILM = kit.Film(stop=1.3, exposure=0.35)
_BACK = 4.3


def build(wide: bool) -> None:
    """Everything behind the presenter; `wide` sets it up for landscape frames."""
    kit.sky("#e9eef5", 0.35)
    _room()
    niche_x = 1.25 if wide else 0.52
    _niche(niche_x, wide)
    _fluting(-0.72 if wide else -0.62, 1.5 if wide else 0.7)
    _plinths(niche_x, wide)
    _lamps(wide)


def _room() -> None:
    wall = kit.mottled("#f1ece6", "#e9e2da", scale=0.9, rough=0.9)
    kit.pane([(-5, _BACK, -1), (5, _BACK, -1), (5, _BACK, 4), (-5, _BACK, 4)], wall)
    floor = kit.mottled("#e6ddd2", "#dcd2c6", scale=1.5, rough=0.35)
    kit.pane([(-5, 0.5, 0), (5, 0.5, 0), (5, _BACK, 0), (-5, _BACK, 0)], floor)


def _niche(x: float, wide: bool) -> None:
    """An arch that stands out from the wall, lit along its rim from behind."""
    half, top = (0.62, 1.75) if wide else (0.42, 1.78)
    arch = [(x + half * math.cos(a), top + half * math.sin(a)) for a in (math.pi * s / 32 for s in range(33))]
    outline = [(x + half, 0.0), *arch, (x - half, 0.0)]
    kit.pane([(px, _BACK - 0.12, pz) for px, pz in outline], kit.mottled("#f3d9cb", "#efcfc0", scale=0.8, rough=0.85))
    glow = kit.paint("#ffe3c4", glow=9.0)
    kit.tube([(px, _BACK - 0.05, pz) for px, pz in outline], 0.018, glow)
    inner = [(x + (px - x) * 0.62, 0.62 + (pz - 0.62) * 0.72) for px, pz in outline[1:-1]]
    kit.tube([(px, _BACK - 0.15, pz) for px, pz in inner], 0.007, kit.paint("#d9a066", metal=1.0, rough=0.25))


def _fluting(right: float, span: float) -> None:
    """A panel of half-round slats."""
    slat = kit.paint("#e7ddd0", rough=0.55)
    pitch = 0.062
    for number in range(int(span / pitch)):
        kit.cylinder((right - number * pitch, _BACK - 0.02, 0.0), pitch * 0.49, 2.55, slat)
    kit.box(
        (right - span / 2, _BACK - 0.03, 2.57), (span + 0.1, 0.1, 0.03), kit.paint("#caa57d", rough=0.4), bevel=0.004
    )
    kit.tube(
        [(right + 0.06, _BACK - 0.03, 0), (right + 0.06, _BACK - 0.03, 2.56)], 0.009, kit.paint("#fff0dc", glow=7.0)
    )


def _plinths(x: float, wide: bool) -> None:
    white, blush, clay = (
        kit.paint("#faf7f3", rough=0.5),
        kit.paint("#eec3b2", rough=0.6),
        kit.paint("#cf8f74", rough=0.7),
    )
    kit.cylinder((x + 0.22, 3.5, 0), 0.2, 0.98, white)
    kit.cylinder((x - 0.2, 3.7, 0), 0.16, 1.24, blush)
    vase = [(0.05, 0), (0.09, 0.05), (0.1, 0.13), (0.06, 0.22), (0.03, 0.27), (0.038, 0.31)]
    kit.turned((x - 0.2, 3.7, 1.24), vase, clay)
    kit.ball((x + 0.2, 3.45, 1.07), 0.09, white)
    kit.box((x + 0.31, 3.52, 1.03), (0.1, 0.1, 0.1), kit.paint("#b8c9c2", rough=0.6), turn=25)
    green = [kit.paint(code, rough=0.5, thin=0.1) for code in ("#6f8f63", "#86a578", "#5d7d57")]
    pot_x = -1.75 if wide else -0.82
    kit.turned((pot_x, 3.6, 0.0), [(0.14, 0), (0.2, 0.35), (0.21, 0.42), (0.18, 0.42)], white)
    kit.shrub((pot_x, 3.6, 0.4), 1.4, 34, 0.36, green, seed=3)
    if wide:
        kit.cylinder((2.25, 3.8, 0), 0.24, 0.7, blush)
        kit.turned((2.25, 3.8, 0.7), [(0.08, 0), (0.14, 0.1), (0.14, 0.2), (0.05, 0.34), (0.06, 0.38)], white)
        kit.shrub((2.25, 3.8, 1.05), 0.7, 11, 0.2, [kit.paint("#d9b48f", rough=0.8)], seed=8)


def _lamps(wide: bool) -> None:
    kit.soft_light((-2.2, 1.6, 3.2), (0.3, _BACK, 1.2), (2.0, 2.0), 110, "#fff4e6")
    kit.soft_light((2.6, 2.2, 2.8), (0.6, _BACK, 1.0), (1.4, 1.4), 45, "#e9f1ff")
    kit.soft_light((0, _BACK - 0.35, 0.04), (0, _BACK, 1.2), (6.0 if wide else 3.0, 0.12), 26, "#ffd9b8")
