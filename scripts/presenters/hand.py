"""A hand from numbers: bones, flesh melted around them, creases and nails painted and pressed into the skin.

Everything is measured in lengths of the hand, wrist to the tip of the middle finger, in the
frame of a right hand: x to the fingertips, y out of the palm, z towards the thumb. Lengths of
the bones follow B. Buchholz et al., "Anthropometric data for describing the kinematics of the
human hand", Ergonomics 35 (1992).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.presenters.meshes import Points, Shape, joined, lofted, melted, normals, refined
from scripts.presenters.shapes import Array, linear, smoothstep

Flat = tuple[float, float, float]


@dataclass(frozen=True)
class Finger:
    """A finger at rest: where its knuckle lies, its three bones, its thickness and where its palm bone starts."""

    root: Flat
    knuckle: Flat
    bones: Flat
    radius: float


@dataclass(frozen=True)
class Grip:
    """How a hand is held.

    `bends`: for index, middle, ring and little finger the bend of the three joints, radians;
    `spread`: how far each leans to the thumb's side; `thumb`: the directions of its three bones.
    """

    bends: tuple[Flat, Flat, Flat, Flat]
    spread: tuple[float, float, float, float]
    thumb: tuple[Flat, Flat, Flat]

    def towards(self, other: Grip, share: float) -> Grip:
        """The grip that share of the way to another."""

        def mixed(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
            return tuple(a + (b - a) * share for a, b in zip(one, two, strict=True))

        return Grip(
            bends=tuple(mixed(a, b) for a, b in zip(self.bends, other.bends, strict=True)),  # type: ignore[arg-type]
            spread=mixed(self.spread, other.spread),  # type: ignore[arg-type]
            thumb=tuple(mixed(a, b) for a, b in zip(self.thumb, other.thumb, strict=True)),  # type: ignore[arg-type]
        )


FINGERS = (
    Finger((0.05, 0.00, 0.070), (0.455, 0.000, 0.138), (0.245, 0.143, 0.097), 0.0500),
    Finger((0.04, -0.01, 0.025), (0.455, -0.014, 0.046), (0.266, 0.170, 0.108), 0.0510),
    Finger((0.04, -0.01, -0.020), (0.430, -0.008, -0.046), (0.244, 0.165, 0.107), 0.0480),
    Finger((0.05, 0.00, -0.065), (0.395, 0.012, -0.128), (0.204, 0.117, 0.093), 0.0425),
)
THUMB = Finger((0.02, 0.03, 0.060), (0.075, 0.040, 0.090), (0.225, 0.180, 0.145), 0.0560)

OPEN = Grip(
    bends=((0.06, 0.10, 0.06), (0.03, 0.10, 0.06), (0.06, 0.13, 0.08), (0.09, 0.16, 0.10)),
    spread=(0.15, 0.02, -0.10, -0.25),
    thumb=((0.60, 0.30, 0.74), (0.78, 0.16, 0.60), (0.86, 0.02, 0.50)),
)
"""The open hand of a greeting."""
OFFERING = Grip(
    bends=((0.10, 0.14, 0.08), (0.20, 0.20, 0.12), (0.27, 0.24, 0.14), (0.32, 0.28, 0.16)),
    spread=(0.07, 0.01, -0.05, -0.12),
    thumb=((0.58, 0.30, 0.76), (0.72, 0.20, 0.66), (0.80, 0.10, 0.59)),
)
"""The hand that shows something: palm open, fingers together and falling into a soft curve."""
RELAXED = Grip(
    bends=((0.45, 0.55, 0.30), (0.55, 0.65, 0.35), (0.60, 0.70, 0.38), (0.62, 0.70, 0.38)),
    spread=(0.05, 0.01, -0.03, -0.07),
    thumb=((0.74, 0.46, 0.49), (0.88, 0.36, 0.31), (0.93, 0.30, 0.20)),
)
"""The hand that hangs."""


@dataclass(frozen=True)
class Bone:
    """One finger as drawn: `path` [n, 3] from the palm to the tip, `radii` [n], `way` [n] 0 at the knuckle … 3 at
    the tip, one a bone, and `palm` [n, 3] the direction out of the pad."""

    path: Points
    radii: Array
    way: Array
    palm: Points


_WAYS = (-1.0, -0.4, 0.0, 0.45, 1.0, 1.5, 2.0, 2.45, 2.8, 2.95, 3.0)
_THICK = (1.15, 1.28, 1.18, 1.06, 1.03, 0.95, 0.93, 0.87, 0.72, 0.48, 0.12)
_THUMB_THICK = (1.1, 1.45, 1.42, 1.50, 1.08, 1.00, 1.05, 1.02, 0.80, 0.52, 0.12)


def _turned(vector: Points, axis: Points, angle: float) -> Points:
    cross, dot = np.cross(axis, vector), float(axis @ vector)
    return np.asarray(vector * np.cos(angle) + cross * np.sin(angle) + axis * dot * (1 - np.cos(angle)))


def _fleshed(joints: list[Points], palms: list[Points], radius: float, thick: tuple[float, ...]) -> Bone:
    """A bone chain with rounded corners and flesh; `joints` from the palm on, five of them."""
    from scipy.interpolate import PchipInterpolator

    way = np.linspace(-1.0, 3.0, 160)
    path = np.stack([np.interp(way, (-1, 0, 1, 2, 3), [joint[axis] for joint in joints]) for axis in range(3)], axis=1)
    palm = np.stack([np.interp(way, (-0.5, 0.5, 1.5, 2.5), [up[axis] for up in palms]) for axis in range(3)], axis=1)
    soft = np.exp(-0.5 * (np.arange(-12, 13) / 5.0) ** 2)
    soft /= soft.sum()
    for row in (path, palm):
        for axis in range(3):
            padded = np.pad(row[:, axis], 12, mode="reflect", reflect_type="odd")
            row[:, axis] = np.convolve(padded, soft, mode="valid")
    radii = radius * PchipInterpolator(_WAYS, thick)(way)
    pad = smoothstep(2.1, 2.5, way) * smoothstep(3.0, 2.7, way)
    return Bone(path + palm * (0.10 * radius * pad)[:, None], radii, way, palm)


def bones(grip: Grip) -> tuple[Bone, ...]:
    """The five fingers of a held hand, the thumb last."""
    found = []
    for finger, bends, spread in zip(FINGERS, grip.bends, grip.spread, strict=True):
        along = np.array((np.cos(spread), 0.0, np.sin(spread)))
        hinge = np.array((-np.sin(spread), 0.0, np.cos(spread)))
        up = np.array((0.0, 1.0, 0.0))
        joints, palms = [np.array(finger.root), np.array(finger.knuckle)], [up]
        for length, bend in zip(finger.bones, bends, strict=True):
            along, up = _turned(along, hinge, bend), _turned(up, hinge, bend)
            joints.append(joints[-1] + along * length)
            palms.append(up)
        found.append(_fleshed(joints, palms, finger.radius, _THICK))
    return (*found, _thumb(grip))


def _thumb(grip: Grip) -> Bone:
    joints = [np.array(THUMB.root), np.array(THUMB.knuckle)]
    palms: list[Points] = []
    for direction, length in zip(grip.thumb, THUMB.bones, strict=True):
        along = np.array(direction) / np.linalg.norm(direction)
        joints.append(joints[-1] + along * length)
        side = np.array((0.42, 0.58, -0.70))  # the thumb's pad faces the other fingers
        up = side - along * float(side @ along)
        palms.append(up / np.linalg.norm(up))
    return _fleshed(joints, [palms[0], *palms], THUMB.radius, _THUMB_THICK)


def _limb(path: Points, radii: Array, flat: Array, up: Points, sides: int = 28) -> Shape:
    """A tube whose thickness along `up` [n, 3] is `flat` [n] of its width."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, up)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    over = np.cross(side, along)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = (
        np.cos(turn)[None, :, None] * side[:, None] + (np.sin(turn)[None, :] * flat[:, None])[..., None] * over[:, None]
    )
    return lofted(path[:, None] + radii[:, None, None] * ring)


