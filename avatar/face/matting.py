"""A person cut out of a photograph: a clean matte, and colours at its edge without the background in them."""

from __future__ import annotations

import cv2
import numpy as np

from avatar.face.framing import Box
from avatar.face.landmarks import person_mask
from avatar.types import Floats, Pixels

_WORK_SIDE = 720  # pixels of the longer side at which edges are sought
_UNSURE = 0.018  # half width of the band in which hair and edges lie, in picture sides
_FAINT, _SOLID = 0.15, 0.82  # coverage taken for none and for all
_SURENESS = 3  # power of coverage by which colours count
_COLOUR_SIDE = 1600  # pixels of the longer side at which colours are told apart
_OWN = 0.995  # coverage from which a pixel keeps its own colour
_RISE = 0.08  # of a close look's longer side, the margin in which it comes to count
_SMOOTHNESS = 2e-4  # of the guided filter, in squared colour (0 … 1)


def cut_out(picture: Pixels, focus: Box | None = None) -> Pixels:
    """BGRA [h, w, 4] of the people in a BGR picture, straight colours.

    The net's coarse mask is drawn to the picture's own edges by a colour-guided filter
    (He, Sun & Tang, *Guided Image Filtering*, 2013). What lies in the `focus`, a part of the
    picture, is looked at more closely.
    """
    matte = _to_edges(picture, person_mask(picture))
    if focus:
        left, top, right, bottom = focus
        part = np.ascontiguousarray(picture[top:bottom, left:right])
        trust = _inwards(focus, picture.shape[1], picture.shape[0])
        inside = matte[top:bottom, left:right]
        inside += trust * (_to_edges(part, person_mask(part)) - inside)
    return np.dstack([clean_colours(picture, matte), np.rint(matte * 255).astype(np.uint8)])


def clean_colours(picture: Pixels, matte: Floats) -> Pixels:
    """The foreground's own colours where the matte is partial, continued outwards where it is nothing.

    Blur fusion (Forte, *Approximate Fast Foreground Colour Estimation*, 2021), from far to near.
    """
    height, width = matte.shape
    scale = min(1.0, _COLOUR_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    alpha = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32)[..., None]
    colours = np.asarray(np.rint(_fused(image, alpha)), np.uint8)
    if scale < 1:
        colours = np.asarray(cv2.resize(colours, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    return np.where(matte[..., None] > _OWN, picture, colours)


def _fused(image: Floats, alpha: Floats) -> Floats:
    """An estimate of the foreground's colours at every pixel."""
    # what is nearly sure counts far more than what is mixed
    front_weight, back_weight = alpha**_SURENESS, (1 - alpha) ** _SURENESS
    colours = image
    side = max(image.shape[:2])
    for reach in (side // 12, side // 40, side // 160):
        size = (2 * max(1, reach) + 1,) * 2
        front = _blurred(colours * front_weight, size) / (_blurred(front_weight, size) + 1e-5)
        back = _blurred(image * back_weight, size) / (_blurred(back_weight, size) + 1e-5)
        colours = np.clip(front + alpha * (image - alpha * front - (1 - alpha) * back), 0, 255)
    return np.asarray(colours, np.float32)


def _inwards(box: Box, width: int, height: int) -> Floats:
    """0 at those edges of a box that lie inside a picture of that size, rising to 1 inwards: float32 [h, w] of it."""
    left, top, right, bottom = box
    across, down = np.arange(right - left, dtype=np.float32), np.arange(bottom - top, dtype=np.float32)
    rise = _RISE * max(right - left, bottom - top)
    far = np.float32(rise)
    x = np.minimum(across if left > 0 else far, across[::-1] if right < width else far)
    y = np.minimum(down if top > 0 else far, down[::-1] if bottom < height else far)
    depth = np.minimum(np.broadcast_to(x, across.shape)[None], np.broadcast_to(y, down.shape)[:, None])
    return np.asarray(np.clip(depth / rise, 0, 1), np.float32)


def _blurred(image: Floats, size: tuple[int, int]) -> Floats:
    blurred = cv2.blur(image, size)
    return np.asarray(blurred.reshape(image.shape), np.float32)


def _to_edges(picture: Pixels, coarse: Floats) -> Floats:
    height, width = picture.shape[:2]
    scale = min(1.0, _WORK_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)
    mask = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)
    reach = max(2, round(_UNSURE * max(size)))
    sure_in, sure_out = _certain(mask, reach)
    first = _guided(small, mask, 2 * reach)
    # once more on its own sharpened answer: the net's own blur is gone after this
    second = _guided(small, _steeper(_settled(first, sure_in, sure_out)), reach)
    fine = cv2.resize(_settled(second, sure_in, sure_out), (width, height))
    return np.asarray(np.clip((fine - _FAINT) / (_SOLID - _FAINT), 0, 1), np.float32)


def _settled(mask: Floats, sure_in: Pixels, sure_out: Pixels) -> Floats:
    """The mask, but 1 and 0 where that is certain."""
    return np.asarray(np.where(sure_in > 0, 1, np.where(sure_out > 0, 0, mask)), np.float32)


def _certain(mask: Floats, reach: int) -> tuple[Pixels, Pixels]:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    inside = cv2.erode((mask > 0.8).astype(np.uint8), kernel, borderType=cv2.BORDER_REPLICATE)
    outside = cv2.erode((mask < 0.2).astype(np.uint8), kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(inside, np.uint8), np.asarray(outside, np.uint8)


def _steeper(mask: Floats) -> Floats:
    return np.asarray(np.clip((mask - 0.5) * 2.2 + 0.5, 0, 1), np.float32)


def _guided(guide: Floats, mask: Floats, radius: int) -> Floats:
    """The mask as a locally linear function of the guide's three colours."""
    size = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.blur(guide, size)
    mean_mask = cv2.blur(mask, size)
    height, width = mask.shape
    products = guide[..., :, None] * guide[..., None, :]
    spread = cv2.blur(products.reshape(height, width, 9), size).reshape(height, width, 3, 3)
    spread = spread - mean[..., :, None] * mean[..., None, :] + _SMOOTHNESS * np.eye(3, dtype=np.float32)
    shared = cv2.blur(guide * mask[..., None], size) - mean * mean_mask[..., None]
    slope = np.linalg.solve(spread, shared[..., None])[..., 0].astype(np.float32)
    level = mean_mask - (slope * mean).sum(-1)
    answer = (cv2.blur(slope, size) * guide).sum(-1) + cv2.blur(level, size)
    return np.asarray(np.clip(answer, 0, 1), np.float32)
