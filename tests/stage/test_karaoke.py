"""Captions as pixels: readable, inside their box, said letters in another colour."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.stage.karaoke import CaptionPainter
from avatar.stage.paint import Layer, lay_at
from avatar.stage.scene import Palette, Pixelbox
from avatar.stage.text import find_font
from avatar.types import Caption, Pixels
from tests.stage.figures import contrast

BOX: Pixelbox = (30, 800, 660, 140)
ROWS = ("今天给大家带来的保温杯", "只要99元，别错过")
COLOURS = Palette()


@pytest.fixture
def painter() -> CaptionPainter:
    return CaptionPainter(BOX, COLOURS, find_font())


def over(grey: int, layer: Layer) -> Pixels:
    frame = np.full((1280, 720, 3), grey, np.uint8)
    lay_at(frame, layer)
    return frame


def said(frame: Pixels) -> int:
    return int((np.abs(frame.astype(int) - COLOURS.spoken).max(axis=2) < 40).sum())


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], ("a",), ("", "")])
def test_it_stays_in_its_box(painter: CaptionPainter, rows: tuple[str, ...]) -> None:
    frame = over(0, painter.layer(Caption(rows, 0)))
    frame[BOX[1] : BOX[1] + BOX[3], BOX[0] : BOX[0] + BOX[2]] = 0
    assert not frame.any()


def test_rows_too_wide_for_the_box_are_written_smaller(painter: CaptionPainter) -> None:
    layer = painter.layer(Caption(("一行实在太长的字幕" * 6,), 0))
    assert layer.matte.shape[1] <= BOX[2] + 2


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_letters_can_be_read_over_anything(painter: CaptionPainter, grey: int) -> None:
    layer = painter.layer(Caption(ROWS, 5))
    frame = over(grey, layer)
    plate = frame[layer.y + len(layer.matte) // 2, layer.x + 4]
    assert contrast(np.full(3, 255, np.uint8), plate) >= 4.5
    assert contrast(np.array(COLOURS.spoken, np.uint8), plate) >= 4.5


def test_colour_follows_what_has_been_said(painter: CaptionPainter) -> None:
    letters = len("".join(ROWS))
    counts = [said(over(0, painter.layer(Caption(ROWS, spoken)))) for spoken in range(letters + 1)]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] > 500
    assert len(set(counts)) > letters * 0.8


def test_the_first_row_is_said_before_the_second(painter: CaptionPainter) -> None:
    layer = painter.layer(Caption(ROWS, len(ROWS[0])))
    middle = layer.y + len(layer.matte) // 2
    frame = over(0, layer)
    assert said(frame[:middle]) > 200
    assert said(frame[middle:]) == 0


def test_going_back_takes_the_colour_away(painter: CaptionPainter) -> None:
    first = over(0, painter.layer(Caption(ROWS, 4)))
    painter.layer(Caption(ROWS, 15))
    assert np.array_equal(over(0, painter.layer(Caption(ROWS, 4))), first)


@pytest.mark.parametrize("spoken", [-3, 10_000])
def test_counts_beyond_the_text_do_no_harm(painter: CaptionPainter, spoken: int) -> None:
    wanted = over(0, painter.layer(Caption(ROWS, min(max(spoken, 0), len("".join(ROWS))))))
    painter.layer(Caption(("x",), 0))
    assert np.array_equal(over(0, painter.layer(Caption(ROWS, spoken))), wanted)


def test_emoji_count_as_letters_but_are_not_drawn(painter: CaptionPainter) -> None:
    with_emoji = over(0, painter.layer(Caption(("好😀的",), 2)))
    plain = over(0, painter.layer(Caption(("好的",), 1)))
    assert np.array_equal(with_emoji, plain)


def test_a_row_holds_a_dozen_ideographs(painter: CaptionPainter) -> None:
    assert 12 <= 1 / painter.measure("汉") <= 18
    assert painter.measure("汉") == pytest.approx(painter.measure("汉字") / 2)
