"""A warm living room: a bright curtained window, an oak shelf with books and small lights, a sofa, a lamp, plants."""

from __future__ import annotations

import math
import random

from scripts.sets import kit

FILM = kit.Film(stop=1.15, exposure=0.25)
_BACK = 4.3
_SPINES = ("#7c3b2e", "#c9a27a", "#e8dcc6", "#51624f", "#a4693f", "#d7b98e", "#39424e", "#b5523b", "#8d7a5f", "#efe6d6")


def build(wide: bool) -> None:
    """Everything behind the presenter; `wide` sets it up for landscape frames."""
    kit.sky("#fff0e0", 0.26)
    _room()
    _window(-1.95 if wide else -0.78, 0.62 if wide else 0.36)
    _shelf(0.62 if wide else 0.3, 1.75 if wide else 0.95)
    _sofa(wide)
    _lamp((0.16, 3.9, 0.0) if wide else (-0.44, 3.8, 0.0), 1.98 if wide else 2.1)
    _plants(wide)


def _room() -> None:
    wall = kit.mottled("#e4d8c6", "#dacdb8", scale=1.2, rough=0.95)
    kit.pane([(-5, _BACK, -1), (5, _BACK, -1), (5, _BACK, 4), (-5, _BACK, 4)], wall)
    boards = kit.mottled("#a9774c", "#8f6039", scale=2.0, rough=0.4, stretch=(12, 0.6, 1))
    kit.pane([(-5, 0.5, 0), (5, 0.5, 0), (5, _BACK, 0), (-5, _BACK, 0)], boards)
    kit.box((0, _BACK - 0.02, 0.06), (10, 0.03, 0.12), kit.paint("#efe4d4"))


def _window(x: float, half: float) -> None:
    """Daylight behind muntins and a sheer curtain with folds."""
    corners = [(-half, 0.55), (half, 0.55), (half, 2.55), (-half, 2.55)]
    kit.pane([(x + dx, _BACK - 0.01, z) for dx, z in corners], kit.paint("#f1f6ff", glow=3.4))
    frame = kit.paint("#fbf6ee", rough=0.4)
    for px in (x - half, x, x + half):
        kit.box((px, _BACK - 0.04, 1.55), (0.05, 0.06, 2.05), frame)
    for pz in (0.55, 1.25, 1.95, 2.55):
        kit.box((x, _BACK - 0.04, pz), (2 * half, 0.06, 0.045), frame)
    for trees, code in ((0.75, "#a9c59a"), (0.95, "#c4d8ad")):
        dice = random.Random(int(trees * 100))
        for _ in range(7):
            spot = (x + dice.uniform(-half, half), _BACK - 0.02, trees + dice.uniform(-0.1, 0.25))
            kit.ball(spot, dice.uniform(0.05, 0.13), kit.paint(code, glow=1.6))
    _curtain(x + half + 0.06, 0.3 if half > 0.5 else 0.17)
    _curtain(x - half - 0.1, 0.3)


def _curtain(x: float, half: float) -> None:
    cloth = kit.paint("#f3e3cd", rough=0.9, sheen=0.4, thin=0.25)
    line = [(half * (step / 30 - 1), 0.035 * math.sin(step * 1.05)) for step in range(61)]
    rows = [[(x + dx, _BACK - 0.16 + fold, z) for dx, fold in line] for z in (2.75, 2.0, 1.0, 0.05)]
    kit.strip(rows, cloth)


def _shelf(left: float, span: float) -> None:
    """An open shelf: boards, uprights, books and small things, a warm light under each board."""
    oak = kit.mottled("#8f6238", "#74492a", scale=3.0, rough=0.45, stretch=(1.5, 1, 14))
    dice = random.Random(11)
    levels = (0.42, 0.86, 1.3, 1.74, 2.18)
    middle = left + span / 2
    kit.box((middle, _BACK - 0.02, 1.3), (span, 0.02, 2.2), kit.paint("#a2815a", rough=0.8))
    for px in (left, left + span / 2, left + span):
        kit.box((px, _BACK - 0.17, 1.2), (0.035, 0.3, 2.4), oak, bevel=0.004)
    for level in (*levels, 2.45):
        kit.box((middle, _BACK - 0.17, level), (span + 0.04, 0.32, 0.03), oak, bevel=0.004)
    for number, level in enumerate(levels[:-1]):
        lamp = (middle, _BACK - 0.06, level + 0.4)
        kit.soft_light(lamp, (middle, _BACK - 0.2, level), (span * 0.9, 0.03), 3.2 * span, "#ffd6a0")
        for half in (0, 1):
            _fill(
                left + span / 2 * half + 0.05,
                left + span / 2 * (half + 1) - 0.05,
                level + 0.015,
                number * 2 + half,
                dice,
            )
    _fairy_lights(left, left + span, 2.5, dice)


