"""Four shops of invented goods with their documents: what is stated is found, what is not is left to a person.

No product is given: it is found from the question. Each question stands for a way of asking.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from avatar.catalog.knowledge import Knowledge
from avatar.catalog.product import read_catalog
from avatar.words.answer import Answerer
from tests.adversary import PERSONALITIES, Adversary, Messages

SHOPS = Path(__file__).parent / "shops"
NAMES = {
    "quay": ("quay.en.yaml", "quay.policies.md"),
    "lanshan": ("lanshan.zh.yaml", "lanshan.notice.md"),
    "marlow": ("marlow.en.yaml", "marlow.drill.md", "marlow.help.md"),
    "northbridge": ("northbridge.zh.yaml", "northbridge.heater.md", "northbridge.rules.txt"),
}


class Liar:
    """A model that lies, without a server."""

    def __init__(self, personality: str) -> None:
        self._model = Adversary(personality)

    def stream(self, messages: Messages) -> Iterator[str]:
        yield self._model.reply(messages)


def opened(shop: str, folder: Path, model: Any = None) -> Answerer:
    sheet, *documents = NAMES[shop]
    shutil.copy(SHOPS / sheet, folder / sheet)
    knowledge = Knowledge(folder / sheet)
    for document in documents:
        knowledge.add(SHOPS / document)
    return Answerer(read_catalog(folder / sheet), knowledge=knowledge, model=model)


def questions(shop: str) -> tuple[dict[str, str], list[str]]:
    table = yaml.safe_load((SHOPS / f"{shop}.questions.yaml").read_text("utf-8"))
    return {str(question): str(fact) for question, fact in table["answerable"].items()}, table["unknown"]


@pytest.mark.parametrize("shop", NAMES)
def test_what_the_shop_states_is_found(shop: str, tmp_path: Path) -> None:
    answerer = opened(shop, tmp_path)
    answerable, _ = questions(shop)
    missed = {
        question: answerer.answer(question).text
        for question, fact in answerable.items()
        if fact not in answerer.answer(question).text
    }
    assert len(missed) <= 0.05 * len(answerable), missed


@pytest.mark.parametrize("shop", NAMES)
def test_what_it_does_not_state_is_left_to_a_person(shop: str, tmp_path: Path) -> None:
    answerer = opened(shop, tmp_path)
    _, unknown = questions(shop)
    told = {question: answerer.answer(question).text for question in unknown if not answerer.answer(question).fallback}
    assert told == {}


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_a_lying_model_makes_no_unknown_known_and_no_known_wrong(personality: str, tmp_path: Path) -> None:
    answerer = opened("quay", tmp_path, Liar(personality))
    answerable, unknown = questions("quay")
    wrong = [question for question, fact in list(answerable.items())[::4] if fact not in answerer.answer(question).text]
    assert len(wrong) <= 1, wrong
    assert [question for question in unknown[::4] if not answerer.answer(question).fallback] == []
