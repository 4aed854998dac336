"""Values that a parameter can have in a state: those of its rows, numbers and days within its limits, names."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.patterns import text_of_pattern
from eigendata_assets.environments.suites.argument_rules import is_valid
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place

_OF_PATTERN = 6
_OF_REMARKS = frozenset({"note", "comment", "remark", "reason", "why", "message", "text", "explanation", "memo"})
_REMARKS = ("agreed on the phone", "as discussed", "at the request of the customer", "see our last message", "urgent")
"""What people write where a few free words are asked for, and the database has none like them."""


def candidates(
    knowledge: Knowledge, tool: str, name: str, tables: Tables, near: Place | None, random: Random
) -> list[Json]:
    """Values for a parameter in a state, those of rows near the anchor first and most often."""
    parameter = knowledge.domain.tools[tool].parameters[name]
    if parameter.enum:
        return list(parameter.enum)
    if parameter.references:
        return _references(knowledge, parameter, tables, near)
    if parameter.type == "boolean":
        return [True, False]
    kind = parameter.items or "string" if parameter.type == "array" else parameter.type
    if kind in ("integer", "number"):
        found = _numbers(parameter)
    elif parameter.format is not None:
        found = _times(knowledge, name, parameter, tables, near, random)
    else:
        found = [
            *_texts(knowledge, tool, name, tables, near, random),
            *([] if parameter.pattern is None else _of_pattern(parameter.pattern, random)),
        ]
    if parameter.type == "array":
        least, most = max(parameter.min_items or 1, 1), parameter.max_items or 3
        sizes = [random.randint(least, min(most, least + 2)) for _ in range(4)]
        found = [random.sample(found, size) for size in sizes if size <= len(found)]
    return [value for value in found if is_valid(parameter, value)]


def _references(knowledge: Knowledge, parameter: Parameter, tables: Tables, near: Place | None) -> list[Json]:
    table, _, column = (parameter.references or "").partition(".")
    column = column or knowledge.domain.tables[table].key
    rows = tables.get(table, {})
    close = [key for each, key in knowledge.above(tables, near) if each == table] if near else []
    found = [rows[key][column] for key in close if key in rows] * 4 + [row[column] for row in rows.values()]
    return [[value] for value in found] if parameter.type == "array" else found


def _numbers(parameter: Parameter) -> list[Json]:
    low = 1 if parameter.minimum is None else int(parameter.minimum)
    high = low + 60 if parameter.maximum is None else int(parameter.maximum)
    some = sorted({low + step for step in (0, 1, 2, 3, 4, 9, 19, 49)} | {high, low + (high - low) // 2})
    return [value for value in some if low <= value <= high]


def _texts(
    knowledge: Knowledge, tool: str, name: str, tables: Tables, near: Place | None, random: Random
) -> list[Json]:
    """Values of columns with a like name, of rows in the state and some others; else texts of rows near the anchor.

    What no two rows share gets values that no row has yet, for tools that set it.
    """
    wanted, found = {word.removesuffix("s") for word in name.split("_")}, dict[Json, None]()
    like = [(table, each) for table, each in knowledge.plain_texts if each == name or wanted & set(each.split("_"))]
    if not like:
        wanted = {
            word.strip(",.;").removesuffix("s")
            for word in knowledge.domain.tools[tool].parameters[name].description.split()
        }
        like = [(table, each) for table, each in knowledge.plain_texts if wanted & set(each.split("_"))]
    read = [each for each in like if each[0] in knowledge.tables_read[tool]]
    for table, column in read or like:
        keys = random.sample(knowledge.keys[table], min(3, len(knowledge.keys[table])))
        rows = [*tables.get(table, {}).values(), *(knowledge.database[table][key] for key in keys)]
        found |= {row[column]: None for row in rows if row.get(column) is not None}
        if knowledge.domain.tables[table].columns[column].unique and tool in knowledge.writes:
            found = {f"new.{value}": None for value in found}
    description = knowledge.domain.tools[tool].parameters[name].description
    if not found and _OF_REMARKS & {*name.split("_"), *description.lower().split()}:
        found = dict.fromkeys(_REMARKS)
    if not found and near is not None:
        above = knowledge.above(tables, near)
        found = {
            value: None
            for table, column in knowledge.plain_texts
            for place in above
            if place[0] == table and (value := tables.get(table, {}).get(place[1], {}).get(column)) is not None
        }
    return list(found)


def _of_pattern(pattern: str, random: Random) -> list[Json]:
    """A few texts of a pattern, where a rule draws of it."""
    return [text for _ in range(_OF_PATTERN) if (text := text_of_pattern(pattern, random)) is not None]


def _times(
    knowledge: Knowledge, name: str, parameter: Parameter, tables: Tables, near: Place | None, random: Random
) -> list[Json]:
    """Days soon, days that stand in the state, and most often those of rows near the anchor."""
    today = date.fromisoformat(knowledge.domain.now[:10])
    steps = (0, 1, random.randint(2, 9), random.randint(10, 60))
    days = [(today + timedelta(days=step)).isoformat() for step in steps]
    if parameter.format == "date-time":
        return [f"{day}T{random.randint(8, 18):02d}:00:00" for day in days]
    close = knowledge.above(tables, near) if near else {}
    for table, column in knowledge.times_for(name):
        for key, row in tables.get(table, {}).items():
            if row.get(column) is not None:
                days += [str(row[column])[:10]] * (6 if (table, key) in close else 1)
    return [*days]
