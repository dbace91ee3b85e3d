"""The label of a picture that shows nothing but a face: in a corner, off the face."""

from __future__ import annotations

from dataclasses import replace

from avatar.stage.layers import label
from avatar.stage.paint import Layer
from avatar.stage.text import find_font
from avatar.types import Language

_MARGIN = 0.03  # of the shorter side, between label and edge
_WIDTH = 0.6  # of the frame's width a label may take while a shorter one exists

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def corner_label(language: Language, size: tuple[int, int], face: Sides) -> Layer:
    """The label every frame bears, for frames of that (width, height) with a face between those sides.

    It takes the first corner, from the upper left, where it leaves the face free, or else the
    one where it covers least of it.
    """
    margin = round(_MARGIN * min(size))
    drawn = label(language, (margin, margin, round(_WIDTH * size[0]), 0), size, find_font())
    high, wide = drawn.matte.shape
    columns, rows = (drawn.x, max(0, size[0] - wide - margin)), (drawn.y, max(0, size[1] - high - margin))
    corners = [(x, y) for y in rows for x in columns]
    x, y = min(corners, key=lambda corner: _overlap((*corner, corner[0] + wide, corner[1] + high), face))
    return replace(drawn, x=x, y=y)


def _overlap(one: Sides, other: Sides) -> float:
    """Pixels two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)
