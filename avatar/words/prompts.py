"""What a language model is asked when a viewer asks, built from the facts of one product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from avatar.words.llm import Message


def answer_messages(
    question: str, facts: Mapping[str, str], language: str, again: str | None = None, called: int | None = None
) -> list[Message]:
    """Ask for an answer in lines tagged with the numbers of the facts used.

    `again`: why the last try was refused; `called`: the number of what the first tool will say, None without tools.
    """
    texts = _texts()["answer"][language]
    messages = _messages(
        texts,
        facts=json.dumps(facts, ensure_ascii=False, indent=1),
        question=json.dumps(question, ensure_ascii=False),
    )
    system, user = messages
    told = system["content"]
    told += texts["tools"].format(called=called) if called is not None else ""
    told += texts["again"].format(why=again) if again is not None else ""
    return [{**system, "content": told}, user]


def _messages(prompt: dict[str, str], **values: str) -> list[Message]:
    return [{"role": role, "content": prompt[role].format(**values)} for role in ("system", "user")]


@cache
def _texts() -> dict[str, Any]:
    text = resources.files("avatar.words").joinpath("prompts.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
