"""What a shop's documents say: passages with their place of origin, in one SQLite file beside the catalogue.

Passages are found by their words: SQLite's FTS5 ranks them by BM25 (Robertson & Zaragoza, 2009)
over word stems and pairs of Chinese characters; where texts can be embedded, by meaning as
well, and the two rankings are merged (reciprocal rank fusion: Cormack, Clarke & Büttcher, 2009).
Every search reads the file, so a running show knows at once what another process added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from avatar.catalog import meanings
from avatar.catalog.documents.reading import Part, read_document
from avatar.errors import DocumentError, OutputError, ServiceError, UsageError
from avatar.nearest import hint
from avatar.terms import terms
from avatar.workplace import disk_full

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""[n] texts → float32 [n, d]; of any length, for their directions are compared. May raise ServiceError."""
Warn = Callable[[str], None]

MARK = 0x41564B31
"""SQLite's application id of these files ("AVK1"), so that another program's file is never taken for one."""
_TABLES = """
create table documents (id integer primary key, name text unique not null, product text, kind text not null,
  pages integer, learned text not null);
create table passages (id integer primary key, document integer not null references documents (id) on delete cascade,
  product text, text text not null, place text not null, vector blob);
create index passages_document on passages (document);
create virtual table found using fts5 (terms, tokenize = 'unicode61 remove_diacritics 0');
create virtual table holders using fts5vocab (found, row);
"""
_FOUND = """
select passages.id, passages.text, documents.name, passages.place, passages.product, -rank
from found join passages on passages.id = found.rowid join documents on documents.id = passages.document
where found match ? and (passages.product is null or passages.product = ?) order by rank limit ?
"""
_NAMED = """
select passages.id, passages.text, documents.name, passages.place, passages.product, 0.0
from passages join documents on documents.id = passages.document where passages.id in (%s)
"""
_PATIENCE = 20.0  # seconds that a writer waits for another to end
_CANDIDATES = 40
_COMMON, _FEW = 0.1, 200
"""A term that more than this share of the passages hold tells nothing, where there are rarer ones."""
_MOST_TERMS = 40


@dataclass(frozen=True)
class Passage:
    """A piece of a document as it stands there, and where. `product` is an id, None where it is about the whole shop.

    `score`: the higher the nearer to the question; to be compared within one search alone.
    """

    text: str
    document: str
    place: str
    product: str | None
    score: float


@dataclass(frozen=True)
class Document:
    """A document that was learned: its file's name and kind, how many pages (None where it has none) and passages."""

    name: str
    kind: str
    product: str | None
    pages: int | None
    passages: int
    learned: datetime


def knowledge_path(sheet: Path) -> Path:
    """Where the knowledge of a catalogue lies: `shop.yaml` → `shop.knowledge.sqlite`."""
    return sheet.with_name(f"{sheet.stem}.knowledge.sqlite")


