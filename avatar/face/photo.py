"""A photograph read as a likeness: its one face found, the person's matte, and what stands behind.

`read_likeness` keeps the picture as it is, at its own size; `half_figure` cuts a likeness out
and frames it as the presenters who stand on a stage are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from avatar.catalog.picture import Opened, read_picture
from avatar.face.framing import Box, face_box, framed, window
from avatar.face.landmarks import find_faces
from avatar.face.looks import check_view, chosen, not_upright, remarks, stands_on_its_head
from avatar.face.matting import clean_colours, cut_out
from avatar.types import Floats, Pixels

LONGEST, MOST = 3840, 3840 * 2160
"""Pixels of the longest side, and of all, a picture is used at: a larger one is scaled down, for few could play it."""
MAX_PIXELS, MAX_BYTES = 150_000_000, 256 * 1024 * 1024
_LOOKED_AT = 2400  # pixels of the longer side in which faces are sought
_LARGEST_FIGURE = 1800  # … and of a cut-out; more is never shown
_CUT_ALREADY = 0.02  # share of clear pixels from which a picture came cut out
_WHOLE = 0.7  # share of the picture from which looking closer shows nothing new

Warn = Callable[[str], None]


@dataclass(frozen=True)
class Likeness:
    """A person in a picture.

    `picture` uint8 BGRA [h, w, 4], straight colours, alpha the matte; `landmarks` float32
    [478, 2] in its pixels; `backdrop` uint8 BGR [h, w, 3], the picture as it is, None where
    it came cut out.
    """

    picture: Pixels
    landmarks: Floats
    backdrop: Pixels | None


def read_likeness(path: Path, face: int | None = None, warn: Warn | None = None) -> Likeness:
    """The likeness in a picture file, at the picture's own size (even sides, within `LONGEST` and `MOST`).

    `face` chooses among several, counted from 1 and from the left. `warn` is told what may
    disappoint. Raises PictureError, naming the file and the mend.
    """
    warn = warn or (lambda _message: None)
    opened = read_picture(path, longest=LONGEST, max_pixels=MAX_PIXELS, max_bytes=MAX_BYTES)
    pixels = _even(_scaled(_pixels(opened.image), min(1.0, (MOST / math.prod(opened.image.size)) ** 0.5)))
    landmarks = _found(path, pixels, face)
    for remark in (*_told(opened, pixels), *remarks(pixels, landmarks)):
        warn(f"{path}: {remark}")
    cut_already = (pixels[..., 3] < 128).mean() > _CUT_ALREADY
    if cut_already:
        matte = pixels[..., 3]
        colours = clean_colours(pixels[..., :3], matte.astype(np.float32) / np.float32(255))
        return Likeness(np.dstack([colours, matte]), landmarks, None)
    backdrop = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
    return Likeness(cut_out(backdrop, _focus(backdrop, landmarks)), landmarks, backdrop)


def half_figure(likeness: Likeness) -> Likeness:
    """The person of a likeness alone, cut out and framed as the presenters of the house are."""
    height, width = likeness.picture.shape[:2]
    part = window(width, height, face_box(likeness.landmarks))
    picture, shrunk = _part(likeness.picture, part)
    landmarks = (likeness.landmarks - np.array(part[:2], np.float32)) * np.float32(shrunk)
    canvas, shift = framed(picture, face_box(landmarks))
    return Likeness(canvas, landmarks + np.array(shift, np.float32), None)


def _found(path: Path, pixels: Pixels, face: int | None) -> Floats:
    """The landmarks of the face that is meant, checked."""
    scale = min(1.0, _LOOKED_AT / max(pixels.shape[:2]))
    small = _on_grey(_scaled(pixels, scale))
    faces = find_faces(small)
    if not faces and any(find_faces(_turned(small, turns)) for turns in (1, 2, 3)):
        raise not_upright(path)
    landmarks = chosen(path, faces, face, 1 / scale)
    if stands_on_its_head(small, landmarks):
        raise not_upright(path)
    check_view(path, landmarks, (small.shape[1], small.shape[0]), 1 / scale)
    return landmarks / np.float32(scale)


def _told(opened: Opened, pixels: Pixels) -> list[str]:
    said = []
    if opened.frames > 1:
        said.append(f"is animated ({opened.frames} frames); its first frame is used")
    width, height = opened.size
    if width - pixels.shape[1] > 1 or height - pixels.shape[0] > 1:
        said.append(f"{width}×{height} is scaled down to {pixels.shape[1]}×{pixels.shape[0]}")
    return said


def _focus(picture: Pixels, landmarks: Floats) -> Box | None:
    """Where the person is, if that is a small part of the picture."""
    height, width = picture.shape[:2]
    left, top, right, bottom = window(width, height, face_box(landmarks))
    return (left, top, right, bottom) if (right - left) * (bottom - top) < _WHOLE * width * height else None


def _even(pixels: Pixels) -> Pixels:
    """The picture without the last row or column that a video cannot have."""
    height, width = pixels.shape[:2]
    return pixels[: max(2, height - height % 2), : max(2, width - width % 2)]


def _part(picture: Pixels, box: Box) -> tuple[Pixels, float]:
    """The pixels of a box (BGRA), made smaller where they are more than needed, and how much smaller."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    factor = min(1.0, _LARGEST_FIGURE / max(part.shape[:2]))
    return _scaled(part, factor), factor


def _scaled(picture: Pixels, factor: float) -> Pixels:
    if factor == 1:
        return picture
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _turned(picture: Pixels, turns: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(picture, turns))


def _pixels(picture: Image.Image) -> Pixels:
    """BGRA."""
    own = cv2.COLOR_RGB2BGRA if picture.mode == "RGB" else cv2.COLOR_RGBA2BGRA
    return np.asarray(cv2.cvtColor(np.asarray(picture), own), np.uint8)


def _on_grey(picture: Pixels) -> Pixels:
    """BGR of a BGRA picture over grey: what is transparent may hold any colour."""
    if picture[..., 3].min() == 255:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR), np.uint8)
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.rint(picture[..., :3] * alpha + 127 * (1 - alpha)).astype(np.uint8)
