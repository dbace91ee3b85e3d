"""BGR pixels to the planes an encoder takes: YUV 4:2:0, BT.709, limited range (ITU-R BT.709-6)."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from avatar.types import Pixels

_KR, _KB = 0.2126, 0.0722


def _matrix() -> npt.NDArray[np.float32]:
    """BGR 0 … 255 to Y 16 … 235, U and V 16 … 240, as `cv2.transform` takes it: [3, 4]."""
    luma = np.array([_KB, 1 - _KR - _KB, _KR])
    blue = (np.array([1, 0, 0]) - luma) / (2 * (1 - _KB))
    red = (np.array([0, 0, 1]) - luma) / (2 * (1 - _KR))
    rows = np.stack([luma * 219, blue * 224, red * 224]) / 255
    return np.hstack([rows, [[16], [128], [128]]]).astype(np.float32)


class Planes:
    """Converts pictures of one size. OpenCV's own I420 is BT.601, which players take for 709 at this size.

    A picture of even `width` × `height` gives uint8 [height · width · 3 / 2]: Y, then U, then V
    at half the size each way, averaged (OpenCV's takes every fourth pixel's colour).
    """

    def __init__(self, width: int, height: int) -> None:
        self.length = width * height * 3 // 2
        self._width, self._height = width, height
        self._matrix = _matrix()
        self._full = np.empty((height, width, 3), np.uint8)
        self._half = np.empty((height // 2, width // 2, 3), np.uint8)

    def fill(self, picture: Pixels, out: npt.NDArray[np.uint8]) -> None:
        """Write the planes of `picture` uint8 [height, width, 3] BGR into `out`."""
        width, height = self._width, self._height
        cv2.transform(picture, self._matrix, dst=self._full)
        cv2.resize(self._full, (width // 2, height // 2), dst=self._half, interpolation=cv2.INTER_AREA)
        luma, quarter = width * height, width * height // 4
        cv2.extractChannel(self._full, 0, dst=out[:luma].reshape(height, width))
        for channel in (1, 2):
            plane = out[luma + (channel - 1) * quarter : luma + channel * quarter]
            cv2.extractChannel(self._half, channel, dst=plane.reshape(height // 2, width // 2))
