"""Stacks the layers of a scene into finished frames: set, presenter, card, caption and, always last, the label."""

from __future__ import annotations

import cv2
import numpy as np

from avatar.errors import UsageError
from avatar.stage.card import card
from avatar.stage.karaoke import CaptionPainter
from avatar.stage.layers import background, front, label
from avatar.stage.paint import Layer, lay, lay_at
from avatar.stage.placing import FaceSpan, card_side, placing
from avatar.stage.scene import Scene
from avatar.stage.text import find_font
from avatar.types import Caption, CardSide, Figure, Floats, Language, Pixels, Product

_LEAST, _MOST = 240, 3840
_FEATHER = 0.05  # of the figure's width: how softly a figure cut at its picture's side ends


class Composer:
    """Stages figures in one scene at one size, for viewers of one language.

    There is no way to compose a frame without the label. Frames are drawn into a buffer
    of the composer's own; pictures it is given are never drawn on.
    """

    def __init__(self, scene: Scene, size: tuple[int, int], language: Language, face: FaceSpan | None = None) -> None:
        """`size` is (width, height); raises UsageError unless both are even and from 240 to 3840.

        `face` tells where the face of the figures is, so that captions keep off it.
        """
        _check_size(size)
        self._size, self._scene, self._language = size, scene, language
        self._layout = scene.layout(size)
        placed = placing(self._layout, face)
        self._box = placed.figure.pixels(size)
        self._face = find_font()
        self._set = background(self._layout.background, size)
        self._behind: Pixels | None = None
        self._behind_shape: tuple[int, ...] = ()
        self._frame = np.empty_like(self._set)
        self._front = front(self._layout.front, size) if self._layout.front else None
        self._label = label(language, self._layout.label.pixels(size), size, self._face)
        self._captions = CaptionPainter(placed.caption.pixels(size), scene.colours, self._face)
        self._card: Layer | None = None

    @property
    def figure_height(self) -> int:
        """How tall, in pixels, a figure is to be drawn for this scene and size."""
        return self._box[3]

    @property
    def card_side(self) -> CardSide | None:
        """Where the product card stands, seen from the figure; None while none is shown."""
        return card_side(self._layout) if self._card else None

    def measure_caption(self, text: str) -> float:
        """How wide a text is in a caption, as a share of the room one row has (for `captions`)."""
        return self._captions.measure(text)

    def show_product(self, product: Product | None) -> None:
        """Show that product's card from the next frame on, or none; raises PictureError for a bad picture."""
        if product is None:
            self._card = None
            return
        box = self._layout.card.pixels(self._size)
        self._card = card(product, box, self._scene.colours, self._language, self._face)

    def compose(self, figure: Figure, caption: Caption | None) -> Pixels:
        """The staged frame, uint8 [height, width, 3] BGR, valid until the next one.

        The figure stands on the bottom of the scene's figure box, centred; what reaches out
        of the frame is cut. Where its picture ends inside the frame it fades out.
        """
        x, y = self._place(figure)
        np.copyto(self._frame, self._lit_set(figure, x, y))
        self._stand(figure, x, y)
        if self._front:
            lay_at(self._frame, self._front)
        if self._card:
            lay_at(self._frame, self._card)
        if caption and any(caption.rows):
            lay_at(self._frame, self._captions.layer(caption))
        lay_at(self._frame, self._label)
        return self._frame

    def _place(self, figure: Figure) -> tuple[int, int]:
        left, top, width, height = self._box
        high, wide = figure.matte.shape
        return left + (width - wide) // 2, top + height - high

    def _stand(self, figure: Figure, x: int, y: int) -> None:
        width, height = self._size
        high, wide = figure.matte.shape
        top, left, bottom, right = max(y, 0), max(x, 0), min(y + high, height), min(x + wide, width)
        if top < bottom and left < right:
            part = np.s_[top - y : bottom - y, left - x : right - x]
            matte = _faded(figure.matte[part], x > 0, x + wide < width)
            lay(self._frame[top:bottom, left:right], figure.picture[part], matte)

    def _lit_set(self, figure: Figure, x: int, y: int) -> Pixels:
        """The set with the soft shadow of the first figure of that size: on a far wall it hardly moves."""
        if not self._scene.shadow:
            return self._set
        if self._behind is None or figure.matte.shape != self._behind_shape:
            shade = _shadow(figure.matte, self._size, x, y) * self._scene.shadow
            self._behind = (self._set * (1 - shade[..., None]) + 0.5).astype(np.uint8)
            self._behind_shape = figure.matte.shape
        return self._behind


def _check_size(size: tuple[int, int]) -> None:
    if any(side % 2 or not _LEAST <= side <= _MOST for side in size):
        raise UsageError(
            f"--size {size[0]}x{size[1]}: both must be even and from {_LEAST} to {_MOST}, such as 720x1280"
        )


def _faded(matte: Pixels, left: bool, right: bool) -> Pixels:
    """The matte, softly ended at the sides asked for, if it would be cut there."""
    sides = [(side, at) for side, wanted, at in ((np.s_[:], left, 0), (np.s_[::-1], right, -1)) if wanted]
    cut = [side for side, at in sides if matte[:, at].any()]
    if not cut:
        return matte
    faded = matte.copy()
    strip = max(1, round(matte.shape[1] * _FEATHER))
    ramp = np.sin(np.linspace(0, np.pi / 2, strip, dtype=np.float32)) ** 2
    for side in cut:
        view = faded[:, side]
        view[:, :strip] = view[:, :strip] * ramp
    return faded


def _shadow(matte: Pixels, size: tuple[int, int], x: int, y: int) -> Floats:
    """The shade, 0 … 1, that a figure at (x, y) casts softly on what is behind it, for a frame of that size."""
    high, wide = matte.shape
    scale = 8
    small_size = (max(1, wide // scale), max(1, high // scale))
    small = cv2.resize(matte, small_size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    left, top = round((x + high * 0.03) / scale), round((y + high * 0.02) / scale)
    fallen = Layer(left, top, np.repeat(small[..., None], 3, axis=2), small)
    shade = np.zeros((size[1] // scale + 1, size[0] // scale + 1, 3), np.uint8)
    lay_at(shade, fallen)
    soft = cv2.GaussianBlur(shade[..., 0] / np.float32(255), (0, 0), high / scale * 0.035)
    return cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
