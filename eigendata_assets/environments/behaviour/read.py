"""The behaviour of a tool read from its spec; errors name the tool and the step."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.artifacts.spec import behaviour as spec
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import Constant, Expression
from eigendata_assets.databases.expressions.parse import parse, parse_template
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
    Part,
    Parts,
    Require,
    Result,
    Setting,
    Step,
    Update,
    Value,
)
from eigendata_assets.errors import InputError


def read_behaviours(domain: DomainSpec) -> dict[str, Behaviour]:
    """Tool to behaviour, of the tools whose spec has steps; raises InputError naming tool and step."""
    return {name: read_behaviour(name, tool) for name, tool in domain.tools.items() if tool.steps is not None}


def read_behaviour(name: str, tool: spec.Tool) -> Behaviour:
    """What one tool does; raises InputError where a text is not of the language."""
    steps = []
    for number, step in enumerate(tool.steps or ()):
        try:
            steps.append(_step(step))
        except InputError as error:
            where = ("tools", name, f"step {number + 1}")
            raise InputError(error.message, where=where, hint=error.hint) from None
    try:
        return Behaviour(tuple(steps), _given(tool.returns))
    except InputError as error:
        raise InputError(error.message, where=("tools", name, "returns"), hint=error.hint) from None


def _step(step: spec.Step) -> Step:
    match step:
        case spec.Get():
            return Get(step.get, step.table, parse(step.key), parse_template(step.otherwise))
        case spec.Find():
            where, limit = _condition(step.where), None if step.limit is None else parse(step.limit)
            return Find(step.find, step.table, where, tuple(map(_order, step.order)), limit)
        case spec.Require():
            return Require(parse(step.require), parse_template(step.otherwise))
        case spec.Let():
            return Let(step.let, parse(step.be))
        case spec.Insert():
            return Insert(step.insert, step.table, _settings(step.values))
        case spec.Update():
            return Update(step.update, _settings(step.set), _when(step.when))
        case spec.Delete():
            return Delete(step.delete, _when(step.when))
        case spec.ForEach():
            return ForEach(step.for_each, parse(step.items), tuple(map(_step, step.do)))


def _condition(text: str) -> Expression | None:
    read = parse(text)
    return None if read == Constant(True) else read


def _order(text: str) -> Order:
    descending = text.strip().startswith("-")
    return Order(parse(text.strip().removeprefix("-")), descending)


def _settings(values: Mapping[str, str]) -> tuple[Setting, ...]:
    return tuple(Setting(column, parse(value)) for column, value in values.items())


def _when(text: str | None) -> Expression | None:
    return None if text is None else parse(text)


def _given(given: spec.Given) -> Result:
    if isinstance(given, str):
        return Value(parse(given))
    if isinstance(given, spec.ListOf):
        return Each(given.for_each, parse(given.items), _given(given.give))
    return Parts(tuple(Part(name, _given(part)) for name, part in given.items()))
