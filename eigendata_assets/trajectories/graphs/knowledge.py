"""What is known of a domain before graphs are made: which tools read and write, whose rows belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.behaviour.effects import effects_of
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, completed
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.slices import slice_of

Place = tuple[str, str]
"""A table and the key of a row, as text."""

_CHILDREN, _DISTRACTORS = 4, 2


@dataclass(frozen=True)
class Knowledge:
    """A domain, its tools' behaviours, its database, the keys of its labelled rows by table, and these by label too."""

    domain: DomainSpec
    behaviours: Mapping[str, Behaviour]
    database: Tables
    labelled: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def writes(self) -> frozenset[str]:
        """The tools that change something."""
        return frozenset(
            name for name, each in self.behaviours.items() if effects_of(self.domain, name, each).writes
        )  # fmt: skip

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The tools that only look."""
        return tuple(name for name in self.behaviours if name not in self.writes)

    @cached_property
    def people(self) -> frozenset[str]:
        """The tables whose rows are known by something else than their key: those with a unique text beside it."""
        return frozenset(
            name
            for name, table in self.domain.tables.items()
            if any(
                column.unique and column.type == "text" and column.references is None and key != table.key
                for key, column in table.columns.items()
            )
        )

    @cached_property
    def children(self) -> Mapping[Place, tuple[Place, ...]]:
        """The rows that refer to each row."""
        found: dict[Place, list[Place]] = {}
        for table, rows in self.database.items():
            for column, parent in self.references(table):
                for key, row in rows.items():
                    if row.get(column) is not None:
                        found.setdefault((parent, str(row[column])), []).append((table, key))
        return {place: tuple(some) for place, some in found.items()}

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each table."""
        return {table: tuple(rows) for table, rows in self.database.items()}

    @cached_property
    def tables_read(self) -> Mapping[str, list[str]]:
        """The tables that each tool reads."""
        effects = {name: effects_of(self.domain, name, each) for name, each in self.behaviours.items()}
        return {name: sorted({each.partition(".")[0] for each in found.reads}) for name, found in effects.items()}

    @cached_property
    def enabling(self) -> Mapping[str, tuple[str, ...]]:
        """Tool to the others that write what it reads; tools that have none are not there."""
        effects = {name: effects_of(self.domain, name, each) for name, each in self.behaviours.items()}
        found = {
            name: tuple(other for other, theirs in effects.items() if other != name and theirs.touches(own))
            for name, own in effects.items()
        }
        return {name: others for name, others in found.items() if others}

    @cached_property
    def plain_texts(self) -> tuple[Place, ...]:
        """The columns of names and other free texts: no keys, no references, no closed sets."""
        return tuple(
            (table, name)
            for table, spec in self.domain.tables.items()
            for name, column in spec.columns.items()
            if column.type == "text" and name != spec.key and column.references is None and not column.values
        )

    @cached_property
    def times(self) -> tuple[Place, ...]:
        """The columns of dates and times."""
        return tuple(
            (table, name)
            for table, spec in self.domain.tables.items()
            for name, column in spec.columns.items()
            if column.type in ("date", "datetime")
        )

    def references(self, table: str) -> tuple[tuple[str, str], ...]:
        """The columns of a table that refer to others, and to which."""
        columns = self.domain.tables[table].columns
        return tuple((name, each.references) for name, each in columns.items() if each.references is not None)

    def table_of(self, parameter: Parameter) -> str:
        """The table whose keys a parameter takes; empty where it takes none."""
        table, _, column = (parameter.references or "").partition(".")
        return table if table in self.domain.tables and column in ("", self.domain.tables[table].key) else ""

    def is_made_up(self, table: str) -> bool:
        """Whether the keys of a table are numbers that only the system knows."""
        return isinstance(self.domain.tables[table].columns[self.domain.tables[table].key].draw, SequenceDraw)

    def run(self, tool: str, arguments: Mapping[str, Json], tables: Tables) -> Outcome | None:
        """What a call gives; None where the arguments are not valid."""
        spec = self.domain.tools[tool]
        if not accepts(spec, arguments):
            return None
        return interpret(self.domain, self.behaviours[tool], completed(spec, arguments), tables)

    def above(self, tables: Tables, place: Place) -> dict[Place, None]:
        """A row and all that it refers to, nearest first."""
        found: dict[Place, None] = {place: None}
        todo = [place]
        while todo:
            table, key = todo.pop(0)
            row = tables.get(table, {}).get(key, {})
            for column, parent in self.references(table):
                other = (parent, str(row.get(column)))
                if row.get(column) is not None and other not in found:
                    found[other] = None
                    todo.append(other)
        return found

    def slice_around(self, places: Iterable[Place], random: Random) -> Tables:
        """A small state with these rows, what they refer to, what belongs to that, and a few others of each table."""
        wanted: dict[str, dict[str, None]] = {table: {} for table in self.domain.tables}
        for place in places:
            for parent in self.above(self.database, place):
                wanted[parent[0]][parent[1]] = None
                for child in self._some(self.children.get(parent, ()), random):
                    wanted[child[0]][child[1]] = None
                    for grandchild in self._some(self.children.get(child, ()), random)[:2]:
                        wanted[grandchild[0]][grandchild[1]] = None
        for table, keys in self.keys.items():
            for key in random.sample(keys, min(_DISTRACTORS, len(keys))):
                wanted[table][key] = None
        return slice_of(self.domain, self.database, wanted)

    def _some(self, places: tuple[Place, ...], random: Random) -> list[Place]:
        return random.sample(places, min(_CHILDREN, len(places)))
