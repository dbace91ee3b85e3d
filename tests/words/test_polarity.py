"""A no is not a yes with the same words."""

from __future__ import annotations

import pytest

from avatar.words.polarity import contrary, statements

LID = "能放洗碗机吗？ 壶身不建议，盖子拆下来可以放。"
LEAK = "壶口加了硅胶圈，倒过来也不漏"
FLOAT = "Does it float? No, it sinks."
LATEX = "I have a latex allergy, can I use it? No, natural rubber contains latex."
VEGAN = "Is it vegan? Yes, there is nothing from animals in it."
PROOF = "Is it waterproof? It is water-resistant; heavy rain will get through the seams."


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("倒过来会漏", LEAK),
        ("It floats.", FLOAT),
        ("There is no latex in it.", LATEX),
        ("It is not vegan.", VEGAN),
        ("不是316不锈钢内胆", "316不锈钢内胆"),
        ("You can put it in the dryer", "Machine wash, not in the dryer"),
    ],
)
def test_a_fact_turned_round_is_noticed(text: str, fact: str) -> None:
    assert contrary(text, [fact])


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("倒过来也不会漏", LEAK),
        ("It does not float, it sinks.", FLOAT),
        ("Rubber contains latex.", LATEX),
        ("It is vegan.", VEGAN),
        ("内胆是316不锈钢的", "316不锈钢内胆"),
        ("盖子可以放", LID),
        ("We cannot say anything on that", PROOF),
    ],
)
def test_a_fact_told_otherwise_is_still_the_fact(text: str, fact: str) -> None:
    assert contrary(text, [fact]) is None


def test_a_question_states_nothing_unless_a_yes_or_a_no_answers_it() -> None:
    assert "Is it waterproof?" not in statements(PROOF)
    assert "Is it vegan?" in statements(VEGAN)
    assert not any("洗碗机" in clause for clause in statements(LID))