def _fill(left: float, right: float, board: float, kind: int, dice: random.Random) -> None:
    if kind % 3 == 1:
        _ornaments(left, right, board, dice)
        return
    x = left
    stop = right - (0.16 if kind % 3 == 2 else 0.05)
    while x < stop:
        thick, tall = dice.uniform(0.02, 0.05), dice.uniform(0.2, 0.33)
        kit.box((x + thick / 2, _BACK - 0.15, board + tall / 2), (thick * 0.94, 0.19, tall),
                kit.paint(dice.choice(_SPINES), rough=0.7), bevel=0.003)  # fmt: skip
        x += thick
        if dice.random() < 0.12:
            x += 0.07
    if kind % 3 == 2:
        _vase((right - 0.07, _BACK - 0.16, board), 0.75, "#e9ded0")


def _ornaments(left: float, right: float, board: float, dice: random.Random) -> None:
    middle = (left + right) / 2
    kit.box((middle - 0.1, _BACK - 0.08, board + 0.15), (0.24, 0.02, 0.3), kit.paint("#f5ecdf"), bevel=0.004)
    kit.box(
        (middle - 0.1, _BACK - 0.095, board + 0.15), (0.17, 0.01, 0.22), kit.paint(dice.choice(_SPINES)), bevel=0.002
    )
    _vase((middle + 0.12, _BACK - 0.17, board), dice.uniform(0.8, 1.1), dice.choice(("#b9603f", "#7f8f6a", "#dccbb4")))
    kit.ball((left + 0.06, _BACK - 0.18, board + 0.045), 0.03, kit.paint("#ffcf86", glow=14.0 + dice.random()))


def _vase(foot: kit.Spot, scale: float, code: str) -> None:
    shape = [(0.04, 0), (0.075, 0.05), (0.08, 0.11), (0.05, 0.19), (0.028, 0.22), (0.034, 0.25)]
    kit.turned(foot, [(r * scale, z * scale) for r, z in shape], kit.paint(code, rough=0.5))


def _fairy_lights(left: float, right: float, top: float, dice: random.Random) -> None:
    """A string of tiny bulbs, which the lens turns into discs of light."""
    glow = kit.paint("#ffc47a", glow=60.0)
    count = int((right - left) * 14)
    for number in range(count):
        t = number / count
        sag = 0.09 * math.sin(math.pi * ((t * 3) % 1.0))
        kit.ball((left + (right - left) * t, _BACK - 0.36, top - sag + dice.uniform(-0.012, 0.012)), 0.0075, glow)


def _sofa(wide: bool) -> None:
    cloth = kit.mottled("#cbb094", "#bfa285", scale=60, rough=0.95)
    middle = -0.75 if wide else 0.0
    kit.box((middle, 3.15, 0.5), (2.5, 0.3, 0.78), cloth, bevel=0.12)
    cushions = ((-0.78, "#b4623d", 7), (-0.36, "#efe3d0", -9), (0.5, "#76855f", -5), (0.94, "#e9d6b8", 12))
    for x, code, lean in cushions:
        kit.cushion((middle + x, 2.93, 0.86), 0.46, 0.2, kit.paint(code, rough=0.95, sheen=0.3), lean=lean)


def _lamp(foot: kit.Spot, top: float) -> None:
    """A floor lamp with a lit linen shade."""
    x, y, _ = foot
    kit.tube([(x, y, 0), (x, y, top)], 0.012, kit.paint("#b68a50", metal=1.0, rough=0.3))
    shade = kit.paint("#ffdba8", rough=0.9, glow=2.6)
    kit.turned((x, y, top - 0.02), [(0.2, 0.0), (0.15, 0.27)], shade)
    kit.bulb((x, y, top + 0.1), 22, "#ffbf78", 0.06)
    kit.bulb((x, y, top - 0.12), 12, "#ffbf78", 0.06)


def _plants(wide: bool) -> None:
    green = [kit.paint(code, rough=0.45, thin=0.15) for code in ("#4f7a46", "#669257", "#3f6638", "#7ba566")]
    x = -1.2 if wide else -0.66
    kit.turned((x, 3.75, 0.0), [(0.13, 0), (0.17, 0.3), (0.18, 0.36), (0.15, 0.36)], kit.paint("#d9c2a3", rough=0.8))
    kit.shrub((x, 3.75, 0.34), 1.45, 44, 0.32, green, seed=21)
    top = (1.9 if wide else 0.72, _BACK - 0.2, 2.47)
    for number in range(16 if wide else 12):
        turn = math.tau * number * 0.382
        kit.leaf(top, (math.cos(turn), -abs(math.sin(turn)), 0.5), 0.26, 0.09, 1.1, green[number % 4])
    kit.soft_light((-2.3, 2.2, 2.6), (0.4, _BACK, 1.2), (1.2, 1.8), 70, "#fff1dc")
    kit.soft_light((2.4, 1.4, 2.6), (0.8, _BACK, 1.2), (1.5, 1.5), 30, "#ffdcb4")
