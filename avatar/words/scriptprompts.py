"""What a language model is asked for when it writes scripts, built from the facts of one product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from avatar.types import Line, Product
from avatar.words.facts import product_facts
from avatar.words.llm import Message
from avatar.words.request import Request
from avatar.words.timing import length_for

AMOUNTS = ("price", "list_price", "saving", "stock")
"""The facts a model writes as placeholders, filled in afterwards."""
SHORT_SECONDS = 15
"""Scripts up to this long have one line for name and product and one for the price and the call."""


def script_messages(
    product: Product, request: Request, *, told: Sequence[str] = (), said: Sequence[str] = ()
) -> list[Message]:
    """Ask for a script as one JSON object a line, with placeholders for amounts.

    `told`: sources of facts that were told a moment ago and are left out; `said`: lines
    of the show so far, not to be said again.
    """
    texts = _texts()[request.language]
    facts = {fact.source: fact.text for fact in product_facts(product, request.language)}
    system = [_rules(texts, request, facts)]
    if request.platform:
        system.append(texts["platform"].format(platform=request.platform))
    if said:
        system.append(texts["said"].format(lines=json.dumps(list(said), ensure_ascii=False)))
    shown = {source: text for source, text in facts.items() if source not in told}
    return _messages("\n".join(system), texts["user"].format(facts=_rows(shown)))


def line_messages(product: Product, request: Request, lines: Sequence[Line], index: int) -> list[Message]:
    """Ask for `lines[index]` in other words, as one JSON object."""
    texts = _texts()[request.language]
    facts = {fact.source: fact.text for fact in product_facts(product, request.language)}
    said = json.dumps([line.text for line in lines], ensure_ascii=False)
    line = json.dumps({"kind": lines[index].kind, "text": lines[index].text}, ensure_ascii=False)
    asked = texts["again"].format(line=line, lines=said)
    return _messages(_rules(texts, request, facts), texts["user"].format(facts=_rows(facts)) + "\n" + asked)


def _rules(texts: dict[str, Any], request: Request, facts: dict[str, str]) -> str:
    absent = [f"{{{amount}}}" for amount in AMOUNTS if amount not in facts]
    filled: str = texts["system"].format(
        style=texts["styles"][request.style],
        seconds=request.seconds,
        length=length_for(request.seconds, request.language),
        kinds=texts["short" if request.seconds <= SHORT_SECONDS else "kinds"],
        missing=texts["missing"].format(fields=", ".join(absent)) if absent else "",
    )
    return filled.rstrip()


def _rows(facts: dict[str, str]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1)


def _messages(system: str, user: str) -> list[Message]:
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


@cache
def _texts() -> dict[str, Any]:
    text = resources.files("avatar.words").joinpath("scriptprompts.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
