"""Targeted regeneration (paper 3.2.4): only the records that break a statement are drawn again, round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.consistency import Redrawn
from eigendata_assets.artifacts.spec.draws import ComputedDraw, PerParent, SequenceDraw
from eigendata_assets.databases.capacities import capacity
from eigendata_assets.databases.consistency import Broken, broken
from eigendata_assets.databases.constraints import Constraint, constraints
from eigendata_assets.databases.expressions.nodes import Aggregate
from eigendata_assets.databases.expressions.reads import Read, reads
from eigendata_assets.databases.expressions.to_sql import condition_sql, quoted
from eigendata_assets.databases.expressions.walk import aggregates
from eigendata_assets.databases.moving import moves
from eigendata_assets.databases.pins import pinned_keys, pinned_rows
from eigendata_assets.databases.population import Population, draw_column, set_column
from eigendata_assets.databases.schedule import computed_reads, set_late, set_reads

ROUNDS = 200


@dataclass(slots=True)
class Repaired:
    """How often was drawn again, what, and what is broken still."""

    rounds: int = 0
    redrawn: list[Redrawn] = field(default_factory=list)
    broken: tuple[Broken, ...] = ()


def repair(population: Population, rounds: int = ROUNDS) -> Repaired:
    """The population with no broken statement, or with those that `rounds` rounds could not mend.

    In the end every statement is looked at in every row: that only some rows can have changed is not trusted.
    """
    said = tuple(constraints(population.spec.tables))
    found = Repaired(broken=broken(population.working, dict.fromkeys(said), population.edges))
    mending = bool(found.broken)
    while mending:
        _mend(population, found, said, rounds)
        stuck = bool(found.broken)
        found.broken = broken(population.working, dict.fromkeys(said), population.edges)
        mending = bool(found.broken) and not stuck
    return found


def _mend(population: Population, found: Repaired, said: Sequence[Constraint], rounds: int) -> None:
    while found.broken and found.rounds < rounds:
        found.rounds += 1
        changed = _round(population, found)
        if not changed:
            break
        affected = recompute(population, changed)
        before = {each.constraint: each.rows for each in found.broken}
        looked_at = {
            each: _rows_to_look_at(each, affected, before.get(each, ()), population)
            for each in said
            if each in before or _touched(each, affected, population)
        }
        found.broken = broken(population.working, looked_at, population.edges)


def _rows_to_look_at(
    said: Constraint, affected: Mapping[Read, set[int]], before: Sequence[int], population: Population
) -> set[int] | None:
    """The rows for which a statement may hold now and did not before, or the other way round; None: any row."""
    if said.condition is None:
        return None
    read = reads(said.condition, population.spec.tables, said.table)
    causes = [each for each in read if each in affected]
    if (said.table, None) in read or any(each[0] != said.table for each in causes):
        return None
    return set(before).union(*(affected[each] for each in causes))


def recompute(population: Population, changed: Mapping[Read, set[int]]) -> dict[Read, set[int]]:
    """Every column computed from what has changed has its value again; gives the rows in which each has changed."""
    tables = population.spec.tables
    known: dict[Read, set[int]] = dict(changed)
    for table, column in population.order.steps:
        if column is None or not set_late(table, column, tables, frozenset()):
            continue
        read = computed_reads(table, tables[table].columns[column], tables) | set_reads(table, column, tables)
        causes = [each for each in read if each in known]
        if not causes:
            continue
        own = all(each[0] == table for each in causes) and (table, None) not in read
        rows = sorted(set[int]().union(*(known[each] for each in causes))) if own else None
        others = set_column(population, table, column, rows, again=True)
        if others:
            known[table, column] = known.get((table, column), set()) | others
    return known


def _touched(said: Constraint, affected: Mapping[Read, object], population: Population) -> bool:
    if said.condition is None:
        return any((said.table, each) in affected for each in said.columns)
    return any(each in affected for each in reads(said.condition, population.spec.tables, said.table))


def _round(population: Population, found: Repaired) -> dict[Read, set[int]]:
    changed: dict[Read, set[int]] = {}
    for each in found.broken:
        random = population.stream("again", found.rounds, *each.constraint.path)
        done = _moved(population, each, random.random) or _drawn_again(population, each, found.rounds, random.random)
        for (table, column), rows in done.items():
            changed.setdefault((table, column), set()).update(rows)
        for table in dict.fromkeys(table for table, _ in done):
            columns = tuple(sorted(str(column) for owner, column in done if owner == table))
            rows = set[int]().union(*(rows for (owner, _), rows in done.items() if owner == table))
            because = each.constraint.path
            found.redrawn.append(
                Redrawn(round=found.rounds, table=table, columns=columns, records=len(rows), because=because)
            )
    return changed


def _moved(population: Population, found: Broken, random: np.random.Generator) -> dict[Read, set[int]]:
    said = found.constraint
    limit = capacity(said.condition, said.table, population.spec.tables)
    if limit is None:
        return {}
    fixed = pinned_rows(population, limit.used.table, limit.link)
    kept = pinned_keys(population, limit.used.table, limit.link)
    move = moves(population, said.table, limit, fixed, kept, random)
    population.working.set(move.table, move.column, [(value, row) for row, value in move.values.items()])
    return {(move.table, move.column): set(move.values)} if move.values else {}


def _drawn_again(
    population: Population, found: Broken, number: int, random: np.random.Generator
) -> dict[Read, set[int]]:
    """The columns on which the statement depends are drawn again, in its rows or in the rows that it counts."""
    own = _drawn_columns(population, found.constraint)
    counted = _counted_rows(population, found)
    if counted and (number % 2 or not own):
        plan = counted
    else:
        chosen = list(found.rows)
        if any(each.table == found.constraint.table for each in _aggregates(found.constraint)) and len(chosen) > 1:
            chosen = [row for row in chosen if random.random() < 0.5] or chosen[:1]  # both of a pair would be drawn
        plan = {(found.constraint.table, column): set(chosen) for column in own}
    done: dict[Read, set[int]] = {}
    for (table, column), rows in plan.items():
        free = sorted(rows - pinned_rows(population, table, str(column)))
        if free:
            redraw(population, table, str(column), free, (number, *found.constraint.path))
            done[table, column] = set(free)
    return done


def redraw(population: Population, table: str, column: str, rows: Sequence[int], why: tuple[object, ...]) -> None:
    """A column is drawn again in some rows; what edge cases refer to keeps its number of references."""
    values: list[Json] = draw_column(population, table, column, len(rows), population.stream(table, column, *why))
    kept = pinned_keys(population, table, column)
    population.working.set(table, column, [(v, row) for v, row in zip(values, rows, strict=True) if v not in kept])


def _aggregates(said: Constraint) -> tuple[Aggregate, ...]:
    return () if said.condition is None else aggregates(said.condition)


def drawn(population: Population, table: str, column: str) -> bool:
    """Whether a column can be drawn again for a row: it is neither computed, nor numbered, nor says whose row it is."""
    found = population.table(table)
    fixed = isinstance(found.rows, PerParent) and found.rows.via == column
    return not fixed and not isinstance(found.columns[column].draw, ComputedDraw | SequenceDraw)


def _drawn_columns(population: Population, said: Constraint) -> list[str]:
    """The drawn columns of the row itself on which a statement depends, through computed ones too."""
    tables = population.spec.tables
    waiting = set(said.columns)
    if said.condition is not None:
        waiting = {str(column) for table, column in reads(said.condition, tables, said.table) if table == said.table}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        if name in tables[said.table].columns:
            read = computed_reads(said.table, tables[said.table].columns[name], tables)
            waiting |= {str(column) for table, column in read if table == said.table and column not in seen}
    return [each for each in tables[said.table].columns if each in seen and drawn(population, said.table, each)]


def _counted_rows(population: Population, found: Broken) -> dict[Read, set[int]]:
    """Rows of other tables that the statement counts or sums, by the drawn columns that decide it."""
    said, tables = found.constraint, population.spec.tables
    plan: dict[Read, set[int]] = {}
    for each in _aggregates(said):
        if each.table == said.table or each.where is None:
            continue
        scope = population.working.scope(said.table).within(each.table, "counted")
        rows = ", ".join(map(str, found.rows))
        sql = (
            f"SELECT DISTINCT counted.rowid FROM {quoted(said.table)} AS me, {quoted(each.table)} AS counted "
            f"WHERE me.rowid IN ({rows}) AND ({condition_sql(each.where, scope)})"
        )
        numbers = {row for (row,) in population.working.ask(sql)}
        for table, column in reads(each, tables, said.table):
            if table == each.table and column is not None and drawn(population, table, column):
                plan[table, column] = numbers
    return {key: rows for key, rows in plan.items() if rows}
