"""Finished frames: every one labelled, whatever is on it, and the presenter where the scene says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from avatar.errors import UsageError
from avatar.stage.compose import Composer
from avatar.stage.scene import load_scene, scene_names
from avatar.types import Caption, Figure, Pixels, Product
from tests.stage.figures import bust, contrast, slab

UPRIGHT, LANDSCAPE = (720, 1280), (1280, 720)
SIZES = [UPRIGHT, LANDSCAPE, (360, 640), (1080, 1920), (480, 480), (240, 240)]
CAPTION = Caption(("今天给大家带来的保温杯", "只要99元"), 6)
PRODUCT = Product("mug", "轻雾马克杯", Decimal("59"), Decimal("99"), stock=12)
PLAIN = replace(load_scene("studio"), shadow=0.0)


def label_cut(composer: Composer, frame: Pixels) -> Pixels:
    layer = composer._label
    return frame[layer.y : layer.y + len(layer.matte), layer.x : layer.x + layer.matte.shape[1]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", scene_names())
def test_every_frame_bears_the_label_on_top(name: str, language: str, size: tuple[int, int]) -> None:
    composer = Composer(load_scene(name), size, language)
    composer.show_product(PRODUCT)
    white = slab(2 * size[0], 2 * size[1], (255, 255, 255))
    for caption in (None, CAPTION):
        cut = label_cut(composer, composer.compose(white, caption))
        letters = (cut.min(axis=2) > 200).any(axis=1)
        assert letters.sum() >= 0.05 * min(size)
        assert contrast(np.full(3, 255, np.uint8), cut[len(cut) // 2, 3]) >= 4.5


@pytest.mark.parametrize("size", SIZES)
def test_frames_have_the_size_asked_for(size: tuple[int, int]) -> None:
    composer = Composer(PLAIN, size, "zh")
    frame = composer.compose(bust(composer.figure_height), CAPTION)
    assert frame.shape == (size[1], size[0], 3)
    assert frame.dtype == np.uint8
    assert frame.flags.c_contiguous


@pytest.mark.parametrize("size", [(721, 1280), (720, 1281), (238, 400), (720, 3842), (0, 0), (-720, 1280)])
def test_sizes_that_cannot_be_encoded_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match=rf"--size {size[0]}x{size[1]}: .*even"):
        Composer(PLAIN, size, "zh")


def test_the_figure_stands_on_its_box_centred() -> None:
    composer = Composer(PLAIN, UPRIGHT, "zh")
    left, top, width, height = PLAIN.upright.figure.pixels(UPRIGHT)
    figure = slab(100, 300, (255, 0, 255))
    frame = composer.compose(figure, None)
    found = (frame == (255, 0, 255)).all(axis=2)
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert rows[-1] == min(top + height, 1280) - 1
    assert (columns[0] + columns[-1] + 1) / 2 == pytest.approx(left + width / 2, abs=1)
    assert composer.figure_height == height


def test_a_figure_wider_than_the_frame_is_cut_not_squeezed() -> None:
    composer = Composer(PLAIN, UPRIGHT, "zh")
    figure = slab(2000, composer.figure_height, (255, 0, 255))
    frame = composer.compose(figure, None)
    assert (frame[700] == (255, 0, 255)).all()


def test_a_figure_cut_by_its_own_picture_fades_out_inside_the_frame() -> None:
    composer = Composer(PLAIN, LANDSCAPE, "zh")
    empty = composer.compose(slab(10, 10, (0, 0, 0)), None).copy()
    figure = slab(400, 500, (0, 0, 0))
    changed = np.abs(composer.compose(figure, None)[500].astype(int) - empty[500]).max(axis=1)
    edge = np.flatnonzero(changed > 3)[0]
    assert np.diff(changed[edge : edge + 30]).max() < 60
    assert changed.max() > 150


def test_figures_products_and_captions_are_not_drawn_on() -> None:
    composer = Composer(PLAIN, UPRIGHT, "zh")
    figure = bust(composer.figure_height)
    before = figure.picture.copy(), figure.matte.copy()
    composer.compose(figure, CAPTION)
    assert np.array_equal(figure.picture, before[0])
    assert np.array_equal(figure.matte, before[1])


def test_one_frame_leaves_nothing_behind_in_the_next() -> None:
    composer = Composer(PLAIN, UPRIGHT, "zh")
    figure = bust(composer.figure_height)
    bare = composer.compose(figure, None).copy()
    composer.show_product(PRODUCT)
    composer.compose(slab(2000, 3000, (9, 9, 9)), CAPTION)
    composer.show_product(None)
    assert np.array_equal(composer.compose(figure, None), bare)


@pytest.mark.parametrize("size", [UPRIGHT, LANDSCAPE])
@pytest.mark.parametrize("name", scene_names())
def test_card_and_caption_leave_the_face_free(name: str, size: tuple[int, int]) -> None:
    scene = load_scene(name)
    composer = Composer(scene, size, "zh")
    figure = bust(composer.figure_height)
    bare = composer.compose(figure, None).copy()
    composer.show_product(PRODUCT)
    changed = (composer.compose(figure, CAPTION) != bare).any(axis=2)
    left, top, width, _ = scene.layout(size).figure.pixels(size)
    middle, high = left + width // 2, composer.figure_height
    # of a half figure the face lies within this part
    face = changed[top + high // 20 : top + high * 45 // 100, middle - high // 7 : middle + high // 7]
    assert changed.any()
    assert not face.any()


def test_the_card_goes_when_no_product_is_shown() -> None:
    composer = Composer(PLAIN, UPRIGHT, "en")
    figure = bust(composer.figure_height)
    composer.show_product(PRODUCT)
    with_card = composer.compose(figure, None).copy()
    composer.show_product(None)
    assert not np.array_equal(composer.compose(figure, None), with_card)


def test_the_presenter_casts_a_soft_shadow_on_the_set() -> None:
    figure = bust(Composer(PLAIN, UPRIGHT, "zh").figure_height)
    lit, shaded = (
        Composer(replace(PLAIN, shadow=shadow), UPRIGHT, "zh").compose(figure, None).copy() for shadow in (0.0, 0.6)
    )
    beside = shaded.astype(int) - lit
    assert beside.max() <= 1
    assert beside.min() < -10
    assert np.array_equal(lit[396, 360], shaded[396, 360])


def test_composing_is_several_times_cheaper_than_blending_everything() -> None:
    composer = Composer(load_scene("studio"), UPRIGHT, "zh")
    composer.show_product(PRODUCT)
    figure = bust(composer.figure_height)
    behind = np.zeros((*figure.matte.shape, 3), np.uint8)

    def blend_everything(_: int) -> None:
        share = figure.matte[..., None] / np.float32(255)
        (figure.picture * share + behind * (1 - share)).astype(np.uint8)

    def compose(spoken: int) -> None:
        composer.compose(figure, Caption(CAPTION.rows, spoken))

    def cost(work: Callable[[int], None]) -> float:
        spent = []
        for turn in range(12):
            start = time.process_time()
            work(turn)
            spent.append(time.process_time() - start)
        return min(spent)

    assert cost(compose) * 3 < cost(blend_everything)


def test_a_figure_out_of_sight_is_no_error() -> None:
    composer = Composer(PLAIN, UPRIGHT, "zh")
    nothing = Figure(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8))
    assert composer.compose(nothing, Caption((), 0)).any()
