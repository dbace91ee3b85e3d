"""The backdrop without the person, as far as a moving head lays it open, and the person lifted off it.

What is behind a head nobody knows; what shows beside a head that has moved by a few pixels is
best guessed from what stands beside it: its colours spread inwards, its texture mirrored at the edge.
"""

from __future__ import annotations

import cv2
import numpy as np

from avatar.types import Floats, Pixels

_CLEAR = 5  # of 255: coverage up to which a pixel shows the backdrop
_SMALLEST = 4  # pixels of the coarsest picture that colours are spread from
_COARSE = 0.25  # of the rim: pixels of the picture in which colours are told from texture
_FULL = 255


def plate_behind(photo: Pixels, matte: Pixels, rim: int, reach: int) -> Pixels:
    """A BGR photograph without whom the matte (uint8 [h, w]) covers, nor anything `rim` pixels around.

    Texture goes on for `reach` pixels under the person, colours all the way.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    near = np.asarray(cv2.dilate((matte > _CLEAR).astype(np.uint8), kernel), np.uint8)
    if near.all() or not near.any():
        return photo.copy()
    colours = _colours(photo, near, max(1.0, _COARSE * rim))
    plate = np.where(near[..., None] > 0, colours, photo)
    _add_texture(plate, photo, colours, near, reach)
    return plate


def lifted(photo: Pixels, matte: Pixels, plate: Pixels) -> Pixels:
    """The person as BGRA, colours premultiplied: added to what shines through of the plate it is the photograph again.

    Where the photograph is darker than the plate, as at a hair the matte has missed, coverage
    grows to the least that explains it: such a hair goes with the head and leaves no ghost.
    """
    least = 1 - (photo / np.maximum(plate, np.float32(1))).min(-1)
    cover = np.maximum(matte, np.clip(np.ceil(least * _FULL), 0, _FULL).astype(np.uint8))
    while (too_light := (shining_through(plate, cover) > photo).any(-1)).any():
        cover[too_light] += 1
    return np.dstack([cv2.subtract(photo, shining_through(plate, cover)), cover])


def shining_through(plate: Pixels, cover: Pixels, out: Pixels | None = None) -> Pixels:
    """What is left of the plate under that much coverage (uint8 [h, w]); `out` may hold it."""
    clear = cv2.cvtColor(cv2.bitwise_not(cover), cv2.COLOR_GRAY2BGR, dst=out)
    return np.asarray(cv2.multiply(plate, clear, dst=out, scale=1 / _FULL), np.uint8)


def _colours(photo: Pixels, near: Pixels, coarseness: float) -> Pixels:
    """The photograph's colours without texture; where `near` is not 0, those of its surroundings spread inwards."""
    height, width = near.shape
    size = (max(1, round(width / coarseness)), max(1, round(height / coarseness)))
    known = (near == 0).astype(np.float32)
    share = np.asarray(cv2.resize(known, size, interpolation=cv2.INTER_AREA), np.float32)
    light = cv2.resize(photo * known[..., None], size, interpolation=cv2.INTER_AREA)
    mean = np.asarray(light / np.maximum(share, 1e-6)[..., None], np.float32)
    smooth = cv2.GaussianBlur(_spread(mean, (share > 0).astype(np.float32)), (0, 0), 1.0)
    large = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.rint(large), 0, _FULL).astype(np.uint8)


def _spread(colours: Floats, known: Floats) -> Floats:
    """Colours where `known` is 1, and elsewhere those of the known surroundings, from near to far (push and pull)."""
    height, width = known.shape
    if min(height, width) <= _SMALLEST:
        whole = (colours * known[..., None]).sum((0, 1)) / max(float(known.sum()), 1e-6)
        return np.where(known[..., None] > 0, colours, whole).astype(np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    share = np.asarray(cv2.resize(known, half, interpolation=cv2.INTER_AREA), np.float32)
    light = np.asarray(cv2.resize(colours * known[..., None], half, interpolation=cv2.INTER_AREA), np.float32)
    mean = np.asarray(light / np.maximum(share, 1e-6)[..., None], np.float32)
    coarse = _spread(mean, (share > 0).astype(np.float32))
    far = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray(colours * known[..., None] + far * (1 - known[..., None]), np.float32)


def _add_texture(plate: Pixels, photo: Pixels, colours: Pixels, near: Pixels, reach: int) -> None:
    """Give a plate near its known parts what the photograph has besides its colours, mirrored at the nearest edge."""
    away, labels = cv2.distanceTransformWithLabels(near, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    edge = np.zeros((int(labels.max()) + 1, 2), np.int32)
    edge[labels[near == 0]] = np.argwhere(near == 0)
    spots = np.argwhere((near > 0) & (away < reach))
    there = 2 * edge[labels[spots[:, 0], spots[:, 1]]] - spots
    seen = ((there >= 0) & (there < near.shape)).all(1)
    spots, there = spots[seen], there[seen]
    known = near[there[:, 0], there[:, 1]] == 0
    (y, x), (from_y, from_x) = spots[known].T, there[known].T
    fine = photo[from_y, from_x].astype(np.float32) - colours[from_y, from_x]
    fading = (1 - away[y, x] / reach)[:, None]
    plate[y, x] = np.clip(np.rint(plate[y, x] + fine * fading), 0, _FULL).astype(np.uint8)
