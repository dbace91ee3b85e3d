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
_TEXTURE = 0.06  # of the rim: blur (sigma) that parts texture from colour
_FULL = 255


def plate_behind(photo: Pixels, matte: Pixels, rim: int) -> Pixels:
    """A BGR photograph without whom the matte (uint8 [h, w]) covers, nor anything `rim` pixels around."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    near = np.asarray(cv2.dilate((matte > _CLEAR).astype(np.uint8), kernel), np.uint8)
    known = near == 0
    if not known.any() or known.all():
        return photo.copy()
    colours = _spread(photo.astype(np.float32), known.astype(np.float32))
    colours += _texture(photo, near, max(1.0, _TEXTURE * rim))
    guessed = np.clip(np.rint(colours), 0, _FULL).astype(np.uint8)
    return np.where(known[..., None], photo, guessed)


def lifted(photo: Pixels, matte: Pixels, plate: Pixels) -> Pixels:
    """The person as BGRA, colours premultiplied: added to what shines through of the plate it is the photograph again.

    Where the photograph is darker than the plate, as at a hair the matte has missed, coverage
    grows to the least that explains it: such a hair goes with the head and leaves no ghost.
    """
    least = 1 - ((photo.astype(np.float32) + 1) / np.maximum(plate, 1)).min(-1)
    cover = np.maximum(matte, np.clip(np.ceil(least * _FULL), 0, _FULL).astype(np.uint8))
    own = cv2.subtract(photo, shining_through(plate, cover))
    rest = cv2.add(own, shining_through(plate, cover)) != photo
    cover = np.where(rest.any(-1), np.uint8(_FULL), cover)
    return np.dstack([cv2.subtract(photo, shining_through(plate, cover)), cover])


def shining_through(plate: Pixels, cover: Pixels, out: Pixels | None = None) -> Pixels:
    """What is left of the plate under that much coverage (uint8 [h, w]); `out` may hold it."""
    clear = cv2.cvtColor(cv2.bitwise_not(cover), cv2.COLOR_GRAY2BGR, dst=out)
    return np.asarray(cv2.multiply(plate, clear, dst=out, scale=1 / _FULL), np.uint8)


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


def _texture(photo: Pixels, near: Pixels, sigma: float) -> Floats:
    """What the photograph has besides its blurred colours, mirrored into the unknown at its nearest edge."""
    known = near == 0
    _away, labels = cv2.distanceTransformWithLabels(near, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    rows, columns = np.nonzero(known)
    order = labels[rows, columns]
    edge_y, edge_x = np.zeros(order.max() + 1, np.int32), np.zeros(order.max() + 1, np.int32)
    edge_y[order], edge_x[order] = rows, columns
    y, x = np.nonzero(near)
    nearest = labels[y, x]
    height, width = near.shape
    there_y = np.clip(2 * edge_y[nearest] - y, 0, height - 1)
    there_x = np.clip(2 * edge_x[nearest] - x, 0, width - 1)
    fine = photo.astype(np.float32) - _blurred(photo.astype(np.float32), known.astype(np.float32), sigma)
    texture = np.zeros(photo.shape, np.float32)
    texture[y, x] = np.where(known[there_y, there_x][:, None], fine[there_y, there_x], 0)
    return texture


def _blurred(colours: Floats, known: Floats, sigma: float) -> Floats:
    """The colours blurred, those unknown left out."""
    weight = np.asarray(cv2.GaussianBlur(known, (0, 0), sigma), np.float32)
    light = np.asarray(cv2.GaussianBlur(colours * known[..., None], (0, 0), sigma), np.float32)
    return np.asarray(light / np.maximum(weight, 1e-3)[..., None], np.float32)
