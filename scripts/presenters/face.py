"""The front of a head sculpted as a height map: brow, sockets, lids, nose, lips and chin over a smooth base."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .design import EyeDesign, HeadDesign, LipDesign
from .shapes import Array, Canvas, bump, curve, pair, smoothstep

LID_THICKNESS = 0.020
BACK = ((-1.15, 0.3), (-0.6, 0.35), (0.0, 1.0), (0.6, 1.1), (1.1, 0.45), (1.2, 0.1))


@dataclass(frozen=True)
class EyeLine:
    """The lid margins of the right-hand eye: `x`, and the heights of the upper lid, lower lid and crease over it."""

    x: Array
    upper: Array
    lower: Array
    crease: Array


@dataclass(frozen=True)
class LipMap:
    """Per pixel: place between lip line (0) and border (1) of each lip, and place across the mouth (0 to 1)."""

    across: Array
    above: Array
    below: Array
    line: Array


@dataclass(frozen=True)
class Face:
    """The sculpted front: canvas, depth `y` per pixel and the maps painting needs."""

    canvas: Canvas
    y: Array
    opening: Array
    lips: LipMap


def eye_line(eye: EyeDesign, count: int = 240) -> EyeLine:
    """The lid curves of the right-hand eye, from the inner to the outer corner."""
    place = np.linspace(0.0, 1.0, count)
    x = eye.inner[0] + place * (eye.outer[0] - eye.inner[0])
    base = eye.inner[1] + place * (eye.outer[1] - eye.inner[1])
    ends = np.minimum(1.0, np.minimum(place, 1 - place) / 0.02)
    upper = base + curve(eye.upper, place, 0.05) * ends
    lower = base - curve(eye.lower, place, 0.05) * ends
    return EyeLine(x, upper, lower, upper + curve(eye.crease, place, 0.05))


def half_width(who: HeadDesign, z: Array) -> Array:
    """Half the head's width by height; smoothed as an area, so that chin and crown close round."""
    area = curve([(height, wide**2) for height, wide in who.outline], z, 0.025)
    ends = np.clip(np.minimum(z - who.outline[-1][0], who.outline[0][0] - z) / 0.03, 0, 1)
    return np.sqrt(np.maximum(area * ends, 1e-8))


def base_depth(who: HeadDesign, x: Array, z: Array) -> Array:
    """Depth of the smooth head without features: an oval section at every height."""
    wide = half_width(who, z)
    middle, edge = curve(who.profile, z, 0.05), curve(who.edge, z, 0.08)
    power = curve(who.roundness, z, 0.1)
    across = np.clip(np.abs(x) / wide, 0.0, 1.0)
    return np.asarray(middle + (edge - middle) * (1 - (1 - across**power) ** (1 / power)))


def skull_point(who: HeadDesign, turn: Array, z: Array) -> Array:
    """Points [..., 3] of the smooth head at heights `z`; `turn` is 0 in front, a quarter circle at the side."""
    x = half_width(who, z) * np.sin(turn)
    bulge = curve(BACK, z, 0.08) * np.abs(np.cos(turn))
    behind = curve(who.edge, z, 0.08) + bulge
    return np.stack([x, np.where(np.cos(turn) >= -1e-9, base_depth(who, x, z), behind), z], -1)


def lip_map(lips: LipDesign, x: Array, z: Array) -> LipMap:
    """Where each pixel lies on the mouth."""
    across = np.abs(x) / lips.corner
    inside = np.clip(across, 0, 1)
    line = curve(lips.line, inside, 0.05)
    upper = np.maximum(curve(lips.upper, inside, 0.03), 1e-3)
    lower = np.maximum(curve(lips.lower, inside, 0.05), 1e-3)
    return LipMap(across, (z - line) / upper, (line - z) / lower, z - line)


def _dome(x: Array, z: Array, at: tuple[float, float], size: tuple[float, float]) -> Array:
    """Half an egg of height 1 seen from its tip."""
    reach = ((x - at[0]) / size[0]) ** 2 + ((z - at[1]) / size[1]) ** 2
    return np.sqrt(np.clip(1 - reach, 0, 1))


def _nose(who: HeadDesign, canvas: Canvas) -> Array:
    nose, x, z = who.nose, canvas.x, canvas.z
    height, width = curve(nose.height, z, 0.03), curve(nose.width, z, 0.05)
    wing_x, wing_z = nose.wing
    ridge = height * (0.52 * np.exp(-((x / width) ** 2)) + 0.48 * np.exp(-((x / (2.1 * width)) ** 2)))
    tip = nose.tip * _dome(x, z, (0.0, nose.base + 0.072), (nose.tip_size, 0.075))
    wings = nose.wing_height * _dome(np.abs(x), z, (wing_x, wing_z), nose.wing_size)
    pillar = 0.10 * _dome(x, z, (0.0, nose.base + 0.03), (0.034, 0.052))
    body = (np.maximum(ridge, 0) ** 3 + tip**3 + wings**3 + pillar**3) ** (1 / 3)
    body = canvas.blur(canvas.blur(body, 0.010), 0.006)
    turned_x = (np.abs(x) - nose.nostril[0]) * 0.94 + (z - nose.nostril[1]) * 0.34
    turned_z = (z - nose.nostril[1]) * 0.94 - (np.abs(x) - nose.nostril[0]) * 0.34
    holes = 0.045 * np.exp(-((turned_x / nose.nostril_size[0]) ** 2) - (turned_z / nose.nostril_size[1]) ** 2)
    crease = 0.010 * pair(x, z, (wing_x + nose.wing_size[0] * 1.05, wing_z + 0.02), (0.022, 0.045))
    return np.asarray(body - holes - crease)


