"""Lines out of what models really send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.types import Line
from avatar.words.linestream import read_lines

ONE = '{"kind": "opening", "text": "大家好，{name}来了"}'
TWO = '{"text": "say \\"hi\\" {price}", "kind": "offer"}'
BOTH = [Line("opening", "大家好，{name}来了"), Line("offer", 'say "hi" {price}')]


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"```json\n{ONE}\n{TWO}\n```",
        f"Sure! Here is your script {{as asked}}:\n\n1. {ONE}\n2. {TWO}\nEnjoy {{",
        f"[{ONE},\n {TWO}]",
        f'{{"lines": [{ONE}, {TWO}]}}',
        f"{ONE}{TWO}",
        f'{{"kind": "joke", "text": "x"}}{ONE}{{"kind": "offer"}}{{"kind": "offer", "text": ""}}{TWO}',
        f'{{"broken": }} {ONE} {{}} {TWO}',
        ONE.replace(", ", ",\n  ") + "\r\n" + TWO,
        f'{{"kind": "call", "text": "**"}}{ONE.replace("大家好", "**大家好")}{TWO}',
    ],
)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_lines_whatever_is_wrapped_around_them(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(read_lines(pieces)) == BOTH


def test_a_line_is_given_as_soon_as_it_is_closed() -> None:
    sent: list[str] = []

    def pieces() -> object:
        for piece in (ONE, "\n", TWO):
            sent.append(piece)
            yield piece

    lines = read_lines(pieces())  # type: ignore[arg-type]
    assert next(lines) == BOTH[0]
    assert sent == [ONE]


def test_markup_and_line_breaks_are_not_spoken() -> None:
    assert list(read_lines(['{"kind": "call", "text": "**Order**\\n`now`\\u0007"}'])) == [Line("call", "Order now")]


@given(st.lists(st.text(alphabet='{}":,[]\\kindtex openg\n', max_size=40), max_size=8))
def test_rubbish_gives_no_lines_and_no_error(pieces: list[str]) -> None:
    list(read_lines(pieces))


def test_a_gesture_that_a_model_makes_up_costs_no_line() -> None:
    (line,) = read_lines(['{"kind": "call", "text": "Go.", "gesture": "backflip"}'])
    assert line == Line("call", "Go.")
