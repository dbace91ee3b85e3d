"""The inside of the mouth: cavity, tongue and teeth, seen through the gap between the lips.

The upper teeth belong to the skull and the lower ones and the tongue to the jaw, so neither copies
the lips. Their colour comes from the face's own white balance, their light from its cheeks, and
they are as soft as the portrait is.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.face.driving import JAW
from avatar.face.geometry import Face
from avatar.face.moves import Array, ease
from avatar.face.warp import looked_up
from avatar.types import Floats, Pixels

_UPPER_TEETH = (0.0, 0.083, 0.147, 0.205, 0.253, 0.29, 0.315)  # edges from the middle outwards, seen along the arch
_LOWER_TEETH = (0.0, 0.05, 0.102, 0.156, 0.206, 0.248, 0.28)
_SHORTER = (0.0, 0.009, 0.002, 0.008, 0.012, 0.016)  # each upper tooth than the first
_UPPER_EDGE = 0.026  # below the seam
_LOWER_EDGE = 0.03
_ARCH = 0.3  # how the arch curves up at its sides, as seen
_TONGUE_TOP = 0.1  # above the seam, when the jaw is shut
_TONGUE_LIFT = 0.1
_JAW_SHARE = 0.93  # of the lower lip's drop that the lower teeth make
_MARGINS = (0.06, 0.16, 0.5)  # beside, above and below the mouth, in units
_SHADOW = np.array([1.1, 1.05, 0.9], np.float32)  # light among lips is red (BGR)
_SHADED = 0.5  # of the light that rounded lips take from teeth and tongue
_WET = (0.55, 0.02, 0.35, 0.012)  # how much of the lip's inner side is seen, and how far in: lower lip, upper lip
_FINE = 3  # supersampling


@dataclass(frozen=True)
class _Sprite:
    """Colours with coverage: `paint` float32 [h, w, 4] (BGR 0 … 255, premultiplied, coverage 0 … 1)."""

    paint: Floats

    def at(self, where: Floats) -> Floats:
        return looked_up(self.paint, where)


class Mouth:
    """What is behind the lips of one face, drawn once and then looked at."""

    def __init__(self, face: Face, picture: Pixels, landmarks: Floats, softness: float) -> None:
        """`picture` BGR(A), `landmarks` in its pixels; `softness` px is the portrait's own blur (sigma)."""
        self._face = face
        lips = face.lips
        beside, above, below = _MARGINS
        top = float(np.min(lips.upper.y))
        corners = np.array(
            [(x, y) for x in (lips.left - beside, lips.right + beside) for y in (top - above, top + below)]
        )
        spots = face.axes.picture(corners.astype(np.float32))
        self.corner = np.floor(spots.min(0)).astype(int)
        """Left and top of the box it is drawn in, pixels of the portrait at rest."""
        self.size = tuple(int(n) for n in np.ceil(np.ptp(spots, axis=0)).astype(int) + 1)
        """Width and height of that box."""
        light = _Light.of(face, picture, landmarks)
        local = self._fine_positions()
        self._upper = self._sprite(_upper_teeth(face, local, light), softness)
        self._lower = self._sprite(_over(_lower_teeth(face, local, light), _tongue(face, local, light)), softness)
        self._tongue = self._sprite(_tongue(face, local, light), softness)
        self._dark, self._lip = light.cavity, light.lip
        self._down = face.axes.vector(np.array([0, 1], np.float32))

    def draw(
        self, where: Floats, under: Floats, over: Floats, jaw: float, tongue: float, rounded: float = 0.0
    ) -> Floats:
        """What is seen at positions `where` [h, w, 2] of the skull, BGR float32 [h, w, 3].

        `under` and `over` [h, w] are pixels below the upper lip's edge and above the lower one's;
        `jaw`, `tongue` and `rounded` are how far the jaw is open, the tongue raised and the lips
        pushed forward, which puts what is behind them into the dark: 0 … 1.
        """
        unit = self._face.axes.unit
        here = where - self.corner.astype(np.float32)
        dropped = here - self._down * np.float32(jaw * JAW * _JAW_SHARE)
        paint = _over(self._lower.at(dropped), np.array([*self._dark, 1], np.float32))
        if tongue > 0:
            raised = dropped + self._down * np.float32(tongue * _TONGUE_LIFT)
            paint = _over(self._tongue.at(raised), paint)
        paint = _over(self._upper.at(here), paint)
        gap = under + over
        shade = 0.5 + 0.5 * ease(under / (0.06 * unit))
        shade *= 0.72 + 0.28 * ease(gap / (0.1 * unit))
        shade *= (0.8 + 0.2 * ease(over / (0.03 * unit))) * (1 - _SHADED * rounded)
        inside = paint[..., :3] * (1 - (1 - shade[..., None]) * _SHADOW)
        wet = np.maximum(_WET[0] * (1 - ease(over / (_WET[1] * unit))), _WET[2] * (1 - ease(under / (_WET[3] * unit))))
        return np.asarray(inside + (self._lip - inside) * wet[..., None], np.float32)

    def _fine_positions(self) -> Floats:
        """Face coordinates of the box's pixels, supersampled."""
        width, height = self.size
        x = self.corner[0] + (np.arange(width * _FINE, dtype=np.float32) + 0.5) / _FINE - 0.5
        y = self.corner[1] + (np.arange(height * _FINE, dtype=np.float32) + 0.5) / _FINE - 0.5
        return self._face.axes.local(np.dstack(np.meshgrid(x, y)))

    def _sprite(self, paint: Floats, softness: float) -> _Sprite:
        small = cv2.resize(paint, self.size, interpolation=cv2.INTER_AREA)
        if softness > 0.3:
            small = cv2.GaussianBlur(small, (0, 0), softness, borderType=cv2.BORDER_REPLICATE)
        return _Sprite(np.asarray(small, np.float32))


