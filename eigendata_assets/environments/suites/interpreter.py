"""A behaviour carried out on tables, step by step: what a call must give, whatever code implements it.

It shares nothing with the code generator but the spec as read, so that a fault of the one is seen by the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.suites import Changes, Tables
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate, matching, render
from eigendata_assets.databases.expressions.nodes import Expression
from eigendata_assets.environments.behaviour.steps import (
    Behaviour,
    Delete,
    Each,
    Find,
    ForEach,
    Get,
    Insert,
    Let,
    Order,
    Parts,
    Require,
    Result,
    Setting,
    Step,
    Update,
)
from eigendata_assets.environments.suites.watching import UNWATCHED, Watch

Row = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gives: a value, or the message of an error; and the rows that are others afterwards.

    `undefined` says why the behaviour has no meaning here: an expression without a value. `reached` counts the steps
    that were begun, with one for what is returned; `failed` is the step that says that the call cannot be done.
    """

    value: Json = None
    error: str | None = None
    changes: Changes = field(default_factory=dict)
    undefined: str | None = None
    reached: int = field(default=0, compare=False)
    failed: Step | None = field(default=None, compare=False)


class _Failed(Exception):
    """A step says that the call cannot be done."""

    def __init__(self, message: str, step: Step) -> None:
        super().__init__(message)
        self.step = step


def interpret(
    domain: DomainSpec, behaviour: Behaviour, arguments: Mapping[str, Json], tables: Tables,
    *, keeps: bool = False, watch: Watch = UNWATCHED,
) -> Outcome:  # fmt: skip
    """What a call with valid arguments gives; `tables` are afterwards as before.

    With `keeps`, what was changed before a failure stays, which no behaviour means.
    """
    run = _Run(domain, tables, watch)
    value: Json = None
    error = undefined = failing = None
    try:
        scope = run.scope(arguments)
        for step in behaviour.steps:
            run.reached += 1
            run.do(step, scope)
        run.reached += 1
        value = run.given(behaviour.returns, scope)
    except _Failed as failed:
        error, failing = str(failed), failed.step
    except (ExpressionError, KeyError, TypeError, ValueError) as problem:
        undefined = f"{type(problem).__name__}: {problem}"
    changes = run.changes()
    run.undo()
    return Outcome(value, error, changes if error is None or keeps else {}, undefined, run.reached, failing)


