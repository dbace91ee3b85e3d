"""A face measured: its axes, its unit of length and the curves of lips and lids, from FaceMesh's landmarks.

Everything here is in the face's own coordinates: origin midway between the eyes, x along the
line of the outer eye corners (image right positive), y down the face, unit the distance of the
outer eye corners. So one number fits every portrait, whatever its size or tilt.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.face.warp import looked_up
from avatar.types import Floats, Pixels

_EYE_CORNERS = (33, 263)
_FOREHEAD, _CHIN, _NOSE_BASE, _NOSE_TIP = 10, 152, 2, 1
_TURNED_RATIO = 0.6  # eye-corner distance over face height when seen from the front, at least
_LIPS = {
    "top": (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
    "upper": (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
    "lower": (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
    "bottom": (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
}
_CORNERS = ((61, 78), (291, 308))
_OUTER_CORNER = 0.35  # the lips part up to here between the inner and the outer corner landmark
_EYES = {
    "Right": {
        "upper": (33, 246, 161, 160, 159, 158, 157, 173, 133),
        "lower": (33, 7, 163, 144, 145, 153, 154, 155, 133),
        "brow": (46, 53, 52, 65, 55),
        "iris": (468, 469, 470, 471, 472),
    },
    "Left": {
        "upper": (362, 398, 384, 385, 386, 387, 388, 466, 263),
        "lower": (362, 382, 381, 380, 374, 373, 390, 249, 263),
        "brow": (285, 295, 282, 283, 276),
        "iris": (473, 474, 475, 476, 477),
    },
}
_SAMPLES = 129  # of a curve
_OPEN = 0.022  # inner lips farther apart than this, in units, are open lips
_WITHIN = 0.007  # so far inside an open lip its edge is taken: on the edge itself a tooth shines through
_SEAM_REACH = 0.03  # how far from the landmarks the dark line between closed lips is looked for


@dataclass(frozen=True)
class Axes:
    """Where the face is in the picture. `origin` px [2]; `right` and `down` unit vectors [2]; `unit` px."""

    origin: Floats
    right: Floats
    down: Floats
    unit: float

    def local(self, points: Floats) -> Floats:
        """Picture positions [..., 2] in the face's coordinates."""
        away = (points - self.origin) / self.unit
        return np.stack([away @ self.right, away @ self.down], -1).astype(np.float32)

    def picture(self, points: Floats) -> Floats:
        """Face coordinates [..., 2] as picture positions."""
        return (self.origin + self.vector(points)).astype(np.float32)

    def vector(self, points: Floats) -> Floats:
        """Displacements [..., 2] in the face's coordinates as pixels."""
        across = points[..., :1] * self.right + points[..., 1:] * self.down
        return (across * self.unit).astype(np.float32)


@dataclass(frozen=True)
class Curve:
    """y as a function of x between two ends; beyond them it goes on level."""

    x: Floats
    y: Floats

    def __call__(self, x: Floats) -> Floats:
        return np.interp(x, self.x, self.y).astype(np.float32)

    def at(self, x: float) -> float:
        """y at one x."""
        return float(np.interp(x, self.x, self.y))


@dataclass(frozen=True)
class Lips:
    """The mouth: x of its `left` and `right` end (in the image) and `middle`; the outer edges and the inner ones.

    The inner edges are one curve where the lips are closed.
    """

    left: float
    middle: float
    right: float
    top: Curve
    upper: Curve
    lower: Curve
    bottom: Curve

    @property
    def closed(self) -> bool:
        return self.upper is self.lower

    def across(self, x: Floats) -> Floats:
        """x as -1 at the left end, 0 in the middle, 1 at the right end, linear beyond."""
        away = x - self.middle
        return np.where(away < 0, away / (self.middle - self.left), away / (self.right - self.middle))


@dataclass(frozen=True)
class Eye:
    """One eye: x of its ends in the image, the edges of both lids, the brow's middle line, the iris."""

    left: float
    right: float
    upper: Curve
    lower: Curve
    brow: Curve
    iris: Floats
    iris_radius: float


@dataclass(frozen=True)
class Face:
    """Everything measured of one face; `eyes` by the person's own side."""

    axes: Axes
    lips: Lips
    eyes: dict[str, Eye]
    chin: Floats
    nose_base: Floats
    nose_tip: Floats
    forehead: Floats


def measure(landmarks: Floats, picture: Pixels) -> Face:
    """The face with these landmarks (float32 [478, 2], pixels) in a BGR or BGRA picture."""
    axes = _axes(landmarks)
    points = axes.local(landmarks)
    return Face(
        axes=axes,
        lips=_lips(points, axes, picture),
        eyes={side: _eye(points, parts) for side, parts in _EYES.items()},
        chin=points[_CHIN],
        nose_base=points[_NOSE_BASE],
        nose_tip=points[_NOSE_TIP],
        forehead=points[_FOREHEAD],
    )


