"""Eyes with depth: sclera, a bowl-shaped iris under a clear cornea, tear film, lashes and brows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .design import EyeDesign, HeadDesign
from .face import LID_THICKNESS, Face, eye_line
from .objects import Shader, add_mesh, add_strands, grid_quads
from .shapes import Array, linear, smoothstep, spline


def _rings(radii: Array, depth: Array, spokes: int) -> tuple[Array, Array, NDArray[np.int64]]:
    """A round surface of rings facing the camera: points, and each point's angle and ring number."""
    angle = np.linspace(0, 2 * np.pi, spokes, endpoint=False)
    ring, turn = np.meshgrid(np.arange(len(radii)), angle, indexing="ij")
    points = np.stack([radii[ring] * np.cos(turn), depth[ring], radii[ring] * np.sin(turn)], -1)
    return points.reshape(-1, 3), turn.ravel(), ring.ravel().astype(np.int64)


def _eyeball(eye: EyeDesign, side: float, material: Any) -> None:
    tilt = np.linspace(eye.iris * 0.93 / eye.ball, 2.0, 120)
    points, _, ring = _rings(eye.ball * np.sin(tilt), -eye.ball * np.cos(tilt), 160)
    from_iris = (tilt[ring] * eye.ball - eye.iris) / 0.12
    white = np.broadcast_to(linear(238, 228, 222), (len(points), 3)).copy()
    warm = np.clip(from_iris, 0, 1)[:, None] ** 1.5
    white = white * (1 - 0.45 * warm) + linear(224, 172, 158) * 0.45 * warm
    limbus = np.exp(-((np.maximum(from_iris, 0) / 0.10) ** 2))[:, None]
    white = white * (1 - 0.75 * limbus) + linear(70, 52, 46) * 0.75 * limbus
    white = white * (1 - 0.30 * smoothstep(0.0, 0.08, points[:, 2]))[:, None]
    place = points + np.array([side * eye.gaze[0], eye.ball, eye.gaze[1]])
    add_mesh("sclera", place, grid_quads(120, 160, True), material, {"albedo": white})


def _iris_colour(eye: EyeDesign, radius: Array, angle: Array) -> Array:
    rng = np.random.default_rng(5)
    fibres = np.zeros_like(angle)
    for count in (37, 61, 97, 143):
        fibres += np.sin(count * angle + rng.uniform(0, 6.3) + 2.0 * np.sin(5 * angle + count)) / 4
    collar = np.exp(-(((radius - 0.55 - 0.03 * np.sin(9 * angle)) / 0.09) ** 2))
    inner = np.clip(smoothstep(0.95, 0.45, radius) * 0.75 + 0.25 * collar + 0.14 * fibres, 0, 1)[:, None]
    colour = linear(*eye.colour) * (1 - inner) + linear(*eye.inner_colour) * inner
    glow = 0.9 + 0.8 * smoothstep(0.3, -1.0, np.sin(angle)) - 0.4 * smoothstep(0.0, 1.0, np.sin(angle))
    rim = smoothstep(1.0, 0.80, radius)
    pupil = smoothstep(eye.pupil / eye.iris - 0.02, eye.pupil / eye.iris + 0.05, radius)
    shade = (1 + 0.35 * fibres) * glow * (0.16 + 0.84 * rim) * pupil
    return np.asarray(colour * np.maximum(shade, 0.004)[:, None])


def _iris(eye: EyeDesign, side: float, material: Any) -> None:
    reach = np.linspace(0.0, 1.02, 90)
    front = eye.ball - np.sqrt(eye.ball**2 - eye.iris**2)
    depth = front + 0.022 * (1 - reach**2) - 0.012 * (1 - reach)
    points, angle, ring = _rings(reach * eye.iris, depth, 300)
    colour = _iris_colour(eye, reach[ring], angle)
    place = points + np.array([side * eye.gaze[0], 0.0, eye.gaze[1]])
    add_mesh("iris", place, grid_quads(90, 300, True), material, {"albedo": colour})


