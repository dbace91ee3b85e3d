"""The label of a picture that shows nothing but a face: in a corner, off the face."""

from __future__ import annotations

from dataclasses import replace

from avatar.stage.layers import label
from avatar.stage.paint import Layer
from avatar.stage.text import find_font
from avatar.types import Language

_MARGIN = 0.03  # of the shorter side, between label and edge
_WIDTH = 0.6  # of the frame's width a label may take while a shorter one exists

_HAIR = 0.2  # of a face's width that hair takes beside it, and half of what it takes above
_FACE = 10.0  # times worse to cover a face than hair

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def corner_label(language: Language, size: tuple[int, int], face: Sides) -> Layer:
    """The label every frame bears, for frames of that (width, height) with a face between those sides.

    It takes the first corner, from the upper left, where it leaves the head free, or else the
    one where it covers least of it, and of the face above all.
    """
    margin = round(_MARGIN * min(size))
    drawn = label(language, (margin, margin, round(_WIDTH * size[0]), 0), size, find_font())
    high, wide = drawn.matte.shape
    columns, rows = (drawn.x, max(0, size[0] - wide - margin)), (drawn.y, max(0, size[1] - high - margin))
    corners = [(x, y) for y in rows for x in columns]
    head = _head(face)

    def covered(corner: tuple[int, int]) -> float:
        box = (*corner, corner[0] + wide, corner[1] + high)
        return _overlap(box, head) + _FACE * _overlap(box, face)

    x, y = min(corners, key=covered)
    return replace(drawn, x=x, y=y)


def _head(face: Sides) -> Sides:
    """The face with its hair."""
    left, top, right, bottom = face
    return left - _HAIR * (right - left), top - 2 * _HAIR * (bottom - top), right + _HAIR * (right - left), bottom


def _overlap(one: Sides, other: Sides) -> float:
    """Pixels two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)