def _blob(centre: Flat, reach: Flat) -> Shape:
    tilt = np.linspace(0.02, np.pi - 0.02, 24)
    turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    rings = np.stack(
        [
            np.outer(np.cos(tilt), np.ones(28)),
            np.outer(np.sin(tilt), np.cos(turn)),
            np.outer(np.sin(tilt), np.sin(turn)),
        ],
        axis=-1,
    )
    return lofted(np.array(centre) + rings * np.array(reach))


def _palm() -> list[Shape]:
    """Wrist, heel and cushions: what lies between the bones."""
    up = (0.0, 1.0, 0.0)
    knots = np.array(
        # x, y, z, half width, thickness over width
        ((-0.55, 0.01, 0.0, 0.150, 0.84), (-0.25, 0.01, 0.0, 0.140, 0.76), (-0.06, 0.010, 0.0, 0.140, 0.66),
         (0.06, 0.014, 0.004, 0.155, 0.56), (0.20, 0.010, 0.005, 0.178, 0.43), (0.36, 0.002, 0.004, 0.186, 0.36),
         (0.47, 0.000, 0.004, 0.180, 0.30), (0.525, 0.004, 0.004, 0.160, 0.24))
    )  # fmt: skip
    from scipy.interpolate import PchipInterpolator

    fine = PchipInterpolator(knots[:, 0], knots)(np.linspace(-0.55, 0.525, 60))
    trunk = _limb(fine[:, :3], fine[:, 3], fine[:, 4], np.tile(up, (60, 1)), 48)
    return [
        trunk,
        _blob((0.19, 0.050, 0.092), (0.150, 0.062, 0.075)),
        _blob((0.20, 0.034, -0.110), (0.165, 0.058, 0.060)),
        _blob((0.43, 0.026, 0.005), (0.080, 0.040, 0.165)),
        _blob((0.27, 0.010, 0.150), (0.105, 0.040, 0.055)),
    ]


