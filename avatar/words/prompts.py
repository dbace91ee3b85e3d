"""What a language model is asked, built from the facts of one product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from avatar.types import Product
from avatar.words.facts import Fact, product_facts
from avatar.words.llm import Message
from avatar.words.request import Request
from avatar.words.timing import HAN_PER_SECOND, WORDS_PER_SECOND

AMOUNTS = ("price", "list_price", "saving", "stock")
"""The facts a model writes as placeholders, filled in afterwards."""


def script_messages(product: Product, request: Request) -> list[Message]:
    """Ask for a script as one JSON object a line, with placeholders for amounts."""
    texts, language = _texts(), request.language
    facts = {fact.source: fact.text for fact in product_facts(product, language)}
    absent = [f"{{{amount}}}" for amount in AMOUNTS if amount not in facts]
    missing = texts["missing"][language].format(fields=", ".join(absent)) if absent else ""
    pace = HAN_PER_SECOND if language == "zh" else WORDS_PER_SECOND
    return _messages(
        texts["script"][language],
        style=texts["styles"][language][request.style],
        seconds=str(request.seconds),
        length=str(round(request.seconds * pace)),
        missing=missing,
        facts=json.dumps(facts, ensure_ascii=False, indent=1),
    )


def answer_messages(question: str, facts: Sequence[Fact], language: str) -> list[Message]:
    """Ask for an answer as one JSON object that names the facts it used."""
    rows = json.dumps({fact.source: fact.text for fact in facts}, ensure_ascii=False, indent=1)
    asked = json.dumps(question, ensure_ascii=False)
    return _messages(_texts()["answer"][language], facts=rows, question=asked)


def _messages(prompt: dict[str, str], **values: str) -> list[Message]:
    return [{"role": role, "content": prompt[role].format(**values)} for role in ("system", "user")]


@cache
def _texts() -> dict[str, Any]:
    text = resources.files("avatar.words").joinpath("prompts.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
