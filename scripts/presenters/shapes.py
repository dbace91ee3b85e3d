"""Small tools for drawing with numbers: smooth tables, bumps, a raster canvas over the face, colours."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Table = Sequence[tuple[float, float]]


def blender() -> Any:
    """Blender's `bpy` module; it has no type stubs and is heavy, so it is fetched only when a scene is built."""
    return importlib.import_module("bpy")


def smoothstep(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high` (or the other way round when low > high), a smooth ramp between."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def curve(table: Table, at: Array, soft: float = 0.03) -> Array:
    """Values of a hand-set table at `at`: straight pieces rounded off by a Gaussian of width `soft`."""
    knots, values = np.array(sorted(table)).T
    step = soft / 6.0 if soft > 0 else (knots[-1] - knots[0]) / 2000
    fine = np.arange(knots[0] - 6 * soft, knots[-1] + 6 * soft + step, step)
    drawn = np.interp(fine, knots, values)
    if soft > 0:
        reach = np.arange(-24, 25) * step
        kernel = np.exp(-0.5 * (reach / soft) ** 2)
        drawn = np.convolve(np.pad(drawn, 24, mode="edge"), kernel / kernel.sum(), mode="valid")
    return np.asarray(np.interp(at, fine, drawn))


def spline(points: Array, count: int) -> Array:
    """`count` points along a Catmull-Rom curve through `points` [n, d], evenly spread over the pieces."""
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    place = np.linspace(0, len(points) - 1, count)
    piece = np.minimum(place.astype(int), len(points) - 2)
    t = (place - piece)[:, None]
    a, b, c, d = (ends[piece + i] for i in range(4))
    bent = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return np.asarray(0.5 * bent)


def linear(red: float, green: float, blue: float) -> Array:
    """Scene-linear RGB of a colour given in sRGB bytes."""
    value = np.array([red, green, blue]) / 255.0
    return np.asarray(np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4))


def bump(x: Array, z: Array, at: tuple[float, float], size: tuple[float, float]) -> Array:
    """A Gaussian hill of height 1."""
    return np.asarray(np.exp(-(((x - at[0]) / size[0]) ** 2) - ((z - at[1]) / size[1]) ** 2))


def pair(x: Array, z: Array, at: tuple[float, float], size: tuple[float, float]) -> Array:
    """A hill and its mirror image on the other side of the face."""
    return bump(x, z, at, size) + bump(x, z, (-at[0], at[1]), size)


class Canvas:
    """A raster over the front of the head: `x` and `z` hold each pixel's scene coordinates."""

    scale = 560.0
    left, right, bottom, top = -0.84, 0.84, -1.26, 1.26

    def __init__(self) -> None:
        across = np.arange(self.left, self.right, 1 / self.scale)
        up = np.arange(self.bottom, self.top, 1 / self.scale)
        self.x, self.z = np.meshgrid(across, up)

    def sample(self, image: Array, x: Array, z: Array) -> Array:
        """`image` [rows, columns(, channels)] read at scene points, between pixels by a cubic."""
        shape = x.shape
        column = ((x.ravel() - self.left) * self.scale).astype(np.float32)
        row = ((z.ravel() - self.bottom) * self.scale).astype(np.float32)
        pieces = []
        for start in range(0, len(column), 30000):
            part = slice(start, start + 30000)
            pieces.append(
                cv2.remap(
                    image.astype(np.float32),
                    column[None, part],
                    row[None, part],
                    cv2.INTER_CUBIC,
                    borderMode=cv2.BORDER_REPLICATE,
                )[0]
            )
        return np.concatenate(pieces).astype(np.float64).reshape(shape + image.shape[2:])

    def blur(self, image: Array, width: float) -> Array:
        """`image` softened by a Gaussian of `width` scene units."""
        return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.3, width * self.scale)))
