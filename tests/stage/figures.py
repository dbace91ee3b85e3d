"""Stand-ins for a presenter."""

from __future__ import annotations

import cv2
import numpy as np

from avatar.types import Figure, Pixels


def bust(height: int, colour: tuple[int, int, int] = (150, 110, 80)) -> Figure:
    """Head and shoulders of one colour with soft edges, three quarters as wide as tall; `height` in pixels."""
    width = height * 3 // 4
    matte: Pixels = np.zeros((height, width), np.uint8)
    cv2.ellipse(matte, (width // 2, height // 4), (height // 7, height // 5), 0, 0, 360, 255, -1)
    cv2.ellipse(matte, (width // 2, height), (height // 3, height // 2), 0, 0, 360, 255, -1)
    matte = cv2.GaussianBlur(matte, (0, 0), height / 300).astype(np.uint8)
    return Figure(np.full((height, width, 3), colour, np.uint8), matte)


def slab(width: int, height: int, colour: tuple[int, int, int]) -> Figure:
    """A solid rectangle."""
    return Figure(np.full((height, width, 3), colour, np.uint8), np.full((height, width), 255, np.uint8))


def luminance(colour: Pixels) -> float:
    """Relative luminance of a BGR colour (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (float(v) / 255 for v in colour)]
    return 0.0722 * linear[0] + 0.7152 * linear[1] + 0.2126 * linear[2]


def contrast(one: Pixels, other: Pixels) -> float:
    """The contrast of two BGR colours, 1 … 21 (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
