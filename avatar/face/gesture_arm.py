"""Lays a gesturing arm over a drawn figure, and takes the hanging one away meanwhile."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from avatar.face.gesture import Gestures, Moment
from avatar.face.gesture_clips import Clips, Cutout
from avatar.face.pose import BREATH
from avatar.types import Figure, Floats, Pixels

# how the shoulders go along with the head, in distances of the eyes
_LIFT = 0.024  # by a full breath
_LEAN, _FLANK = 0.7, 0.4  # shares of a shift to the side, at the shoulder and at the flank
_ASIDE = 3  # column of a pose that holds that shift
_FAINT = 8  # of 255: shadows that nobody sees
_BLACK, _DENSE = 12, 0.8  # of 255 and of 1: what is darker than the one and clearer than the other is shadow
_STEPS = 4  # pictures mixed of two neighbours, counted from one to the next


class Drawer(Protocol):
    """Draws a presenter without gestures (`avatar.face.portrait.Portrait`)."""

    def draw(self, values: Floats, pose: Floats) -> Figure: ...


Part = tuple[slice, slice]
"""Rows and columns of a picture."""


@dataclass(frozen=True)
class _Arm:
    """One picture ready to be laid: colours times their weight, the weight left to what is below, and its matte."""

    left: int
    top: int
    colour: Pixels
    under: Pixels
    matte: Pixels


@dataclass
class Under:
    """Parts of a figure as they were before an arm was laid over them."""

    saved: list[tuple[Pixels, Part, Pixels]]

    def give_back(self) -> None:
        """Put them back, the last taken first."""
        for whole, part, pixels in reversed(self.saved):
            whole[part] = pixels


class Arms:
    """A presenter's gestures at the size of one figure. Pictures are prepared when first shown and kept."""

    def __init__(self, clips: Clips, size: tuple[int, int], paint: Callable[[Pixels], Pixels]) -> None:
        """`size`: width and height of the figure in pixels; every picture is put through `paint` (a scene's light)."""
        self.clips, self._paint = clips.clips, paint
        self._size, self._scale, self._eyes = size, size[1] / clips.size[1], clips.eyes * size[1]
        self._arms: dict[tuple[str, int, int, int], _Arm] = {}
        self._bare: dict[str, Cutout] = {}

    def lay(self, figure: Figure, moment: Moment, pose: Floats) -> Under:
        """Draw the arm into a figure's pixels, going along with the shoulders of its pose. Gives what was there."""
        aside, lift = float(pose[_ASIDE]) * self._eyes, float(np.clip(pose[BREATH], 0, 1)) * _LIFT * self._eyes
        bare = self._bare_of(moment.clip)
        hanging, kept = _overlap(bare.left + round(_FLANK * aside), bare.top, bare.pixels, figure.matte)
        matte = figure.matte[hanging]
        under = Under([(figure.matte, hanging, matte.copy())])
        matte[:] = cv2.min(matte, np.maximum(bare.pixels[kept], np.uint8(255 * (1 - moment.cover))))
        arm = self._arm(moment, figure.matte)
        part, seen = _overlap(arm.left + round(_LEAN * aside), arm.top - round(lift), arm.matte, figure.matte)
        under.saved += [(whole, part, whole[part].copy()) for whole in (figure.picture, figure.matte)]
        _lay(figure, part, arm, seen, moment.cover)
        return under

    def _bare_of(self, clip: str) -> Cutout:
        if clip not in self._bare:
            cutout = self.clips[clip].bare
            self._bare[clip] = Cutout(*self._corner(cutout), self._scaled(cutout.pixels, cutout))
        return self._bare[clip]

    def _arm(self, moment: Moment, matte: Pixels) -> _Arm:
        step = round(moment.share * _STEPS)
        first, second = (moment.first, moment.second) if step else (moment.first, moment.first)
        key = (moment.clip, first, second, step)
        if key not in self._arms:
            one, two = (self._painted(moment.clip, number) for number in (first, second))
            mixed = one if first == second else _mixed(one, two, step / _STEPS)
            self._arms[key] = _weighted(self._footed(_seen(mixed)), matte)
        return self._arms[key]

    def _painted(self, clip: str, number: int) -> Cutout:
        """A picture at the figure's scale, its colours times its alpha."""
        cutout = self.clips[clip].pictures[number]
        pixels = self._paint(cutout.pixels)
        alpha = cv2.merge([pixels[..., 3]] * 3)
        paint = cv2.merge([cv2.multiply(pixels[..., :3], alpha, scale=1 / 255), pixels[..., 3]])
        return Cutout(*self._corner(cutout), self._scaled(np.asarray(paint, np.uint8), cutout))

    def _corner(self, cutout: Cutout) -> tuple[int, int]:
        return math.floor(cutout.left * self._scale), math.floor(cutout.top * self._scale)

    def _scaled(self, pixels: Pixels, cutout: Cutout) -> Pixels:
        """Pixels at the figure's scale, put on whole pixels without being moved, cut at the figure's edges."""
        left, top = self._corner(cutout)
        high, wide = pixels.shape[:2]
        right = min(math.ceil((cutout.left + wide) * self._scale), self._size[0])
        bottom = min(math.ceil((cutout.top + high) * self._scale), self._size[1])
        shift = 0.5 * self._scale - 0.5
        grid = np.array(
            [
                [self._scale, 0, cutout.left * self._scale - left + shift],
                [0, self._scale, cutout.top * self._scale - top + shift],
            ]
        )
        if self._scale < 1:
            pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.35 / self._scale), np.uint8)
        border = cv2.BORDER_REPLICATE if pixels.ndim == 2 else cv2.BORDER_CONSTANT
        return np.asarray(
            cv2.warpAffine(pixels, grid, (right - left, bottom - top), flags=cv2.INTER_LINEAR, borderMode=border),
            np.uint8,
        )

    def _footed(self, cutout: Cutout) -> Cutout:
        """An arm that reaches the figure's lower edge goes on below it, so that a breath does not bare the edge."""
        if cutout.top + cutout.pixels.shape[0] < self._size[1]:
            return cutout
        more = math.ceil(_LIFT * self._eyes)
        return Cutout(cutout.left, cutout.top, np.pad(cutout.pixels, ((0, more), (0, 0), (0, 0)), mode="edge"))


