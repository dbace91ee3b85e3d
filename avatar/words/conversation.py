"""What a viewer asked a moment ago, so that `and in blue?` is understood; two viewers never mix.

Only what is needed is kept: the product that was talked about and the meanings that were
asked for, not the words. Few viewers, not for long.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from avatar.errors import OutputError
from avatar.words.shopfile import ShopFile

MOST_VIEWERS = 5_000
FORGOTTEN_AFTER = 30 * 60.0
"""Seconds after which a conversation is over."""


@dataclass(frozen=True)
class Turn:
    """The product last talked about and what was asked of it (`weight`, …)."""

    product_id: str
    meanings: tuple[str, ...] = ()


class Memory(Protocol):
    """Keeps one turn a viewer."""

    def recall(self, viewer: str) -> Turn | None: ...

    def remember(self, viewer: str, turn: Turn) -> None: ...


class InMind:
    """Conversations of a running show, in memory: the most recent viewers, for half an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, viewer: str) -> Turn | None:
        with self._lock:
            since, turn = self._turns.get(viewer, (0.0, None))
            return turn if turn is not None and self._clock() - since < FORGOTTEN_AFTER else None

    def remember(self, viewer: str, turn: Turn) -> None:
        with self._lock:
            self._turns[viewer] = (self._clock(), turn)
            self._turns.move_to_end(viewer)
            while len(self._turns) > MOST_VIEWERS:
                self._turns.popitem(last=False)


class OnDisk:
    """The same across processes, one a question, in the shop's own file; viewers are kept as a hash of their id."""

    def __init__(self, file: ShopFile, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def recall(self, viewer: str) -> Turn | None:
        try:
            with self._file.opened() as connection:
                row = connection.execute(
                    "SELECT product, meanings FROM turn WHERE viewer = ? AND at > ?",
                    (_hashed(viewer), self._clock() - FORGOTTEN_AFTER),
                ).fetchone()
        except OutputError:
            return None
        return Turn(row[0], tuple(row[1].split())) if row else None

    def remember(self, viewer: str, turn: Turn) -> None:
        now = self._clock()
        row = (_hashed(viewer), now, turn.product_id, " ".join(turn.meanings))
        with suppress(OutputError), self._file.opened() as connection:
            connection.execute("INSERT OR REPLACE INTO turn VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM turn WHERE at <= ? OR viewer NOT IN (SELECT viewer FROM turn ORDER BY at DESC LIMIT ?)",
                (now - FORGOTTEN_AFTER, MOST_VIEWERS),
            )


def _hashed(viewer: str) -> str:
    return hashlib.sha256(viewer.encode(errors="surrogatepass")).hexdigest()
