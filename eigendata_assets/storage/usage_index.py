"""Which trajectory uses which function, which shard holds it, and what was planned for each shard; in SQLite.

A shard's part is written anew only where its rows are others than at the last plan. A changed schema therefore costs
one row for each shard that it makes stale, however many trajectories there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import replaced

VERSION = 2
_TABLES = """\
CREATE TABLE shards (shard TEXT PRIMARY KEY, position INTEGER, rows INTEGER, stamp TEXT, version TEXT,
                     stale INTEGER, open INTEGER, trajectories TEXT) WITHOUT ROWID;
CREATE TABLE uses (function TEXT, shard TEXT, trajectories TEXT, PRIMARY KEY (function, shard)) WITHOUT ROWID;
CREATE INDEX uses_by_shard ON uses (shard);
CREATE TABLE dependencies (key TEXT PRIMARY KEY, digest TEXT, is_schema INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class IndexedShard:
    """One shard as planned: how many rows it has, how many of them are out of date, and how many need a model.

    `version` is the hash over the fingerprints that its rows should have, `stamp` tells whether the rows are those
    that were indexed.
    """

    shard: str
    rows: int
    stamp: str
    version: str
    stale: int
    open: int


@dataclass(frozen=True, slots=True)
class ShardUses:
    """The rows of one shard: their ids, and for each function the ids of those that use it."""

    shard: str
    trajectories: Sequence[str]
    uses: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class UsageIndex:
    """The index in one file."""

    path: Path

    def write(
        self,
        shards: Sequence[IndexedShard],
        renewed: Iterable[ShardUses],
        digests: Mapping[str, str],
        schemas: Iterable[str],
    ) -> None:
        """The index has these shards in this order; only the uses of `renewed` ones are written anew.

        `digests` maps each dependency to what it is now, `schemas` are the keys of the tools with a schema.
        """
        if not self.is_current():
            with replaced(self.path) as temporary:
                _create(temporary)
        described = set(schemas)
        with self._open() as database, database.conn as connection:
            known = {name for (name,) in connection.execute("SELECT shard FROM shards")}
            for gone in known - {each.shard for each in shards}:
                connection.execute("DELETE FROM shards WHERE shard = ?", [gone])
                connection.execute("DELETE FROM uses WHERE shard = ?", [gone])
            connection.executemany(
                "INSERT INTO shards VALUES (?, ?, ?, ?, ?, ?, ?, '[]') ON CONFLICT (shard) DO UPDATE SET"
                " position = excluded.position, rows = excluded.rows, stamp = excluded.stamp,"
                " version = excluded.version, stale = excluded.stale, open = excluded.open",
                ((s.shard, place, s.rows, s.stamp, s.version, s.stale, s.open) for place, s in enumerate(shards)),
            )
            for each in renewed:
                _write_uses(connection, each)
            connection.execute("DELETE FROM dependencies")
            rows = ((key, digest, key in described) for key, digest in digests.items())
            connection.executemany("INSERT INTO dependencies VALUES (?, ?, ?)", rows)

    def update(self, shards: Iterable[tuple[IndexedShard, ShardUses]]) -> None:
        """These shards, which the index has already, are as given."""
        with self._open() as database, database.conn as connection:
            for shard, uses in shards:
                connection.execute(
                    "UPDATE shards SET rows = ?, stamp = ?, version = ?, stale = ?, open = ? WHERE shard = ?",
                    [shard.rows, shard.stamp, shard.version, shard.stale, shard.open, shard.shard],
                )
                _write_uses(connection, uses)

    def shards(self) -> tuple[IndexedShard, ...]:
        """The shards in their order; none where nothing was planned."""
        if not self.is_current():
            return ()
        query = "SELECT shard, rows, stamp, version, stale, open FROM shards ORDER BY position"
        return tuple(IndexedShard(*row) for row in self._query(query))

    def trajectories(self) -> dict[str, str]:
        """Trajectory id to its shard, in order."""
        rows = self._query("SELECT shard, trajectories FROM shards ORDER BY position")
        return {name: shard for shard, names in rows for name in json.loads(names)}

    def users_of(self, function: str) -> tuple[str, ...]:
        """The trajectories that use a function, in order."""
        query = "SELECT uses.trajectories FROM uses JOIN shards USING (shard) WHERE function = ? ORDER BY position"
        return tuple(name for (names,) in self._query(query, [function]) for name in json.loads(names))

    def functions(self) -> dict[str, list[str]]:
        """Function to the shards in which some row uses it."""
        found: dict[str, list[str]] = {}
        for function, shard in self._query(
            "SELECT function, shard FROM uses JOIN shards USING (shard) ORDER BY position"
        ):
            found.setdefault(function, []).append(shard)
        return found

    def digests(self) -> dict[str, str]:
        """Every dependency with what it was when the plan was made."""
        return dict(self._query("SELECT key, digest FROM dependencies")) if self.is_current() else {}

    def schemas(self) -> frozenset[str]:
        """The keys of the tools that had a schema when the plan was made."""
        if not self.is_current():
            return frozenset()
        return frozenset(key for (key,) in self._query("SELECT key FROM dependencies WHERE is_schema"))

    def _query(self, query: str, parameters: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            hint = "Import or materialize the domain first."
            raise InputError("it is not there", where=(str(self.path),), hint=hint)
        with self._open() as database:
            try:
                return list(database.execute(query, parameters))
            except sqlite3.DatabaseError as error:
                hint = "Remove the file; `eigendata refresh` makes it again."
                raise InputError(
                    f"not a plan that this version reads: {error}", where=(str(self.path),), hint=hint
                ) from None

    def is_current(self) -> bool:
        """Whether there is an index that this version reads; another one is as good as none."""
        if not self.path.exists():
            return False
        with self._open() as database:
            try:
                return bool(database.conn.execute("PRAGMA user_version").fetchone()[0] == VERSION)
            except sqlite3.DatabaseError:
                return False

    @contextmanager
    def _open(self) -> Iterator[Database]:
        database = Database(self.path)
        try:
            yield database
        finally:
            database.close()


def _create(path: Path) -> None:
    database = Database(path)
    database.executescript(f"{_TABLES}PRAGMA user_version = {VERSION};")
    database.close()


def _write_uses(connection: sqlite3.Connection, each: ShardUses) -> None:
    ids = json.dumps(list(each.trajectories))
    connection.execute("UPDATE shards SET trajectories = ? WHERE shard = ?", [ids, each.shard])
    connection.execute("DELETE FROM uses WHERE shard = ?", [each.shard])
    rows = ((function, each.shard, json.dumps(list(names))) for function, names in each.uses.items())
    connection.executemany("INSERT INTO uses VALUES (?, ?, ?)", rows)
