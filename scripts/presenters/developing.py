"""From the rendered negative to the kept picture: a gentle grade, a clean cut-out, straight colours to its edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

BLEED = 12
"""Pixels by which colours reach beyond the figure, so that no edge is dark when it is moved or scaled."""

Picture = npt.NDArray[np.float32]


def developed(negative: Path) -> npt.NDArray[np.uint8]:
    """A 16-bit RGBA render as the kept picture: BGRA uint8 [h, w, 4], straight colours."""
    raw: Any = cv2.imread(str(negative), cv2.IMREAD_UNCHANGED)
    picture = raw.astype(np.float32) / np.iinfo(raw.dtype).max
    alpha = _matte(picture[..., 3])
    colour = _bled(_sharpened(_graded(picture[..., :3]), alpha), alpha)
    return np.asarray(np.rint(np.dstack([colour, alpha]) * 255), np.uint8)


def _matte(alpha: Picture) -> Picture:
    """The matte without the faintest haze, its full parts full."""
    return np.asarray(np.clip((alpha - 0.015) / 0.97, 0, 1), np.float32)


def _graded(colour: Picture) -> Picture:
    """A soft curve: a touch deeper shadows, highlights kept, colours a little fuller."""
    curve = colour + 0.05 * colour * (1 - colour) * (2 * colour - 1) * 2
    grey = curve @ np.array([0.114, 0.587, 0.299], np.float32)
    return np.asarray(np.clip(grey[..., None] + 1.04 * (curve - grey[..., None]), 0, 1), np.float32)


def _sharpened(colour: Picture, alpha: Picture) -> Picture:
    """Unsharp mask inside the figure alone."""
    blur = cv2.GaussianBlur(colour * alpha[..., None], (0, 0), 1.1)
    weight = cv2.GaussianBlur(alpha, (0, 0), 1.1)
    soft = blur / np.maximum(weight, 1e-3)[..., None]
    inside = np.clip((weight - 0.9) / 0.1, 0, 1)[..., None]
    return np.asarray(np.clip(colour + 0.35 * inside * (colour - soft), 0, 1), np.float32)


def _bled(colour: Picture, alpha: Picture) -> Picture:
    """Colours carried from the figure's solid parts over its edge; black beyond, which packs well."""
    known = (alpha > 0.35).astype(np.float32)
    filled, weight = colour * known[..., None], known
    for _ in range(BLEED):
        spread = cv2.blur(filled, (3, 3))
        share = cv2.blur(weight, (3, 3))
        new = (weight == 0) & (share > 0)
        filled[new] = spread[new] / share[new][:, None]
        weight = np.where(new, 1.0, weight).astype(np.float32)
    return np.asarray(np.where(weight[..., None] > 0, filled, 0), np.float32)
