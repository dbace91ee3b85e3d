"""Objects out of a body, however it arrives."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.events import MAX_EVENT, EventReader, NotAnAnswerError


def read(body: bytes, cuts: list[int] | None = None) -> list[Any]:
    reader = EventReader()
    bounds = [0, *sorted(min(cut, len(body)) for cut in cuts or []), len(body)]
    found: list[Any] = []
    for a, b in pairwise(bounds):
        found += reader.feed(body[a:b])
    return found + list(reader.close())


BODIES = [
    (b'data: {"a": 1}\n\ndata: {"b": 2}\n\ndata: [DONE]\n\n', [{"a": 1}, {"b": 2}, None]),
    (b'data:{"a": 1}\r\n\r\ndata: [DONE]', [{"a": 1}, None]),
    (b': hello\n\nevent: x\nid: 1\ndata: {"a":\ndata: 1}\n\n', [{"a": 1}]),
    (b'data: {"a": 1}\ndata: {"b": 2}\n', [{"a": 1}, {"b": 2}]),
    ('\ufeffdata: {"a": "杯子😀"}'.encode(), [{"a": "杯子😀"}]),
    (b'\n\n {"a": 1,\n "b": 2}\n', [{"a": 1, "b": 2}, None]),
    (b"data:\n\ndata: \n\n", []),
    (b"just text", []),
    (b"", []),
]


@given(st.sampled_from(BODIES), st.lists(st.integers(0, 80), max_size=8))
def test_a_body_may_be_cut_anywhere(case: tuple[bytes, list[Any]], cuts: list[int]) -> None:
    assert read(case[0], cuts) == case[1]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"  <!doctype html>", "web page"),
        (b"data: {{{\n\n", "not a chat answer"),
        (b'data: {"a": 1\ndata: [DONE]\n\n', "not a chat answer"),
        (b"data: 3\n\n", "no object"),
        (b'data: {"a": "\xff"}\n\n', "UnicodeDecodeError"),
        (b'da\xffta: {"a": 1}\n\n', "not UTF-8"),
        (b"data: " + b"[" * 100_000 + b"\n\n", "not a chat answer"),
        (b"{" + b" " * MAX_EVENT, "more than any answer"),
        (b"data: " + b"x" * MAX_EVENT, "more than any answer"),
        (b"[1, 2]", "no object"),
    ],
)
def test_what_is_no_answer_is_called_so(body: bytes, says: str) -> None:
    with pytest.raises(NotAnAnswerError, match=says):
        read(body)


@given(st.binary(max_size=200))
def test_nothing_else_is_ever_raised(body: bytes) -> None:
    try:
        found = read(body)
    except NotAnAnswerError:
        return
    assert all(each is None or isinstance(each, dict) for each in found)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4), st.booleans(), st.integers(1, 5))
def test_what_is_sent_is_read(value: dict[str, str], ascii_only: bool, size: int) -> None:
    body = b"data: " + json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace") + b"\n\n"
    assert read(body, list(range(0, len(body), size))) == read(body)