def _mixed(one: Cutout, two: Cutout, share: float) -> Cutout:
    left, top = min(one.left, two.left), min(one.top, two.top)
    right = max(one.left + one.pixels.shape[1], two.left + two.pixels.shape[1])
    bottom = max(one.top + one.pixels.shape[0], two.top + two.pixels.shape[0])
    sheets = []
    for part in (one, two):
        sheet = np.zeros((bottom - top, right - left, 4), np.uint8)
        sheet[_window(part.left - left, part.top - top, part.pixels)] = part.pixels
        sheets.append(sheet)
    return Cutout(left, top, np.asarray(cv2.addWeighted(sheets[0], 1 - share, sheets[1], share, 0), np.uint8))


def _weighted(arm: Cutout, matte: Pixels) -> _Arm:
    """The arm's part in each pixel of a figure with straight colours and that matte.

    Shadows darken what is there and cover nothing: a head that moves later is still there under them.
    """
    height = matte.shape[0] - arm.top
    below = matte[_window(arm.left, arm.top, arm.pixels)].astype(np.float32) / 255
    below = np.pad(below, ((0, max(0, arm.pixels.shape[0] - height)), (0, 0)), mode="edge")
    alpha = np.where(arm.pixels[..., 3] > _FAINT, arm.pixels[..., 3], 0).astype(np.float32) / 255
    shadow = (arm.pixels[..., :3].max(axis=2) < _BLACK) & (alpha < _DENSE)
    below[shadow] = 1
    share = 1 / np.maximum(alpha + below * (1 - alpha), 1e-3)
    under = np.where(alpha > 0, below * (1 - alpha) * share, 1.0)
    cover = np.where(shadow, 0, alpha)
    return _Arm(
        arm.left,
        arm.top,
        np.clip(arm.pixels[..., :3] * (share * (alpha > 0))[..., None], 0, 255).astype(np.uint8),
        np.rint(np.repeat(under[..., None], 3, axis=2) * 255).astype(np.uint8),
        np.rint(255 * cover).astype(np.uint8),
    )


def _lay(figure: Figure, part: Part, arm: _Arm, seen: Part, cover: float) -> None:
    picture, matte = figure.picture[part], figure.matte[part]
    laid = cv2.add(cv2.multiply(picture, arm.under[seen], scale=1 / 255), arm.colour[seen])
    opaque = cv2.max(matte, arm.matte[seen])
    if cover < 1:
        laid = cv2.addWeighted(picture, 1 - cover, laid, cover, 0)
        opaque = cv2.addWeighted(matte, 1 - cover, opaque, cover, 0)
    picture[:] = laid
    matte[:] = opaque


def _overlap(left: int, top: int, piece: Pixels, whole: Pixels) -> tuple[Part, Part]:
    """Which part of `whole` a piece with its corner at (left, top) covers, and which part of the piece that is."""
    high, wide = piece.shape[:2]
    rows = max(top, 0), max(0, min(top + high, whole.shape[0]))
    columns = max(left, 0), max(0, min(left + wide, whole.shape[1]))
    part = slice(*rows), slice(*columns)
    return part, (slice(rows[0] - top, rows[1] - top), slice(columns[0] - left, columns[1] - left))


def _seen(arm: Cutout) -> Cutout:
    """The cut-out without edges too faint to be seen."""
    solid = arm.pixels[..., 3] > _FAINT
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not rows.size:
        return Cutout(arm.left, arm.top, arm.pixels[:1, :1])
    part = arm.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Cutout(arm.left + int(columns[0]), arm.top + int(rows[0]), part)


def _window(left: int, top: int, pixels: Pixels) -> Part:
    return slice(top, top + pixels.shape[0]), slice(left, left + pixels.shape[1])


class GesturingPortrait:
    """A portrait whose arms make gestures. Not safe for use from two threads at once."""

    def __init__(self, portrait: Drawer, arms: Arms, gestures: Gestures) -> None:
        self._portrait, self._arms, self._gestures = portrait, arms, gestures
        self._under: Under | None = None

    def draw(self, values: Floats, pose: Floats) -> Figure:
        """The figure with that expression and pose and the arm of the moment; valid until the next call.

        The arm is laid into the portrait's own pixels, which get back theirs before they are drawn again:
        a tenth of what copying the whole figure costs.
        """
        if self._under is not None:
            self._under.give_back()
        figure = self._portrait.draw(values, pose)
        moment = self._gestures.take()
        self._under = self._arms.lay(figure, moment, pose) if moment else None
        return figure
