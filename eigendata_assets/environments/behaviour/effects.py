"""What a tool reads and writes: tables, columns, and whether rows come or go."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import Aggregate, Column, Expression, Name, Row
from eigendata_assets.environments.behaviour.kinds import Kind, Names, kind_of, names_of_tool
from eigendata_assets.environments.behaviour.steps import (
    Behaviour,
    Delete,
    Each,
    Find,
    ForEach,
    Get,
    Insert,
    Let,
    Parts,
    Result,
    Step,
    Update,
    Value,
)
from eigendata_assets.errors import InputError


@dataclass(frozen=True, slots=True)
class Effects:
    """`reads` and `writes` are `table.column`; `table` alone stands for which rows there are, and all their columns."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    def touches(self, other: Effects) -> bool:
        """Whether something that is written here is read there."""
        tables = {each for each in self.writes if "." not in each}
        if self.writes & other.reads or tables & {each.partition(".")[0] for each in other.reads}:
            return True
        whole = {each for each in other.reads if "." not in each}
        return bool(whole & {each.partition(".")[0] for each in self.writes})


def effects_of(domain: DomainSpec, tool: str, behaviour: Behaviour) -> Effects:
    """The effects of one tool; raises InputError naming the tool where a name, table or column is not there."""
    reading = _Reading(names_of_tool(domain, domain.tools[tool].parameters))
    try:
        for step in behaviour.steps:
            reading.step(step)
        reading.result(behaviour.returns)
    except InputError as error:
        raise InputError(error.message, where=("tools", tool), hint=error.hint) from None
    return Effects(frozenset(reading.reads), frozenset(reading.writes))


class _Reading:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.reads: set[str] = set()
        self.writes: set[str] = set()

    def step(self, step: Step) -> None:
        match step:
            case Get(name, table, key, otherwise):
                self._expressions(key, *otherwise)
                self.reads.add(f"{table}.{self._key(table)}")
                self._bind(name, Kind("row", table=table))
            case Find(name, table, where, order, limit):
                outer, self.names = self.names, self.names.within(table)
                self._expressions(where, *(each.by for each in order))
                self.names = outer
                self._expressions(limit)
                self.reads.add(f"{table}.{self._key(table)}")
                self._bind(name, Kind("rows", table=table))
            case Let(name, value):
                self._expressions(value)
                self._bind(name, kind_of(value, self.names))
            case Insert(name, table, values):
                self._expressions(*(each.value for each in values))
                self.writes.add(table)
                self._bind(name, Kind("row", table=table))
            case ForEach(name, items, do):
                self._expressions(items)
                outer = self.names
                self._bind(name, _item(kind_of(items, self.names)))
                for each in do:
                    self.step(each)
                self.names = outer
            case Update(name, changes, when):
                self._expressions(when, *(each.value for each in changes))
                table = kind_of(Name(name), self.names).table
                self.writes |= {f"{table}.{each.column}" for each in changes}
            case Delete(name, when):
                self._expressions(when)
                self.writes.add(kind_of(Name(name), self.names).table)
            case _:
                self._expressions(step.condition, *step.otherwise)

    def result(self, result: Result) -> None:
        match result:
            case Parts(parts):
                for part in parts:
                    self.result(part.value)
            case Each(name, items, give):
                self._expressions(items)
                outer = self.names
                self._bind(name, _item(kind_of(items, self.names)))
                self.result(give)
                self.names = outer
            case Value(of):
                self._expressions(of)
                kind = kind_of(of, self.names)
                if kind.form in ("row", "rows"):
                    self.reads.add(kind.table)

    def _bind(self, name: str, kind: Kind) -> None:
        self.names = self.names.with_name(name, kind)

    def _key(self, table: str) -> str:
        self.names.columns(table)
        return self.names.domain.tables[table].key

    def _expressions(self, *some: Expression | str | None) -> None:
        for each in some:
            if each is not None and not isinstance(each, str):
                for node in _nodes(each):
                    self._node(node)

    def _node(self, node: object) -> None:
        if isinstance(node, Column | Name):
            source = kind_of(node, self.names).source
            if source is not None:
                self.reads.add(f"{source[0]}.{source[1]}")
        elif isinstance(node, Row):
            self.reads.add(f"{node.table}.{self._key(node.table)}")
        elif isinstance(node, Aggregate):
            outer, self.names = self.names, self.names.within(node.table)
            self._expressions(node.where)
            self.names = outer
            self.reads.add(f"{node.table}.{node.column or self._key(node.table)}")


def _item(kind: Kind) -> Kind:
    return Kind("row", table=kind.table) if kind.form == "rows" else Kind(kind.items)


def _nodes(tree: object) -> Iterator[object]:
    """A tree and what is in it, but not inside of aggregates; `args` alone stands for nothing."""
    if isinstance(tree, tuple):
        for each in tree:
            yield from _nodes(each)
        return
    yield tree
    if dataclasses.is_dataclass(tree) and not isinstance(tree, Aggregate):
        for each in dataclasses.fields(tree):
            yield from _nodes(getattr(tree, each.name))
