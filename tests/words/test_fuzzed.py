"""A thousand answers of chat servers, most of them wrong: nothing crashes, hangs or lets a thought be heard.

Answers that begin inside a thought, with no opening tag, are heard out here. Streamed from a server
nobody has met, the first such answer is told only at its closing tag (`test_asking.py` holds that).
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from avatar.config import ModelSettings
from avatar.errors import ModelError
from avatar.words.llm import Model
from avatar.words.server import Server
from avatar.words.tools import ToolBox
from tests.rawserver import RawAnswer, raw_server
from tests.words.fuzzed import RUNES, fuzzed

ANSWERS = 1_000
FIRST, GAP, TOTAL = 1.5, 1.0, 3.0
_SLACK = 8.0  # for a busy machine
_ASK = [{"role": "user", "content": "hello"}]


def test_a_thousand_fuzzed_answers_crash_nothing_and_no_thought_is_heard() -> None:
    ends: Counter[str] = Counter()
    with raw_server(_answer) as url, ThreadPoolExecutor(12) as pool:
        for end, faults in pool.map(lambda number: _heard(url, number), range(ANSWERS)):
            assert not faults
            ends[end] += 1
    # neither is everything refused, nor everything swallowed
    assert ends["whole"] > ANSWERS * 0.3
    assert ends["error"] > ANSWERS * 0.2


def _answer(request: dict[str, Any]) -> RawAnswer:
    return fuzzed(int(str(request.get("model", "0")).rpartition("-")[2])).answer


def _heard(url: str, number: int) -> tuple[str, list[str]]:
    """How hearing an answer ended, and what was wrong about it."""
    case = fuzzed(number)
    # what is sound ends by itself, however slow the machine
    limits = (20.0, 20.0, 30.0) if case.sound else (FIRST, GAP, TOTAL)
    model = Model(ModelSettings(url, f"fuzz-{number}", "k", *limits), server=Server())
    said: list[str] = []
    wrong: list[str] = []
    end = "whole"
    began = time.monotonic()
    try:
        # what began inside a thought can only be told by who hears the answer out
        tools = None if number % 3 else _tools()
        said.extend([model.complete(_ASK, tools)] if case.unopened or number % 2 else model.stream(_ASK, tools))
    except ModelError as error:
        end = "error"
        if case.sound:
            wrong.append(f"a sound answer was not heard: {error}")
    except BaseException as error:
        wrong.append(f"crashed: {type(error).__name__}: {error}")
    heard = "".join(said)
    if case.sound and end == "whole" and heard != case.said:
        wrong.append(f"heard {heard!r} of {case.said!r}")
    if set(RUNES) & set(heard):
        wrong.append(f"a thought was spoken: {heard!r}")
    if time.monotonic() - began > limits[-1] + _SLACK:
        wrong.append(f"took {time.monotonic() - began:.1f} s")
    return end, [f"{number}: {each}" for each in wrong]


def _tools() -> ToolBox:
    box = ToolBox()

    def stock(product_id: str) -> str:
        """How many are left."""
        return f"12 of {product_id}"

    box.add(stock)
    return box


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_same_number_makes_the_same_answer(number: int) -> None:
    assert fuzzed(number) == fuzzed(number)
