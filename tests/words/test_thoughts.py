"""What a model thinks is not heard, however its text is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.thoughts import ThoughtFilter, UnopenedThoughtError

CASES = [
    ("Hello <b>there</b>", "Hello <b>there</b>"),
    ("<think>no</think>Yes", "Yes"),
    ("a<thinking>no</thinking>b<thought>no</thought>c", "abc"),
    ("<Think >no</ THINK >Yes", "Yes"),
    ('<think effort="high">no</think>Yes', "Yes"),
    ("<think/>Yes", "Yes"),
    ("<think>no <think>no</think> no</think>Yes", "Yes"),
    ("<think>no <thought>no</think>Yes", "Yes"),
    ("<think>no </thought> no</think>Yes", "Yes"),
    ("Yes<think>never closed", "Yes"),
    ("Yes<think", "Yes"),
    ("Yes <thin", "Yes <thin"),
    ("<thinker>Yes</thinker>", "<thinker>Yes</thinker>"),
    ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ("[1] Yes [TH]", "[1] Yes [TH]"),
    ("[THINK]no[/THINK]Yes", "Yes"),
    ("◁think▷no◁/think▷Yes", "Yes"),
    ("<seed:think>no</seed:think>Yes", "Yes"),
    ("<|channel|>analysis<|message|>no<|end|><|start|>assistant<|channel|>final<|message|>Yes", "Yes"),
    ("Yes<|im_end|>", "Yes"),
    ("Yes<｜end▁of▁sentence｜>", "Yes"),
    ('<tool_call>{"name": "stock"}</tool_call>Yes', "Yes"),
]


def fed(text: str, cuts: list[int], *, whole: bool = False) -> str:
    thoughts = ThoughtFilter(whole=whole)
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    said = [thoughts.feed(text[a:b]) for a, b in pairwise(bounds)]
    return "".join(said) + thoughts.close()


@pytest.mark.parametrize(("text", "said"), CASES)
@pytest.mark.parametrize("whole", [False, True])
def test_thoughts_are_taken_out_letter_by_letter_and_at_once(text: str, said: str, whole: bool) -> None:
    assert fed(text, [], whole=whole) == said
    assert fed(text, list(range(len(text))), whole=whole) == said


@given(st.sampled_from(CASES), st.lists(st.integers(0, 100), max_size=6))
def test_it_does_not_matter_where_a_text_is_cut(case: tuple[str, str], cuts: list[int]) -> None:
    assert fed(case[0], cuts) == case[1]


@given(st.text(alphabet="ab <>/[]|TK｜◁", max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_any_text_is_said_alike_however_it_is_cut(text: str, cuts: list[int]) -> None:
    assert fed(text, cuts) == fed(text, [])


def test_a_thought_that_was_never_opened_is_told_or_left_out() -> None:
    thoughts = ThoughtFilter()
    assert thoughts.feed("let me see") == "let me see"
    with pytest.raises(UnopenedThoughtError):
        thoughts.feed("</think>Yes")
    assert fed("let me see</think>Yes", [], whole=True) == "Yes"
    assert fed("</think>Yes", []) == "Yes"
