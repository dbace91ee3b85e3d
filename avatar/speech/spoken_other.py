"""Signs and units as words, for languages whose numbers the voice reads itself (`units.yaml`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from avatar.speech.rules import AMOUNT, LINK, Rule, rule
from avatar.types import Language

# 1.299,50 € as well as 1,299.50 €
_NUMBER = rf"(?:(?<!\d)\d{{1,3}}(?:\.\d{{3}})++(?:,\d+)?|{AMOUNT}(?:,\d+)?)"


@functools.cache
def rules_of(language: Language) -> tuple[Rule, ...]:
    """The rules of a language; none for those that nobody wrote down."""
    known = _tables().get(language)
    if known is None:
        return ()
    link, joint, space = known["link"], known["to"], " " if known["spaced"] == "yes" else ""
    money, units = known["money"], known["units"]

    def price(match: re.Match[str]) -> str:
        return f"{match['number']}{space}{money[match['sign'].upper()]}"

    return (
        rule(LINK, lambda _: link),
        rule(rf"(?<=\d) ?[-~–] ?(?=(?:{_either(money)})? ?{_NUMBER} ?(?:{_either(money | units)}))",
             lambda _: f"{space}{joint}{space}"),
        rule(rf"(?<![A-Za-z])(?P<sign>{_either(money)}) ?(?P<number>{_NUMBER})", price, re.IGNORECASE),
        rule(rf"(?P<number>{_NUMBER}) ?(?P<sign>{_either(money)})(?![A-Za-z])", price, re.IGNORECASE),
        rule(rf"(?P<number>{_NUMBER}) ?(?P<unit>{_either(units)})(?![A-Za-z²³])",
             lambda match: f"{match['number']}{space}{units[match['unit']]}"),
        rule(r"(?<=\d) ?[×xX*] ?(?=\d)", lambda _: f" {known['times']} "),
        rule(r" ?& ?", lambda _: f" {known['and']} "),
    )  # fmt: skip


def _either(names: Mapping[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@functools.cache
def _tables() -> dict[Language, dict[str, Any]]:
    # plain text all of it: elsewhere YAML takes "no" for false
    tables = yaml.load((files("avatar.speech") / "units.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return {
        language: {**table, "units": {sign: name for signs, name in table["units"].items() for sign in signs.split()},
                   "money": {sign: name for signs, name in table["money"].items() for sign in signs.split()}}
        for language, table in tables.items()
    }  # fmt: skip
