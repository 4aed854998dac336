"""ConsistencyVerificationAgent (paper 3.2.4): which records break which statement of the spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.consistency import Violation
from eigendata_assets.artifacts.spec.draws import PerParent
from eigendata_assets.databases.constraints import Constraint
from eigendata_assets.databases.edge_rows import EdgeRows, counts_of_children
from eigendata_assets.databases.expressions.to_sql import condition_sql, literal, quoted
from eigendata_assets.databases.working import WorkingDatabase, within

KEYS_SHOWN = 5

Rows = Iterable[int] | None
"""Some rows of a table, or all."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A statement and the numbers of the rows that break it (of the parents, where it is about children)."""

    constraint: Constraint
    rows: tuple[int, ...]


def broken(working: WorkingDatabase, said: Mapping[Constraint, Rows], edges: EdgeRows) -> tuple[Broken, ...]:
    """The statements that do not hold, each with its rows; of a condition only those rows are looked at that it has."""
    found = ((constraint, offenders(working, constraint, edges, rows)) for constraint, rows in said.items())
    return tuple(Broken(constraint, rows) for constraint, rows in found if rows)


def offenders(working: WorkingDatabase, said: Constraint, edges: EdgeRows, rows: Rows = None) -> tuple[int, ...]:
    """The numbers of the rows that break a statement, among some rows where it is a condition over a row."""
    table = quoted(said.table)
    if said.kind == "children":
        return _wrong_numbers_of_children(working, said, edges)
    if said.kind == "condition" and said.condition is not None:
        holds = condition_sql(said.condition, working.scope(said.table))
        among = "" if rows is None else f"{within(rows)} AND"
        sql = f"SELECT me.rowid FROM {table} AS me{among or ' WHERE'} ({holds}) IS NOT TRUE"
    elif said.kind == "unique":
        columns = ", ".join(map(quoted, said.columns))
        present = " AND ".join(f"{quoted(each)} IS NOT NULL" for each in said.columns)
        numbered = f"SELECT rowid AS n, row_number() OVER (PARTITION BY {columns} ORDER BY rowid) AS nth FROM {table}"
        sql = f"SELECT n FROM ({numbered} WHERE {present}) WHERE nth > 1"
    elif said.kind == "reference":
        sql = _dangling(working, said)
    else:
        column = working.spec.tables[said.table].columns[said.columns[0]]
        form = re.compile(str(column.pattern))
        values = working.column(said.table, said.columns[0])
        return tuple(row for row, value in enumerate(values, 1) if value is not None and not form.search(value))
    return tuple(row for (row,) in working.ask(f"{sql} ORDER BY 1"))


def violation(working: WorkingDatabase, found: Broken) -> Violation:
    """What a person reads of it."""
    said = found.constraint
    via = working.spec.tables[said.table].rows
    table = via.per if said.kind == "children" and isinstance(via, PerParent) else said.table
    shown = ", ".join(map(str, found.rows[:KEYS_SHOWN]))
    key = quoted(working.spec.tables[table].key)
    keys = working.ask(f"SELECT {key} FROM {quoted(table)} WHERE rowid IN ({shown}) ORDER BY rowid")
    return Violation(
        path=said.path, statement=said.statement, table=table, records=len(found.rows), keys=tuple(k for (k,) in keys)
    )


def _dangling(working: WorkingDatabase, said: Constraint) -> str:
    (name,) = said.columns
    other = str(working.spec.tables[said.table].columns[name].references)
    key = quoted(working.spec.tables[other].key)
    known = f"SELECT 1 FROM {quoted(other)} AS other WHERE other.{key} = me.{quoted(name)}"
    present = f"me.{quoted(name)} IS NOT NULL"
    return f"SELECT me.rowid FROM {quoted(said.table)} AS me WHERE {present} AND NOT EXISTS ({known})"


def _wrong_numbers_of_children(working: WorkingDatabase, said: Constraint, edges: EdgeRows) -> tuple[int, ...]:
    rows = working.spec.tables[said.table].rows
    if not isinstance(rows, PerParent):
        return ()
    parent = working.spec.tables[rows.per]
    key, via = quoted(parent.key), quoted(rows.via)
    number = f"(SELECT count(*) FROM {quoted(said.table)} AS c WHERE c.{via} = me.{key})"
    range_ = f"{literal(rows.least)} AND {literal(rows.most)}"
    sql = f"SELECT me.rowid FROM {quoted(rows.per)} AS me WHERE {number} NOT BETWEEN {range_} ORDER BY 1"
    meant = {row for row, _ in counts_of_children(edges, rows.per, parent, said.table)}
    return tuple(row for (row,) in working.ask(sql) if row not in meant)
