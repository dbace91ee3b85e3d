"""How a photograph becomes a figure like the kept ones: half a person, 3:4 upright, standing on the lower edge."""

from __future__ import annotations

import numpy as np

from avatar.types import Floats, Pixels

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, half open."""

ASPECT = 0.75
"""Width of a figure's picture over its height."""
_ABOVE = 1.6  # face heights kept above the chin's opposite, for hair and hats
_BELOW = 4.3  # … and below the forehead: about to the waist
_FADE = 0.05  # of the longer side, how deep a cut edge fades
_CROWN = 1.4  # how many fades deeper than its middle a cut head's crown is at its sides
_CUT = 128  # coverage at the edge from which a person is cut off there
_ROOM = 0.95  # … above the face on the canvas, at least


def face_box(face: Floats) -> Box:
    """The box of a face's landmarks."""
    (left, top), (right, bottom) = face.min(0), face.max(0)
    return int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))


def window(width: int, height: int, face: Box) -> Box:
    """The part of a photograph of that size that is used: from above the hair to about the waist."""
    left, top, right, bottom = face
    tall = bottom - top
    high, low = max(0, round(bottom - (1 + _ABOVE) * tall)), min(height, round(top + _BELOW * tall))
    half = ASPECT * max(low - high, _canvas_height(low - top, tall)) / 2
    middle = (left + right) / 2
    return max(0, round(middle - half)), high, min(width, round(middle + half)), low


def framed(person: Pixels, face: Box) -> tuple[Pixels, tuple[float, float]]:
    """A cut-out (BGRA, the face at that box) on a 3:4 canvas, and what to add to its positions.

    The lower edges meet; the face is in the middle across; a close-up gets clear room above.
    """
    left, top, right, bottom = face
    tall, wide = person.shape[:2]
    height = max(_canvas_height(tall - top, bottom - top), round(wide / ASPECT))
    width = round(height * ASPECT)
    x, y = round(width / 2 - (left + right) / 2), height - tall
    canvas = np.zeros((height, width, 4), np.uint8)
    seen = _faded(person)[max(0, -y) :, max(0, -x) : max(0, -x) + width - max(0, x)]
    canvas[max(0, y) :, max(0, x) : max(0, x) + seen.shape[1]] = seen
    return canvas, (float(x), float(y))


def _faded(person: Pixels) -> Pixels:
    """The person, fading out at a side or the top where the photograph cuts them off: a hard cut looks like a fault."""
    matte = person[..., 3].astype(np.float32)
    depth = _FADE * max(matte.shape)
    for turns in (1, 3):  # the right and the left side turned up
        edge = np.rot90(matte, turns)
        if edge[0].max(initial=0) > _CUT:
            edge *= np.clip(np.arange(edge.shape[0], dtype=np.float32) / depth, 0, 1)[:, None]
    cut = np.flatnonzero(matte[0] > _CUT)
    if cut.size:
        # a head without its crown gets a round one
        across = (np.arange(matte.shape[1]) - cut.mean()) / max(1.0, float(np.ptp(cut)) / 2)
        start = depth * np.minimum(across**2, 4) * _CROWN
        matte *= np.clip((np.arange(matte.shape[0])[:, None] - start) / depth, 0, 1)
    return np.dstack([person[..., :3], np.rint(matte).astype(np.uint8)])


def _canvas_height(below: int, tall: int) -> int:
    """Height of a canvas that holds `below` pixels from the top of a face of height `tall` downwards."""
    return round(below + _ROOM * tall)
