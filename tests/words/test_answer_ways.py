"""How answers come: by whom, from where, sentence by sentence, and what becomes of odd input."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from avatar.catalog.knowledge import Passage
from avatar.errors import DocumentError
from avatar.types import Catalog, Coupon, Faq, Product
from avatar.words.answer import Answerer
from avatar.words.tools import ToolBox
from tests.adversary import Messages
from tests.words.shop import CUP, LAMP, SHOP

MUG = Product("mug", "Speckled Mug", Decimal("12.50"), stock=9, currency="USD", specs={"Capacity": "350 ml"})
TENT = Product("tent", "Larch Tent", Decimal("180"), currency="USD", specs={"Weight": "2.1 kg", "Colours": "green"})
OUTDOORS = Catalog((MUG, TENT), language="en", shop="Larch and Co")


class Documents:
    """Finds the same passages whatever is asked."""

    def __init__(self, *passages: Passage) -> None:
        self._passages = passages

    def search(self, question: str, product: str | None = None, limit: int = 8) -> tuple[Passage, ...]:
        return self._passages[:limit]


def passage(text: str, place: str = "Returns", product: str | None = None) -> Passage:
    return Passage(text, "policies.md", place, product, 1.0)


@pytest.mark.parametrize(
    ("question", "product"),
    [
        ("how much is the mug", "mug"),
        ("how much is the larch tent", "tent"),
        ("price of tent?", "tent"),
        ("这个帐篷多少钱", "tent"),
        ("is the tent green", "tent"),
        ("how much does it weigh", "tent"),
        ("what is the capacity", "mug"),
        ("how much", "mug"),
    ],
)
def test_the_product_is_found_from_the_question(question: str, product: str) -> None:
    answer = Answerer(OUTDOORS).answer(question)
    assert answer.product == product
    assert not answer.fallback


def test_a_product_nobody_named_is_named_in_the_answer() -> None:
    assert Answerer(OUTDOORS).answer("how much does it weigh").text == "Larch Tent: Weight: 2.1 kg."


@pytest.mark.parametrize("question", ["how much is the umbrella", "how heavy is the mug", "is the flibber in stock"])
def test_a_fact_of_another_product_is_no_answer(question: str) -> None:
    assert Answerer(OUTDOORS).answer(question).fallback


def test_two_products_are_compared_by_their_own_facts() -> None:
    answer = Answerer(OUTDOORS).answer("which is cheaper, the tent or the mug?")
    assert "$180" in answer.text
    assert "$12.50" in answer.text
    assert Answerer(OUTDOORS).answer("which is heavier, the tent or the mug?").fallback


def test_coupons_are_told_until_their_last_day() -> None:
    coupons = (Coupon("$2 off with TWO"), Coupon("$9 off with NINE", date(2020, 1, 1)))
    answer = Answerer(Catalog((replace(MUG, coupons=coupons),))).answer("any coupons?")
    assert answer.text == "On offer: $2 off with TWO."
    assert answer.sources == ("coupon 1",)


def test_no_number_is_said_that_was_only_computed() -> None:
    answer = Answerer(Catalog((replace(MUG, list_price=Decimal("20")),))).answer("how much do I save?")
    assert "7.5" not in answer.text
    assert "$20" in answer.text


def test_a_passage_is_quoted_by_the_sentence_with_its_place() -> None:
    text = "Goods travel by road. You can return anything within 30 days. The office has a garden."
    answer = Answerer(OUTDOORS, knowledge=Documents(passage(text))).answer("can I return it?", "mug")
    assert answer.text == "You can return anything within 30 days."
    assert answer.sources == ("policies.md: Returns",)
    assert answer.facts[0].place == "Returns"


def test_a_row_of_a_table_is_told_by_the_cell_asked_for() -> None:
    rows = (
        passage("Service: Standard; Time: 3 days; Price: $4.95", "Shipping, row 1"),
        passage("Service: Express; Time: 1 day; Price: $12", "Shipping, row 2"),
    )
    answer = Answerer(OUTDOORS, knowledge=Documents(*rows)).answer("how much is express shipping", "mug")
    assert "$12" in answer.text
    assert "1 day" not in answer.text


def test_a_passage_about_another_product_is_not_quoted() -> None:
    documents = Documents(passage("The Larch Tent weighs 2.4 kg with its pegs.", "line 3"))
    assert Answerer(OUTDOORS, knowledge=documents).answer("how heavy is the mug?").fallback


def test_a_passage_that_contradicts_the_sheet_is_told_and_not_quoted() -> None:
    heard: list[str] = []
    documents = Documents(passage("The Larch Tent has a capacity of two. Larch Tent weight: 5 kg", "line 3"))
    answer = Answerer(OUTDOORS, knowledge=documents).answer("how heavy is the tent?", warn=heard.append)
    assert answer.text == "Weight: 2.1 kg."


def test_damaged_documents_are_told_and_the_sheet_answers() -> None:
    class Damaged(Documents):
        def search(self, question: str, product: str | None = None, limit: int = 8) -> tuple[Passage, ...]:
            raise DocumentError("knowledge is damaged")

    heard: list[str] = []
    answerer = Answerer(OUTDOORS, knowledge=Damaged())
    assert answerer.answer("is the mug dishwasher safe", warn=heard.append).fallback
    assert heard == ["the documents were not searched: knowledge is damaged"]
    assert answerer.answer("how much is the mug").sources == ("price",)


def test_live_stock_goes_before_the_sheets() -> None:
    def stock(product_id: str) -> int:
        """How many there are."""
        return {"mug": 3}[product_id]

    tools = ToolBox()
    tools.add(stock, intents=["stock"])
    answerer = Answerer(OUTDOORS, tools=tools)
    answer = answerer.answer("how many mugs are left?")
    assert answer.text == "In stock right now: 3 pieces."
    assert answer.sources == ("tool: stock",)
    heard: list[str] = []
    assert answerer.answer("is the tent in stock?", warn=heard.append).fallback
    assert len(heard) == 1


def test_a_tool_that_fails_leaves_the_sheets_word() -> None:
    def stock() -> int:
        """How many there are."""
        raise OSError("the warehouse is offline")

    tools = ToolBox()
    tools.add(stock, intents=["stock"])
    heard: list[str] = []
    answer = Answerer(OUTDOORS, tools=tools).answer("is the mug in stock?", warn=heard.append)
    assert answer.sources == ("stock",)
    assert "stock" in heard[0]


def test_a_shops_own_words_pass_the_review() -> None:
    boast = replace(MUG, faq=(Faq("Is it good for tea?", "Yes, it is guaranteed to cure every cold."),))
    heard: list[str] = []
    answer = Answerer(Catalog((boast,))).answer("is it good for tea?", warn=heard.append)
    assert "cure" not in answer.text
    assert len(heard) == 1
    assert "faq 1" in heard[0]


class Slow:
    """Writes one line, then waits until it may write the next."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def stream(self, messages: Messages) -> Iterator[str]:
        yield "[1] The mug holds 350 ml.\n"
        assert self.go_on.wait(5)
        yield "[1] Its capacity is 350 ml, as the sheet has it.\n"


