"""The shipped domains held against SQL that was written by hand; nothing here knows our expression language.

`sentences/NAME.sql` has a sentence for everything that must hold, and below it a statement that selects what breaks it.
`damages/NAME.sql` has a change for each sentence that breaks it, so that no sentence holds for nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DOMAINS = ("airline", "hotel_chain", "library")
CLOCK = {"now": "2025-06-02T09:00:00"}

State = Mapping[str, Mapping[str, Mapping[str, Any]]]


def statements(kind: str, domain: str) -> dict[str, str]:
    """Sentence to statement, of `sentences` or `damages`."""
    found: dict[str, str] = {}
    for paragraph in (FOLDER / kind / f"{domain}.sql").read_text().split("\n\n"):
        sentence, _, statement = paragraph.partition("\n")
        if statement:
            found[sentence.removeprefix("-- ")] = statement.strip().removesuffix(";")
    return found


def broken(connection: sqlite3.Connection, domain: str) -> dict[str, list[Any]]:
    """The sentences that do not hold, with the keys of up to ten rows that break them."""
    found = {}
    for sentence, statement in statements("sentences", domain).items():
        if rows := connection.execute(statement, CLOCK).fetchmany(10):
            found[sentence] = [row[0] for row in rows]
    return found


def damage(connection: sqlite3.Connection, domain: str, sentence: str) -> int:
    """The number of rows that were changed so that a sentence no longer holds."""
    return connection.execute(statements("damages", domain)[sentence], CLOCK).rowcount


@contextmanager
def copied(database: Path) -> Iterator[sqlite3.Connection]:
    """The tables of a database file in memory, without their constraints: to read and to damage."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("ATTACH DATABASE ? AS file", (str(database),))
        for (table,) in memory.execute("SELECT name FROM file.sqlite_schema WHERE type = 'table'").fetchall():
            memory.execute(f"CREATE TABLE {table} AS SELECT * FROM file.{table}")
        memory.commit()
        memory.execute("DETACH DATABASE file")
        yield memory


@contextmanager
def loaded(columns: Mapping[str, tuple[str, ...]], state: State) -> Iterator[sqlite3.Connection]:
    """A state of an environment as tables in memory; a row that lacks a column or has another one is a KeyError."""
    with closing(sqlite3.connect(":memory:")) as memory:
        for table, names in columns.items():
            memory.execute(f"CREATE TABLE {table} ({', '.join(names)})")
            memory.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", _rows(names, state[table])
            )
        yield memory


def _rows(names: tuple[str, ...], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for key, row in rows.items():
        if set(row) != set(names) or str(row[names[0]]) != key:
            raise KeyError(f"{key}: {row}")
        yield tuple(row[name] for name in names)
