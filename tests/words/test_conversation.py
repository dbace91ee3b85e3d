"""Turns of one viewer are understood together, in memory and across processes; two viewers never mix."""

from __future__ import annotations

from pathlib import Path

import pytest

from avatar.words.answer import Answerer
from avatar.words.conversation import FORGOTTEN_AFTER, MOST_VIEWERS, InMind, Memory, OnDisk, Turn
from avatar.words.shopfile import ShopFile
from tests.words.shop import CUP, LAMP, SHOP


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["mind", "disk"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Memory, Clock]:
    clock = Clock()
    if request.param == "mind":
        return InMind(clock), clock
    return OnDisk(ShopFile(tmp_path / "shop.yaml", tmp_path / "data"), clock), clock


def test_a_turn_is_kept_for_its_viewer_and_for_a_while(kept: tuple[Memory, Clock]) -> None:
    memory, clock = kept
    memory.remember("anna", Turn("cup", ("price", "weight")))
    memory.remember("ben", Turn("lamp"))
    assert memory.recall("anna") == Turn("cup", ("price", "weight"))
    assert memory.recall("ben") == Turn("lamp")
    assert memory.recall("cleo") is None
    clock.now += FORGOTTEN_AFTER + 1
    assert memory.recall("anna") is None


def test_viewers_are_bounded() -> None:
    memory = InMind()
    for number in range(MOST_VIEWERS + 10):
        memory.remember(str(number), Turn("cup"))
    assert memory.recall("0") is None
    assert memory.recall(str(MOST_VIEWERS + 9)) is not None


def test_no_words_of_a_viewer_and_no_id_are_on_the_disk(tmp_path: Path) -> None:
    file = ShopFile(tmp_path / "shop.yaml", tmp_path / "data")
    Answerer(SHOP, memory=OnDisk(file)).answer("how heavy is the lamp", viewer="anna-from-leeds")
    assert file.path.stat().st_mode & 0o077 == 0
    assert b"anna" not in file.path.read_bytes()
    assert b"heavy" not in file.path.read_bytes()


def test_a_disk_that_cannot_be_written_forgets_and_answers(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    answerer = Answerer(SHOP, memory=OnDisk(ShopFile(tmp_path / "shop.yaml", tmp_path / "data")))
    assert answerer.answer("多少钱", CUP.id, viewer="anna").sources == ("price",)


def heard(answerer: Answerer, viewer: str, *questions: str) -> list[tuple[str | None, tuple[str, ...]]]:
    answers = [answerer.answer(question, viewer=viewer) for question in questions]
    return [(answer.product, answer.sources) for answer in answers]


def test_the_next_question_is_about_the_same_product_and_the_same_thing() -> None:
    answerer = Answerer(SHOP)
    assert heard(answerer, "anna", "保温杯多少钱", "容量呢", "那台灯呢") == [
        (CUP.id, ("price",)),
        (CUP.id, ("spec: 容量",)),
        (LAMP.id, ()),
    ]
    assert heard(answerer, "ben", "what power is the lamp", "and the price?", "what about the cup?") == [
        (LAMP.id, ("spec: Power",)),
        (LAMP.id, ("price",)),
        (CUP.id, ("price",)),
    ]


def test_what_one_viewer_asked_says_nothing_about_another() -> None:
    answerer = Answerer(SHOP)
    heard(answerer, "anna", "how much is the lamp")
    assert heard(answerer, "ben", "how much is it") == [(CUP.id, ("price",))]
    assert heard(answerer, "anna", "how much is it") == [(LAMP.id, ("price",))]


def test_and_in_blue_is_a_question() -> None:
    answerer = Answerer(SHOP)
    assert heard(answerer, "anna", "保温杯有什么颜色", "那蓝色的呢", "红色呢")[1:] == [
        (CUP.id, ("spec: 颜色",)),
        (CUP.id, ("spec: 颜色",)),
    ]
