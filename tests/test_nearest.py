"""A slip of the finger gets the name that was meant, anything else the names there are."""

from __future__ import annotations

import pytest

from avatar.nearest import hint, nearest


@pytest.mark.parametrize(
    ("word", "meant"), [("studo", "Studio"), ("STUDIO", "Studio"), ("hom", "home"), ("xyz", None), ("", None)]
)
def test_a_slip_is_understood_whatever_its_case(word: str, meant: str | None) -> None:
    assert nearest(word, ["Studio", "home"]) == meant


def test_a_hint_names_the_nearest_or_what_there_is() -> None:
    assert hint("studo", ["studio", "home"]) == "did you mean 'studio'?"
    assert hint("xyz", ["studio", "home", "home"]) == "there are: studio, home"


def test_a_thousand_names_stay_one_line() -> None:
    assert hint("?", [f"product-{number}" for number in range(1000)]).endswith("product-11, …")
