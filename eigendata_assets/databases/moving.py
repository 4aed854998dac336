"""Giving rows that are too many for one row they refer to, to others that have room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.draws import ReferenceDraw
from eigendata_assets.databases.capacities import Capacity
from eigendata_assets.databases.expressions.to_sql import condition_sql, quoted, to_sql
from eigendata_assets.databases.population import Population, eligible_keys

_PICKS = 50


@dataclass(frozen=True, slots=True)
class Move:
    """Row numbers of a table, and the new value of the reference in each."""

    table: str
    column: str
    values: dict[int, Json]


def moves(
    population: Population,
    table: str,
    limit: Capacity,
    fixed: frozenset[int],
    kept: frozenset[Json],
    random: np.random.Generator,
) -> Move:  # fmt: skip
    """What has to refer elsewhere so that no row has too many; rows in `fixed` stay, rows in `kept` get no more."""
    left = _left(population, table, limit)
    spare = 0.5 if limit.strict else 0.0  # what must be left over in each row
    room = {key: value - spare for key, value in left.items() if value > spare and key not in kept}
    column = population.table(limit.used.table).columns[limit.link]
    draw = column.draw
    where = draw.where if isinstance(draw, ReferenceDraw) else None
    allowed = dict.fromkeys(eligible_keys(population, str(column.references), where))
    room |= {key: 1 for key in allowed if key not in left and key not in kept}
    receivers = _Receivers({key: value for key, value in room.items() if key in allowed}, random)
    found: dict[int, Json] = {}
    for key, value in left.items():
        if value < 0 or (limit.strict and value == 0):
            counted = _counted(population, table, limit, key, random)
            free = [(row, weight) for row, weight in counted if row not in fixed and weight > 0]
            found |= _given_away(free, spare - value, receivers)
    return Move(limit.used.table, limit.link, found)


def _given_away(rows: list[tuple[int, float]], surplus: float, receivers: _Receivers) -> dict[int, Json]:
    """New references for as many of the rows as their weights have to come down by the surplus."""
    found: dict[int, Json] = {}
    for row, weight in rows:
        if surplus <= 0:
            break
        receiver = receivers.take(weight)
        if receiver is not None:
            found[row] = receiver
            surplus -= weight
    return found


def _left(population: Population, table: str, limit: Capacity) -> dict[Json, float]:
    """What is left, by the value that counted rows refer to."""
    scope = population.working.scope(table)
    own = f"me.{quoted(limit.own)}"
    sql = f"SELECT {own}, min({to_sql(limit.left, scope)}) FROM {quoted(table)} AS me GROUP BY {own} ORDER BY {own}"
    return {key: float(value) for key, value in population.working.ask(sql) if key is not None and value is not None}


def _counted(
    population: Population, table: str, limit: Capacity, key: Json, random: np.random.Generator
) -> list[tuple[int, float]]:
    """Number and weight of the rows that are counted for a value, in random order."""
    inner = population.working.scope(table).within(limit.used.table, "counted")
    where = "1" if limit.used.where is None else condition_sql(limit.used.where, inner)
    weight = "1" if limit.used.column is None else f"counted.{quoted(limit.used.column)}"
    sql = (
        f"SELECT DISTINCT counted.rowid, {weight} FROM {quoted(table)} AS me, {quoted(limit.used.table)} AS counted "
        f"WHERE me.{quoted(limit.own)} IS ? AND ({where}) ORDER BY counted.rowid"
    )
    found = population.working.connection.execute(sql, (key,)).fetchall()
    return [(int(found[each][0]), float(found[each][1] or 0)) for each in random.permutation(len(found)).tolist()]


class _Receivers:
    """Rows with room; taking some of it leaves less."""

    def __init__(self, room: dict[Json, float], random: np.random.Generator) -> None:
        self._room = room
        self._keys = list(room)
        self._random = random

    def take(self, weight: float) -> Json:
        """A row with room for the weight; None where none is found."""
        for _ in range(_PICKS):
            if not self._keys:
                return None
            place = int(self._random.integers(len(self._keys)))
            key = self._keys[place]
            if self._room[key] >= weight:
                self._room[key] -= weight
                return key
            if self._room[key] < 1e-9:
                self._keys[place] = self._keys[-1]
                self._keys.pop()
        return next((self._use(key, weight) for key in self._keys if self._room[key] >= weight), None)

    def _use(self, key: Json, weight: float) -> Json:
        self._room[key] -= weight
        return key
