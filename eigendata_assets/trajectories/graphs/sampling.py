"""Drawing what a goal is about: rows that a tool can do its work on, instead of rows among which one has to search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.expressions.evaluate import Rows, Scope
from eigendata_assets.environments.suites.argument_rules import is_required, is_valid
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.pools import Place, Pool, Variable
from eigendata_assets.trajectories.graphs.requirements import (
    Requirement,
    Requirements,
    value_in,
)
from eigendata_assets.trajectories.scenarios.region import next_coprime

_DRAWS, _ROWS, _OPTIONAL = 8, 6, 0.3
_NOBODY: frozenset[Place] = frozenset()


@dataclass(slots=True)
class Drawn:
    """Arguments that fulfil what can be told of them, the rows that they are about, and what `left` has no value yet.

    `known` are the arguments with what those left out stand for, `found` is a row that the tool has to find, and
    `refusal` the number of the requirement that is broken, if one is.
    """

    known: dict[str, Json]
    left: list[str]
    arguments: dict[str, Json] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    found: tuple[Variable, dict[str, Json]] | None = None
    refusal: int = 0

    def in_order(self, tool: Tool) -> dict[str, Json]:
        """The arguments in the order of the parameters."""
        return {name: self.arguments[name] for name in tool.parameters if name in self.arguments}

    def copied(self) -> Drawn:
        """The same, to be completed."""
        return replace(self, known=dict(self.known), left=list(self.left), arguments=dict(self.arguments))

    def take(self, name: str, value: Json) -> None:
        """The argument has a value."""
        self.left.remove(name)
        self.arguments[name] = self.known[name] = value


@dataclass(slots=True)
class Sampler:
    """Draws arguments of one tool, of rows of the whole database, or of a small state where one is given.

    Rows belong to nobody else than whom `near` belongs to, as long as such rows go together. With `needed_only`,
    parameters that are not required are left out. With a `refusal`, the first being 1, that requirement is broken. With
    a `turn`, the first row is the one whose turn it is.
    """

    knowledge: Knowledge
    tool: str
    random: Random
    near: Place | None = None
    state: Tables | None = None
    draws: int = _DRAWS
    needed_only: bool = False
    refusal: int = 0
    turn: int | None = None

    def draw(self) -> Drawn | None:
        """Arguments that are rows, with what follows from them; None where no rows were found that go together."""
        parameters = self.knowledge.domain.tools[self.tool].parameters
        share = 0.0 if self.needed_only else _OPTIONAL
        given = [name for name, each in parameters.items() if is_required(each) or self.random.random() < share]
        variables = self.knowledge.pools.variables[self.tool]
        people = self.knowledge.owners(self.near) if self.near else _NOBODY
        left_out = {name: each.default for name, each in parameters.items() if name not in given}
        for number in range(self.draws):
            drawn = Drawn(dict(left_out), list(given), refusal=self.refusal)
            whose = people if number < max(self.draws - 2, 1) else _NOBODY
            if self._finds(drawn, whose) and all(self._takes_row(drawn, each, whose) for each in variables):
                return drawn
        return None

    def fits(self, drawn: Drawn, name: str, value: Json) -> bool:
        """Whether nothing that can be told speaks against one more argument."""
        known = {**drawn.known, name: value}
        told = self._requirements.reading.get(name, ())
        scope = Scope(self._tables, self.knowledge.domain.now, {"args": known})
        return _all_hold(told, known, scope) and self._is_found(drawn, name, known)

    def _is_found(self, drawn: Drawn, name: str, known: dict[str, Json]) -> bool:
        """Whether the row that has to be found is found with one more argument."""
        sought = self._requirements.sought
        if drawn.found is None or sought is None or name not in sought.reading:
            return True
        variable, row = drawn.found
        return _all_hold(sought.reading[name], known, self._seen(variable, row, known))

    @property
    def _requirements(self) -> Requirements:
        required = self.knowledge.requirements[self.tool]
        return required.refusals[self.refusal - 1] if self.refusal else required

    @property
    def _tables(self) -> Mapping[str, Rows]:
        return self.knowledge.pools.tables if self.state is None else self.state

    def _finds(self, drawn: Drawn, people: frozenset[Place]) -> bool:
        """A row that the tool has to find is drawn, and the arguments that it must have been found with."""
        sought = self._requirements.sought
        if sought is None:
            return True
        variable = self.knowledge.pools.found_by(self.tool, sought.table)
        for key in self._rows(variable, sought.requirements, drawn, people):
            row = self._tables[sought.table][key]
            drawn.found = (variable, row)
            drawn.places.append((sought.table, key))
            scope = self._seen(variable, row, drawn.known)
            implied = [(name, value_in(other, scope)) for name, other in sought.implied if name in drawn.left]
            return all(self._takes(drawn, name, value) for name, value in implied if name in drawn.left)
        return False

    def _takes(self, drawn: Drawn, name: str, value: Json) -> bool:
        parameter = self.knowledge.domain.tools[self.tool].parameters[name]
        if value is None or not is_valid(parameter, value) or not self.fits(drawn, name, value):
            return False
        drawn.take(name, value)
        table = self.knowledge.table_of(parameter)
        if table:
            drawn.places.append((table, str(value)))
        return True

    def _takes_row(self, drawn: Drawn, variable: Variable, people: frozenset[Place]) -> bool:
        if variable.parameter not in drawn.left:
            return True
        for key in self._rows(variable, self._requirements.conditions, drawn, people):
            value = self._tables[variable.table][key][variable.column]
            known = {**drawn.known, variable.parameter: value}
            if value is not None and self._is_found(drawn, variable.parameter, known):
                drawn.take(variable.parameter, value)
                drawn.places.append((variable.table, key))
                return True
        return False

    def _rows(
        self, variable: Variable, requirements: tuple[Requirement, ...], drawn: Drawn, people: frozenset[Place]
    ) -> Iterator[str]:
        """Keys of some rows for a variable that fulfil what can be told."""
        pool = self.knowledge.pools.pool(variable, requirements, tuple(drawn.known), self.refusal)
        wanted = pool.wanted(Scope(self._tables, self.knowledge.domain.now, {"args": drawn.known}))
        rows = self._tables[variable.table]
        for key in self._keys(pool, wanted, people, drawn):
            if not pool.rest or _hold(pool.rest, self._seen(variable, rows[key], drawn.known)):
                yield key

    def _seen(self, variable: Variable, row: dict[str, Json], known: dict[str, Json]) -> Scope:
        """What requirements see where a row stands for a variable."""
        return variable.seen(row, known, self._tables, self.knowledge.domain.now)

    def _keys(self, pool: Pool, wanted: tuple[Json, ...], people: frozenset[Place], drawn: Drawn) -> Iterator[str]:
        """Keys of a group, that of the row which the goal is to be about first."""
        table = pool.variable.table
        if self.near and self.near[0] == table and self._is_one(pool, self.near[1], wanted, people):
            yield self.near[1]
        if self.state is not None:
            keys = [key for key in self.state.get(table, {}) if self._is_one(pool, key, wanted, people)]
        elif people:
            keys = [key for owner in (*sorted(people), None) for key in pool.owned.get((wanted, owner), ())]
        else:
            keys = pool.keys.get(wanted, [])
            if self.turn is not None and not drawn.places:
                yield from _in_turn(keys, self.turn)
                return
        yield from self.random.sample(keys, min(_ROWS, len(keys)))

    def _is_one(self, pool: Pool, key: str, wanted: tuple[Json, ...], people: frozenset[Place]) -> bool:
        """Whether a row of the state can stand for the variable; told from the pool as long as it is the database's."""
        table, tables = pool.variable.table, self._tables
        row = tables.get(table, {}).get(key)
        if row is None:
            return False
        if row is not self.knowledge.database[table].get(key):
            return pool.has(pool.variable.seen(row, {}, tables, self.knowledge.domain.now)) == wanted
        if self.knowledge.pools.shared(pool, key) != wanted:
            return False
        return not people or not (owners := self.knowledge.owners((table, key))) or bool(owners & people)


def _in_turn(keys: Sequence[str], turn: int) -> Iterator[str]:
    """Some keys from the one on whose turn it is; as many turns as there are keys take each of them once."""
    count = len(keys)
    stride = next_coprime(count // 2 + 1, count) if count else 1
    yield from (keys[(turn * stride + step) % count] for step in range(min(_ROWS, count)))


def _hold(requirements: Sequence[Requirement], scope: Scope) -> bool:
    """Whether all hold."""
    return all(each.holds(scope) for each in requirements)


def _all_hold(requirements: Sequence[Requirement], known: dict[str, Json], scope: Scope) -> bool:
    """Whether all hold that read nothing but what is known."""
    return all(each.holds(scope) for each in requirements if each.needs <= known.keys())