def _cornea(eye: EyeDesign, side: float, material: Any) -> None:
    edge, curved = eye.iris * 1.12, eye.iris * 1.66
    apex = eye.ball - np.sqrt(eye.ball**2 - edge**2) + np.sqrt(curved**2 - edge**2)
    reach = np.linspace(0.0, eye.ball * 0.9, 260)
    white = eye.ball - 0.0015 - np.sqrt(eye.ball**2 - reach**2)
    dome = apex - np.sqrt(np.maximum(curved**2 - reach**2, 0.0))
    blend = np.sqrt((white - dome) ** 2 + 0.004**2)
    depth = np.where(reach < curved, (white + dome - blend) / 2, white)
    points, _, _ = _rings(reach, depth - 0.0008, 160)
    place = points + np.array([side * eye.gaze[0], 0.0, eye.gaze[1]])
    cornea = add_mesh("cornea", place, grid_quads(260, 160, True), material, {})
    cornea.visible_shadow = False


def _caruncle(eye: EyeDesign, side: float, material: Any) -> None:
    tilt = np.linspace(0.0, 1.5, 24)
    points, _, _ = _rings(np.sin(tilt), -np.cos(tilt), 40)
    points = points * np.array([0.024, 0.03, 0.015])
    deep = eye.ball - np.sqrt(eye.ball**2 - (eye.gaze[0] - eye.inner[0] - 0.02) ** 2)
    place = points + np.array([side * (eye.inner[0] + 0.018), deep + 0.018, eye.inner[1] + 0.002])
    pink = np.broadcast_to(linear(214, 128, 116), (len(points), 3))
    add_mesh("caruncle", place, grid_quads(24, 40, True), material, {"albedo": pink})


def _ball_depth(eye: EyeDesign, x: Array, z: Array, over: float) -> Array:
    reach = np.hypot(x - eye.gaze[0], z)
    radius = eye.ball + over
    return np.asarray(eye.ball - np.sqrt(np.maximum(radius**2 - reach**2, 0.18 * radius**2)))


def _tear_line(eye: EyeDesign, side: float, material: Any) -> None:
    line = eye_line(eye, 80)
    keep = slice(6, 76)
    x, z = line.x[keep], line.lower[keep] + 0.008
    middle = np.stack([side * x, _ball_depth(eye, x, z, 0.0) - 0.004, z], -1)
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = 0.005 * np.stack([np.zeros(12), np.cos(turn), np.sin(turn)], -1)
    points = (middle[:, None] + ring[None]).reshape(-1, 3)
    add_mesh("tear", points, grid_quads(len(x), 12, True), material, {}).visible_shadow = False


def _sclera_material() -> Any:
    make = Shader("sclera")
    albedo = make.node("ShaderNodeAttribute", attribute_name="albedo")
    white = make.node(
        "ShaderNodeBsdfPrincipled",
        inputs={
            "Subsurface Weight": 0.6,
            "Subsurface Radius": (1.0, 0.5, 0.4),
            "Subsurface Scale": 0.02,
            "Roughness": 0.4,
            "Specular IOR Level": 0.2,
        },
    )
    make.join(albedo, "Color", white, "Base Color")
    return make.finish(white)


def _iris_material() -> Any:
    make = Shader("iris")
    albedo = make.node("ShaderNodeAttribute", attribute_name="albedo")
    iris = make.node(
        "ShaderNodeBsdfPrincipled", inputs={"Roughness": 0.6, "Specular IOR Level": 0.1, "Emission Strength": 0.1}
    )
    make.join(albedo, "Color", iris, "Base Color")
    make.join(albedo, "Color", iris, "Emission Color")
    return make.finish(iris)


def _clear_material() -> Any:
    """Mirrors the lights and lets everything behind through unbent: no dark caustics, clean at few samples."""
    make = Shader("cornea")
    clear = make.node("ShaderNodeBsdfTransparent")
    mirror = make.node("ShaderNodeBsdfGlossy", inputs={"Roughness": 0.03})
    fresnel = make.node("ShaderNodeFresnel", inputs={"IOR": 1.5})
    mix = make.node("ShaderNodeMixShader")
    make.join(fresnel, 0, mix, 0)
    make.join(clear, 0, mix, 1)
    make.join(mirror, 0, mix, 2)
    return make.finish(mix)


def _matt_hair(name: str, colour: Array) -> Any:
    make = Shader(name)
    inputs = {"Base Color": (*colour, 1.0), "Roughness": 0.55, "Specular IOR Level": 0.2}
    return make.finish(make.node("ShaderNodeBsdfPrincipled", inputs=inputs))


