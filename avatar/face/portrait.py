"""A presenter drawn as an expression and a pose say: coefficients to pixels.

All that depends on the presenter alone is done once. A frame then is a sum of coarse
displacement fields, its inverse, and one look-up of the picture for every pixel of the head;
what is behind the lips shows through the gap between them. What does not move is the
presenter's own picture, bit by bit.
"""

from __future__ import annotations

import cv2
import numpy as np

from avatar.errors import UsageError
from avatar.face.body import Body
from avatar.face.geometry import measure
from avatar.face.presenter import Presenter
from avatar.types import Figure, Floats, Pixels

_SMALLEST = 64
_BLEED = 15  # pixels colours go on beyond the matte
_CLEAR = 0.02  # coverage below which a pixel has no colour of its own
_SOFT = 0.55  # blur (sigma, px) of a picture at its own size; enlarged ones are softer


class Portrait:
    """Draws one presenter at one height. Not safe for use from two threads at once."""

    def __init__(self, presenter: Presenter, height: int) -> None:
        """Raises UsageError if `height` is no usable number of pixels."""
        if height < _SMALLEST:
            raise UsageError(f"a figure {height} pixels high is too small; use at least {_SMALLEST}")
        scale = height / presenter.picture.shape[0]
        self._figure = _scaled(presenter.picture, height)
        landmarks = presenter.landmarks * np.float32(scale)
        face = measure(landmarks, self._figure)
        self._body = Body(face, self._figure, landmarks, softness=_SOFT * max(1.0, scale))
        self._picture = np.ascontiguousarray(self._figure[..., :3])
        self._matte = np.ascontiguousarray(self._figure[..., 3])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the figure in pixels."""
        return self._figure.shape[1], self._figure.shape[0]

    def draw(self, values: Floats, pose: Floats) -> Figure:
        """The figure with that expression (float32 [52], ARKit's order, 0 … 1) and pose (float32 [6]).

        See `avatar.types.Expression` for the pose. The figure is valid until the next call.
        """
        self._body.draw(values, pose, self._show)
        return Figure(self._picture, self._matte)

    def _show(self, part: Pixels, left: int, top: int) -> None:
        bottom, right = top + part.shape[0], left + part.shape[1]
        cv2.cvtColor(part, cv2.COLOR_BGRA2BGR, dst=self._picture[top:bottom, left:right])
        cv2.extractChannel(part, 3, dst=self._matte[top:bottom, left:right])


def _scaled(picture: Pixels, height: int) -> Pixels:
    """The BGRA picture at that height; colours go on beyond the matte's edge, so that no warp finds black there."""
    size = (max(1, round(picture.shape[1] * height / picture.shape[0])), height)
    cover = picture[..., 3:].astype(np.float32) / 255
    paint = np.dstack([picture[..., :3] * cover, cover])
    shrinks = height < picture.shape[0]
    small = cv2.resize(paint, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    matte = np.clip(small[..., 3:], 0, 1)
    near = cv2.blur(small, (_BLEED, _BLEED))
    colours = np.where(
        matte > _CLEAR, small[..., :3] / np.maximum(matte, _CLEAR), near[..., :3] / np.maximum(near[..., 3:], 1e-4)
    )
    return np.asarray(np.rint(np.clip(np.dstack([colours, matte * 255]), 0, 255)), np.uint8)
