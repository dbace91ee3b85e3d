"""Live facts from a shop's tools, without a model: stock, delivery and coupons by what is asked."""

from __future__ import annotations

import re

from avatar.types import Product
from avatar.words.facts import Fact, stock_text
from avatar.words.lexicon import read
from avatar.words.phrases import fill
from avatar.words.question import Question, bank
from avatar.words.request import Warn
from avatar.words.sentences import closed
from avatar.words.statement import Statement, Trust
from avatar.words.tools import Intent, ToolBox, ToolResult

_INTENTS: tuple[tuple[Intent, frozenset[str]], ...] = (
    ("stock", frozenset(("stock",))),
    ("delivery", frozenset(("shipping", "shipping_time", "tracking"))),
    ("coupon", frozenset(("coupon",))),
)
TOOL = "tool: "
"""What the source of a tool's word begins with."""
_NUMBER = re.compile(r"\d{1,9}")


def live_statement(tools: ToolBox, question: Question, product: Product, language: str, warn: Warn) -> Statement | None:
    """What a tool says of the one thing asked; None where no tool can tell, or it failed (told to `warn`)."""
    asked = {meaning for need in question.attributes for meaning in need.meanings}
    for intent, meanings in _INTENTS:
        if asked & meanings:
            result = tools.fresh(product.id).for_intent(intent, product.id)
            if result is None:
                return None
            if not result.ok:
                warn(f"tool {result.name!r} for {product.id!r}: {result.text}; the sheet's own word is used")
                return None
            return spoken_result(result, language, intent)
    return None


def spoken_result(result: ToolResult, language: str, intent: Intent | None = None) -> Statement:
    """What a tool said, as a statement; what it was asked for an intent is ours to say, a bare stock told as pieces."""
    text = result.text
    bare = _NUMBER.fullmatch(text.strip()) if intent == "stock" else None
    told = closed(text, language)
    if bare:
        text = stock_text(int(bare[0]), language)
        says = bank()["says"][language]
        told = fill(says["stock"], {"stock": text}) if int(bare[0]) else says["sold_out"]
    fact = Fact(f"{TOOL}{result.name}", text, "live")
    return Statement(Trust.FIGURE, read(""), read(text), told, (fact,), {"stock": text} if intent else {})
