"""What a tool gave, as text that may be quoted: data, bounded, with nothing in it that is no writing."""

from __future__ import annotations

import json
import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal

LONGEST = 2_000
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class UnquotableError(Exception):
    """A result that cannot be quoted; its text says why, to go on after the tool's name."""


def quotable(value: object) -> str:
    """The value as one line of text. Raises UnquotableError: nothing, no text or number, or more than can be read."""
    if value is None:
        raise UnquotableError("gave nothing")
    try:
        text = one_line(_written(value), LONGEST + 1)
    except (ValueError, TypeError, RecursionError) as error:
        raise UnquotableError(f"gave what cannot be said ({type(value).__name__})") from error
    if not text:
        raise UnquotableError("gave an empty text")
    if len(text) > LONGEST:  # cut, a number in it might become another
        raise UnquotableError(f"gave more than {LONGEST:,} characters")
    return text


def one_line(text: str, longest: int) -> str:
    """The text without control and invisible characters, blanks collapsed, at most so long."""
    kept = (" " if unicodedata.category(letter) in _DROPPED else letter for letter in text[: 8 * longest])
    return " ".join("".join(kept).split())[:longest]


def _written(value: object) -> str:
    if isinstance(value, str):
        return value if len(value) <= 8 * LONGEST else value[: 8 * LONGEST]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)) and math.isfinite(value):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_written)
    raise TypeError
