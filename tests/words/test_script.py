"""Scripts as JSON: written, edited, read back, and wrong ones named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.types import Line, Script
from avatar.words.script import GESTURES, KINDS, script_from_json, script_to_json

TEXT = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
GESTURE = st.sampled_from((None, *GESTURES))
LINES = st.lists(st.builds(Line, st.sampled_from(KINDS), TEXT, GESTURE), min_size=1, max_size=6).map(tuple)


@given(st.builds(Script, product_id=TEXT, language=st.sampled_from(("zh", "en")), lines=LINES, writer=TEXT))
def test_a_script_comes_back_as_it_was(script: Script) -> None:
    assert script_from_json(script_to_json(script)) == script


GOOD = {"product_id": "cup", "language": "zh", "writer": "me", "lines": [{"kind": "call", "text": "喜欢就下单。"}]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lines": []}, "at least one line"),
        ({"lines": [GOOD["lines"][0], {"kind": "joke", "text": "x"}]}, "line 2: kind 'joke'"),  # type: ignore[index]
        ({"lines": [{"kind": "call", "text": " "}]}, "line 1: 'text'"),
        ({"lines": [{"kind": "call", "text": "x", "gesture": "presnt"}]}, "line 1: no gesture 'presnt'; did you mean"),
        ({"lines": [{"kind": "call", "text": "x", "gesture": 7}]}, "line 1: no gesture 7; there are: greet, present"),
        ({"lines": ["hello"]}, "line 1: must be an object"),
        ({"lines": "hello"}, "'lines' must be a list"),
        ({"writer": 3}, "'writer' must be text"),
        ({"product_id": " "}, "'product_id' must be text"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changed: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        script_from_json(json.dumps(GOOD | changed), "my.json")
    assert str(caught.value).startswith("my.json: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", "null", "[" * 100_000])
def test_what_is_no_script_at_all(text: str) -> None:
    with pytest.raises(UsageError, match=r"^the script: "):
        script_from_json(text)


def test_a_control_character_is_named_and_not_shown() -> None:
    lines = [{"kind": "call", "text": "Order\nnow."}, {"kind": "call", "text": "Bye\x1b[31m"}]
    with pytest.raises(UsageError, match=r"mine\.json: line 2: 'text' holds the control character U\+001B; delete it"):
        script_from_json(json.dumps({**GOOD, "lines": lines}), "mine.json")


def test_a_gesture_is_written_only_where_there_is_one_and_may_be_taken_out() -> None:
    script = Script("cup", "en", (Line("opening", "Hi.", "greet"), Line("call", "Bye.")), "me")
    table = json.loads(script_to_json(script))
    assert table["lines"] == [
        {"kind": "opening", "text": "Hi.", "gesture": "greet"},
        {"kind": "call", "text": "Bye."},
    ]
    table["lines"][0]["gesture"] = None
    assert script_from_json(json.dumps(table)).lines[0].gesture is None
