"""Whether the tables carry the tools: what is never read, and what a tool writes that can never be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.spec.behaviour import Find, ForEach, Get, Given, Insert, ListOf, Require, Step, Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.constraints import constraints
from eigendata_assets.databases.expressions.nodes import Aggregate, Constant, Row
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.walk import walk
from eigendata_assets.databases.satisfiability import contradiction
from eigendata_assets.databases.z3_encoding import Encoder


def coverage_remarks(spec: DomainSpec) -> Iterator[Remark]:
    """Tables that no tool reads, and inserts of values that contradict what must hold of the table's rows."""
    if any(tool.steps for tool in spec.tools.values()):
        read = {table for tool in spec.tools.values() for table in tables_read(tool)}
        for name in spec.tables.keys() - read:
            yield Remark(path=("tables", name), message="no tool reads this table", severity="warning")
    for name, tool in spec.tools.items():
        for path, step in every_step(tool.steps or (), ("tools", name, "steps")):
            if isinstance(step, Insert):
                yield from _impossible(step, path, spec)


def every_step(steps: tuple[Step, ...], path: SpecPath) -> Iterator[tuple[SpecPath, Step]]:
    """All steps with their paths, those inside `for_each` too."""
    for number, step in enumerate(steps):
        yield (*path, number), step
        if isinstance(step, ForEach):
            yield from every_step(step.do, (*path, number, "do"))


def tables_read(tool: Tool) -> frozenset[str]:
    """The tables of which a tool gets, finds or counts rows."""
    found = {step.table for _, step in every_step(tool.steps or (), ()) if isinstance(step, Get | Find)}
    for text in (*_texts(tool.steps or ()), *_given(tool.returns)):
        found |= {node.table for node in walk(parse(text)) if isinstance(node, Aggregate | Row)}
    return frozenset(found)


def _texts(steps: tuple[Step, ...]) -> Iterator[str]:
    for _, step in every_step(steps, ()):
        if isinstance(step, Require):
            yield step.require
        for value in (getattr(step, "where", None), getattr(step, "be", None), getattr(step, "when", None)):
            if value is not None:
                yield value
        values: Mapping[str, str] = getattr(step, "values", None) or getattr(step, "set", None) or {}
        yield from values.values()


def _given(given: Given) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, ListOf):
        yield from (given.items, *_given(given.give))
    else:
        for part in given.values():
            yield from _given(part)


def _impossible(step: Insert, path: SpecPath, spec: DomainSpec) -> Iterator[Remark]:
    """An insert whose constants contradict the ranges and checks of the table, whatever the other values are."""
    tables: Mapping[str, Table] = spec.tables
    encoder = Encoder(tables, spec.now)
    said = {
        each.path: encoder.holds(each.condition, step.table)
        for each in constraints({step.table: tables[step.table]})
        if each.condition is not None
    }
    for column, text in step.values.items():
        value = parse(text)
        if isinstance(value, Constant):
            said[*path, "values", column] = encoder.equals(column, value, step.table)
    core = contradiction(said, encoder.always)
    if core and any(each[0] == "tools" for each in core):
        broken = ", ".join(".".join(map(str, each)) for each in core if each[0] != "tools")
        place = next(each for each in core if each[0] == "tools")
        yield Remark(path=place, message=f"this can never hold with {broken}", severity="warning")
