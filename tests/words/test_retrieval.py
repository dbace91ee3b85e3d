"""Nearness of short texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from avatar.words.retrieval import Index, terms

TEXTS = ("可以放进微波炉吗？", "用什么规格的滤纸？", "Does it flicker?", "Can I use it while it charges?")


def test_words_that_every_question_has_carry_nothing() -> None:
    assert not terms("请问这个可以吗")
    assert not terms("Can I have this one please?")


def test_endings_and_spellings_meet() -> None:
    assert terms("charging") == terms("charges")
    assert terms("Colours") == terms("color")
    assert terms("漏不漏汤") == terms("漏汤")


def test_the_nearest_text_wins_and_a_stranger_is_far() -> None:
    index = Index(TEXTS)
    for question, nearest in (
        ("能进微波炉吗", 0),
        ("滤纸用哪种", 1),
        ("any flickering?", 2),
        ("use while charging", 3),
    ):
        likeness = index.likeness(question)
        assert max(likeness) == likeness[nearest], question
    assert max(index.coverage("讲个笑话")) < 0.2
    assert Index(()).coverage("x") == []


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_measures_stay_between_nothing_and_all(question: str, texts: list[str]) -> None:
    index = Index(texts)
    for measure in (*index.coverage(question), *index.likeness(question)):
        assert -1e-9 <= measure <= 1 + 1e-9
