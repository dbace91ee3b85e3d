"""What chunks say, and calls put together from fragments."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.chunks import Call, CallAssembler, Delta, Fragment, ServerError, read_delta
from avatar.words.events import NotAnAnswerError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "message", "content", "tool_calls", "function", "index", "error", "usage", "text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["choices", "usage", "error", "object"]), JSON, max_size=3), st.booleans())
def test_nothing_a_server_can_send_breaks_more_than_its_answer(chunk: dict[str, Any], begun: bool) -> None:
    try:
        delta = read_delta(chunk, begun)
    except (NotAnAnswerError, ServerError):
        return
    assert isinstance(delta, Delta)
    assert isinstance(delta.text, str)


@pytest.mark.parametrize("error", [{"message": "over quota"}, "over quota"], ids=["an object", "a text"])
def test_an_error_in_the_stream_is_the_servers_word(error: object) -> None:
    with pytest.raises(ServerError, match="over quota"):
        read_delta({"error": error}, False)
    with pytest.raises(ServerError, match="over quota"):
        read_delta({"object": "error", "message": "over quota"}, False)


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "thinking", "reasoning_details"])
def test_thoughts_in_fields_of_their_own_are_thoughts(name: str) -> None:
    delta = read_delta({"choices": [{"delta": {name: "hm", "content": "Yes"}}]}, False)
    assert (delta.text, delta.thought) == ("Yes", "hm")


def test_thoughts_among_the_parts_of_a_content_are_thoughts() -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Yes"}]
    delta = read_delta({"choices": [{"delta": {"content": parts}}]}, False)
    assert delta.text == "Yes"
    assert "hm" in delta.thought


def put_together(*fragments: Fragment) -> list[Call]:
    assembler = CallAssembler()
    for fragment in fragments:
        assembler.take(fragment)
    return assembler.calls


@pytest.mark.parametrize(
    "fragments",
    [
        [Fragment(0, "a", "stock", ""), Fragment(0, "", "", '{"x"'), Fragment(0, "", "", ": 1}")],
        [Fragment(0, "a", "stock", '{"x"'), Fragment(0, "", "stock", ": 1}")],
        [Fragment(None, "a", "stock", '{"x"'), Fragment(None, "", "", ": 1}")],
        [Fragment(0, "", "", '{"x"'), Fragment(0, "a", "stock", ": 1}")],
    ],
    ids=["by index", "name repeated", "no index", "name last"],
)
def test_fragments_make_one_call(fragments: list[Fragment]) -> None:
    assert put_together(*fragments) == [Call("a", "stock", '{"x": 1}')]


def test_calls_that_a_server_numbers_alike_are_told_by_their_ids() -> None:
    calls = put_together(Fragment(0, "a", "stock", "{}"), Fragment(0, "b", "delivery", "{}"))
    assert [call.name for call in calls] == ["stock", "delivery"]


def test_arguments_that_come_as_an_object_are_written_out() -> None:
    call = {"id": "a", "function": {"name": "stock", "arguments": {"x": "杯"}}}
    delta = read_delta({"choices": [{"delta": {"tool_calls": [call]}}]}, False)
    assert delta.calls[0].arguments == '{"x": "杯"}'