class Knowledge:
    """The documents of one shop. May be used by several threads and processes at once; without its file it is empty.

    With `embed`, passages are embedded as they are learned, and questions as they are asked.
    Raises DocumentError where the file is not such a store, OutputError where it cannot be written.
    """

    def __init__(self, sheet: Path, embed: Embed | None = None, warn: Warn | None = None) -> None:
        self.path = knowledge_path(sheet)
        self._embed = embed
        self._warn = warn or (lambda _message: None)
        self._meanings = meanings.Kept()

    def add(self, file: Path, product: str | None = None, warn: Warn | None = None) -> Document:
        """Learn a document, in place of one of the same name; all of it or, after an error, nothing.

        `product` is the id of the product it is about, None for the whole shop. Raises DocumentError.
        """
        warn = warn or self._warn
        reading = read_document(file, warn)
        vectors = self._vectors([_indexed(part) for part in reading.parts], warn)
        learned = datetime.now(UTC).replace(microsecond=0)
        with self._writing() as store:
            earlier = store.execute("select product from documents where name = ?", (reading.name,)).fetchone()
            _forget(store, reading.name)
            row = (reading.name, product, reading.kind, reading.pages, learned.isoformat())
            document = store.execute(
                "insert into documents (name, product, kind, pages, learned) values (?, ?, ?, ?, ?)", row
            ).lastrowid
            for part, vector in zip(reading.parts, vectors, strict=True):
                passage = store.execute(
                    "insert into passages (document, product, text, place, vector) values (?, ?, ?, ?, ?)",
                    (document, product, part.text, part.place, vector),
                ).lastrowid
                found = " ".join(terms(_indexed(part)).elements())
                store.execute("insert into found (rowid, terms) values (?, ?)", (passage, found))
        if earlier is not None and earlier[0] != product:
            about = f"about {earlier[0]}" if earlier[0] else "about the whole shop"
            warn(f"{file}: took the place of the {reading.name} that was {about}; rename one of the two to keep both")
        return Document(reading.name, reading.kind, product, reading.pages, len(reading.parts), learned)

    def remove(self, document: str) -> None:
        """Forget a document; raises UsageError with the nearest name where there is none such."""
        names = [each.name for each in self.documents()]
        if document not in names:
            raise UsageError(f"{self.path}: no document {document!r}; {hint(document, names)}")
        with self._writing() as store:
            _forget(store, document)

    def documents(self) -> tuple[Document, ...]:
        """What was learned, in the order of names."""
        with self._reading() as store:
            if store is None:
                return ()
            rows = store.execute(
                "select name, kind, product, pages, (select count(*) from passages where document = documents.id),"
                " learned from documents order by name"
            ).fetchall()
        return tuple(
            Document(name, kind, product, pages, count, datetime.fromisoformat(learned))
            for name, kind, product, pages, count, learned in rows
        )

    def passages(self, document: str) -> tuple[Passage, ...]:
        """All that a document says, in its order."""
        with self._reading() as store:
            if store is None:
                return ()
            rows = store.execute(
                "select text, name, place, passages.product, 0.0 from passages join documents"
                " on documents.id = passages.document where name = ? order by passages.id",
                (document,),
            ).fetchall()
        return tuple(Passage(*row) for row in rows)

    def search(self, question: str, product: str | None = None, limit: int = 8) -> tuple[Passage, ...]:
        """The passages nearest to a question, the nearest first: those about the product, and about the whole shop."""
        with self._reading() as store:
            if store is None:
                return ()
            wanted = _query(store, question)
            rows = store.execute(_FOUND, (wanted, product, _CANDIDATES)).fetchall() if wanted else []
            by_words = {row[0]: Passage(*row[1:]) for row in rows}
            near = self._near(store, question, product)
            if not near:
                return tuple(by_words.values())[:limit]
            missing = [key for key in near if key not in by_words]
            places = ",".join("?" * len(missing))
            others = {row[0]: Passage(*row[1:]) for row in store.execute(_NAMED % places, missing)}
        merged = meanings.merged([list(by_words), near])
        known = by_words | others
        return tuple(replace(known[key], score=score) for key, score in merged[:limit])

    def _near(self, store: sqlite3.Connection, question: str, product: str | None) -> list[int]:
        """The passages nearest in meaning, where that can be told; trouble with embedding is told and passed over."""
        if self._embed is None or not question.strip():
            return []
        known = self._meanings.of(store)
        if known is None:
            return []
        try:
            return known.nearest(self._embed([question])[0], product, _CANDIDATES)
        except ServiceError as error:
            self._warn(f"documents are searched by words alone: {error}")
            return []

    def _vectors(self, texts: Sequence[str], warn: Warn) -> Sequence[bytes | None]:
        if self._embed is None or not texts:
            return [None] * len(texts)
        try:
            return meanings.packed(self._embed(texts))
        except ServiceError as error:
            warn(f"learned by words alone, not by meaning: {error}; learn it again once the server answers")
            return [None] * len(texts)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        try:
            with closing(self._opened()) as store:
                yield None if _is_blank(store) else store
        except sqlite3.DatabaseError as error:
            raise self._told(error) from error

    def _opened(self) -> sqlite3.Connection:
        address = self.path.absolute().as_uri()
        try:
            return self._checked(sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=_PATIENCE))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            # on a disk that cannot be written to there is no room for the log that readers share, nor a writer
            return self._checked(sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True))

    def _checked(self, store: sqlite3.Connection) -> sqlite3.Connection:
        try:
            self._check(store)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One change of the store, whole or not at all; the file is made where it is not there."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)) as store:
                store.execute("pragma journal_mode = wal")
                store.execute("pragma foreign_keys = on")
                store.execute("begin immediate")
                self._prepare(store)
                try:
                    yield store
                except BaseException:
                    store.execute("rollback")
                    raise
                store.execute("commit")
        except sqlite3.DatabaseError as error:
            raise self._told(error) from error

    def _prepare(self, store: sqlite3.Connection) -> None:
        self._check(store)
        if not _is_blank(store):
            return
        for statement in filter(str.strip, _TABLES.split(";")):
            store.execute(statement)
        store.execute(f"pragma application_id = {MARK}")

    def _check(self, store: sqlite3.Connection) -> None:
        if store.execute("pragma application_id").fetchone()[0] != MARK and not _is_blank(store):
            raise DocumentError(
                f"{self.path}: is no knowledge of this studio; move it away and learn the documents again"
            )

    def _told(self, error: sqlite3.DatabaseError) -> DocumentError | OutputError:
        reason = str(error)
        if "full" in reason or getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":
            return disk_full(self.path)
        if isinstance(error, sqlite3.OperationalError):
            mend = "try again" if "locked" in reason else "is the folder there, and may it be written to?"
            return OutputError(f"{self.path}: cannot be used ({reason}); {mend}", retryable="locked" in reason)
        return DocumentError(f"{self.path}: is damaged ({reason}); delete it and learn the documents again")


def _is_blank(store: sqlite3.Connection) -> bool:
    """Whether nothing was ever written into the file: so it is left where the first writing failed."""
    return not store.execute("select count(*) from sqlite_master").fetchone()[0]


def _forget(store: sqlite3.Connection, document: str) -> None:
    store.execute(
        "delete from found where rowid in (select passages.id from passages join documents"
        " on documents.id = passages.document where name = ?)",
        (document,),
    )
    store.execute("delete from documents where name = ?", (document,))


def _indexed(part: Part) -> str:
    """What a passage is found by: its own words and those of the headings above it."""
    return f"{part.heading}\n{part.text}" if part.heading else part.text


def _query(store: sqlite3.Connection, question: str) -> str:
    """The question's terms for FTS5, the rarest first; those that many passages hold only where no others are there."""
    asked = list(terms(question))
    if not asked:
        return ""
    count = store.execute("select count(*) from passages").fetchone()[0]
    marks = ",".join("?" * len(asked))
    held = dict(store.execute(f"select term, doc from holders where term in ({marks})", asked).fetchall())
    rare = sorted((term for term in asked if term in held), key=held.__getitem__)
    telling = [term for term in rare if held[term] <= max(_COMMON * count, _FEW)] or rare
    return " OR ".join(f'"{term}"' for term in telling[:_MOST_TERMS])
