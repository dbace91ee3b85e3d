"""What the studio keeps about a shop between two commands: one SQLite file a sheet, in the data folder."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from avatar.config import xdg
from avatar.errors import OutputError

_PATIENCE = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS turn (
  viewer TEXT PRIMARY KEY, at REAL NOT NULL, product TEXT NOT NULL, meanings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unanswered (
  question TEXT NOT NULL, product TEXT NOT NULL, viewer TEXT NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
  times INTEGER NOT NULL, PRIMARY KEY (question, product));
"""


class ShopFile:
    """Opens the file of a sheet for each use, so that several processes share it."""

    def __init__(self, sheet: Path, folder: Path | None = None) -> None:
        whole = os.path.realpath(sheet)
        mark = hashlib.sha256(whole.encode(errors="surrogateescape")).hexdigest()[:12]
        self.path = (folder or xdg("data") / "shops") / f"{sheet.stem[:40]}-{mark}.sqlite"

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """One transaction; raises OutputError where the file cannot be read or written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # viewers' words: for its owner alone
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection, connection:
                connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{self.path}: cannot be kept: {error}; free some space or delete it") from error
