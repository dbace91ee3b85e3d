"""Where scripts have the presenter greet and point."""

from __future__ import annotations

import pytest

from avatar.types import Line, Product
from avatar.words.gestures import REST_SECONDS, gestured
from avatar.words.request import LANGUAGES, STYLES, Request
from avatar.words.template import TemplateWriter
from avatar.words.timing import PAUSE_SECONDS, script_seconds, spoken_seconds
from avatar.words.writer import no_warning, write_script
from tests.words.shop import CUP, SHOP


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_written_script_greets_first_and_shows_the_offer_never_restlessly(language: str, style: str) -> None:
    for product in SHOP.products:
        lines = write_script(TemplateWriter(), product, Request(language, style), no_warning).lines
        assert lines[0].gesture == "greet"
        assert [line.gesture for line in lines].count("greet") == 1
        if script_seconds(line.text for line in lines) > 15:
            assert any(line.gesture == "present" for line in lines)
        since = REST_SECONDS
        for line in lines:
            if line.gesture:
                assert since >= REST_SECONDS
                since = 0.0
            since += spoken_seconds(line.text) + PAUSE_SECONDS


def test_naming_the_product_is_showing_it(mug: Product) -> None:
    long = "It is a quiet morning and the kettle is on, so let us talk about coffee for a while."
    lines = gestured(
        [Line("opening", long), Line("feature", "Here is the harbour mug."), Line("feature", "Nice.")], mug
    )
    assert [line.gesture for line in lines] == ["greet", "present", None]


def test_a_gesture_that_somebody_set_stays(mug: Product) -> None:
    lines = gestured([Line("feature", "One."), Line("feature", "Two.", "greet")], mug)
    assert [line.gesture for line in lines] == [None, "greet"]


def test_a_call_too_short_for_a_hand_to_rise_and_fall_has_none() -> None:
    (line,) = gestured([Line("call", "Go!")], CUP)
    assert line.gesture is None