class _Run:
    def __init__(self, domain: DomainSpec, tables: Tables, watch: Watch) -> None:
        self._domain, self._watch = domain, watch
        self._value = evaluate if watch is UNWATCHED else self._watched
        self._tables = dict(tables)
        if len(tables) < len(domain.tables):
            self._tables = {name: tables.get(name, {}) for name in domain.tables}
        self._own: set[str] = set()
        self.reached = 0
        self._owners: dict[int, str] = {}
        self._journal: dict[tuple[str, str], tuple[Row | None, Row | None]] = {}

    def scope(self, arguments: Mapping[str, Json]) -> Scope:
        names = {**arguments, "args": dict(arguments)}
        return Scope(self._tables, self._domain.now, names, self._new_key)

    def do(self, step: Step, scope: Scope) -> None:
        """The step is done; what it binds is among the names of the scope."""
        match step:
            case Get():
                scope.names[step.name] = self._got(step, scope)
            case Find():
                scope.names[step.name] = self._find(step, scope)
            case Require():
                holds = bool(self._value(step.condition, scope))
                self._watch.branch(step, holds)
                if not holds:
                    raise _Failed(render(step.otherwise, scope), step)
            case Let():
                scope.names[step.name] = self._value(step.value, scope)
            case Insert():
                scope.names[step.name] = self._insert(step, scope)
            case _:
                self._effect(step, scope)

    def given(self, result: Result, scope: Scope) -> Json:
        """What is returned, which shares nothing with the tables."""
        if isinstance(result, Parts):
            return {part.name: self.given(part.value, scope) for part in result.parts}
        if isinstance(result, Each):
            items = self._value(result.items, scope)
            return [self.given(result.give, _with(scope, result.name, item)) for item in items]
        return copied(self._value(result.of, scope))

    def changes(self) -> Changes:
        found: Changes = {}
        for (table, key), (_, before) in self._journal.items():
            after = self._tables[table].get(key)
            if after != before:
                found.setdefault(table, {})[key] = None if after is None else dict(after)
        return found

    def undo(self) -> None:
        for row, before in self._journal.values():
            if row is not None and before is not None:
                row.clear()
                row.update(before)

    def _watched(self, expression: Expression, scope: Scope) -> Json:
        self._watch.expression(expression, scope)
        return evaluate(expression, scope)

    def _got(self, step: Get, scope: Scope) -> Row:
        row = self._tables[step.table].get(str(self._value(step.key, scope)))
        self._watch.found(step.table, [] if row is None else [row], [])
        self._watch.branch(step, row is not None)
        if row is None:
            raise _Failed(render(step.otherwise, scope), step)
        self._owners[id(row)] = step.table
        return row

    def _find(self, step: Find, scope: Scope) -> list[Row]:
        rows = self._tables[step.table].values()
        if step.where is not None and self._watch is not UNWATCHED:
            self._watch.condition(step.where, [scope.within(row) for row in rows])
        found = list(rows) if step.where is None else matching(step.table, step.where, scope)
        if self._watch is not UNWATCHED:
            inside = {id(row) for row in found}
            self._watch.found(step.table, found, [row for row in rows if id(row) not in inside])
        key = self._domain.tables[step.table].key
        found.sort(key=lambda row: row[key])
        for order in reversed(step.order):
            _sort(found, order, scope)
        limit = None if step.limit is None else self._value(step.limit, scope)
        self._owners.update({id(row): step.table for row in found})
        self._watch.branch(step, min(len(found), 3))
        return found[:limit]

    def _insert(self, step: Insert, scope: Scope) -> Row:
        table = self._domain.tables[step.table]
        given = {each.column: self._value(each.value, scope) for each in step.values}
        if table.key not in given:
            given[table.key] = self._new_key(step.table)
        row = {column: given.pop(column, None) for column in table.columns}
        if given:
            raise KeyError(f"{step.table} has no column {', '.join(given)}")
        key = str(row[table.key])
        if key in self._tables[step.table]:
            raise _Failed(f"{step.table} has {key} already", step)
        self._remember(step.table, key)
        self._changeable(step.table)[key] = row
        self._owners[id(row)] = step.table
        return row

    def _effect(self, step: Step, scope: Scope) -> None:
        if isinstance(step, ForEach):
            items = self._value(step.items, scope)
            self._watch.branch(step, min(len(items), 3))
            for item in items:
                inner = _with(scope, step.name, item)
                for each in step.do:
                    self.do(each, inner)
            return
        if not isinstance(step, Update | Delete):
            raise TypeError(f"no step: {step}")
        wanted = step.when is None or bool(self._value(step.when, scope))
        self._watch.branch(step, wanted)
        if wanted:
            self._change(step, scope)

    def _change(self, step: Update | Delete, scope: Scope) -> None:
        row = scope.names[step.name]
        table = self._owner(row)
        key = str(row[self._domain.tables[table].key])
        self._remember(table, key)
        if isinstance(step, Delete):
            del self._changeable(table)[key]
            return
        settings: tuple[Setting, ...] = step.changes
        values = {each.column: self._value(each.value, scope) for each in settings}
        unknown = values.keys() - row.keys()
        if unknown:
            raise KeyError(f"{table} has no column {', '.join(unknown)}")
        row.update(values)

    def _owner(self, row: Row) -> str:
        """The table that a row was read from, also where an expression found it."""
        known = self._owners.get(id(row))
        if known is not None:
            return known
        for name, rows in self._tables.items():
            if any(each is row for each in rows.values()):
                return name
        raise KeyError("no table has this row")

    def _remember(self, table: str, key: str) -> None:
        row = self._tables[table].get(key)
        self._journal.setdefault((table, key), (row, None if row is None else dict(row)))

    def _changeable(self, table: str) -> dict[str, Row]:
        """The rows of a table, of which some come or go: a copy, made once."""
        if table not in self._own:
            self._own.add(table)
            self._tables[table] = dict(self._tables[table])
        return self._tables[table]

    def _new_key(self, table: str) -> Json:
        key = self._domain.tables[table].columns[self._domain.tables[table].key]
        if not isinstance(key.draw, SequenceDraw):
            return max((int(each) for each in self._tables[table]), default=0) + 1
        before, after = re.split(r"\{n[^{}]*\}", key.draw.sequence)
        shape = re.compile(f"{re.escape(before)}([0-9]+){re.escape(after)}")
        taken = [int(match[1]) for match in map(shape.fullmatch, self._tables[table]) if match]
        number = max(taken, default=key.draw.start - 1) + 1
        return number if key.type == "integer" else key.draw.sequence.format(n=number)


def _with(scope: Scope, name: str, value: Json) -> Scope:
    return Scope(scope.tables, scope.now, {**scope.names, name: value}, scope.new_key)


def copied(value: Json) -> Json:
    """The same value, sharing nothing that can change."""
    if isinstance(value, dict):
        return {name: copied(each) if isinstance(each, dict | list) else each for name, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value


def _sort(rows: list[Row], order: Order, scope: Scope) -> None:
    inner = scope.within({})

    def place(row: Row) -> tuple[bool, Json]:
        inner.row = row
        value = evaluate(order.by, inner)
        return (value is None, 0 if value is None else value)

    rows.sort(key=place, reverse=order.descending)
