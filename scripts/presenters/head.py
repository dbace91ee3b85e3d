"""A presenter's whole head, added to the current Blender scene: `add_head(HEADS["mei"])`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .design import KAI, MEI, HeadDesign
from .ears import add_ears
from .eyes import add_eyes
from .face import Face, sculpt, skull_point
from .hair import add_hair
from .objects import add_mesh, grid_quads
from .shapes import Array, blender, curve, linear, smoothstep
from .skin import paint, skin_material

HEADS = {"mei": MEI, "kai": KAI}
CROWN = (0.0, 0.4, 1.25)
"""The point that stays where it is when a head is made larger than modelled."""


def _rows(chin: float) -> Array:
    """Heights of the head mesh's rows, chin to crown: close together at the eyes, the mouth and both ends."""
    fine = np.linspace(chin, 1.2, 6000)
    ends = 1 + 0.5 / np.sqrt(np.minimum(fine - chin, 1.2 - fine) + 0.003)
    eyes = 1.6 * np.exp(-((fine / 0.13) ** 4))
    mouth = 0.8 * np.exp(-(((fine + 0.72) / 0.24) ** 4))
    density = 0.35 * ends + eyes + mouth + 0.9 * smoothstep(0.7, 0.4, fine)
    total = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.asarray(np.interp(np.linspace(0, total[-1], 800), total, fine))


def _skull(who: HeadDesign, face: Face, maps: dict[str, Array], skin: Any) -> None:
    turn = np.concatenate([np.linspace(-np.pi / 2, np.pi / 2, 680), np.linspace(np.pi / 2, 1.5 * np.pi, 90)[1:-1]])
    chin = who.outline[-1][0]
    z = _rows(chin)[:, None]
    z, turns = np.broadcast_arrays(z, turn[None])
    smooth = skull_point(who, turns, z)
    x, plain = smooth[..., 0], smooth[..., 1]
    inner = np.clip(np.cos(turns), 0, 1)
    sculpted = face.canvas.sample(face.y, x, z)
    trust = smoothstep(0.05, 0.4, inner) * smoothstep(0.0, 0.05, z - chin)
    points = np.stack([x, plain + (sculpted - plain) * trust, z], -1).reshape(-1, 3)
    painted = {key: face.canvas.sample(image, x, z) for key, image in maps.items()}
    paint_at = {key: image.reshape(len(points), *image.shape[2:]) for key, image in painted.items()}
    add_mesh("head", points, grid_quads(x.shape[0], x.shape[1], True), skin, paint_at)


def _neck(who: HeadDesign, skin: Any) -> None:
    z = np.linspace(-2.6, -0.35, 300)[:, None]
    turn = np.linspace(0, 2 * np.pi, 360, endpoint=False)[None]
    wide = curve(who.neck, z, 0.1)
    deep = curve([(-0.3, 0.5), (-1.2, 0.47), (-1.9, 0.5), (-2.3, 0.6), (-2.6, 0.66)], z, 0.1)
    x, front = wide * np.sin(turn), np.cos(turn)
    centre = curve([(-0.3, 0.86), (-1.2, 0.86), (-1.6, 0.80), (-1.9, 0.75), (-2.6, 0.72)], z, 0.15)
    y = centre - deep * front
    z = np.broadcast_to(z, x.shape)
    drop = (z + 2.02) / (-0.85 + 2.02)
    muscle = np.abs(np.abs(x) - (0.07 + 0.36 * np.clip(drop, 0, 1)))
    y = y - 0.014 * np.exp(-((muscle / 0.07) ** 2)) * smoothstep(-2.1, -1.95, z) * (front > 0)
    pit = np.exp(-((x / 0.07) ** 2) - ((z + 2.06) / 0.07) ** 2)
    bone = np.exp(-(((z + 2.10 - 0.10 * np.abs(x)) / 0.04) ** 2)) * smoothstep(0.05, 0.14, np.abs(x))
    y = y + (0.04 * pit - 0.025 * bone) * (front > 0)
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    tone = linear(*who.skin.base) * 0.96
    shade = smoothstep(-1.5, -1.0, z.ravel())[:, None]
    colour = tone * (1 - 0.25 * shade) + linear(*who.skin.flush) * 0.25 * shade
    under_chin = smoothstep(-1.55, -1.1, z.ravel()) * smoothstep(0.5, 0.2, np.abs(points[:, 0]))
    colour = colour * (1 - under_chin[:, None] * np.array([0.22, 0.38, 0.42]))
    ones = np.ones(len(points))
    add_mesh(
        "neck",
        points,
        grid_quads(x.shape[0], x.shape[1], True),
        skin,
        {"albedo": colour, "rough": 0.5 * ones, "gloss": 0 * ones},
    )


def add_head(who: HeadDesign) -> None:
    """Head, neck, eyes and hair of `who`, added to the current Blender scene in the shared coordinates."""
    scene = blender().context.scene
    face = sculpt(who)
    skin = skin_material(f"skin {who.id}")
    _neck(who, skin)
    before = set(scene.objects)
    _skull(who, face, paint(who, face), skin)
    add_eyes(who, face)
    if who.ears:
        add_ears(who, skin)
    add_hair(who)
    for thing in set(scene.objects) - before:
        thing.scale = (who.size,) * 3
        thing.location = tuple((1 - who.size) * place for place in CROWN)