def hair_material(name: str, colour: Array, roughness: float = 0.32) -> Any:
    """A strand shader of one pigment with slight variation from strand to strand."""
    make = Shader(name)
    hair = make.node(
        "ShaderNodeBsdfHairPrincipled",
        parametrization="COLOR",
        inputs={
            "Color": (*colour, 1.0),
            "Roughness": roughness,
            "Radial Roughness": 0.4,
            "Random Roughness": 0.2,
            "IOR": 1.42,
        },
    )
    return make.finish(hair)


def _lashes(eye: EyeDesign, side: float, upper: bool, rng: np.random.Generator) -> Array:
    line = eye_line(eye, 400)
    count = 230 if upper else 60
    place = np.sort(rng.uniform(0.06 if upper else 0.3, 0.995, count))
    place = place + 0.006 * np.sin(place * 70)
    x = np.interp(place, np.linspace(0, 1, 400), line.x)
    z = np.interp(place, np.linspace(0, 1, 400), line.upper if upper else line.lower)
    length = (eye.lash if upper else eye.lower_lash) * rng.uniform(0.7, 1.1, count)
    length = length * (0.55 + 0.45 * smoothstep(0.0, 0.6, place))
    fan = (place - 0.38) * (1.5 if upper else 0.8) + rng.normal(0, 0.10, count)
    up = 1.0 if upper else -1.0
    t = np.linspace(0, 1, 9)[None]
    out = length[:, None] * (0.9 * t - 0.35 * t**2)
    rise = up * length[:, None] * (0.02 * t + 0.62 * t**2) - (
        0.10 * length[:, None] * np.sin(np.pi * t) if upper else 0
    )
    root = _ball_depth(eye, x, z, LID_THICKNESS) + 0.004
    strand = np.stack(
        [side * (x[:, None] + fan[:, None] * length[:, None] * t**1.3), root[:, None] - out, z[:, None] + rise], -1
    )
    return np.asarray(strand)


def _brow(who: HeadDesign, face: Face, side: float, rng: np.random.Generator) -> Array:
    brow = who.brow
    spine = np.array(brow.spine)
    path = spline(spine, 200)
    place = rng.beta(1.45, 1.15, brow.hairs)
    at = np.stack([np.interp(place * 199, np.arange(200), path[:, i]) for i in range(3)], -1)
    across = np.clip(rng.normal(0, 0.5, brow.hairs), -1, 1)
    x, z = at[:, 0], at[:, 1] + across * at[:, 2]
    slope = np.gradient(path[:, 1], path[:, 0])
    along = np.arctan(np.interp(place * 199, np.arange(200), slope))
    start = smoothstep(0.28, 0.0, place)
    lean = along + 0.60 * start - across * 0.30 * (1 - start) + rng.normal(0, 0.13, brow.hairs) + 0.14
    length = (0.075 - 0.012 * start - 0.02 * place) * rng.uniform(0.6, 1.1, brow.hairs)
    t = np.linspace(0, 1, 7)[None]
    bend = lean[:, None] - 0.45 * t * (1 - 0.4 * start[:, None])
    px = x[:, None] + length[:, None] * t * np.cos(bend)
    pz = z[:, None] + length[:, None] * t * np.sin(bend)
    py = face.canvas.sample(face.y, px, pz) - 0.004 - 0.010 * np.sin(np.pi * np.minimum(t * 1.1, 1))
    return np.stack([side * px, py, pz], -1)


def _taper(strands: Array, radius: float) -> Array:
    along = np.linspace(1, 0, strands.shape[1])
    return np.asarray(np.broadcast_to(radius * (0.15 + 0.85 * along**0.7), strands.shape[:2]))


def add_eyes(who: HeadDesign, face: Face) -> None:
    """Both eyes with lashes and brows, added to the current scene."""
    rng = np.random.default_rng(11)
    white, iris, clear = _sclera_material(), _iris_material(), _clear_material()
    lash_hair = _matt_hair("lash", linear(20, 13, 12))
    brow_hair = _matt_hair("brow", linear(*who.brow.colour))
    for side in (1.0, -1.0):
        _eyeball(who.eye, side, white)
        _iris(who.eye, side, iris)
        _cornea(who.eye, side, clear)
        _caruncle(who.eye, side, white)
        _tear_line(who.eye, side, clear)
        for upper, thick in ((True, 0.0015), (False, 0.0006)):
            strands = _lashes(who.eye, side, upper, rng)
            add_strands("lashes", strands, _taper(strands, thick), lash_hair)
        brow = _brow(who, face, side, np.random.default_rng(31))
        add_strands("brow", brow, _taper(brow, 0.0017), brow_hair)