@dataclass(frozen=True)
class Skin:
    """A hand's skin: its `shape`, and for each point `albedo` [n, 3], `rough` [n] and `gloss` [n]."""

    shape: Shape
    albedo: Points
    rough: Array
    gloss: Array


def hand(grip: Grip, tone: tuple[float, float, float], flush: tuple[float, float, float], slim: float = 1.0) -> Skin:
    """A held hand; colours in sRGB bytes, `slim` below 1 makes fingers thinner."""
    drawn = [Bone(one.path, one.radii * slim, one.way, one.palm) for one in bones(grip)]
    limbs = [_limb(one.path, one.radii, np.full(len(one.path), 0.94), one.palm) for one in drawn]
    coarse = melted(joined([*limbs, *_palm()]), voxel=0.0135, smoothing=5)
    shape = refined(coarse, 1)
    colour, rough, gloss, relief = _surface(shape, drawn, linear(*tone), linear(*flush))
    return Skin(Shape(shape.points + normals(shape) * relief[:, None], shape.faces), colour, rough, gloss)


def _surface(shape: Shape, drawn: list[Bone], tone: Array, flush: Array) -> tuple[Points, Array, Array, Array]:
    """Colour, roughness, gloss and relief at each point."""
    points = shape.points
    count = len(points)
    faces_palm = np.asarray(normals(shape) @ np.array((0.0, 1.0, 0.0)))
    blood, crease, nail, groove = (np.zeros(count) for _ in range(4))
    for number, one in enumerate(drawn):
        near, off = _near(points, one)
        way, reach = one.way[near], one.radii[near]
        mine = np.linalg.norm(off, axis=1) < reach * 1.35
        pad = np.einsum("ij,ij->i", off, one.palm[near]) / reach
        across = off - one.palm[near] * (pad * reach)[:, None]
        side = np.linalg.norm(across, axis=1) / reach
        blood += mine * (0.55 * smoothstep(2.2, 2.75, way) + 0.22 * np.exp(-(((way - 1.0) / 0.16) ** 2)))
        joints = (1.0, 2.0) if number == 4 else (0.52, 1.0, 2.0)
        for joint in joints:
            width = 0.035 if joint != 1.0 else 0.045
            fold = np.exp(-(((way - joint) / width) ** 2)) * smoothstep(-0.2, 0.5, pad)
            crease = np.maximum(crease, mine * fold * (0.55 if joint == 2.0 else 0.8))
            wrinkle = np.exp(-(((way - joint) / 0.09) ** 2)) * smoothstep(0.2, 0.7, -pad) * (joint != 0.52)
            crease = np.maximum(crease, mine * 0.35 * wrinkle * (0.5 + 0.5 * np.cos(way * 130)))
        inside = smoothstep(2.42, 2.48, way) * smoothstep(2.965, 2.93, way) * smoothstep(0.80, 0.70, side) * (pad < 0)
        nail = np.maximum(nail, mine * inside)
        wall = smoothstep(2.36, 2.42, way) * smoothstep(0.95, 0.85, side) * (pad < 0)
        groove = np.maximum(groove, mine * np.clip(wall - inside, 0, 1))
    palm_lines = _lines(points) * smoothstep(0.2, 0.7, faces_palm)
    crease = np.maximum(crease, palm_lines)
    cushions = np.exp(-(((points[:, 0] - 0.19) / 0.13) ** 2) - ((points[:, 2] - 0.10) / 0.07) ** 2)
    cushions += np.exp(-(((points[:, 0] - 0.19) / 0.15) ** 2) - ((points[:, 2] + 0.12) / 0.05) ** 2)
    cushions += 0.9 * np.exp(-(((points[:, 0] - 0.46) / 0.05) ** 2)) * (np.abs(points[:, 2]) < 0.19)
    blood += smoothstep(0.0, 0.6, faces_palm) * (0.12 + 0.30 * np.clip(cushions, 0, 1))
    colour = tone + (flush - tone) * np.clip(0.75 * blood, 0, 0.62)[:, None]
    colour = colour * (1 - crease[:, None] * np.array((0.20, 0.36, 0.40)))
    colour = colour * (1 - groove[:, None] * np.array((0.10, 0.20, 0.22)))
    nails = tone * np.array((1.02, 0.86, 0.86))
    colour = colour * (1 - 0.8 * nail[:, None]) + nails * 0.8 * nail[:, None]
    relief = -0.0042 * crease - 0.003 * groove + 0.001 * nail
    rough = np.asarray(0.50 - 0.24 * nail)
    return np.clip(colour, 0, 0.95), rough, np.asarray(0.7 * nail), relief


