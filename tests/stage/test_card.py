"""The product's card: what is on it, whatever the product lacks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from avatar.errors import PictureError
from avatar.stage.card import card
from avatar.stage.paint import Layer
from avatar.stage.scene import Palette, Pixelbox
from avatar.stage.text import find_font
from avatar.types import Pixels, Product

FACE = find_font()
ROW: Pixelbox = (32, 1010, 655, 224)
COLUMN: Pixelbox = (850, 86, 346, 475)
BOXES = pytest.mark.parametrize("box", [ROW, COLUMN], ids=["beside", "above"])
BARE = Product("mug", "轻雾马克杯", Decimal("59"))
COLOURS = Palette()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "mug.png"
    Image.new("RGB", (400, 400), (10, 200, 30)).save(path)
    return path


def painted(product: Product, box: Pixelbox, language: str = "zh") -> Layer:
    return card(product, box, COLOURS, language, FACE)


def extent(layer: Layer) -> Pixelbox:
    """Where the solid card is in its layer: left, top, width, height."""
    rows, columns = np.flatnonzero((layer.matte == 255).any(axis=1)), np.flatnonzero((layer.matte == 255).any(axis=0))
    return columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]


def body(layer: Layer) -> Pixels:
    """The card without its shadow, the corners painted over in the card's colour."""
    left, top, wide, high = extent(layer)
    inside = np.s_[top : top + high, left : left + wide]
    found = layer.picture[inside].copy()
    found[layer.matte[inside] < 255] = COLOURS.card
    corner = min(wide, high) // 20
    for rows in (slice(corner), slice(-corner, None)):
        for columns in (slice(corner), slice(-corner, None)):
            found[rows, columns] = COLOURS.card
    return found


def count(pixels: Pixels, colour: tuple[int, int, int]) -> int:
    return int((np.abs(pixels.astype(int) - colour).max(axis=2) < 40).sum())


