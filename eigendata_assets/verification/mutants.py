"""Other valid values for the arguments of a call: from the enum, the range, the same column of the initial state.

Whether such a call does something else is not decided here but by running it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from eigendata_assets.artifacts.frozen import Json

Column = tuple[str, ...]
"""The way to a field, with `*` for any record or place in a list; or to the keys of records."""

_KEY, _ANY = "key of a record", "*"
_CONTAINERS = (dict, list)  # `dict | list` would be made anew for every value
_DICTS = frozenset({dict})
_NAMED_LEVELS = 2
_KEPT = 8
_LOOKED_AT = 40
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Columns:
    """The columns of an initial state, `{toolkit: {table: content}}`, in which some values stand."""

    def __init__(self, state: Json, values: set[str | float]) -> None:
        self._state = state
        self._column_of: dict[str | float, Column] = {}
        self._locate(state, (), values)

    def beside(self, value: str | float) -> tuple[str | float, ...]:
        """The first few other values of the column in which a value stands first; none where it stands in none."""
        column = self._column_of.get(value)
        if column is None:
            return ()
        found = dict.fromkeys(islice(_values_at(self._state, column), _LOOKED_AT))
        return tuple(each for each in found if each != value)[:_KEPT]

    def _locate(self, value: Json, way: Column, wanted: set[str | float]) -> None:
        is_dict = isinstance(value, dict)
        records = is_dict and _are_records(value, way)
        for key, item in value.items() if is_dict else ((_ANY, item) for item in value):
            if records and key in wanted:
                self._column_of.setdefault(key, (*way, _KEY))
            if isinstance(item, _CONTAINERS):
                if not _holds_none(item, wanted):
                    self._locate(item, (*way, _ANY if records else key), wanted)
            elif item in wanted and not isinstance(item, bool):
                self._column_of.setdefault(item, (*way, key))


def _holds_none(value: Json, wanted: set[str | float]) -> bool:
    """Whether a dictionary or list is sure to hold nothing that is wanted; one that holds others is looked into."""
    try:
        return wanted.isdisjoint(value.values() if isinstance(value, dict) else value)
    except TypeError:  # dictionaries and lists have no hash
        return False


def _are_records(value: dict[str, Json], way: Column) -> bool:
    return len(way) >= _NAMED_LEVELS and _DICTS.issuperset(map(type, value.values()))


def _values_at(value: Json, column: Column) -> Iterator[str | float]:
    """The texts and numbers of a column."""
    if not column:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield value
    elif column[0] == _KEY and isinstance(value, dict):
        yield from value
    elif column[0] == _ANY and isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values_at(item, column[1:])
    elif isinstance(value, dict) and column[0] in value:
        yield from _values_at(value[column[0]], column[1:])


def columns_of(state: Json, arguments: Sequence[Mapping[str, Json]]) -> Columns:
    """The columns in which the arguments of some calls stand."""
    return Columns(state, {leaf for each in arguments for leaf in _leaves(each)})


def _leaves(value: Json) -> Iterator[str | float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


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
