"""Representative queries (paper 3.2.4): each tool's look-ups, searches and requirements, asked with sample arguments.

A search that never finds anything, or a requirement that never holds, is a sign that the database cannot carry the
tool. Arguments are taken from the rows that parameters refer to, or from columns of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Find, Get, Let, Parameter, Require, Step, Tool
from eigendata_assets.artifacts.spec.consistency import ToolQueries
from eigendata_assets.databases.expressions.nodes import Call, Column, Compare, Expression, Name, Row
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.to_sql import SqlScope, condition_sql, literal, quoted, to_sql
from eigendata_assets.databases.expressions.types import typed
from eigendata_assets.databases.expressions.value_types import type_of_value
from eigendata_assets.databases.expressions.walk import walk
from eigendata_assets.databases.population import Population
from eigendata_assets.databases.tool_types import tool_scope
from eigendata_assets.errors import InputError

TRIES = 40
TRIES_WHEN_LARGE = 6
"""Each try reads whole tables; what the tools find does not change with the scale."""


@dataclass(slots=True)
class _Tally:
    found: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    not_asked: str = ""


def representative_queries(population: Population) -> Iterator[ToolQueries]:
    """What the reading steps of each tool gave, until a step that changes something or cannot be asked."""
    for name, tool in population.spec.tools.items():
        if tool.steps is not None:
            yield _ask(population, name, tool)


def _ask(population: Population, name: str, tool: Tool) -> ToolQueries:
    tally, random = _Tally(), population.stream("queries", name).random
    samples = {each: _sample(population, tool, each) for each in tool.parameters}
    tries = TRIES if population.scale == 1 else TRIES_WHEN_LARGE
    for _ in range(tries):
        arguments = _arguments(population, tool, samples, random)
        _try(population, tool, arguments, tally)
    found = {"found": tally.found, "held": tally.held, "reached": tally.reached}
    return ToolQueries(tool=name, tries=tries, not_asked=tally.not_asked, **found)


def query_remarks(asked: Iterable[ToolQueries]) -> Iterator[str]:
    """What a person should look at: searches that found nothing, requirements that never held or never failed."""
    for tool in asked:
        for step, times in tool.reached.items():
            if tool.found.get(step) == 0:
                yield f"{tool.tool}: {step} found nothing in {times} tries"
            if tool.held.get(step) == 0:
                yield f"{tool.tool}: {step} never held in {times} tries"


def _try(population: Population, tool: Tool, arguments: Mapping[str, Json], tally: _Tally) -> None:
    scope = SqlScope(tool_scope(tool, population.spec.tables), population.spec.now)
    for each, value in arguments.items():
        if not isinstance(value, list):
            values = {**scope.values, f"args.{each}": literal(value), each: literal(value)}
            scope = replace(scope, values=values)
    sources: list[str] = []
    for number, step in enumerate(tool.steps or ()):
        label = f"steps[{number}]"
        try:
            following = _step(population, step, scope, sources, tally, label)
        except InputError as error:
            tally.not_asked = tally.not_asked or f"{label}: {error.message}"
            return
        if following is None:
            return
        scope = following


def _step(
    population: Population, step: Step, scope: SqlScope, sources: list[str], tally: _Tally, label: str
) -> SqlScope | None:
    """The scope after a step that went well; None after one that fails the call, or that changes something."""
    match step:
        case Get():
            return _get(population, step, scope, sources, tally, label)
        case Find():
            inner = scope.within(step.table, "found")
            where = condition_sql(parse(step.where), inner)
            sql = (
                f"SELECT EXISTS (SELECT 1 FROM {', '.join([*sources, f'{quoted(step.table)} AS found'])} WHERE {where})"
            )
            _count(tally, label, tally.found, bool(population.working.ask(sql)[0][0]))
            return scope
        case Require():
            holds = _one(population, condition_sql(parse(step.require), scope), sources)
            _count(tally, label, tally.held, bool(holds))
            return scope if holds else None
        case Let():
            value = parse(step.be)
            if isinstance(value, Row):
                return _bound_row(population, step.let, value.table, value.key, scope, sources)
            found = _one(population, to_sql(value, scope), sources)
            return scope.giving(step.let, literal(found), typed(value, scope.types).type)
    tally.not_asked = tally.not_asked or f"{label}: changes the state"
    return None


def _bound_row(
    population: Population, name: str, table: str, key: Expression, scope: SqlScope, sources: list[str]
) -> SqlScope | None:
    """The scope in which a name stands for the row with a key; None where there is none."""
    sought = literal(_one(population, to_sql(key, scope), sources))
    row = f"SELECT * FROM {quoted(table)} WHERE {quoted(population.table(table).key)} = {sought}"
    if not population.working.ask(f"SELECT EXISTS ({row})")[0][0]:
        return None
    alias = f"got{len(sources)}"
    sources.append(f"({row}) AS {alias}")
    return scope.binding(name, table, alias)


def _get(
    population: Population, step: Get, scope: SqlScope, sources: list[str], tally: _Tally, label: str
) -> SqlScope | None:
    following = _bound_row(population, step.get, step.table, parse(step.key), scope, sources)
    _count(tally, label, tally.found, following is not None)
    return following


def _one(population: Population, sql: str, sources: list[str]) -> Json:
    source = f" FROM {', '.join(sources)}" if sources else ""
    rows = population.working.ask(f"SELECT {sql}{source}")
    return rows[0][0] if rows else None


def _count(tally: _Tally, label: str, counts: dict[str, int], good: bool) -> None:
    tally.reached[label] = tally.reached.get(label, 0) + 1
    counts[label] = counts.get(label, 0) + good


def _sample(population: Population, tool: Tool, name: str) -> list[Json]:
    """Values that a parameter can take; those of a column that it refers to, is compared with, or is called like."""
    parameter = tool.parameters[name]
    if parameter.enum:
        return list(parameter.enum)
    if parameter.type == "boolean":
        return [True, False]
    table, _, column = (parameter.references or "").partition(".")
    if table:
        return population.working.column(table, column or population.table(table).key)
    for owner, column in _compared_columns(population, tool, name):
        return [each for each in population.working.column(owner, column) if each is not None]
    for owner, found in population.spec.tables.items():
        if name in found.columns:
            return [each for each in population.working.column(owner, name) if each is not None]
    return list(_made_up(population, parameter))


def _compared_columns(population: Population, tool: Tool, name: str) -> Iterator[tuple[str, str]]:
    """Table and column of rows that are searched by this parameter."""
    given = (Name(name), Column(Name("args"), name))
    for step in tool.steps or ():
        for node in walk(parse(step.where)) if isinstance(step, Find) else ():
            match node:
                case Call("contains" | "starts_with", (Name(column), value)) | Compare("==", Name(column), value):
                    known = population.table(getattr(step, "table", "")).columns
                    if value in given and column in known:
                        yield getattr(step, "table", ""), column


def _made_up(population: Population, parameter: Parameter) -> Iterator[Json]:
    if parameter.type in ("integer", "number"):
        low = int(parameter.minimum if parameter.minimum is not None else 1)
        high = int(parameter.maximum if parameter.maximum is not None else low + 5)
        yield from range(low, max(low, high) + 1)
    elif parameter.format:
        end = 10 if parameter.format == "date" else None
        for owner, found in population.spec.tables.items():
            for each, column in found.columns.items():
                if column.type in ("date", "datetime"):
                    yield from (v[:end] for v in population.working.column(owner, each)[:20] if v is not None)
    elif type_of_value(parameter.default).kind == "text":
        yield parameter.default


def _arguments(
    population: Population, tool: Tool, samples: Mapping[str, list[Json]], random: np.random.Generator
) -> dict[str, Json]:
    """One sample; where a parameter refers to a row, others of the names of its columns mostly agree with it."""
    chosen: dict[str, Json] = {}
    agreed: dict[str, Json] = {}
    for name, parameter in tool.parameters.items():
        values = samples[name]
        value = values[int(random.integers(len(values)))] if values else parameter.default
        if name in agreed and random.random() < 0.7:
            value = agreed[name]
        if not parameter.required and random.random() < 0.5:
            value = parameter.default
        chosen[name] = [value] if parameter.type == "array" else value
        table, _, column = (parameter.references or "").partition(".")
        if table and column in ("", population.table(table).key):
            agreed = {**_row(population, table, value), **agreed}
    return chosen


def _row(population: Population, table: str, key: Json) -> dict[str, Json]:
    own, columns = quoted(population.table(table).key), ", ".join(map(quoted, population.table(table).columns))
    rows = population.working.ask(f"SELECT {columns} FROM {quoted(table)} WHERE {own} = {literal(key)}")
    return dict(zip(population.table(table).columns, rows[0], strict=True)) if rows else {}