@BOXES
def test_the_card_is_as_wide_as_its_box_no_taller_and_solid(box: Pixelbox) -> None:
    layer = painted(BARE, box)
    left, top, wide, high = extent(layer)
    assert (layer.x + left, wide) == (box[0], box[2])
    assert layer.y + top >= box[1]
    assert high <= box[3]
    assert layer.matte[top + high // 2, left : left + wide].min() == 255
    assert layer.matte[top : top + high, left + wide // 2].min() == 255
    assert layer.matte[0].max() < 60


def test_a_card_beside_a_presenter_is_no_taller_than_what_is_on_it(picture: Path) -> None:
    bare, pictured, praised = (
        extent(painted(product, COLUMN))[3]
        for product in (BARE, replace(BARE, images=(picture,)), replace(BARE, selling_points=("不烫手",)))
    )
    assert bare < praised < pictured


@BOXES
def test_name_and_price_are_written(box: Pixelbox) -> None:
    found = body(painted(BARE, box))
    assert count(found, COLOURS.accent) > 200
    assert count(found, COLOURS.ink) > 200


@BOXES
def test_the_price_is_the_largest_text(box: Pixelbox) -> None:
    found = body(painted(BARE, box)).astype(int)
    price = (np.abs(found - COLOURS.accent).max(axis=2) < 40).any(axis=1)
    name = (np.abs(found - COLOURS.ink).max(axis=2) < 40).any(axis=1)
    assert price.sum() > 1.2 * name.sum()
    assert np.flatnonzero(price)[0] > np.flatnonzero(name)[-1]


@BOXES
def test_the_picture_is_shown(box: Pixelbox, picture: Path) -> None:
    found = body(painted(replace(BARE, images=(picture,)), box))
    assert count(found, (30, 200, 10)) > 0.15 * box[2] * box[3]


@BOXES
@pytest.mark.parametrize("shape", [(900, 300), (300, 900)])
def test_a_long_picture_is_shown_whole(box: Pixelbox, tmp_path: Path, shape: tuple[int, int]) -> None:
    path = tmp_path / "long.png"
    image = Image.new("RGB", shape, (10, 200, 30))
    for corner in ((0, 0), (shape[0] - 60, shape[1] - 60)):
        image.paste((0, 0, 250), (*corner, corner[0] + 60, corner[1] + 60))
    image.save(path)
    found = body(painted(replace(BARE, images=(path,)), box))
    blue = np.abs(found.astype(int) - (250, 0, 0)).max(axis=2) < 60
    assert blue.any(axis=0).sum() > 10
    assert (
        len(
            np.split(
                np.flatnonzero(blue.any(axis=0)), np.flatnonzero(np.diff(np.flatnonzero(blue.any(axis=0))) > 3) + 1
            )
        )
        == 2
    )


@BOXES
def test_a_transparent_picture_stands_on_white(box: Pixelbox, tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(path)
    found = body(painted(replace(BARE, images=(path,)), box))
    assert count(found, (0, 0, 0)) < 0.1 * box[2] * box[3]


@BOXES
def test_the_list_price_is_struck_through(box: Pixelbox) -> None:
    listed = replace(BARE, list_price=Decimal("99"))
    with_price, without = (body(painted(product, box)).astype(int) for product in (listed, BARE))
    fresh = np.abs(with_price - without).max(axis=2) > 60
    rows = fresh.sum(axis=1)
    # the line runs through the digits without a gap
    assert rows.max() >= fresh.any(axis=0).sum() - 2
    assert count(with_price.astype(np.uint8), COLOURS.muted) > count(without.astype(np.uint8), COLOURS.muted) + 20


@pytest.mark.parametrize("price", ["59", "40"])
def test_a_list_price_that_is_no_more_than_the_price_is_not_shown(price: str) -> None:
    listed = replace(BARE, list_price=Decimal(price))
    assert np.array_equal(painted(listed, ROW).picture, painted(BARE, ROW).picture)


@BOXES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_stock_and_selling_point_are_shown_where_there_is_room(box: Pixelbox, language: str) -> None:
    plain = painted(BARE, box, language).picture
    stocked = painted(replace(BARE, stock=128), box, language).picture
    sold_out = painted(replace(BARE, stock=0), box, language).picture
    praised = painted(replace(BARE, selling_points=("不烫手",)), box, language).picture
    assert len({picture.tobytes() for picture in (plain, stocked, sold_out, praised)}) == 4


def test_emoji_in_a_name_are_left_out() -> None:
    assert np.array_equal(painted(replace(BARE, name="轻雾😀马克杯🎉"), ROW).picture, painted(BARE, ROW).picture)


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_text("not a picture")
    with pytest.raises(PictureError, match=r"text\.png"):
        painted(replace(BARE, images=(path,)), ROW)


@settings(max_examples=12, deadline=None)
@given(
    name=st.text(st.sampled_from("杯x 长W名。😀-"), min_size=1, max_size=300),
    price=st.decimals("0.01", "99999999", places=2),
    box=st.sampled_from([ROW, COLUMN, (5, 5, 218, 45), (5, 5, 80, 160), (5, 5, 900, 200)]),
    currency=st.sampled_from(["CNY", "USD", "CHF", "JPY", "KWD"]),
)
def test_texts_stay_on_the_card(name: str, price: Decimal, box: Pixelbox, currency: str) -> None:
    product = replace(
        BARE, name=name, price=price, list_price=price * 2, currency=currency, stock=10**6, selling_points=(name,)
    )
    found = body(painted(product, box, "en"))
    edge = np.concatenate([found[2:-2, 1:3].reshape(-1, 3), found[2:-2, -3:-1].reshape(-1, 3)]).astype(int)
    assert (np.abs(edge - COLOURS.accent).max(axis=1) < 60).sum() == 0
    assert (np.abs(edge - COLOURS.ink).max(axis=1) < 60).sum() == 0
