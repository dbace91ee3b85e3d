"""The operator's list: questions the shop's facts did not answer, so that a person can."""

from __future__ import annotations

import time
from dataclasses import dataclass

from avatar.errors import OutputError, UsageError
from avatar.words.request import Warn, no_warning
from avatar.words.review import displayed
from avatar.words.shopfile import ShopFile

MOST = 1_000
"""Questions that are kept; the ones not asked for longest go first."""


@dataclass(frozen=True)
class Open:
    """A question nobody answered yet. `number` names it in the list; times are seconds since 1970."""

    number: int
    question: str
    product: str
    viewer: str
    first: float
    last: float
    times: int


class Unanswered:
    """The list of one shop, shared by every process that answers for it."""

    def __init__(self, file: ShopFile) -> None:
        self._file = file

    def add(self, question: str, product: str, viewer: str | None, warn: Warn = no_warning) -> None:
        """Note a question, counting how often it is asked; words that may not be shown are masked or refused."""
        shown = displayed(question)
        if shown is None:
            return
        now = time.time()
        try:
            with self._file.opened() as connection:
                connection.execute(
                    "INSERT INTO unanswered VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (question, product)"
                    " DO UPDATE SET times = times + 1, last = excluded.last, viewer = excluded.viewer",
                    (shown, product, viewer or "", now, now),
                )
                connection.execute(
                    "DELETE FROM unanswered"
                    " WHERE rowid NOT IN (SELECT rowid FROM unanswered ORDER BY last DESC LIMIT ?)",
                    (MOST,),
                )
        except OutputError as error:
            warn(f"a question was not put on the list of unanswered ones: {error}")

    def all(self) -> tuple[Open, ...]:
        """The open questions, the most asked first. Raises OutputError."""
        with self._file.opened() as connection:
            rows = connection.execute(
                "SELECT rowid, question, product, viewer, first, last, times FROM unanswered"
                " ORDER BY times DESC, last DESC"
            ).fetchall()
        return tuple(Open(*row) for row in rows)

    def done(self, number: int) -> Open:
        """Take a question off the list; raises UsageError where it has no such number."""
        found = next((each for each in self.all() if each.number == number), None)
        if found is None:
            raise UsageError(f"--done {number}: no open question has that number; `avatar ask SHEET --open` lists them")
        with self._file.opened() as connection:
            connection.execute("DELETE FROM unanswered WHERE rowid = ?", (number,))
        return found