def _lips(who: HeadDesign, at: LipMap, x: Array, z: Array) -> Array:
    lips = who.lips
    envelope = np.sqrt(np.clip(1 - at.across**2, 0, 1))
    upper_roll = np.sin(np.pi * np.clip(at.above, 0, 1) ** 0.75) ** 0.8
    lower_roll = np.sin(np.pi * np.clip(at.below, 0, 1) ** 0.7) ** 0.8
    lobes = 1 + 0.25 * np.exp(-((x / 0.04) ** 2)) * (at.above > 0)
    body = envelope * (lips.fullness[0] * upper_roll * lobes + lips.fullness[1] * lower_roll)
    rim = 0.008 * envelope * np.exp(-(((at.above - 1.05) / 0.18) ** 2))
    depth = 0.02 * smoothstep(1.06, 0.8, at.across) * np.exp(-((at.line / 0.007) ** 2))
    corner = 0.012 * pair(x, z, (lips.corner + 0.012, lips.line[-1][1] - 0.004), (0.03, 0.035))
    return np.asarray(body + rim - depth - corner)


def _planes(who: HeadDesign, x: Array, z: Array) -> Array:
    mouth = who.lips.line[0][1]
    raised = (
        0.05 * bump(x, z, (0.0, mouth + 0.02), (0.26, 0.19))
        + who.brow_ridge * pair(x, z, (0.26, who.brow.spine[1][1] - 0.02), (0.2, 0.055))
        + 0.015 * bump(x, z, (0.0, 0.5), (0.3, 0.2))
        + who.cheek * pair(x, z, (0.42, -0.3), (0.17, 0.14))
        + who.chin * bump(x, z, (0.0, who.outline[-1][0] + 0.12), (0.15, 0.085))
    )
    hollow = (
        who.socket * pair(x, z, (0.30, 0.07), (0.17, 0.085))
        + 0.008 * pair(x, z, (0.18, -0.04), (0.07, 0.10))
        + 0.022 * bump(x, z, (0.0, mouth - 0.16), (0.17, 0.045))
        + 0.020 * pair(x, z, (0.38, -0.56), (0.10, 0.12))
    )
    top, foot = who.nose.base - 0.01, mouth + who.lips.upper[2][1]
    middle, reach = (top + foot) / 2, (top - foot) / 2 + 0.015
    philtrum = 0.004 * pair(x, z, (0.045, middle), (0.024, reach)) - 0.007 * bump(x, z, (0.0, middle), (0.026, reach))
    return np.asarray(raised - hollow + philtrum)


def _margin_distance(eye: EyeDesign, canvas: Canvas) -> Array:
    """Signed distance to the lid margin of the nearer eye: negative in the opening."""
    line = eye_line(eye)
    fine = 2
    rows, columns = canvas.x.shape
    mask = np.zeros((rows * fine, columns * fine), np.uint8)
    outline = np.concatenate([np.stack([line.x, line.upper], 1), np.stack([line.x, line.lower], 1)[::-1]])
    for side in (1.0, -1.0):
        column = (outline[:, 0] * side - canvas.left) * canvas.scale
        row = (outline[:, 1] - canvas.bottom) * canvas.scale
        points = np.round((np.stack([column, row], 1) + 0.25) * fine * 256).astype(np.int32)
        cv2.fillPoly(mask, [points], (255,), lineType=cv2.LINE_8, shift=8)
    out = cv2.distanceTransform(255 - mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    within = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    signed = (out - within) / (canvas.scale * fine)
    small = cv2.resize(signed, (columns, rows), interpolation=cv2.INTER_AREA)
    return canvas.blur(small.astype(np.float64), 0.0012)


def _eyelids(who: HeadDesign, canvas: Canvas, opening: Array, plain: Array) -> Array:
    eye, line = who.eye, eye_line(who.eye)
    x, z = np.abs(canvas.x), canvas.z
    reach = np.hypot(x - eye.gaze[0], z)
    radius = eye.ball + LID_THICKNESS
    lid = eye.ball - np.sqrt(np.maximum(radius**2 - reach**2, 0.18 * radius**2))
    near = smoothstep(0.14, 0.0, opening) ** 1.6
    y = plain * (1 - near) + lid * near
    along = (x - line.x[0]) / (line.x[-1] - line.x[0])
    over = z - np.interp(x, line.x, line.crease)
    width = smoothstep(-0.02, 0.14, along) * smoothstep(1.16, 0.95, along)
    fold = 0.5 * (1 + np.tanh((over - 0.004) / 0.006)) * np.exp(-np.maximum(over, 0) / 0.07)
    groove = np.exp(-(((over + 0.002) / 0.007) ** 2))
    y = y + width * eye.crease_depth * (0.8 * groove - 1.3 * fold)
    under = np.interp(x, line.x, line.lower) - z
    band = smoothstep(0.0, 0.2, along) * smoothstep(1.05, 0.85, along)
    y = (
        y
        - band * 0.008 * np.exp(-(((under - 0.032) / 0.020) ** 2))
        + band * 0.003 * np.exp(-(((under - 0.075) / 0.02) ** 2))
    )
    shelf = LID_THICKNESS * smoothstep(0.0, -0.010, opening)
    return np.asarray(y + shelf + 0.11 * smoothstep(-0.007, -0.02, opening))


def sculpt(who: HeadDesign) -> Face:
    """The face of `who` as a height map."""
    canvas = Canvas()
    x, z = canvas.x, canvas.z
    at = lip_map(who.lips, x, z)
    features = _nose(who, canvas) + _planes(who, x, z) + canvas.blur(_lips(who, at, x, z), 0.0035)
    opening = _margin_distance(who.eye, canvas)
    y = _eyelids(who, canvas, opening, base_depth(who, x, z) - features)
    return Face(canvas, y, opening, at)
