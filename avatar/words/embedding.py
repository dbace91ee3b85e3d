"""Texts as points: what an embeddings endpoint answers, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from avatar.words.events import NotAnAnswerError
from avatar.words.usage import estimated_tokens

Embeddings = npt.NDArray[np.float32]
"""float32 [n, d]: a row a text."""

MOST_AT_ONCE = 64
FEW_AT_ONCE = 10
"""What the strictest of the known servers takes (DashScope's text-embedding-v3 and v4)."""


def batches(texts: Sequence[str], size: int) -> Iterator[list[str]]:
    """The texts, at most `size` at a time; an empty one, which servers refuse, becomes a blank."""
    for start in range(0, len(texts), size):
        yield [text or " " for text in texts[start : start + size]]


def used_tokens(answer: Mapping[str, Any], batch: Sequence[str]) -> tuple[int, bool]:
    """How many tokens the batch was, and whether that is only estimated."""
    usage = answer.get("usage")
    count = usage.get("prompt_tokens") if isinstance(usage, Mapping) else None
    return (count, False) if type(count) is int and count >= 0 else (estimated_tokens(batch), True)


def vectors(answer: Mapping[str, Any], count: int) -> Embeddings:
    """float32 [count, d] of an answer; raises NotAnAnswerError for anything but `count` finite rows of one length."""
    data = answer.get("data")
    if not isinstance(data, list) or not all(isinstance(row, Mapping) for row in data):
        raise NotAnAnswerError("sends no list of embeddings")
    if [row.get("index") for row in data] != list(range(len(data))) and all(
        type(row.get("index")) is int for row in data
    ):
        data = sorted(data, key=lambda row: row["index"])
    try:
        found = np.asarray([row.get("embedding") for row in data], np.float32)
    except (ValueError, TypeError, OverflowError) as error:
        raise NotAnAnswerError("sends embeddings that are no numbers, or of different lengths") from error
    if found.ndim != 2 or not found.shape[1] or not np.isfinite(found).all():
        raise NotAnAnswerError("sends embeddings that are no numbers, or of different lengths")
    if len(found) != count:
        raise NotAnAnswerError(f"sends {len(found)} embeddings for {count} texts")
    return found
