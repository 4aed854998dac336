"""The database while it is made: SQLite in memory, without constraints, rows numbered from 1 in the order of making."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.to_sql import SqlScope, condition_sql, quoted, register, row_sql, to_sql
from eigendata_assets.databases.expressions.value_types import row_scope

SQL_TYPES = {
    "text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT", "datetime": "TEXT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkingDatabase:
    """Tables of a spec in memory; booleans are 0 and 1."""

    spec: DomainSpec
    connection: sqlite3.Connection

    def insert(self, table: str, columns: Mapping[str, Sequence[Json]]) -> None:
        """The table holds these rows, given by column; its references are indexed."""
        names = ", ".join(map(quoted, columns))
        marks = ", ".join("?" * len(columns))
        rows = zip(*columns.values(), strict=True)
        self.connection.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)
        found = self.spec.tables[table]
        for name, column in found.columns.items():
            if column.references or name == found.key:
                self.connection.execute(f"CREATE INDEX {quoted(f'{table}_{name}')} ON {quoted(table)} ({quoted(name)})")

    def set(self, table: str, column: str, values: Iterable[tuple[Json, int]]) -> None:
        """A column has these values, each with the number of its row."""
        self.connection.executemany(f"UPDATE {quoted(table)} SET {quoted(column)} = ? WHERE rowid = ?", values)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.ask(f"SELECT count(*) FROM {quoted(table)}")[0][0])

    def ask(self, sql: str) -> list[tuple[Json, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()

    def scope(self, table: str) -> SqlScope:
        """The scope of a row of a table that the statement calls `me`."""
        return row_sql(row_scope(self.spec.tables, table), table, self.spec.now)

    def column(self, table: str, column: str) -> list[Json]:
        """All values of a column, by row number."""
        return [value for (value,) in self.ask(f"SELECT {quoted(column)} FROM {quoted(table)} ORDER BY rowid")]

    def values(self, table: str, text: str, rows: Iterable[int] | None = None) -> list[tuple[int, Json]]:
        """Row number and value of an expression, for all rows of a table or some."""
        sql = to_sql(parse(text), self.scope(table))
        if rows is None:
            return self.ask(f"SELECT me.rowid, {sql} FROM {quoted(table)} AS me ORDER BY me.rowid")
        return self.ask(f"SELECT me.rowid, {sql} FROM {quoted(table)} AS me{within(rows)} ORDER BY me.rowid")

    def where(self, table: str, text: str, *, holds: bool = True) -> list[int]:
        """The numbers of the rows for which a condition holds, or for which it does not (or fails)."""
        sql = condition_sql(parse(text), self.scope(table))
        word = "IS TRUE" if holds else "IS NOT TRUE"
        return [
            number
            for (number,) in self.ask(
                f"SELECT me.rowid FROM {quoted(table)} AS me WHERE ({sql}) {word} ORDER BY me.rowid"
            )
        ]


def within(rows: Iterable[int]) -> str:
    """A WHERE clause for some row numbers of `me`."""
    return f" WHERE me.rowid IN ({', '.join(map(str, sorted(rows)))})"


def open_working(spec: DomainSpec) -> WorkingDatabase:
    """The tables of a spec, empty."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    register(connection)
    for name, table in spec.tables.items():
        columns = ", ".join(f"{quoted(each)} {SQL_TYPES[column.type]}" for each, column in table.columns.items())
        connection.execute(f"CREATE TABLE {quoted(name)} ({columns})")
    return WorkingDatabase(spec, connection)
