"""Whether something is held before a mouth: landmarks are laid there all the same.

Lips are redder than the skin around them, and where they meet there is a dark seam; a mask, a
hand or a microphone has neither. Grey pictures are judged by the seam alone.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from avatar.types import Floats, Pixels

_Mask = npt.NDArray[np.bool_]

_EYE_DISTANCE = 120  # pixels at which a face is looked at
_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
_GAP = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
_CHEEKS = (50, 280, 205, 425)
_SEAMS = ((82, 87), (13, 14), (312, 317))  # upper and lower lip where they meet
_CORNERS, _EYES, _TOP, _CHIN = (61, 291), (33, 263), 10, 152
_NEAR, _FAR = 0.08, 0.28  # of the mouth's width: the ring of skin around the lips
_PATCH = 0.05  # of the eye distance: half a patch of cheek
_REACH, _MIDDLE = 0.12, 0.07  # of the eye distance: where a seam's surroundings and the seam itself are looked for
_RED = 3.0  # how much redder lips are at least, in CIELAB's a
_FAINT, _NONE = 12.0, 5.0  # how much darker the seam is, in lightness: hardly, not at all
_OTHER = 11.0  # distance in a and b from which what is around the mouth is no skin like the cheeks
_DARK = -32.0  # … and in lightness: darker than any beard
_GREY = 2.0  # colourfulness of cheeks below which a picture is grey


def is_covered(picture: Pixels, face: Floats) -> bool:
    """Whether the mouth of a face (its landmarks in a BGR picture) seems to be hidden."""
    colours, points = _lab(picture, face)
    lips, skin = _around_mouth(colours, points)
    cheeks = _cheeks(colours, points)
    seam = _seam(colours[..., 0], points)
    if seam < _NONE:
        return True
    if float(np.hypot(cheeks[1], cheeks[2])) < _GREY or lips[1] - skin[1] > _RED:
        return False
    strange = float(np.hypot(*(skin - cheeks)[1:])) > _OTHER or skin[0] - cheeks[0] < _DARK
    return seam < _FAINT or strange


def _lab(picture: Pixels, face: Floats) -> tuple[Floats, Floats]:
    """The face alone in CIELAB at one size for all, and its landmarks there."""
    low, high = np.maximum(face.min(0), 0).astype(int), np.ceil(face.max(0)).astype(int) + 1
    part = picture[low[1] : high[1], low[0] : high[0], :3]
    scale = _EYE_DISTANCE / max(1.0, float(np.linalg.norm(face[_EYES[0]] - face[_EYES[1]])))
    size = (max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    colours = cv2.cvtColor(np.asarray(small, np.float32) / np.float32(255), cv2.COLOR_BGR2Lab)
    return np.asarray(colours, np.float32), np.asarray((face - low) * scale, np.float32)


def _around_mouth(colours: Floats, points: Floats) -> tuple[Floats, Floats]:
    """The middle colours of the lips and of the skin around them."""
    wide = float(np.linalg.norm(points[_CORNERS[0]] - points[_CORNERS[1]]))
    mouth, gap = (_filled(colours.shape[:2], points[list(outline)]) for outline in (_LIPS, _GAP))
    ring = _grown(mouth, _FAR * wide) & ~_grown(mouth, _NEAR * wide)
    return _median(colours[mouth & ~gap]), _median(colours[ring])


def _cheeks(colours: Floats, points: Floats) -> Floats:
    half = max(2, round(_PATCH * _EYE_DISTANCE))
    spots = points[list(_CHEEKS)].round().astype(int)
    patches = [
        colours[max(0, y - half) : max(1, y + half), max(0, x - half) : max(1, x + half)].reshape(-1, 3)
        for x, y in spots.tolist()
    ]
    return _median(np.concatenate(patches))


def _seam(light: Floats, points: Floats) -> float:
    """How much darker the mouth is where the lips meet than a little above and below."""
    down = points[_CHIN] - points[_TOP]
    steps = np.linspace(-_REACH, _REACH, 49, dtype=np.float32)
    way = (steps * _EYE_DISTANCE)[:, None] * (down / max(float(np.linalg.norm(down)), 1.0))
    lines = [points[[upper, lower]].mean(0) + way for upper, lower in _SEAMS]
    profile = np.mean([cv2.remap(light, line[:, :1], line[:, 1:], cv2.INTER_LINEAR)[:, 0] for line in lines], axis=0)
    return float(np.median(profile) - profile[np.abs(steps) < _MIDDLE].min())


def _filled(shape: tuple[int, ...], outline: Floats) -> _Mask:
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [outline.round().astype(np.int32)], (1,))
    return canvas > 0


def _grown(mask: _Mask, width: float) -> _Mask:
    side = max(1, round(width)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)


def _median(colours: Floats) -> Floats:
    return np.asarray(np.median(colours, axis=0) if len(colours) else np.zeros(3), np.float32)
