"""The rows that a call can be about, by what the tool requires of them: told once for each tool, then drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.expressions.evaluate import IndexedRows, Rows, Scope
from eigendata_assets.databases.expressions.nodes import Expression
from eigendata_assets.databases.expressions.walk import names
from eigendata_assets.trajectories.graphs.requirements import (
    Requirement,
    Requirements,
    equations,
    needs_of,
    value_in,
)

Place = tuple[str, str]
"""A table and the key of a row, as text."""

Shared = tuple[Json, ...]
"""What a row has to have in common with what is drawn already."""


_MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Variable:
    """What a row is drawn for: a parameter and the column that it takes; no parameter where a row has to be found."""

    tool: str
    table: str
    parameter: str = ""
    column: str = ""

    def seen(self, row: dict[str, Json], arguments: Mapping[str, Json], tables: Mapping[str, Rows], now: str) -> Scope:
        """What requirements see where this row stands for the variable."""
        if self.parameter:
            return Scope(tables, now, {"args": {**arguments, self.parameter: row[self.column]}})
        return Scope(tables, now, {"args": arguments}, row=row)


@dataclass(frozen=True, slots=True)
class Pool:
    """The rows of a database that can stand for a variable, by what they share with what is drawn already.

    `alone` are requirements of a row itself, `joins` equations between a row and what is known, `rest` what else is
    required of both. `shared` maps each key that was looked at to its group, or None where the row cannot stand for the
    variable; `keys` and `owned` have the groups, all and by owner.
    """

    variable: Variable
    alone: tuple[Requirement, ...]
    joins: tuple[tuple[Expression, Expression], ...]
    rest: tuple[Requirement, ...]
    shared: dict[str, Shared | None] = field(default_factory=dict)
    keys: dict[Shared, list[str]] = field(default_factory=dict)
    owned: dict[tuple[Shared, Place | None], list[str]] = field(default_factory=dict)

    def wanted(self, scope: Scope) -> Shared:
        """What a row has to share, where `scope` has the arguments that are known."""
        return tuple(_comparable(value_in(other, scope)) for _, other in self.joins)

    def has(self, scope: Scope) -> Shared | None:
        """What a row that the scope sees shares; None where it cannot stand for the variable."""
        if not all(each.holds(scope) for each in self.alone):
            return None
        return tuple(_comparable(value_in(mine, scope)) for mine, _ in self.joins)


@dataclass(slots=True)
class Pools:
    """All pools of a domain, made as they are asked for; `owners` gives the people that a row belongs to."""

    domain: DomainSpec
    database: Tables
    owners: Callable[[Place], frozenset[Place]]
    tables: dict[str, IndexedRows] = field(init=False)
    variables: dict[str, tuple[Variable, ...]] = field(init=False)
    _made: dict[tuple[str, ...], Pool] = field(default_factory=dict)
    _found: dict[str, Variable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = {name: IndexedRows(rows) for name, rows in self.database.items()}
        self.variables = {tool: tuple(self._taken(tool)) for tool in self.domain.tools}

    def found_by(self, tool: str, table: str) -> Variable:
        """What the row is drawn for that a tool has to find."""
        if tool not in self._found:
            self._found[tool] = Variable(tool, table)
        return self._found[tool]

    def _taken(self, tool: str) -> Iterator[Variable]:
        """What rows are drawn for whose columns the tool takes."""
        for name, parameter in self.domain.tools[tool].parameters.items():
            table, _, column = (parameter.references or "").partition(".")
            if table and parameter.type != "array":
                yield Variable(tool, table, name, column or self.domain.tables[table].key)

    def pool(
        self, variable: Variable, requirements: tuple[Requirement, ...], known: tuple[str, ...], refusal: int = 0
    ) -> Pool:
        """The pool of a variable where some arguments are known; requirements are those of a refusal, or of none."""
        name = (variable.tool, str(refusal), variable.parameter, *known)
        pool = self._made.get(name)
        if pool is None:
            pool = self._made[name] = self._sorted_out(variable, requirements, frozenset(known))
            self._fill(pool)
        return pool

    def size(self, tool: str, required: Requirements) -> int:
        """How many rows a call of a tool can be about, as far as a row alone tells.

        They are those that it has to find, or else of what it takes the rarest.
        """
        if required.sought is not None:
            return self._size(self.found_by(tool, required.sought.table), required.sought.requirements)
        return min((self._size(each, required.conditions) for each in self.variables[tool]), default=_MOST_ROWS)

    def _size(self, variable: Variable, requirements: tuple[Requirement, ...]) -> int:
        return sum(map(len, self.pool(variable, requirements, ()).keys.values()))

    def _sorted_out(self, variable: Variable, requirements: tuple[Requirement, ...], known: frozenset[str]) -> Pool:
        own = frozenset({variable.parameter} - {""})
        hidden = frozenset[str]() if variable.parameter else self.tables[variable.table].columns
        joins: list[tuple[Expression, Expression]] = []
        rest: list[Requirement] = []
        for each in requirements:
            if own < each.needs <= own | known:
                both = _equation(each, own, hidden)
                rest += [each] if both is None else []
                joins += [] if both is None else [both]
        return Pool(variable, tuple(each for each in requirements if each.needs == own), tuple(joins), tuple(rest))

    def shared(self, pool: Pool, key: str) -> Shared | None:
        """What a row of the database shares; None where it cannot stand for the variable of the pool."""
        if key not in pool.shared:
            row = self.tables[pool.variable.table][key]
            pool.shared[key] = pool.has(pool.variable.seen(row, {}, self.tables, self.domain.now))
        return pool.shared[key]

    def is_allowed(self, variable: Variable, requirements: tuple[Requirement, ...], key: str) -> bool:
        """Whether all that is required of a row of the database alone holds for this one."""
        own = frozenset({variable.parameter} - {""})
        scope = variable.seen(self.tables[variable.table][key], {}, self.tables, self.domain.now)
        return all(each.holds(scope) for each in requirements if each.needs == own)

    def _fill(self, pool: Pool) -> None:
        """The groups have the rows of the table, or so many of them, evenly spread, where it is large."""
        table = pool.variable.table
        keys = list(self.tables[table])
        for key in keys[:: len(keys) // _MOST_ROWS + 1]:
            shared = self.shared(pool, key)
            if shared is not None:
                pool.keys.setdefault(shared, []).append(key)
                for owner in self.owners((table, key)) or (None,):
                    pool.owned.setdefault((shared, owner), []).append(key)


def _equation(
    requirement: Requirement, own: frozenset[str], hidden: frozenset[str]
) -> tuple[Expression, Expression] | None:
    """The side of a row, and the side of what is known before; None where a requirement is no such equation."""
    for one, other in equations(requirement):
        if needs_of(one) == own and not needs_of(other) & own and hidden.isdisjoint(names(other)):
            return one, other
    return None


def _comparable(value: Json) -> Json:
    return str(value) if isinstance(value, list | dict) else value
