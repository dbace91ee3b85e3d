"""Laying pictures over pictures: the right pixels, and nobody else's touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.stage.paint import Canvas, Layer, Type, lay, lay_at, rounded
from avatar.stage.text import find_font
from tests.stage.figures import bust


def mixed(seed: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    frame, picture = dice.integers(0, 256, (2, height, width, 3), np.uint8)
    matte = np.clip(dice.integers(-400, 660, (height, width)), 0, 255).astype(np.uint8)
    matte[: height // 3] = 255
    matte[-(height // 4) :] = 0
    return frame, picture, matte


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.integers(1, 150), st.integers(1, 90))
def test_every_pixel_is_the_blend_its_matte_says(seed: int, height: int, width: int) -> None:
    frame, picture, matte = mixed(seed, height, width)
    share = matte[..., None] / 255
    wanted = picture * share + frame * (1 - share)
    lay(frame, picture, matte)
    assert np.abs(frame - wanted).max() <= 1.0


def test_pictures_laid_are_not_changed() -> None:
    figure = bust(200)
    frame = np.zeros((*figure.matte.shape, 3), np.uint8)
    before = figure.picture.copy(), figure.matte.copy()
    lay(frame, figure.picture, figure.matte)
    assert np.array_equal(figure.picture, before[0])
    assert np.array_equal(figure.matte, before[1])


@pytest.mark.parametrize(("x", "y"), [(-30, -20), (70, 60), (0, 0), (500, 0), (0, -500), (-10, 95)])
def test_what_reaches_out_of_the_frame_is_left_away(x: int, y: int) -> None:
    picture = np.full((50, 40, 3), 200, np.uint8)
    wide = np.zeros((1300, 1300, 3), np.uint8)
    wide[600 + y : 650 + y, 600 + x : 640 + x] = 200
    frame = np.zeros((100, 100, 3), np.uint8)
    lay_at(frame, Layer(x, y, picture, np.full((50, 40), 255, np.uint8)))
    assert np.array_equal(frame, wide[600:700, 600:700])


def test_half_covering_paint_lets_half_through() -> None:
    canvas = Canvas(20, 10)
    canvas.fill(np.ones((10, 20), np.float32), (0, 100, 200), 0.5)
    layer = canvas.layer(0, 0)
    assert layer.matte[5, 5] in (127, 128)
    assert layer.picture[5, 5].tolist() == [0, 100, 200]


def test_later_paint_covers_earlier() -> None:
    canvas = Canvas(20, 10)
    full = np.ones((10, 20), np.float32)
    canvas.fill(full, (255, 0, 0))
    canvas.fill(full, (0, 0, 255))
    layer = canvas.layer(3, 4)
    assert (layer.x, layer.y) == (3, 4)
    assert layer.picture[5, 5].tolist() == [0, 0, 255]
    assert layer.matte.min() == 255


def test_text_beyond_the_canvas_is_cut_not_an_error() -> None:
    canvas = Canvas(60, 30)
    for x, baseline in ((-20, 25), (50, 25), (500, 25), (5, -50), (5, 300)):
        canvas.text(x, baseline, "文字 text", Type(find_font(), 20), (255, 255, 255))
    assert canvas.layer(0, 0).matte.any()


def test_corners_are_round_and_sides_straight() -> None:
    mask = rounded((100, 60), (10, 10, 80, 40), 12)
    assert mask[10, 10] == 0
    assert mask[30, 10] == 1
    assert mask[10, 50] == 1
    assert mask[9, 50] == mask[30, 9] == 0
    assert mask.sum() == pytest.approx(80 * 40 - (4 - np.pi) * 12**2, rel=0.01)