@dataclass(frozen=True)
class _Light:
    """Colours (BGR) in the portrait's own light; `slope` is how much brighter the image's right side is, per unit."""

    teeth: Floats
    tongue: Floats
    cavity: Floats
    lip: Floats
    slope: float

    @classmethod
    def of(cls, face: Face, picture: Pixels, landmarks: Floats) -> _Light:
        radius = max(2, round(0.04 * face.axes.unit))
        left, right = (
            np.mean([_patch(picture, landmarks[i], radius) for i in pair], 0) for pair in ((50, 205), (280, 425))
        )
        skin = (left + right) / 2
        level = float(skin @ (0.114, 0.587, 0.299))
        cast = (skin / max(level, 1)) ** 0.22
        white = np.clip(level * 1.1 + 30, 60, 226)
        lip = np.mean([_patch(picture, spot, radius // 2) for spot in _lip_spots(face)], 0)
        red = np.array([0.44, 0.42, 0.9]) * min(level + 25, 190)
        bright = [float(side @ (0.114, 0.587, 0.299)) for side in (left, right)]
        slope = float(np.clip(np.log((bright[1] + 8) / (bright[0] + 8)), -0.6, 0.6))
        return cls(
            teeth=(white * cast).astype(np.float32),
            tongue=(0.4 * lip + 0.6 * red).astype(np.float32),
            cavity=(0.14 * lip + np.array([4, 3, 12]) * level / 150).astype(np.float32),
            lip=(0.5 * lip).astype(np.float32),
            slope=slope,
        )

    def falling(self, x: Floats, middle: float) -> Floats:
        """Brightness across the mouth."""
        return np.asarray(np.exp(self.slope * np.clip(x - middle, -0.3, 0.3)), np.float32)


def _patch(picture: Pixels, spot: Floats, radius: int) -> Floats:
    """The middle colour around a place of the picture."""
    x, y = (round(float(value)) for value in spot)
    radius = max(1, radius)
    part = picture[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1, :3]
    if not part.size:
        return np.full(3, 128, np.float32)
    return np.asarray(np.median(part.reshape(-1, 3), axis=0), np.float32)


def _lip_spots(face: Face) -> Floats:
    """Places in the lower lip, pixels."""
    lips = face.lips
    x = np.linspace(lips.middle - 0.05, lips.middle + 0.05, 3, dtype=np.float32)
    y = (lips.lower(x) + lips.bottom(x)) / 2
    return face.axes.picture(np.stack([x, y], -1))


def _over(top: Floats, bottom: Floats) -> Floats:
    """Premultiplied paint over paint."""
    return np.asarray(top + bottom * (1 - top[..., 3:]), np.float32)


def _painted(colour: Floats, shade: Array, cover: Array) -> Floats:
    paint = colour * (shade * cover)[..., None]
    return np.dstack([paint, cover]).astype(np.float32)


def _row(x: Array, edges: tuple[float, ...]) -> tuple[Array, Array]:
    """Which tooth of a row each x (from the middle) is on, and where on it, -1 … 1."""
    away = np.abs(x)
    bounds = np.array(edges, np.float32)
    tooth = np.clip(np.searchsorted(bounds, away, side="right") - 1, 0, len(edges) - 2)
    middle, half = (bounds[tooth] + bounds[tooth + 1]) / 2, (bounds[tooth + 1] - bounds[tooth]) / 2
    return tooth, np.clip((away - middle) / half, -1, 1).astype(np.float32)


def _seam(face: Face) -> float:
    """Where the lips meet in the middle."""
    lips = face.lips
    return (lips.upper.at(lips.middle) + lips.lower.at(lips.middle)) / 2


def _edge(distance: Array, soft: float) -> Array:
    """Coverage from a signed distance, positive inside."""
    return ease(0.5 + distance / soft)


def _upper_teeth(face: Face, local: Floats, light: _Light) -> Floats:
    middle = face.lips.middle
    x, y = local[..., 0] - middle, local[..., 1]
    level = _seam(face) + _UPPER_EDGE
    tooth, on = _row(x, _UPPER_TEETH)
    arch = level - _ARCH * x**2 * 2
    edge = arch - np.array(_SHORTER, np.float32)[tooth] - 0.009 * np.abs(on) ** 4
    cover = _edge(edge - y, 0.012) * (np.abs(x) < _UPPER_TEETH[-1])
    shade = 1 - 0.1 * np.abs(on) ** 3 - 0.12 * ease((np.abs(on) - 0.84) / 0.16)
    shade *= 1 - 0.12 * ease((y - edge + 0.03) / 0.03)
    shade *= 1 - 0.55 * ease((np.abs(x) - 0.05) / 0.24)
    return _painted(light.teeth, shade * light.falling(local[..., 0], middle), cover)


def _lower_teeth(face: Face, local: Floats, light: _Light) -> Floats:
    middle = face.lips.middle
    x, y = local[..., 0] - middle, local[..., 1]
    level = _seam(face) + _LOWER_EDGE
    _tooth, on = _row(x, _LOWER_TEETH)
    edge = level - 0.25 * x**2 + 0.006 * np.abs(on) ** 4
    cover = _edge(y - edge, 0.012) * (np.abs(x) < _LOWER_TEETH[-1])
    shade = 0.66 - 0.1 * np.abs(on) ** 3 - 0.14 * ease((np.abs(on) - 0.84) / 0.16)
    shade *= 1 - 0.66 * ease((np.abs(x) - 0.03) / 0.2)
    return _painted(light.teeth, shade * light.falling(local[..., 0], middle), cover)


def _tongue(face: Face, local: Floats, light: _Light) -> Floats:
    middle = face.lips.middle
    x, y = local[..., 0] - middle, local[..., 1]
    depth = y - (_seam(face) - _TONGUE_TOP + 1.6 * x**2)
    cover = _edge(depth, 0.06) * ease((0.26 - np.abs(x)) / 0.08)
    shade = 0.36 + 0.6 * ease(depth / 0.16)
    shade *= 1 - 0.18 * np.exp(-((x / 0.018) ** 2)) * ease(depth / 0.1)
    shade *= 1 - 0.5 * ease((np.abs(x) - 0.05) / 0.17)
    return _painted(light.tongue, shade * light.falling(local[..., 0], middle), cover)
