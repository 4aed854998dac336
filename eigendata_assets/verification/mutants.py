"""Other valid values for the arguments of a call: from the enum, the range, the same column of the initial state.

Whether such a call does something else is not decided here but by running it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from eigendata_assets.artifacts.frozen import Json

Column = tuple[str, ...]
"""The way to a field, with `*` for the key of a record or the place in a list."""

_NAMED_LEVELS = 2
_KEPT = 8
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The values of an initial state by the column they stand in; of each column, only the first few."""

    of_value: Mapping[str | float, Column]
    values: Mapping[Column, Mapping[str | float, None]]

    def beside(self, value: str | float) -> Iterator[str | float]:
        """The other values of the columns in which a value stands."""
        column = self.of_value.get(value)
        if column is not None:
            yield from (each for each in self.values[column] if each != value)


def columns_of(state: Json) -> Columns:
    """The columns of an initial state, `{toolkit: {table: content}}`."""
    of_value: dict[str | float, Column] = {}
    values: dict[Column, dict[str | float, None]] = {}
    _collect(state, (), of_value, values)
    return Columns(of_value, values)


def _collect(
    value: Json, way: Column, of_value: dict[str | float, Column], values: dict[Column, dict[str | float, None]]
) -> None:
    if isinstance(value, dict):
        records = len(way) >= _NAMED_LEVELS and all(isinstance(item, dict) for item in value.values())
        for key, item in value.items():
            if records:
                _note(key, (*way, "key"), of_value, values)
            _collect(item, (*way, "*" if records else key), of_value, values)
    elif isinstance(value, list):
        for item in value:
            _collect(item, (*way, "*"), of_value, values)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        _note(value, way, of_value, values)


def _note(
    value: str | float,
    way: Column,
    of_value: dict[str | float, Column],
    values: dict[Column, dict[str | float, None]],
) -> None:
    of_value.setdefault(value, way)
    column = values.setdefault(way, {})
    if len(column) < _KEPT:
        column[value] = None


def wrong_arguments(
    arguments: Mapping[str, Json], parameters: Mapping[str, Json], columns: Columns, most: int
) -> Iterator[tuple[str, Json]]:
    """The name of an argument and another valid value for it, at most `most` for each argument."""
    schemas = parameters.get("properties", {})
    for name, value in arguments.items():
        schema = schemas.get(name)
        for other in islice(other_values(value, schema if isinstance(schema, dict) else {}, columns), most):
            yield name, other


def other_values(value: Json, schema: Mapping[str, Json], columns: Columns) -> Iterator[Json]:
    """Values other than the given one that the schema allows, the likeliest mistakes first."""
    enum = schema.get("enum")
    if isinstance(enum, list):
        yield from (each for each in enum if each != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from _other_texts(value, schema, columns)
    elif isinstance(value, int | float):
        yield from _other_numbers(value, schema, columns)
    elif isinstance(value, list):
        yield from _other_lists(value, schema, columns)
    elif isinstance(value, dict):
        yield from _other_objects(value, schema, columns)


def _other_texts(value: str, schema: Mapping[str, Json], columns: Columns) -> Iterator[str]:
    pattern = schema.get("pattern")
    candidates = [each for each in columns.beside(value) if isinstance(each, str)]
    if not candidates:
        candidates = list(_near_texts(value))
    yield from (each for each in candidates if not isinstance(pattern, str) or re.search(pattern, each))


def _near_texts(value: str) -> Iterator[str]:
    if _DATE.fullmatch(value):
        try:
            yield (date.fromisoformat(value) + timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):
            return
        return
    digits = list(re.finditer(r"\d", value))
    if digits:
        place = digits[-1].start()
        yield f"{value[:place]}{(int(value[place]) + 1) % 10}{value[place + 1 :]}"
    else:
        yield f"{value} again" if " " in value else f"{value}2"


def _other_numbers(value: float, schema: Mapping[str, Json], columns: Columns) -> Iterator[float]:
    step = schema.get("multipleOf") or 1
    near = [value + step, value - step]
    for other in (*columns.beside(value), *near):
        if isinstance(other, int | float) and other != value and _in_range(other, schema):
            yield other


def _in_range(value: float, schema: Mapping[str, Json]) -> bool:
    return bool(
        value >= schema.get("minimum", value)
        and value <= schema.get("maximum", value)
        and ("exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"])
        and ("exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"])
        and (not isinstance(schema.get("multipleOf"), int) or value % schema["multipleOf"] == 0)
    )


def _other_lists(value: list[Json], schema: Mapping[str, Json], columns: Columns) -> Iterator[list[Json]]:
    """One item less, where the schema allows that; then one item another."""
    if len(value) > max(schema.get("minItems", 0), 1):
        yield value[:-1]
    items = schema.get("items")
    for place, item in enumerate(value):
        for other in islice(other_values(item, items if isinstance(items, dict) else {}, columns), 1):
            yield [*value[:place], other, *value[place + 1 :]]


def _other_objects(value: dict[str, Json], schema: Mapping[str, Json], columns: Columns) -> Iterator[dict[str, Json]]:
    schemas = schema.get("properties", {})
    for name, item in value.items():
        part = schemas.get(name)
        for other in islice(other_values(item, part if isinstance(part, dict) else {}, columns), 1):
            yield {**value, name: other}
