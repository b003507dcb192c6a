"""The database: open, migrate, upsert, iterate.

One transaction for each unit of work (a response and all it yielded, a document and all that was read in it), in
write-ahead mode, so that a killed process leaves whole units only. Text columns take JSON for lists and dictionaries.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from staving import __version__
from staving.errors import StoreError
from staving.schema import EVIDENCE_RECORDS, REVIEW_RECORDS, Run, name_table, now, plain
from staving.tables import evidence_migrations, list_columns, review_migrations

R = TypeVar("R")

BUSY_MS = 10_000
"""How long to wait for another writer, in milliseconds."""


class Store:
    """One database of the workspace, opened for reading and writing."""

    def __init__(self, db: Database, records: tuple[type[Any], ...], folder: Path | None = None) -> None:
        """Wrap an open database; use `Store.open`."""
        self.db = db
        self.records = records
        self.folder = folder

    @classmethod
    def open(cls, path: Path, *, create: bool = False, records: tuple[type[Any], ...] = EVIDENCE_RECORDS) -> Self:
        """Open a database, make it where wanted, and bring it to the present version.

        Args:
            path: The file.
            create: Make the file when it is not there.
            records: The records it holds: `EVIDENCE_RECORDS` or `REVIEW_RECORDS`.

        Raises:
            StoreError: The file is missing, is no database, is damaged, or is of a later version.
        """
        if path.is_dir():
            raise StoreError(f"{path}: is a folder, not a database; give the workspace folder that holds it")
        if not path.exists() and not create:
            raise StoreError(f"{path}: no such database; run `staving import` or `staving crawl` first")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Autocommit: a transaction is open only inside `unit`.
            connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
            db = Database(connection)
            db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            db.execute("PRAGMA foreign_keys = ON")
            store = cls(db, records, path.parent)
            store._migrate(review_migrations if records is REVIEW_RECORDS else evidence_migrations, path)
            db.execute("PRAGMA synchronous = NORMAL")
        except OSError as error:
            raise StoreError(f"{path}: cannot be made ({error.strerror}); name another workspace") from error
        except sqlite3.DatabaseError as error:
            # Never look into the file ourselves: closing it would drop the locks of every other connection of this
            # process (POSIX), and another process could then take away the write-ahead log below them.
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                raise StoreError(
                    f"{path}: is not a SQLite database; move the file away and run the command again"
                ) from error
            raise StoreError(f"{path}: cannot be opened ({error}); {_find_remedy(error)}") from error
        return store

    @classmethod
    def open_review(cls, path: Path) -> Self:
        """Open review.db, and make it when it is not there: human decisions have a database of their own."""
        return cls.open(path, create=True, records=REVIEW_RECORDS)

    def _migrate(self, migrations: Migrations, path: Path) -> None:
        """Bring the database to the present version; nothing is written to one that is not ours."""
        applied = refuse_later(self.db, migrations, path)
        if not applied and self.db.table_names():
            raise StoreError(f"{path}: is a database of something else; name another workspace")
        self._switch_to_wal()
        if migrations.pending(self.db):
            self.db.execute("PRAGMA foreign_keys = OFF")  # a table that is made anew must not take its children along
            with self.unit():
                migrations.apply(self.db)  # looks again what is pending: another process may have been first
                broken = self.db.execute("PRAGMA foreign_key_check").fetchone()
                if broken:
                    raise StoreError(f"{path}: a row of {broken[0]} refers to one that is missing; restore a copy")
            self.db.execute("PRAGMA foreign_keys = ON")
        for record in self.records:
            have = set(self.db.table(name_table(record)).columns_dict)
            missing = [column.name for column in list_columns(record) if column.name not in have]
            if missing:
                raise StoreError(
                    f"{path}: table {name_table(record)} lacks {', '.join(missing)}; rebuild the workspace"
                )

    def _switch_to_wal(self) -> None:
        """Give the database a write-ahead log; SQLite does not wait here for another process that does the same."""
        deadline = time.monotonic() + BUSY_MS / 1000
        while self.db.journal_mode != "wal":
            try:
                self.db.enable_wal()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; what is not committed is undone."""
        self.db.close()

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Hold one transaction: all that is put inside is stored together or not at all.

        The outermost one takes the right to write at once and waits for it: one that begins by reading could not wait
        any more when another process writes in between.

        Raises:
            StoreError: Another process kept the database locked, or a record refers to one that is not there.
        """
        try:
            if self.db.conn.in_transaction:
                with self.db.atomic():
                    yield
                return
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.conn.execute("COMMIT")
            finally:
                self.db.conn.rollback()  # does nothing after the commit
        except sqlite3.IntegrityError as error:
            raise StoreError(f"a record does not fit the database: {error}; run the stage before this one") from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise StoreError("the database is in use by another process; wait for it, then run again") from error
            raise

    def put(self, *records: Any) -> int:
        """Insert records, or replace those with the same id; return how many."""
        return self.put_all(records)

    def put_all(self, records: Iterable[Any]) -> int:
        """Insert many records, or replace those with the same id; return how many."""
        count = 0
        by_type: dict[type[Any], list[tuple[Any, ...]]] = {}
        for record in records:
            by_type.setdefault(type(record), []).append(_encode(record))
            count += 1
        for kind, rows in by_type.items():
            columns = tuple(column.name for column in list_columns(kind))
            self.db.conn.executemany(_write_upsert(name_table(kind), columns), rows)
        return count

    def get(self, record: type[R], id: str) -> R | None:
        """Return the record with this id, or None."""
        return next(self.iterate(record, '"id" = ?', (id,)), None)

    def iterate(
        self,
        record: type[R],
        where: str = "",
        params: Sequence[object] | Mapping[str, object] = (),
        order: str = '"rowid"',
    ) -> Iterator[R]:
        """Yield records, in order of insertion unless told otherwise.

        Args:
            record: The record class.
            where: SQL condition with placeholders; trusted text, never built from input.
            params: Values for the placeholders.
            order: SQL order.
        """
        sql = f'SELECT * FROM "{name_table(record)}"' + (f" WHERE {where}" if where else "") + f" ORDER BY {order}"
        cursor = self.db.conn.execute(sql, params)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield _decode(record, dict(zip(names, row, strict=True)))

    def count(self, record: type[Any], where: str = "", params: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Return how many records there are, or how many fulfil a condition."""
        sql = f'SELECT count(*) FROM "{name_table(record)}"' + (f" WHERE {where}" if where else "")
        return int(self.db.conn.execute(sql, params).fetchone()[0])

    def delete(self, record: type[Any], where: str, params: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Delete the records that fulfil a condition; return how many."""
        return self.db.conn.execute(f'DELETE FROM "{name_table(record)}" WHERE {where}', params).rowcount

    def update_terms(self, stem: Callable[[str], str]) -> int:
        """Bring the words of the search table up to date: each with its stem and in how many passages it occurs.

        Words that occur no longer stay until the next full count finds them gone; nothing is lost by it.

        Args:
            stem: Gives the stem of a word.

        Returns:
            How many words are new.
        """
        with self.unit():
            connection = self.db.conn
            fresh = connection.execute(
                'SELECT "term", "doc" FROM "passage_terms" WHERE "term" NOT IN (SELECT "word" FROM "term")'
            ).fetchall()
            first = connection.execute('SELECT coalesce(max("id"), 0) FROM "term"').fetchone()[0] + 1
            rows = [(first + number, word, stem(word), count) for number, (word, count) in enumerate(fresh)]
            connection.executemany('INSERT INTO "term" ("id", "word", "stem", "passages") VALUES (?, ?, ?, ?)', rows)
            connection.executemany(
                'INSERT INTO "term_fts" ("rowid", "word") VALUES (?, ?)', [(row[0], row[1]) for row in rows]
            )
        return len(rows)

    def start_run(self, stage: str, settings_hash: str) -> Run:
        """Record that a stage begins, and return its run."""
        run = Run(id=str(uuid.uuid4()), stage=stage, version=__version__, settings_hash=settings_hash, started=now())
        with self.unit():
            self.put(run)
        return run

    def finish_run(
        self,
        run: Run,
        counts_in: Mapping[str, int],
        counts_out: Mapping[str, int],
        problems: Iterable[str] = (),
    ) -> Run:
        """Record that a stage ended, with what went in and out."""
        done = dataclasses.replace(
            run, ended=now(), counts_in=dict(counts_in), counts_out=dict(counts_out), problems=tuple(problems)
        )
        with self.unit():
            self.put(done)
        return done


def _find_remedy(error: sqlite3.DatabaseError) -> str:
    """Return what a user can do about a database that cannot be opened."""
    code = error.sqlite_errorcode & 0xFF  # the extended codes keep the primary one in the lowest byte
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "another process uses it: wait for it, then run again"
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return "make the file and its folder writable, or name another workspace"
    return "restore it from a copy or move it away"


def refuse_later(db: Database, migrations: Migrations, path: Path) -> set[str]:
    """Return the names of the migrations applied to a database; nothing is written to it.

    Raises:
        StoreError: One of them is unknown to this version of staving.
    """
    applied = {done.name for done in migrations.applied(db)}
    later = applied - {item.name for item in migrations._migrations}
    if later:
        raise StoreError(f"{path}: was made by a later version of staving ({min(later)}); install that version")
    return applied


@cache
def _write_upsert(table: str, columns: tuple[str, ...]) -> str:
    """Return the statement that inserts a row, or replaces the one with its id."""
    names = [f'"{name}"' for name in columns]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != '"id"')
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks}) ON CONFLICT ("id") DO UPDATE SET {changes}'


def _encode(record: Any) -> tuple[Any, ...]:
    """Return the values of a record in the order of its columns, as SQLite holds them."""
    values = []
    for column in list_columns(type(record)):
        value = getattr(record, column.name)
        if value is not None:
            if column.holds in {"json", "tuple"}:
                value = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
            elif column.holds == "datetime":
                value = value.isoformat()
            elif column.holds == "bool":
                value = int(value)
            elif isinstance(value, StrEnum):
                value = value.value
        values.append(value)
    return tuple(values)


def _decode(record: type[R], row: dict[str, Any]) -> R:
    for column in list_columns(record):
        value = row[column.name]
        if value is None:
            continue
        if column.holds == "json":
            row[column.name] = json.loads(value)
        elif column.holds == "tuple":
            row[column.name] = _freeze(json.loads(value))
        elif column.holds == "bool":
            row[column.name] = bool(value)
        elif column.holds == "datetime":
            row[column.name] = datetime.fromisoformat(value)
    names = {column.name for column in list_columns(record)}
    return record(**{name: value for name, value in row.items() if name in names})


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
