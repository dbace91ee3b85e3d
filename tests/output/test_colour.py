"""Planes are BT.709 in limited range, colour averaged over four pixels."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.output.colour import Planes


def planes(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    height, width = picture.shape[:2]
    converter = Planes(width, height)
    out = np.empty(converter.length, np.uint8)
    converter.fill(picture, out)
    luma, quarter = width * height, width * height // 4
    half = (height // 2, width // 2)
    parts = out[:luma], out[luma : luma + quarter], out[luma + quarter :]
    return parts[0].reshape(height, width), parts[1].reshape(half), parts[2].reshape(half)


@pytest.mark.parametrize(
    ("bgr", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((255, 0, 0), (32, 240, 118)),
    ],
)
def test_primary_colours_have_the_values_of_the_standard(bgr: tuple[int, ...], yuv: tuple[int, ...]) -> None:
    parts = planes(np.full((4, 6, 3), bgr, np.uint8))
    for part, value in zip(parts, yuv, strict=True):
        assert np.abs(part.astype(int) - value).max() <= 1


def test_every_pixel_lands_in_its_own_place() -> None:
    picture = np.zeros((8, 6, 3), np.uint8)
    picture[5, 3] = (0, 0, 255)
    luma, blue, red = planes(picture)
    assert np.argwhere(luma > 16).tolist() == [[5, 3]]
    assert np.argwhere(blue < 128).tolist() == np.argwhere(red > 128).tolist() == [[2, 1]]
    assert red[2, 1] == pytest.approx(128 + 112 / 4, abs=1)


def test_the_picture_is_not_drawn_on() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (8, 6, 3), np.uint8)
    before = picture.copy()
    planes(picture)
    assert (picture == before).all()
