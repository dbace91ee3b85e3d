"""Replacing text without losing where it came from."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from avatar.speech.mapped import Mapped


def test_what_replaces_a_match_stands_for_all_of_it() -> None:
    said = Mapped.plain("a12b").replaced(re.compile(r"\d+"), lambda _: "twelve")
    assert said.text == "atwelveb"
    assert said.span(1, 7) == (1, 3)
    assert said.span(7, 8) == (3, 4)


def test_replacing_twice_keeps_the_first_origin() -> None:
    said = (
        Mapped.plain("x12y").replaced(re.compile("12"), lambda _: "twelve").replaced(re.compile("elv"), lambda _: "-")
    )
    assert said.text == "xtw-ey"
    assert said.span(3, 4) == (1, 3)


def test_what_is_left_alone_stays() -> None:
    assert Mapped.plain("a1").replaced(re.compile("1"), lambda _: None) == Mapped.plain("a1")


@given(st.text(alphabet="a1 ", max_size=30))
def test_spans_never_run_backwards(text: str) -> None:
    said = (
        Mapped.plain(text)
        .replaced(re.compile("1+"), lambda match: "one" * len(match[0]))
        .replaced(re.compile(" +"), lambda _: "")
    )
    assert list(said.begins) == sorted(said.begins)
    assert len(said.text) == len(said.begins) == len(said.stops)
