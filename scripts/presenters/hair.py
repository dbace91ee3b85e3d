"""Hair in strands: locks of hair follow a few hand-set guides, gather towards their tips and vary like real ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .design import HeadDesign
from .eyes import hair_material
from .face import skull_point
from .objects import add_strands
from .shapes import Array, curve, linear, smoothstep, spline

POINTS = 28

LONG_GUIDES = (
    (
        (0.08, 0.0, 0.74),
        (0.22, -0.10, 0.76),
        (0.39, -0.08, 0.64),
        (0.52, -0.01, 0.40),
        (0.595, 0.05, 0.08),
        (0.63, 0.10, -0.3),
        (0.69, 0.16, -0.75),
        (0.70, 0.17, -1.15),
        (0.62, 0.17, -1.6),
        (0.48, 0.15, -1.92),
    ),
    (
        (0.09, 0.25, 1.16),
        (0.29, 0.17, 1.13),
        (0.54, 0.22, 0.93),
        (0.70, 0.32, 0.56),
        (0.765, 0.40, 0.15),
        (0.79, 0.42, -0.3),
        (0.80, 0.40, -0.75),
        (0.785, 0.36, -1.2),
        (0.74, 0.32, -1.65),
        (0.62, 0.28, -1.98),
    ),
    (
        (0.07, 0.6, 1.32),
        (0.30, 0.58, 1.28),
        (0.56, 0.6, 1.10),
        (0.74, 0.66, 0.7),
        (0.82, 0.7, 0.2),
        (0.85, 0.7, -0.3),
        (0.86, 0.66, -0.75),
        (0.84, 0.6, -1.2),
        (0.78, 0.52, -1.7),
        (0.64, 0.45, -2.02),
    ),
    (
        (0.03, 1.0, 1.24),
        (0.26, 1.1, 1.22),
        (0.50, 1.2, 1.02),
        (0.66, 1.25, 0.65),
        (0.72, 1.25, 0.1),
        (0.72, 1.2, -0.4),
        (0.70, 1.12, -0.9),
        (0.66, 1.05, -1.3),
        (0.60, 0.95, -1.7),
        (0.48, 0.88, -2.0),
    ),
    (
        (0.01, 1.3, 1.1),
        (0.12, 1.5, 1.0),
        (0.2, 1.65, 0.8),
        (0.26, 1.7, 0.4),
        (0.28, 1.65, 0.0),
        (0.28, 1.5, -0.5),
        (0.26, 1.35, -0.9),
        (0.24, 1.25, -1.3),
        (0.22, 1.15, -1.7),
        (0.18, 1.05, -2.0),
    ),
)


FRINGE_GUIDES = (
    (
        (0.085, -0.02, 0.755),
        (0.19, -0.11, 0.745),
        (0.35, -0.11, 0.63),
        (0.485, -0.06, 0.42),
        (0.585, 0.0, 0.17),
        (0.665, 0.06, -0.1),
    ),
    (
        (0.09, 0.06, 0.86),
        (0.22, -0.06, 0.87),
        (0.42, -0.06, 0.71),
        (0.56, 0.0, 0.44),
        (0.65, 0.06, 0.12),
        (0.73, 0.12, -0.26),
    ),
)


@dataclass(frozen=True)
class Lock:
    """How strands are spread over locks: counts, the lock's width at root and tip, and stray hairs."""

    locks: int
    strands: int
    spread: float
    tip: float
    stray: float


def _guided(guides: Array, place: Array) -> Array:
    """Strand middles at `place` (0 to 1 over the guides), interpolated smoothly between the guide curves."""
    paths = np.stack([spline(guide, POINTS) for guide in guides]).reshape(len(guides), -1)
    across = spline(paths, 200)
    row = place * 199
    low = np.clip(row.astype(int), 0, 198)
    part = (row - low)[:, None]
    return np.asarray((across[low] * (1 - part) + across[low + 1] * part).reshape(len(place), POINTS, 3))


