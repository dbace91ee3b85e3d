"""Passages by meaning: directions of embedded texts, kept as half floats and compared by their cosine."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_RANK_OFFSET = 60
"""The constant of reciprocal rank fusion that its authors found to serve everywhere."""
_LEAST_ALIKE = 0.35
"""A cosine below this is no likeness in any of the usual models."""


@dataclass(frozen=True)
class Meanings:
    """`directions` float16 [n, d], rows of unit length, and for each row its passage and the product it is about."""

    passages: npt.NDArray[np.int64]
    products: tuple[str | None, ...]
    directions: npt.NDArray[np.float16]

    def nearest(self, vector: npt.NDArray[np.float32], product: str | None, limit: int) -> list[int]:
        """The passages of the product and of the whole shop, the likest first; none where the lengths differ."""
        if vector.shape != self.directions.shape[1:]:
            return []
        alike = self.directions.astype(np.float32) @ _unit(vector[None])[0]
        alike[[own not in (None, product) for own in self.products]] = -1
        order = np.argsort(-alike, kind="stable")[:limit]
        return [int(self.passages[row]) for row in order if alike[row] >= _LEAST_ALIKE]


class Kept:
    """The meanings of a store, read again whenever the store has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[object, Meanings | None] = (None, None)

    def of(self, store: sqlite3.Connection) -> Meanings | None:
        """What the passages mean; None where none was embedded."""
        state = store.execute(
            "select count(*), max(passages.id), max(learned), sum(documents.id) from passages"
            " join documents on documents.id = passages.document where vector is not null"
        ).fetchone()
        with self._lock:
            if self._state[0] != state:
                self._state = (state, _read(store))
            return self._state[1]


def packed(vectors: npt.NDArray[np.float32]) -> list[bytes]:
    """Rows of [n, d] as they are kept."""
    return [row.tobytes() for row in _unit(vectors).astype("<f2")]


def merged(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Several rankings as one, the best first with its score: a passage high in any of them stands high."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, passage in enumerate(ranking, start=1):
            scores[passage] += 1 / (_RANK_OFFSET + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def _read(store: sqlite3.Connection) -> Meanings | None:
    rows = store.execute("select id, product, vector from passages where vector is not null").fetchall()
    if not rows:
        return None
    # after a change of model the newest passages tell which length is in use
    length = len(rows[-1][2])
    rows = [row for row in rows if len(row[2]) == length]
    directions = np.frombuffer(b"".join(row[2] for row in rows), "<f2").reshape(len(rows), -1)
    return Meanings(np.array([row[0] for row in rows]), tuple(row[1] for row in rows), directions)


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
