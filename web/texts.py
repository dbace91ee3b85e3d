"""What the page says, in Chinese and English (`texts.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


class Texts:
    """The page's words in one language: `texts("make")`, with `{fields}` filled in by name."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **fields: str) -> str:
        return table()[key][self.language].format(**fields)


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every text: key → language → words."""
    loaded: dict[str, dict[str, str]] = json.loads(files("web").joinpath("texts.json").read_text("utf-8"))
    return loaded