def _fringe(side: float, shift: float, rng: np.random.Generator) -> Array:
    """Soft strands that fall from the parting past the temple and leave the eye free."""
    locks, each = 15, 26
    number = np.repeat(np.arange(locks), each)
    home = rng.uniform(0, 1, locks)[number]
    own = rng.normal(0, 0.16, len(number))
    t = np.linspace(0, 1, POINTS)[None]
    gather = smoothstep(0.2, 0.95, t)[..., None]
    guides = np.array(FRINGE_GUIDES)
    loose, tight = _guided(guides, np.clip(home + own, 0, 1)), _guided(guides, np.clip(home + 0.35 * own, 0, 1))
    strands = loose * (1 - gather) + tight * gather + rng.normal(0, 0.006, (len(number), 1, 3)) * t[..., None]
    strands = _shorten(strands, rng.uniform(0.66, 1.0, locks)[number] * rng.uniform(0.85, 1.0, len(number)))
    strands[..., 0] = strands[..., 0] * side + shift * smoothstep(0.35, 0.0, t)
    return np.asarray(strands)


def _long_side(side: float, shift: float, lock: Lock, rng: np.random.Generator) -> Array:
    number = np.repeat(np.arange(lock.locks), lock.strands)
    t = np.linspace(0, 1, POINTS)[None]
    home = rng.uniform(0, 1, lock.locks) ** 1.15
    own = rng.normal(0, lock.spread, len(number))
    spread_at = np.clip(home[number] + own * 0.8, 0, 1)
    gather_at = np.clip(home[number] + own * lock.tip, 0, 1)
    loose, tight = _guided(np.array(LONG_GUIDES), spread_at), _guided(np.array(LONG_GUIDES), gather_at)
    gather = smoothstep(0.05, 0.75, t)[..., None]
    strands = loose * (1 - gather) + tight * gather
    layer = rng.uniform(0, 1, lock.locks)[number] * 0.75 + rng.uniform(0, 0.25, len(number))
    thick = curve([(0.0, 0.02), (0.15, 0.09), (0.6, 0.12), (1.0, 0.12)], t, 0.05)
    out = strands - np.array([0.0, 0.72, 0.0])
    flat = np.stack([out[..., 0], out[..., 1], np.maximum(out[..., 2], 0) * 0.9], -1)
    out = flat / np.maximum(np.linalg.norm(flat, axis=-1, keepdims=True), 0.05)
    strands = strands - out * (layer[:, None] * thick)[..., None]
    phase = (7.0 * home + rng.normal(0, 0.5, lock.locks))[number][:, None] + rng.normal(0, 0.3, len(number))[:, None]
    pace = rng.uniform(9.0, 11.0, lock.locks)[number][:, None]
    wave = 0.045 * smoothstep(0.38, 0.85, t)
    strands[..., 0] += wave * np.sin(pace * t + phase)
    strands[..., 1] += wave * np.cos(pace * t * 0.9 + phase)
    stray = (rng.uniform(0, 1, len(number)) < lock.stray)[:, None]
    wander = rng.normal(0, 1, (len(number), 3)) * 0.03
    strands = strands + (stray * smoothstep(0.1, 1.0, t))[..., None] * wander[:, None]
    ends = rng.uniform(0.84, 1.0, lock.locks)[number] * rng.uniform(0.92, 1.0, len(number))
    strands = _shorten(strands, ends)
    strands[..., 0] = strands[..., 0] * side + shift * smoothstep(0.35, 0.0, t)
    return np.asarray(strands)


def _shorten(strands: Array, ends: Array) -> Array:
    """Each strand cut at the share `ends` of its length."""
    row = np.linspace(0, 1, strands.shape[1])[None] * ends[:, None] * (strands.shape[1] - 1)
    low = np.minimum(row.astype(int), strands.shape[1] - 2)
    part = (row - low)[..., None]
    first = np.take_along_axis(strands, low[..., None], axis=1)
    second = np.take_along_axis(strands, low[..., None] + 1, axis=1)
    return np.asarray(first * (1 - part) + second * part)


