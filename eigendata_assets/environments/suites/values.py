"""Values worth trying: those that a tool compares with, their neighbours, and what the database holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter, Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.suites.argument_rules import is_required, is_valid
from eigendata_assets.environments.suites.watching import Watcher, parameter_of

_MOST = 40


def around(value: Json) -> Iterator[Json]:
    """The value, and those just beside it."""
    yield value
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield from (value + 1, value - 1)
        if isinstance(value, float):
            yield from (round(value + 0.01, 6), round(value - 0.01, 6))
    elif isinstance(value, str):
        yield from _around_text(value)


def _around_text(value: str) -> Iterator[str]:
    try:
        if "T" in value:
            moment = datetime.fromisoformat(value)
            changes = (timedelta(seconds=1), timedelta(hours=1), timedelta(days=1))
            yield from ((moment + sign * each).isoformat() for each in changes for sign in (1, -1))
        elif len(value) == 10:
            day = date.fromisoformat(value)
            yield from ((day + timedelta(days=each)).isoformat() for each in (1, -1, 30, -30))
    except (ValueError, OverflowError):
        return


def distinct(values: Iterable[Json]) -> list[Json]:
    """The values, each once, in order; True is not 1 here."""
    return list({(type(value), repr(value)): value for value in values}.values())


class Pools:
    """For every parameter of a tool, valid values to try; what a run compares with a parameter is added by `learn`."""

    def __init__(self, domain: DomainSpec, tool: Tool, tables: Tables) -> None:
        self._domain, self._tool, self._tables = domain, tool, tables
        self.values: dict[str, list[Json]] = {}
        for name, parameter in tool.parameters.items():
            self._add(name, _from_spec(parameter, domain))
            self._add(name, self._from_tables(name, parameter))

    def learn(self, watcher: Watcher) -> None:
        """The values that parameters were compared with, and their neighbours, come first from now on."""
        for left, right, left_value, right_value in watcher.compared:
            for side, value in ((left, right_value), (right, left_value)):
                name = parameter_of(side)
                if name in self._tool.parameters:
                    words = value.split()[:1] if isinstance(value, str) and " " in value else []
                    self._add(name, [*around(value), *words], first=True)

    def draw(self, random: Random, optional: str) -> dict[str, Json]:
        """Arguments at random: the required ones, and one that is optional."""
        return {
            name: random.choice(self.values[name][:_MOST])
            for name, parameter in self._tool.parameters.items()
            if self.values[name] and (is_required(parameter) or name == optional)
        }

    def some(self, name: str, random: Random, count: int) -> list[Json]:
        """Values of a parameter: the first ones, and others at random."""
        values = self.values[name]
        return values[: count // 2] + random.sample(values, min(count - count // 2, len(values)))

    def _add(self, name: str, values: Iterable[Json], *, first: bool = False) -> None:
        known, parameter = self.values.setdefault(name, []), self._tool.parameters[name]
        fitting = [value for value in _shaped(parameter, distinct(values)) if is_valid(parameter, value)]
        both = distinct([*fitting[:8], *known] if first else [*known, *fitting])
        self.values[name] = both[: 3 * _MOST]

    def _from_tables(self, name: str, parameter: Parameter) -> list[Json]:
        table, _, column = (parameter.references or "").partition(".")
        places = [(table, column or self._domain.tables[table].key)] if table in self._domain.tables else []
        places += [(each, name) for each, table_ in self._domain.tables.items() if name in table_.columns]
        rows = {place: list(self._tables.get(place[0], {}).values())[:_MOST] for place in places}
        found = [row.get(place[1]) for place, some in rows.items() for row in some]
        return [value for value in found if value is not None]


def _shaped(parameter: Parameter, values: list[Json]) -> list[Json]:
    """As they are, or as lists of one to three where a list is wanted."""
    if parameter.type != "array":
        return values
    flat = [value for value in values if not isinstance(value, list)]
    least, most = parameter.min_items or 0, parameter.max_items or 4
    lists = [
        flat[start : start + size] for size in range(max(least, 1), min(most, 3) + 1) for start in range(len(flat))
    ]
    return [*lists, *([flat[:1] * 2] if flat else []), *([[]] if least == 0 else []), *values]


def _from_spec(parameter: Parameter, domain: DomainSpec) -> Iterator[Json]:
    yield from parameter.enum
    yield from () if parameter.default is None else (parameter.default,)
    for limit, inward in ((parameter.minimum, 1), (parameter.maximum, -1)):
        if limit is not None:
            number = int(limit) if float(limit).is_integer() else limit
            yield from (number, number + inward)
    by_type: Mapping[str, tuple[Json, ...]] = {
        "boolean": (True, False), "integer": (1, 2, 3, 5, 10), "number": (1, 10.5, 100),
    }  # fmt: skip
    kind = parameter.type if parameter.type != "array" else parameter.items or "string"
    yield from by_type.get(kind, ())
    if parameter.format is not None:
        now = domain.now if parameter.format == "date-time" else domain.now[:10]
        yield from around(now)
    elif kind == "string":
        yield from ("text", "Ada Lovelace", "A1", "a", "12345")