def _axes(landmarks: Floats) -> Axes:
    left, right = landmarks[list(_EYE_CORNERS)]
    across = right - left
    width = float(np.linalg.norm(across))
    tall = float(np.linalg.norm(landmarks[_CHIN] - landmarks[_FOREHEAD]))
    along = across / width
    down = np.array([-along[1], along[0]], np.float32)
    # a turned head has its eyes closer together, but a mouth that opens as far
    return Axes((left + right) / 2, along.astype(np.float32), down, max(width, _TURNED_RATIO * tall * 0.8))


def _curve(points: Floats, indices: tuple[int, ...], ends: tuple[float, float]) -> Curve:
    """A smooth curve through landmarks, from one end to the other."""
    chosen = points[list(indices)]
    chosen = chosen[np.argsort(chosen[:, 0])]
    x = np.linspace(ends[0], ends[1], _SAMPLES, dtype=np.float32)
    y = np.interp(x, chosen[:, 0], chosen[:, 1])
    return Curve(x, _smooth(y.astype(np.float32), _SAMPLES / 28))


def _smooth(values: Floats, sigma: float) -> Floats:
    """The values through a Gaussian that keeps straight ends straight."""
    half = int(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / sigma) ** 2)
    padded = np.pad(values, half, mode="reflect", reflect_type="odd")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid").astype(np.float32)


def _lips(points: Floats, axes: Axes, picture: Pixels) -> Lips:
    ends = [_OUTER_CORNER * points[outer] + (1 - _OUTER_CORNER) * points[inner] for outer, inner in _CORNERS]
    span = (float(ends[0][0]), float(ends[1][0]))
    curves = {name: _curve(points, indices, span) for name, indices in _LIPS.items()}
    upper, lower = curves["upper"], curves["lower"]
    if float(np.max(lower.y - upper.y)) < _OPEN:
        halfway = np.asarray((upper.y + lower.y) / 2, np.float32)
        upper = lower = _seam(Curve(upper.x, halfway), axes, picture)
    else:
        apart = np.clip((lower.y - upper.y) / _OPEN, 0, 1) * np.float32(_WITHIN)
        upper, lower = Curve(upper.x, upper.y - apart), Curve(lower.x, lower.y + apart)
    middle = float(points[[0, 13, 14, 17], 0].mean())
    return Lips(span[0], middle, span[1], curves["top"], upper, lower, curves["bottom"])


def _seam(guess: Curve, axes: Axes, picture: Pixels) -> Curve:
    """The dark line between closed lips nearest a guess: the smooth path of least light."""
    offsets = np.linspace(-_SEAM_REACH, _SEAM_REACH, 25, dtype=np.float32)
    local = np.stack(np.broadcast_arrays(guess.x[:, None], guess.y[:, None] + offsets), -1)
    where = axes.picture(np.ascontiguousarray(local, np.float32))
    grey = cv2.cvtColor(picture[..., :3], cv2.COLOR_BGR2GRAY).astype(np.float32)
    light = looked_up(grey, where)
    light = (light - light.min(1, keepdims=True)) / (np.ptp(light, 1)[:, None] + 8)
    cost = light + 0.35 * (offsets / _SEAM_REACH) ** 2
    path = _cheapest(cost.astype(np.float32), bend=0.25)
    return Curve(guess.x, _smooth(guess.y + offsets[path], _SAMPLES / 40))


def _cheapest(cost: Floats, bend: float) -> list[int]:
    """The column to be in at each row, so that cost and steps between rows are least together."""
    rows, columns = cost.shape
    steps = bend * np.abs(np.arange(columns)[:, None] - np.arange(columns)[None]).astype(np.float32)
    total, came = cost[0], []
    for row in range(1, rows):
        reached = total[None] + steps
        came.append(reached.argmin(1))
        total = reached.min(1) + cost[row]
    path = [int(total.argmin())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return path[::-1]


def _eye(points: Floats, parts: dict[str, tuple[int, ...]]) -> Eye:
    ends = points[[parts["upper"][0], parts["upper"][-1]], 0]
    span = (float(ends[0]), float(ends[1]))
    iris = points[list(parts["iris"])]
    return Eye(
        left=span[0],
        right=span[1],
        upper=_curve(points, parts["upper"], span),
        lower=_curve(points, parts["lower"], span),
        brow=_curve(
            points,
            parts["brow"],
            (float(points[list(parts["brow"]), 0].min()), float(points[list(parts["brow"]), 0].max())),
        ),
        iris=iris[0],
        iris_radius=float(np.linalg.norm(iris[1:] - iris[0], axis=1).mean()),
    )
