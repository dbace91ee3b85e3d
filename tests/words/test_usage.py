"""Tokens and what they cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from avatar.words.usage import Meter, Usage, estimated_tokens


def test_costs_are_exact_and_unknown_where_a_price_is() -> None:
    priced, half = Meter(0.1, 0.2), Meter(0.1, None)
    priced.count(3, 1)
    assert priced.usage.cost == Decimal("0.0000005")
    half.count(3, 0)
    assert half.usage.cost == Decimal("0.0000003")
    half.count(3, 1)
    assert half.usage.cost is None
    half.count(3, 0)
    assert half.usage.cost is None


def test_many_threads_may_count() -> None:
    meter = Meter(1, 1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: meter.count(1, 1), range(400)))
    assert (meter.usage.requests, meter.usage.prompt_tokens) == (400, 400)


@pytest.mark.parametrize(
    ("content", "tokens"),
    [
        ("", 0),
        ("保温杯", 3),
        ("four more", 3),
        (["保", {"role": "user", "content": "杯"}], 3),
        ({"type": "image_url", "image_url": {"url": "x" * 9999}}, 1000),
        (None, 0),
    ],
)
def test_estimates(content: object, tokens: int) -> None:
    assert estimated_tokens(content) == tokens


def test_usages_tell_themselves() -> None:
    assert str(Usage(2, 1200, 30, Decimal("0.5"))) == "2 requests, 1,200 + 30 tokens, 0.5000 in all"
    assert "about" in str(Usage(1, 1, 1, None, True))
