"""How many tokens a show used and what they cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from avatar.language import script_of

_MILLION = 1_000_000
_PICTURE_TOKENS = 1_000
_WIDE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@dataclass(frozen=True)
class Usage:
    """What was asked of a model. `cost` is in the currency of the prices set, None where a price is missing.

    `estimated`: some counts are ours, from the length of the texts, since the server gave none.
    Usages add up: `sum((writer.usage, answerer.usage), Usage())` is a show's.
    """

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: Decimal | None = Decimal(0)
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
            self.estimated or other.estimated,
        )

    def tell(self, warn: Callable[[str], None]) -> None:
        """Say what was asked of a model, where anything was."""
        if self.requests:
            warn(f"the language model: {self}")

    def __str__(self) -> str:
        about = "about " if self.estimated else ""
        cost = "" if self.cost is None else f", {about}{self.cost:.4f} in all"
        return f"{self.requests} requests, {about}{self.prompt_tokens:,} + {self.completion_tokens:,} tokens{cost}"


class Meter:
    """Adds up requests from any thread. Prices are for a million tokens; None is not known."""

    def __init__(self, input_price: float | None, output_price: float | None) -> None:
        self._prices = (input_price, output_price)
        self._lock = threading.Lock()
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        with self._lock:
            return self._usage

    def count(self, prompt_tokens: int, completion_tokens: int, *, estimated: bool = False) -> None:
        """One request and what it took."""
        one = Usage(1, prompt_tokens, completion_tokens, None, estimated)
        one = replace(one, cost=self._cost(prompt_tokens, completion_tokens))
        with self._lock:
            self._usage += one

    def _cost(self, *counts: int) -> Decimal | None:
        cost = Decimal(0)
        for count, price in zip(counts, self._prices, strict=True):
            if count and price is None:
                return None
            cost += Decimal(str(price or 0)) * count / _MILLION
        return cost


def estimated_tokens(content: object) -> int:
    """About how many tokens a text, messages or parts of one are: a Han character or a kana one, else four letters."""
    if isinstance(content, str):
        wide = sum(script_of(letter) in _WIDE for letter in content)
        return wide + -(-(len(content) - wide) // 4)
    if isinstance(content, Mapping):
        return _PICTURE_TOKENS if "image_url" in content else sum(map(estimated_tokens, content.values()))
    if isinstance(content, Sequence):
        return sum(map(estimated_tokens, content))
    return 0
