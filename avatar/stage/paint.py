"""Painting what lies over a picture, and laying it there.

A `Canvas` takes paint through coverage masks and gives a `Layer`; a layer is laid
over a frame's pixels by `lay`. Nothing here draws on a picture it was given, but for
the frame that `lay` is told to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from avatar.stage.text import Typeface, ink
from avatar.types import Floats, Pixels

Colour = tuple[int, int, int]
"""Blue, green, red, 0 … 255: OpenCV's order."""

_BAND = 48  # rows whose coverage is looked at together
_GAP = 24  # columns: shorter solid stretches between soft ones are blended along
_OVER = np.linspace(0.0, 1.0, 256, dtype=np.float32)
_UNDER = _OVER[::-1].copy()

Run = tuple[int, int, int, int]
"""Top, bottom, left, right of a rectangle with pixels that are neither clear nor solid."""


@dataclass(frozen=True)
class Layer:
    """Pixels to be laid over a frame with their left upper corner at (x, y).

    `picture` uint8 [h, w, 3] BGR, straight; `matte` uint8 [h, w], 255 opaque.
    """

    x: int
    y: int
    picture: Pixels
    matte: Pixels

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Where the layer has to be blended, found once (a layer's matte does not change)."""
        return tuple(soft_runs(self.matte))


@dataclass(frozen=True)
class Type:
    """How a text is set: its font, its size in pixels to the em, and how many pixels thicker its strokes are."""

    face: Typeface
    size: int
    weight: float = 0.0


class Canvas:
    """An empty sheet of `width` × `height` pixels that paint is put on, the later over the earlier."""

    def __init__(self, width: int, height: int) -> None:
        self._colour = np.zeros((height, width, 3), np.float32)  # premultiplied
        self._cover = np.zeros((height, width, 1), np.float32)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self._cover.shape[1], self._cover.shape[0]

    def fill(self, mask: Floats, colour: Colour, opacity: float = 1.0) -> None:
        """Paint through a mask, float32 [height, width], 0 … 1."""
        self._paint(np.s_[:, :], mask, np.array(colour, np.float32), opacity)

    def picture(self, x: int, y: int, picture: Pixels, mask: Floats) -> None:
        """Put a picture, uint8 [h, w, 3], wholly within the canvas, through a mask of its own size."""
        height, width = mask.shape
        self._paint(np.s_[y : y + height, x : x + width], mask, picture, 1.0)

    def text(self, x: float, baseline: float, text: str, style: Type, colour: Colour, opacity: float = 1.0) -> None:
        """Write a row of text from `x` on; what reaches out of the canvas is left away."""
        matte, origin, base = ink(text, style.face, style.size, style.weight)
        left, top = round(x) - origin, round(baseline) - base
        width, height = self.size
        rows = slice(max(top, 0), max(0, min(top + matte.shape[0], height)))
        columns = slice(max(left, 0), max(0, min(left + matte.shape[1], width)))
        inside = matte[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        if inside.size:
            self._paint(np.s_[rows, columns], (inside / 255).astype(np.float32), np.array(colour, np.float32), opacity)

    def _paint(self, where: tuple[slice, slice], mask: Floats, colour: Floats | Pixels, opacity: float) -> None:
        share = (mask * np.float32(opacity))[..., None]
        self._colour[where] = self._colour[where] * (1 - share) + colour * share
        self._cover[where] = self._cover[where] * (1 - share) + share

    def layer(self, x: int, y: int) -> Layer:
        """What has been painted, to be laid with its left upper corner at (x, y)."""
        straight = self._colour / np.maximum(self._cover, 1e-4)
        picture = (straight.clip(0, 255) + 0.5).astype(np.uint8)
        return Layer(x, y, picture, (self._cover[..., 0].clip(0, 1) * 255 + 0.5).astype(np.uint8))


def rounded(size: tuple[int, int], box: tuple[float, float, float, float], radius: float) -> Floats:
    """The coverage of a rectangle (left, top, width, height) with round corners on a canvas of that (width, height)."""
    left, top, width, height = box
    radius = min(radius, width / 2, height / 2)
    across = np.abs(np.arange(size[0], dtype=np.float32) + 0.5 - (left + width / 2)) - (width / 2 - radius)
    down = np.abs(np.arange(size[1], dtype=np.float32) + 0.5 - (top + height / 2)) - (height / 2 - radius)
    outside = np.hypot(np.maximum(across, 0)[None], np.maximum(down, 0)[:, None])
    inside = np.minimum(np.maximum(across[None], down[:, None]), 0)
    found: Floats = np.clip(0.5 + radius - outside - inside, 0, 1).astype(np.float32)
    return found


def blurred(mask: Floats, spread: float) -> Floats:
    """The mask, softened over about `spread` pixels."""
    return cv2.GaussianBlur(mask, (0, 0), max(spread, 0.3)).astype(np.float32)


def soft_runs(matte: Pixels) -> Iterator[Run]:
    """Rectangles that hold every pixel of the matte that is neither 0 nor 255."""
    soft = matte - np.uint8(1) < 254  # 0 wraps round to 255
    for top in range(0, len(matte), _BAND):
        band = soft[top : top + _BAND]
        columns = np.flatnonzero(band.any(axis=0))
        if len(columns):
            cuts = np.flatnonzero(np.diff(columns) > _GAP)
            starts, stops = columns[np.r_[0, cuts + 1]], columns[np.r_[cuts, -1]]
            for left, right in zip(starts.tolist(), stops.tolist(), strict=True):
                yield top, top + len(band), left, right + 1


def lay(frame: Pixels, picture: Pixels, matte: Pixels, runs: tuple[Run, ...] | None = None) -> None:
    """Lay `picture` through `matte` over `frame`, all of one height and width, writing into `frame`.

    Solid parts are copied and only soft ones (`runs`, found if not given) are blended: a
    figure costs a third of what blending every pixel does.
    """
    found = tuple(soft_runs(matte)) if runs is None else runs
    under = [frame[top:bottom, left:right].copy() for top, bottom, left, right in found]
    cv2.copyTo(picture, matte, frame)
    for (top, bottom, left, right), behind in zip(found, under, strict=True):
        shares = matte[top:bottom, left:right]
        part = picture[top:bottom, left:right]
        blend = cv2.blendLinear(part, behind, cv2.LUT(shares, _OVER), cv2.LUT(shares, _UNDER))
        frame[top:bottom, left:right] = blend


def lay_at(frame: Pixels, layer: Layer) -> None:
    """Lay a layer at its place; what reaches out of the frame is left away."""
    height, width = frame.shape[:2]
    top, left = max(layer.y, 0), max(layer.x, 0)
    bottom, right = min(layer.y + len(layer.matte), height), min(layer.x + layer.matte.shape[1], width)
    if top >= bottom or left >= right:
        return
    inside = np.s_[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
    whole = layer.matte[inside].shape == layer.matte.shape
    runs = layer.runs if whole else None
    lay(frame[top:bottom, left:right], layer.picture[inside], layer.matte[inside], runs)
