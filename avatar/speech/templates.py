"""Voices by what they are like (warm, bright, steady, …), from one data file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

from avatar.speech.capabilities import Delivery
from avatar.types import Language


@dataclass(frozen=True)
class Manner:
    """A template for a woman or a man: which voice of a backend comes nearest, and how it is to speak."""

    delivery: Delivery
    espeak: str
    edge: Mapping[Language, str]


@dataclass(frozen=True)
class Template:
    """A kind of voice; `title` by the reader's language, `manners` by gender (`woman`, `man`)."""

    name: str
    title: Mapping[Language, str]
    manners: Mapping[str, Manner]

    def manner(self, gender: str | None) -> Manner:
        """A woman's where nobody said."""
        return self.manners[gender or "woman"]


@functools.cache
def templates() -> Mapping[str, Template]:
    """All of them by name, in order."""
    table = yaml.safe_load(files("avatar.speech").joinpath("templates.yaml").read_text("utf-8"))
    return {
        name: Template(
            name,
            row["title"],
            {
                gender: Manner(
                    Delivery(row[gender]["speed"], row[gender]["pitch"], " ".join(row["style"].split())),
                    row[gender]["espeak"],
                    row[gender]["edge"],
                )
                for gender in ("woman", "man")
            },
        )
        for name, row in table.items()
    }