def test_the_first_sentence_comes_before_the_last_is_written() -> None:
    model = Slow()
    sentences = Answerer(OUTDOORS, model=model).stream("what is the capacity of the mug?")
    assert next(sentences) == "The mug holds 350 ml."
    model.go_on.set()
    rest = list(sentences)
    assert len(rest) <= 1


def test_a_stream_returns_the_whole_answer() -> None:
    sentences = Answerer(OUTDOORS).stream("how much is the mug and how big is it?")
    said = []
    while True:
        try:
            said.append(next(sentences))
        except StopIteration as done:
            answer = done.value
            break
    assert answer.text == " ".join(said)
    assert answer.sources == ("price", "spec: Capacity")


@pytest.mark.parametrize(
    "question", ["", "   ", "😀😀😀", "?!", "\u200b\u200b", "a" * 100_000, "多少钱" * 40_000, "\x00\ud800"]
)
@pytest.mark.parametrize("language", [None, "zh"])
def test_odd_questions_are_answered_at_once(question: str, language: str | None) -> None:
    begun = time.perf_counter()
    answer = Answerer(SHOP).answer(question, language=language)
    assert answer.text
    assert time.perf_counter() - begun < 2


def test_thousands_of_questions_from_many_threads_stay_apart() -> None:
    answerer = Answerer(Catalog((CUP, LAMP)))
    wrong: list[str] = []

    def ask(viewer: int) -> None:
        product = (CUP, LAMP)[viewer % 2]
        answerer.answer("保温杯多少钱" if product is CUP else "how much is the lamp", viewer=str(viewer))
        told = [answerer.answer("多少钱", viewer=str(viewer)).product for _ in range(60)]
        wrong.extend(str(viewer) for each in told if each != product.id)

    threads = [threading.Thread(target=ask, args=(viewer,)) for viewer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def days_to(city: str) -> str:
    """How many days a parcel sent today takes to a city."""
    return f"A parcel to {city} takes 3 days."


class Calling:
    """A model that asks a tool about Lyon before it says its lines."""

    def __init__(self, *lines: str) -> None:
        self._lines = lines

    def stream(self, messages: Messages, tools: ToolBox | None = None) -> Iterator[str]:
        assert tools is not None
        assert [schema["function"]["name"] for schema in tools.schemas()] == ["days_to"]
        tools.call("days_to", {"city": "Lyon"})
        yield "\n".join(self._lines)


@pytest.fixture
def parcels() -> ToolBox:
    tools = ToolBox()
    tools.add(days_to)
    return tools


def test_a_model_asks_a_tool_for_what_the_shop_does_not_state(parcels: ToolBox) -> None:
    model = Calling("[1] A parcel to Lyon takes 3 days.")
    answer = Answerer(OUTDOORS, model=model, tools=parcels).answer("how many days to lyon?")
    assert (answer.text, answer.sources) == ("A parcel to Lyon takes 3 days.", ("tool: days_to",))


@pytest.mark.parametrize("line", ["[1] A parcel to Lyon takes 2 days.", "[9] A parcel to Lyon takes 3 days.", "3 days"])
def test_a_model_says_no_more_than_the_tool(parcels: ToolBox, line: str) -> None:
    answer = Answerer(OUTDOORS, model=Calling(line), tools=parcels).answer("how many days to lyon?")
    assert answer.fallback
