"""What is known of a domain before graphs are made: which tools read and write, whose rows belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.expressions.reads import reads
from eigendata_assets.environments.behaviour.effects import Effects, effects_of
from eigendata_assets.environments.behaviour.steps import Behaviour, Require, all_steps
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.trajectories.graphs.counted import counted_children
from eigendata_assets.trajectories.graphs.pools import Place as Place
from eigendata_assets.trajectories.graphs.pools import Pools
from eigendata_assets.trajectories.graphs.requirements import Requirements, requirements_of
from eigendata_assets.trajectories.graphs.spans import Span, spans_of

_YEARS = 3


@dataclass(frozen=True)
class Knowledge:
    """A domain, its tools' behaviours, its database, the keys of its labelled rows by table, and these by label too."""

    domain: DomainSpec
    behaviours: Mapping[str, Behaviour]
    database: Tables
    labelled: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def effects(self) -> Mapping[str, Effects]:
        """What each tool reads and writes."""
        return {name: effects_of(self.domain, name, each) for name, each in self.behaviours.items()}

    @cached_property
    def writes(self) -> frozenset[str]:
        """The tools that change something."""
        return frozenset(name for name, each in self.effects.items() if each.writes)

    @cached_property
    def look_ups(self) -> tuple[str, ...]:
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
    def refusing(self) -> frozenset[str]:
        """The tools that can break a requirement."""
        return frozenset(
            name
            for name, each in self.behaviours.items()
            if any(isinstance(step, Require) for step in all_steps(each.steps))
        )

    @cached_property
    def known_to_refuse(self) -> dict[str, bool]:
        """What was learned of tools: whether a requirement of theirs was broken."""
        return {}

    @cached_property
    def requirements(self) -> Mapping[str, Requirements]:
        """What each tool requires; a look-up has to find something too."""
        return {
            name: requirements_of(self.domain, name, each, finds=name not in self.writes)
            for name, each in self.behaviours.items()
        }

    @cached_property
    def spans(self) -> Mapping[str, tuple[Span, ...]]:
        """What counts days from a day on, by tool."""
        return {name: spans_of(self.domain, each) for name, each in self.behaviours.items()}

    @cached_property
    def pools(self) -> Pools:
        """The rows of the database that calls can be about."""
        return Pools(self.domain, self.database, self.owners)

    @cached_property
    def choices(self) -> Mapping[str, int]:
        """How many rows each tool can do its work on, at most."""
        return {tool: self.pools.size(tool, required) for tool, required in self.requirements.items()}

    @cached_property
    def owners(self) -> Callable[[Place], frozenset[Place]]:
        """Gives the people that a row of the database belongs to: of all it refers to, and itself."""
        return cache(lambda place: frozenset(each for each in self.closure(place) if each[0] in self.people))

    @cached_property
    def closure(self) -> Callable[[Place], tuple[Place, ...]]:
        """Gives a row of the database and all that it refers to, nearest first."""
        return cache(lambda place: tuple(self.above(self.database, place)))

    @cached_property
    def family(self) -> Callable[[Place], frozenset[Place]]:
        """Gives the rows of a closure as a set."""
        return cache(lambda place: frozenset(self.closure(place)))

    @cached_property
    def children(self) -> Mapping[Place, Mapping[str, tuple[str, ...]]]:
        """The keys of the rows that refer to each row, by table; rows that none refers to are not there."""
        found: dict[Place, dict[str, list[str]]] = {}
        for table, rows in self.database.items():
            for column, parent in self._references[table]:
                for key, row in rows.items():
                    if row.get(column) is not None:
                        found.setdefault((parent, str(row[column])), {}).setdefault(table, []).append(key)
        return {
            place: {table: tuple(dict.fromkeys(keys)) for table, keys in some.items()} for place, some in found.items()
        }

    @cached_property
    def counted(self) -> Mapping[str, frozenset[str]]:
        """Table to those whose rows a statement about its own counts or adds up."""
        return counted_children(self.domain.tables)

    def below(self, place: Place) -> list[Place]:
        """The rows of the database that refer to a row."""
        return [(table, key) for table, keys in self.children.get(place, {}).items() for key in keys]

    @cached_property
    def children_first(self) -> tuple[str, ...]:
        """The tables, each before those that it refers to; a table refers to more than those that it refers to."""
        return tuple(sorted(self.domain.tables, key=lambda table: -len(self._tables_above([table]))))

    def concerned(self, tools: Iterable[str]) -> frozenset[str]:
        """The tables that dialogues with some tools are about: those that they read, and the people behind these."""
        read = {table for tool in tools for table in self.tables_read[tool]}
        return frozenset(read | (self._tables_above(read) & self.people))

    def _tables_above(self, tables: Iterable[str]) -> frozenset[str]:
        """The tables, and all that they refer to, directly or not."""
        found, todo = set[str](), list(tables)
        while todo:
            table = todo.pop()
            todo += [other for _, other in self._references[table] if other not in found]
            found.add(table)
        return frozenset(found)

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each table."""
        return {table: tuple(rows) for table, rows in self.database.items()}

    @cached_property
    def tables_read(self) -> Mapping[str, list[str]]:
        """The tables that each tool reads."""
        return {
            name: sorted({each.partition(".")[0] for each in effects.reads}) for name, effects in self.effects.items()
        }

    @cached_property
    def tables_taken(self) -> Mapping[str, frozenset[str]]:
        """The tables of which each tool has to be given a key."""
        return {
            name: frozenset(
                table for each in tool.parameters.values() if is_required(each) and (table := self.table_of(each))
            )
            for name, tool in self.domain.tools.items()
        }

    @cached_property
    def enabling(self) -> Mapping[str, tuple[str, ...]]:
        """Tool to the others that write what a requirement of it reads; tools that have none are not there."""
        found = {
            name: dict.fromkeys(other for each in required.refusals for other in self.mending(name, each))
            for name, required in self.requirements.items()
        }
        return {name: tuple(others) for name, others in found.items() if others}

    def mending(self, tool: str, refusal: Requirements) -> list[str]:
        """The other tools that write what is read by the requirement that is broken."""
        read = Effects(reads=frozenset(f"{table}.{column}" for table, column in self.read_where_broken(refusal)))
        return [other for other, effects in self.effects.items() if other != tool and effects.touches(read)]

    def read_where_broken(self, refusal: Requirements) -> frozenset[Place]:
        """The tables and columns that the requirement reads which is broken; of which rows there are, their keys."""
        tables = self.domain.tables
        found = reads(refusal.conditions[-1].condition, tables)
        return frozenset((table, column or tables[table].key) for table, column in found)

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

    def times_for(self, parameter: str) -> tuple[Place, ...]:
        """The columns of times that a parameter may mean: those called like it, else those of this time, not of old."""
        named = tuple(each for each in self.times if each[1] == parameter)
        return named or tuple(each for each in self.times if each in self._of_this_time)

    @cached_property
    def _of_this_time(self) -> frozenset[Place]:
        """The columns of times of which most lie within some years of the domain's clock: no days of birth."""
        return frozenset((table, name) for table, name in self.times if self._is_near(table, name))

    def _is_near(self, table: str, column: str) -> bool:
        now = int(self.domain.now[:4])
        years = [int(str(row[column])[:4]) for row in self.database[table].values() if row[column] is not None]
        return 2 * sum(abs(year - now) <= _YEARS for year in years) >= len(years)

    @cached_property
    def key_names(self) -> frozenset[str]:
        """The names of the columns that hold keys."""
        own = {table.key for table in self.domain.tables.values()}
        return frozenset(own | {name for some in self._references.values() for name, _ in some})

    def references(self, table: str) -> tuple[tuple[str, str], ...]:
        """The columns of a table that refer to others, and to which."""
        return self._references[table]

    @cached_property
    def _references(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        return {
            table: tuple((name, each.references) for name, each in spec.columns.items() if each.references is not None)
            for table, spec in self.domain.tables.items()
        }

    def table_of(self, parameter: Parameter) -> str:
        """The table whose keys a parameter takes; empty where it takes none."""
        if not parameter.references:
            return ""
        table, _, column = parameter.references.partition(".")
        return table if table in self.domain.tables and column in ("", self.domain.tables[table].key) else ""

    def is_made_up(self, table: str) -> bool:
        """Whether the keys of a table are numbers that only the system knows."""
        return table in self._made_up

    @cached_property
    def _made_up(self) -> frozenset[str]:
        """The tables whose keys are numbered; where the spec does not say so, those of whose keys all have a digit."""
        return frozenset(name for name, table in self.domain.tables.items() if self._is_numbered(name, table))

    def _is_numbered(self, name: str, table: Table) -> bool:
        column = table.columns[table.key]
        if column.draw is not None or column.values or column.pattern or column.references:
            return isinstance(column.draw, SequenceDraw)
        return all(any(map(str.isdigit, key)) for key in self.database[name])

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
            for column, parent in self._references[table]:
                other = (parent, str(row.get(column)))
                if row.get(column) is not None and other not in found:
                    found[other] = None
                    todo.append(other)
        return found
