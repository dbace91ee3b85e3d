"""Two hundred and more questions on two shops, with and without a model that lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from avatar.words.answer import Answer
from avatar.words.facts import Fact
from scripts.bench_words import (
    QUESTIONS,
    Shop,
    Tally,
    answerer,
    examine,
    holds,
    market,
    numbers_heard,
    numbers_not_in,
    read_questions,
)
from tests.adversary import PERSONALITIES

ASKED = read_questions(QUESTIONS)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    folder = tmp_path_factory.mktemp("market")
    return {language: market(language, folder) for language in ASKED}


def test_there_are_questions_enough() -> None:
    questions = [question for group in ASKED.values() for question in group]
    assert len(questions) >= 200
    assert sum(question.unknown for question in questions) >= 60
    assert all(question.unknown or question.has for question in questions)


@pytest.mark.parametrize("model", ["offline", *PERSONALITIES])
def test_questions_are_answered_from_the_shop_or_left_to_a_person(model: str, shops: dict[str, Shop]) -> None:
    tally = Tally()
    for language, questions in ASKED.items():
        examine(shops[language], answerer(shops[language], model), questions, tally)
    assert tally.strange == []
    assert tally.told == []
    assert tally.right >= 0.95, tally.wrong


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("现在 ¥1,299.50", {"1299.5"}),
        ("九十九元，二百零五克", {"99", "205"}),
        ("两千三百件，十二个", {"2300", "12"}),
        ("打八折，一半", {"8", "一半"}),
        ("一键开盖，一起看看", set()),
        ("twenty-one dollars and half a litre", {"21", "half"}),
        ("one hundred and five, 9\u200b9", {"105", "99"}),
        ("this one is the one", set()),
    ],
)
def test_the_plain_reading_of_numbers(text: str, numbers: set[str]) -> None:
    assert numbers_heard(text) == numbers


def test_a_number_of_no_source_is_strange() -> None:
    answer = Answer(
        "It is 24 litres, twelve dollars.", ("spec: Capacity",), facts=(Fact("spec: Capacity", "24 litres"),)
    )
    assert numbers_not_in(answer) == {"12"}


def test_an_answer_holds_every_thing_wanted_in_one_of_its_ways() -> None:
    assert holds("容量：７５０ 毫升。", [["750毫升"], ["容量", "净含量"]])
    assert not holds("容量：750毫升。", [["750毫升"], ["颜色"]])


def test_a_questions_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_text(
        'en:\n  - {product: a, ask: hm, has: ["x|y"], after: [b]}\n  - {product: a, ask: z, unknown: true}\n'
    )
    first, second = read_questions(file)["en"]
    assert (first.has, first.after, first.unknown) == ((("x", "y"),), ("b",), False)
    assert second.unknown
