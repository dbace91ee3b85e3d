"""Tools that work, hang, raise and return rubbish; arguments that fit and do not."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.words.tools import ToolBox, ToolResult


def stock(product_id: str, warehouse: Literal["north", "south"] = "north") -> int:
    """How many pieces are left.

    Asks the warehouse.
    """
    return {"north": 12, "south": 3}[warehouse] if product_id == "mug" else 0


def box_with(function: Any, **told: Any) -> ToolBox:
    box = ToolBox()
    box.add(function, **{"name": "tool", "description": "a tool", **told})
    return box


def test_a_function_is_described_by_its_signature_and_docstring() -> None:
    box = ToolBox()
    box.add(stock)
    (told,) = box.schemas()
    assert told["function"]["name"] == "stock"
    assert told["function"]["description"] == "How many pieces are left."
    parameters = told["function"]["parameters"]
    assert parameters["required"] == ["product_id"]
    assert parameters["properties"]["warehouse"]["enum"] == ["north", "south"]
    assert parameters["additionalProperties"] is False


def test_a_call_gives_what_may_be_quoted() -> None:
    box = ToolBox()
    box.add(stock)
    assert box.call("stock", {"product_id": "mug"}) == ToolResult("stock", "12", True)
    assert box.call("stock", '{"product_id": "mug", "warehouse": "south"}').text == "3"
    assert [result.text for result in box.results] == ["12", "3"]


def test_for_a_product_the_model_neither_sees_nor_chooses_which() -> None:
    box = ToolBox()
    box.add(stock)
    mug = box.fresh("mug")
    assert "product_id" not in mug.schemas()[0]["function"]["parameters"]["properties"]
    assert mug.call("stock", {}).text == "12"
    assert mug.call("stock", {"product_id": "lamp"}).text == "12"
    assert box.results == ()


def test_a_tool_for_some_products_is_none_for_the_others() -> None:
    box = box_with(stock, products=["mug"], intents=["stock"])
    assert box.fresh("lamp").schemas() == []
    assert not box.fresh("lamp").call("tool", {}).ok
    assert box.for_intent("stock", "lamp") is None
    assert box.for_intent("stock", "mug") == ToolResult("tool", "12", True)
    assert box.for_intent("delivery", "mug") is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "product_id"),
        ({"product_id": 7}, "product_id"),
        ({"product_id": "mug", "warehouse": "east"}, "warehouse"),
        ({"product_id": "mug", "also": 1}, "also"),
        ({"product_id": "x" * 501}, "longer than 500"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an object"),
        ("null", "not an object"),
    ],
)
def test_arguments_that_do_not_fit_never_reach_the_tool(arguments: Any, says: str) -> None:
    called: list[object] = []

    def tool(product_id: str, warehouse: Literal["north", "south"] = "north") -> str:
        called.append(product_id)
        return "x"

    result = box_with(tool).call("tool", arguments)
    assert not result.ok
    assert says in result.text
    assert "\n" not in result.text
    assert not called


def test_only_what_is_listed_can_be_called() -> None:
    result = box_with(stock).call("__import__", {"name": "os"})
    assert not result.ok
    assert "there is no tool '__import__'" in result.text


def test_a_tool_that_hangs_is_left_at_its_deadline_and_holds_up_nobody() -> None:
    forever = threading.Event()
    box = box_with(lambda: forever.wait(30), deadline=0.2)
    started = time.monotonic()
    assert box.call("tool", {}) == ToolResult("tool", "tool gave nothing in 0.2 s", False)
    assert time.monotonic() - started < 2
    threads = threading.active_count()
    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(lambda _: box.call("tool", {}), range(200)))
    assert not any(result.ok for result in results)
    assert time.monotonic() - started < 8
    # however often it is called, only a few wait for it
    assert threading.active_count() <= threads + 4
    forever.set()


def test_a_tool_that_keeps_failing_rests() -> None:
    asked: list[int] = []

    def down() -> str:
        asked.append(1)
        raise OSError("no route to host")

    box = box_with(down)
    for _ in range(3):
        assert "no route to host" in box.call("tool", {}).text
    assert "not asked for" in box.call("tool", {}).text
    assert len(asked) == 3


class Odd:
    def __str__(self) -> str:
        raise RuntimeError


class OddError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize("error", [ValueError("a\nb\x00" + "c" * 999), SystemExit(3), OddError(), RecursionError()])
def test_a_tool_that_raises_gives_one_line_for_the_operator(error: BaseException) -> None:
    def raises() -> str:
        raise error

    result = box_with(raises).call("tool", {})
    assert not result.ok
    assert type(error).__name__ in result.text
    assert len(result.text) < 300
    assert result.text.isprintable()


@pytest.mark.parametrize(
    "rubbish",
    [None, "", " \n ", "\u200b\x07", b"bytes", Odd(), object(), float("nan"), float("inf"), "x" * 3000, ["x"] * 2000,
     {"a": object()}, lambda: 1, Decimal("NaN"), {1, 2}],
)  # fmt: skip
def test_rubbish_is_no_result(rubbish: object) -> None:
    result = box_with(lambda: rubbish).call("tool", {})
    assert not result.ok
    assert len(result.text) < 100


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (19.9, "19.9"),
        (Decimal("19.90"), "19.90"),
        (True, "yes"),
        (date(2026, 11, 24), "2026-11-24"),
        (" two\nlines \u202egnp\u200b.", "two lines gnp ."),
        ({"left": 3, "when": date(2026, 1, 2)}, '{"left": 3, "when": "2026-01-02"}'),
        (["a", "杯"], '["a", "杯"]'),
    ],
)
def test_results_are_text(value: object, text: str) -> None:
    assert box_with(lambda: value).call("tool", {}) == ToolResult("tool", text, True)


@given(st.text(max_size=50) | st.recursive(st.integers() | st.text(max_size=5), st.lists, max_leaves=5), st.text())
def test_calling_never_raises(arguments: Any, name: str) -> None:
    box = box_with(stock)
    for called in ("tool", name):
        result = box.call(called, arguments)
        assert result.text


def no_types(product_id) -> str:  # type: ignore[no-untyped-def]
    return "x"


def many(*names: str) -> str:
    return "x"


def strange(lock: threading.Lock) -> str:
    return "x"


@pytest.mark.parametrize(
    ("function", "told", "says"),
    [
        (no_types, {}, "has no type"),
        (many, {}, "name every parameter"),
        (strange, {}, "cannot be described"),
        (stock, {"name": "two words"}, "letters, digits"),
        (stock, {"intents": ["stonk"]}, "did you mean 'stock'"),
        (stock, {"deadline": 0}, "deadline"),
        (stock, {"deadline": 61}, "deadline"),
        (lambda: 1, {"name": "<lambda>"}, "letters, digits"),
    ],
)
def test_what_cannot_be_a_tool_is_told_when_it_is_registered(function: Any, told: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        box_with(function, **told)


def test_an_intent_needs_a_tool_that_the_product_is_enough_for() -> None:
    def to_city(product_id: str, city: str) -> str:
        return "x"

    with pytest.raises(UsageError, match="city"):
        box_with(to_city, intents=["delivery"])


def test_a_name_is_registered_once() -> None:
    box = box_with(stock)
    with pytest.raises(UsageError, match="twice"):
        box.add(stock, name="tool")


def test_two_thousand_questions_in_a_row_are_answered() -> None:
    box = box_with(stock, intents=["stock"])
    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: box.for_intent("stock", "mug"), range(2_000)))
    assert all(result is not None and result.text == "12" for result in results)
    assert time.monotonic() - started < 30
