"""A caption or a card never covers a mouth, whatever part of the picture the face takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.stage.placing import card_side, placing
from avatar.stage.scene import Box, Layout, load_scene, scene_names

LAYOUTS = [layout for name in scene_names() for layout in (load_scene(name).upright, load_scene(name).landscape)]
HALF_FIGURE = (0.157, 0.365)


def crosses(box: Box, figure: Box, top: float, bottom: float) -> bool:
    middle = figure.left + figure.width / 2
    return box.left < middle < box.left + box.width and box.top < bottom and top < box.top + box.height


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_half_figure_stands_as_the_scene_says(layout: Layout) -> None:
    placed = placing(layout, HALF_FIGURE)
    assert (placed.figure, placed.caption) == (layout.figure, layout.caption)
    assert placing(layout, None) == placed


@given(st.sampled_from(LAYOUTS), st.floats(0.15, 0.45), st.floats(0.15, 0.41))
def test_the_mouth_stays_free_up_to_close_ups(layout: Layout, forehead: float, tall: float) -> None:
    chin = min(forehead + tall, 0.77)
    placed = placing(layout, (forehead, chin))
    figure = placed.figure
    mouth_top = figure.top + (chin - 0.35 * (chin - forehead)) * figure.height
    mouth_bottom = figure.top + (chin - 0.12 * (chin - forehead)) * figure.height
    assert not crosses(placed.caption, figure, mouth_top, mouth_bottom)
    assert not crosses(layout.card, figure, mouth_top, mouth_bottom)


@given(st.sampled_from(LAYOUTS), st.floats(0.0, 0.9), st.floats(0.05, 0.9))
def test_the_lower_edge_of_a_figure_is_never_bared(layout: Layout, forehead: float, tall: float) -> None:
    figure = placing(layout, (forehead, min(1.0, forehead + tall))).figure
    assert figure.top + figure.height >= 1.0 - 1e-9
    assert (figure.width, figure.height) == (layout.figure.width, layout.figure.height)


def test_a_presenter_knows_where_the_card_stands() -> None:
    for name in scene_names():
        scene = load_scene(name)
        assert card_side(scene.upright) == "below"
        assert card_side(scene.landscape) == "right"
        mirrored = replace(scene.landscape, card=Box(0.02, 0.1, 0.2, 0.7), figure=Box(0.4, 0.05, 0.5, 1.1))
        assert card_side(mirrored) == "left"
