"""A situation: a small state and arguments for one tool; and the situations next to it, one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.artifacts.suites import Changes, Tables, with_changes
from eigendata_assets.databases.expressions import nodes
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, is_required
from eigendata_assets.environments.suites.consistency import breaks_no_rule, fits_column
from eigendata_assets.environments.suites.values import Pools, around, distinct
from eigendata_assets.environments.suites.watching import Watcher
from eigendata_assets.environments.suites.watching import nodes as nodes_of

_VALUES_TRIED, _TWINS_TRIED = 12, 3


@dataclass(frozen=True, slots=True)
class Situation:
    """`given` are the changes to the state `base`; `about` says what was changed."""

    base: str
    tables: Tables
    arguments: Mapping[str, Json]
    given: Changes = field(default_factory=dict)
    about: str = ""
    plausible: bool = True

    @property
    def state(self) -> Tables:
        """The tables with the changes."""
        return with_changes(self.tables, self.given)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Makes the situations next to one, of a tool."""

    domain: DomainSpec
    tool: Tool
    behaviour: Behaviour
    pools: Pools

    def of(self, situation: Situation, watcher: Watcher) -> Iterator[Situation]:
        """Other arguments, other values in the rows, one row more, one row less."""
        compared = distinct(value for *_, left, right in watcher.compared for value in (left, right))
        seen = distinct([*watcher.wished[:20], *compared[:40]])
        interesting = distinct(value for each in seen for value in around(each))
        yield from in_turn(
            self._other_arguments(situation, interesting),
            self._other_rows(situation, seen, interesting),
            self._rows_more_and_less(situation, _counts(compared)),
        )

    def _other_arguments(self, situation: Situation, interesting: list[Json]) -> Iterator[Situation]:
        for name, parameter in self.tool.parameters.items():
            if name in situation.arguments and not is_required(parameter):
                rest = {key: value for key, value in situation.arguments.items() if key != name}
                yield Situation(situation.base, situation.tables, rest, situation.given, f"without {name}")
            unknown = _unknown(situation.arguments.get(name))
            for value in distinct([*unknown, *self.pools.values[name][:_VALUES_TRIED], *interesting]):
                arguments = {**situation.arguments, name: value}
                if value is not None and value != situation.arguments.get(name) and accepts(self.tool, arguments):
                    about = f"{name} is {value}"
                    yield Situation(situation.base, situation.tables, arguments, situation.given, about)

    def _other_rows(self, situation: Situation, seen: list[Json], interesting: list[Json]) -> Iterator[Situation]:
        state, mentioned = situation.state, self._mentioned()
        for table, rows in state.items():
            for name, column in self.domain.tables[table].columns.items():
                if name not in mentioned or name == self.domain.tables[table].key:
                    continue
                for key, row in rows.items():
                    for value in self._values(state, table, name, column, row[name], seen, interesting):
                        changed = {**row, name: value}
                        yield self._changed(situation, state, table, key, changed, f"{table}.{name} is {value}")

    def _values(
        self, state: Tables, table: str, name: str, column: Column, now: Json, seen: list[Json], interesting: list[Json]
    ) -> list[Json]:
        if column.references is not None:
            found: list[Json] = [
                row[self.domain.tables[column.references].key] for row in state[column.references].values()
            ]
        else:
            others = [row[name] for row in state[table].values()]
            bounds = [each for each in (column.minimum, column.maximum) if each is not None]
            found = [*column.values, *bounds, *seen, *around(now), *others, *interesting]
        found = [*([None] if column.nullable else []), *found]
        if column.type == "boolean":
            found = [not now]
        return [value for value in distinct(found) if value != now and fits_column(column, value)][:_VALUES_TRIED]

    def _rows_more_and_less(self, situation: Situation, counts: list[int]) -> Iterator[Situation]:
        state = situation.state
        yield from self._many_rows(situation, state, counts)
        for table, rows in state.items():
            for key, row in rows.items():
                for twin in self._twins(state, table, row):
                    twin_key = str(twin[self.domain.tables[table].key])
                    yield self._changed(situation, state, table, twin_key, twin, f"a row like {key} of {table}")
                if not self._is_referred_to(state, table, row):
                    yield self._changed(situation, state, table, key, None, f"without {key} of {table}")

    def _many_rows(self, situation: Situation, state: Tables, counts: list[int]) -> Iterator[Situation]:
        """So many rows like one that a limit on their number is met, or just not."""
        counted = {node.table for node in nodes_of(self.behaviour) if isinstance(node, nodes.Aggregate)}
        rows_of = [(name, key, row) for name in sorted(counted) for key, row in list(state[name].items())[:4]]
        for table, key, row in rows_of:
            twin = next(self._twins(state, table, row), None)
            draw = self.domain.tables[table].columns[self.domain.tables[table].key].draw
            if twin is None or not isinstance(draw, SequenceDraw):
                continue
            for count in counts:
                keys = [draw.sequence.format(n=9_100 + number) for number in range(count)]
                rows: dict[str, dict[str, Json] | None] = {
                    each: {**twin, self.domain.tables[table].key: each} for each in keys
                }
                given = {**situation.given, table: {**situation.given.get(table, {}), **rows}}
                about = f"{count} rows like {key} of {table}"
                yield Situation(situation.base, situation.tables, situation.arguments, given, about)

    def _changed(
        self, situation: Situation, state: Tables, table: str, key: str, row: dict[str, Json] | None, about: str
    ) -> Situation:
        given = {**situation.given, table: {**situation.given.get(table, {}), key: row}}
        plausible = row is None or breaks_no_rule(self.domain, state, table, key, row)
        said = f"{situation.about}, {about}" if situation.about else about
        return Situation(situation.base, situation.tables, situation.arguments, given, said, plausible)

    def _mentioned(self) -> frozenset[str]:
        """The names of columns that the behaviour reads or writes."""
        return mentioned_in(self.behaviour)

    def _twins(self, state: Tables, table: str, row: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
        """A row with a new key that is else the same, and some in which one column more is different."""
        rules = self.domain.tables[table]
        draw = rules.columns[rules.key].draw
        if not isinstance(draw, SequenceDraw) or any(column.unique for column in rules.columns.values()):
            return
        number = next(n for n in range(9_000, 10_000) if draw.sequence.format(n=n) not in state[table])
        twin = {**row, rules.key: draw.sequence.format(n=number)}
        yield twin
        mentioned = self._mentioned()
        for name, column in rules.columns.items():
            if name in mentioned and name != rules.key:
                values = self._values(state, table, name, column, row[name], [], [])
                yield from ({**twin, name: value} for value in values[:_TWINS_TRIED])

    def _is_referred_to(self, state: Tables, table: str, row: Mapping[str, Json]) -> bool:
        key = row[self.domain.tables[table].key]
        return any(
            other.get(name) == key
            for child, rules in self.domain.tables.items()
            for name, column in rules.columns.items()
            if column.references == table
            for other in state.get(child, {}).values()
        )


def _unknown(value: Json) -> list[Json]:
    """Values that no row has, like one that some row has."""
    if isinstance(value, list):
        return [[*value[:-1], each] for each in _unknown(value[-1])] if value else []
    if isinstance(value, str):
        return [f"{value[:-1]}{'Z' if value[-1:] != 'Z' else 'Y'}", "ZZ-404"]
    return [987_654] if isinstance(value, int) and not isinstance(value, bool) else []


def _counts(compared: list[Json]) -> list[int]:
    """Numbers of rows at which something may change, by the small numbers that are compared."""
    small = {value for value in compared if isinstance(value, int) and not isinstance(value, bool) and 1 < value <= 12}
    return sorted({count for value in small for count in (value - 1, value)})


def in_turn(*several: Iterable[Situation]) -> Iterator[Situation]:
    """One of each, then the next of each, until all have ended."""
    for group in zip_longest(*several):
        yield from (each for each in group if each is not None)


def mentioned_in(tree: object) -> frozenset[str]:
    """Every name and column that stands in a behaviour, or a part of one."""
    found: set[str] = set()
    for node in nodes_of(tree):
        if isinstance(node, nodes.Name):
            found.add(node.name)
        elif isinstance(node, nodes.Column):
            found.add(node.column)
        elif isinstance(node, nodes.Aggregate):
            found |= {node.column or "", *(mentioned_in(node.where) if node.where is not None else ())}
        elif hasattr(node, "column"):
            found.add(node.column)
    return frozenset(found)