def _near(points: Points, one: Bone) -> tuple[Array, Points]:
    """The nearest place on a finger's line for each point, and how far off it is."""
    from scipy.spatial import cKDTree

    rank = cKDTree(one.path).query(points)[1]
    return rank, points - one.path[rank]


_PALM_LINES = (
    # x, z knots and depth: around the thumb's cushion, across for the middle and for the outer fingers, the wrist
    (((0.385, 0.185), (0.355, 0.115), (0.29, 0.050), (0.20, 0.018), (0.10, 0.008)), 1.0),
    (((0.375, 0.185), (0.345, 0.100), (0.315, 0.020), (0.265, -0.060), (0.225, -0.110)), 0.8),
    (((0.475, 0.085), (0.425, 0.055), (0.385, -0.010), (0.36, -0.080), (0.355, -0.170)), 0.9),
    (((0.005, -0.13), (0.012, 0.0), (0.005, 0.13)), 0.8),
    (((-0.035, -0.12), (-0.030, 0.0), (-0.035, 0.12)), 0.45),
)


def _lines(points: Points) -> Array:
    """The lines of the palm, 0 … 1."""
    from scripts.presenters.meshes import smooth_curve

    depth = np.zeros(len(points))
    for knots, strength in _PALM_LINES:
        line = smooth_curve(knots, 80)
        gap = np.sqrt(((points[:, None, [0, 2]] - line) ** 2).sum(axis=2))
        near = gap.argmin(axis=1)
        ends = np.sin(np.pi * np.clip((near + 3) / 85, 0, 1)) ** 0.4
        depth = np.maximum(depth, strength * ends * np.exp(-((gap.min(axis=1) / 0.0075) ** 2)))
    return depth