def _short_roots(who: HeadDesign, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    turn = rng.uniform(-np.pi, np.pi, count * 4)
    z = rng.uniform(-0.25, 1.2, count * 4)
    root = skull_point(who, turn, z)
    edge = curve(who.hairline, np.abs(turn), 0.06)
    ragged = np.clip(rng.normal(0, 0.022, len(z)), -0.02, 0.06) + 0.012 * np.sin(23 * turn) + 0.01 * np.sin(51 * turn)
    even = rng.uniform(0, 1, len(z)) < 0.25 + np.abs(root[:, 0])
    root = root[(z > edge + ragged) & even][:count]
    away = root - np.array([0.0, 0.75, 0.15])
    return root, away / np.linalg.norm(away, axis=1, keepdims=True)


def _short(who: HeadDesign, count: int, rng: np.random.Generator) -> Array:
    root, away = _short_roots(who, count, rng)
    count = len(root)
    heads = rng.choice(count, 520, replace=False)
    near = np.argmin(((root[:, None, :] - root[None, heads, :]) ** 2).sum(-1), axis=1)
    lock_noise = rng.normal(0, 1, (len(heads), 3))[near]
    lock_length = rng.uniform(0.8, 1.15, len(heads))[near]
    top = (smoothstep(0.48, 0.80, root[:, 2]) * smoothstep(0.66, 0.42, np.abs(root[:, 0])))[:, None]
    front = smoothstep(0.75, 0.05, root[:, 1])[:, None]
    length = (0.075 + top[:, 0] * (0.27 + 0.12 * front[:, 0])) * lock_length * rng.uniform(0.85, 1.05, count)
    swept = np.array([-0.80, 0.30, 0.30]) * front + np.array([-0.45, 0.45, 0.05]) * (1 - front)
    down = np.stack([0.05 * np.sign(root[:, 0]), np.full(count, 0.35), np.full(count, -0.95)], -1)
    beside = smoothstep(0.15, 0.6, -root[:, :1])
    swept = swept + beside * np.array([0.65, 0.1, -0.35])
    flow = swept * top + down * (1 - top)
    lift = 0.22 + top * (0.35 + 0.65 * front)
    strands = np.empty((count, POINTS, 3))
    place, step = root.copy(), (length / (POINTS - 1))[:, None]
    for k in range(POINTS):
        strands[:, k] = place
        t = k / (POINTS - 1)
        fall = np.array([0.0, 0.0, -0.55 * t * t])
        heading = flow * (0.15 + 1.15 * t) + away * lift * (1.15 - 1.2 * t) + 0.13 * lock_noise * (0.4 + t) + fall
        place = place + heading / np.linalg.norm(heading, axis=1, keepdims=True) * step
    gather = (0.6 * smoothstep(0.15, 1.0, np.linspace(0, 1, POINTS)))[None, :, None] * top[:, None]
    strands = strands * (1 - gather) + strands[heads][near] * gather
    loose = np.linspace(0, 1, POINTS)[None, :, None] ** 1.5
    return np.asarray(strands + rng.normal(0, 0.010, (count, 1, 3)) * loose)


def add_hair(who: HeadDesign) -> None:
    """The hair of `who`, added to the current scene as strands."""
    rng = np.random.default_rng(23)
    material = hair_material(f"hair {who.id}", linear(*who.hair_colour), 0.26)
    if who.hair == "lob":
        lock = Lock(locks=260, strands=60, spread=0.035, tip=0.35, stray=0.03)
        parts = [_long_side(1.0, 0.0, lock, rng), _long_side(-1.0, 0.166, lock, rng)]
        parts += [_fringe(1.0, 0.0, rng), _fringe(-1.0, 0.166, rng)]
        strands = np.concatenate(parts)
    else:
        strands = _short(who, 34000, rng)
    along = np.linspace(0, 1, strands.shape[1])
    radius = (0.0026 if who.hair == "lob" else 0.0020) * (1 - 0.75 * smoothstep(0.6, 1.0, along))
    add_strands(f"hair {who.id}", strands, np.broadcast_to(radius, strands.shape[:2]), material)
