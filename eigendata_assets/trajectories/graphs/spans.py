"""Parameters that count days from a day on, read from behaviours: a user can say the day that they lead to instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import Call, Column, Expression, Name, Unary
from eigendata_assets.environments.behaviour.steps import Behaviour, Get, Insert, Let, Setting, Step, Update, all_steps
from eigendata_assets.trajectories.graphs.requirements import parameter_in


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter with the day from which its days are counted, onward or back, and what people call the other end.

    The first day is the argument `start`, or, where `table` is not empty, its column `start` in the row whose key is
    the argument `key`.
    """

    parameter: str
    start: str
    sign: Literal[1, -1]
    end: str
    called: Parameter
    table: str = ""
    key: str = ""


def spans_of(domain: DomainSpec, behaviour: Behaviour) -> tuple[Span, ...]:
    """The spans of a tool: those whose end is a column, under its description; each parameter once."""
    steps = all_steps(behaviour.steps)
    rows = {each.name: (each.table, parameter_in(each.key)) for each in steps if isinstance(each, Get)}
    named = {each.name: each.value for each in steps if isinstance(each, Let)}
    found: dict[str, Span] = {}
    for table, is_new, setting in _settings(steps, rows):
        value = named.get(setting.value.name) if isinstance(setting.value, Name) else setting.value
        column = domain.tables[table].columns[setting.column]
        called = Parameter(type="string", description=column.description)
        match value:
            case Call("add_days", (start, count)) if name := parameter_in(_positive(count)):
                sign: Literal[1, -1] = 1 if count == _positive(count) else -1
                where = _start(start, rows)
                if where is not None:
                    if not is_new:
                        called = called.model_copy(update={"description": _again(column.description)})
                    found.setdefault(name, Span(name, where[0], sign, setting.column, called, *where[1:]))
    return tuple(found.values())


def _settings(steps: tuple[Step, ...], rows: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, bool, Setting]]:
    """What columns are set to, with the table, and whether in a new row."""
    for step in steps:
        if isinstance(step, Insert):
            yield from ((step.table, True, each) for each in step.values)
        elif isinstance(step, Update) and step.name in rows:
            yield from ((rows[step.name][0], False, each) for each in step.changes)


def _positive(count: Expression) -> Expression:
    return count.operand if isinstance(count, Unary) and count.operator == "-" else count


def _start(start: Expression, rows: Mapping[str, tuple[str, str]]) -> tuple[str, str, str] | None:
    """The argument, or the column, its table and the argument that is the row's key."""
    if name := parameter_in(start):
        return name, "", ""
    match start:
        case Column(Name(row), column) if rows.get(row, ("", ""))[1]:
            return column, *rows[row]
    return None


def _again(description: str) -> str:
    """What a column is called whose value is changed."""
    return f"New {description[:1].lower()}{description[1:]}"
