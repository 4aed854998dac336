"""The goal of a graph: arguments with which a tool does what it is for, or fails at a requirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.patterns import text_of_pattern
from eigendata_assets.environments.behaviour.steps import Require
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required, is_valid
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.watching import Watcher
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.sampling import Sampler

_TRIES, _WATCHED, _SUGGESTED = 16, (8,), 0.4
_OF_REMARKS = frozenset({"note", "comment", "remark", "reason", "why", "message", "text", "explanation", "memo"})
_REMARKS = ("agreed on the phone", "as discussed", "at the request of the customer", "see our last message", "urgent")
"""What people write where a few free words are asked for, and the database has none like them."""

_FEW_TRIES, _DRAWS, _VALUES, _STATES = 4, 3, 6, 4


@dataclass(frozen=True, slots=True)
class Goal:
    """A tool with arguments, and what that gives in a state."""

    tool: str
    arguments: dict[str, Json]
    outcome: Outcome


def anchor(knowledge: Knowledge, tool: str, random: Random, *, labelled: bool) -> Place | None:
    """A row that the goal may be about, labelled by the spec where that is asked for and there is one."""
    parameters = knowledge.domain.tools[tool].parameters.values()
    tables = [table for each in parameters if (table := (each.references or "").partition(".")[0])]
    tables += knowledge.tables_read[tool]
    tables = [table for table in tables or knowledge.domain.tables if knowledge.keys.get(table)]
    if not tables:
        return None
    table = random.choice(tables)
    known = knowledge.labelled.get(table, ()) if labelled else ()
    return table, random.choice(known or knowledge.keys[table])


def settle(knowledge: Knowledge, tools: Sequence[str], near: Place | None, random: Random) -> list[Place]:
    """Rows that these tools can do their work on, one after the other, and about the same people.

    First is the row that all is to be about: `near`, or else one that suits the first tool.
    """
    places = [near] if near else []
    for tool in tools:
        drawn = Sampler(knowledge, tool, random, places[0] if places else None).draw()
        places += drawn.places if drawn else []
    if not places and tools:
        found = anchor(knowledge, tools[0], random, labelled=False)
        places = [found] if found else []
    return places


def find_goal(
    knowledge: Knowledge, tool: str, tables: Tables, near: Place | None, random: Random, *, fails: bool
) -> Goal | None:
    """Arguments with which the tool succeeds, or else breaks a requirement; None where a few tries found none.

    Rows that suit are drawn; what cannot be told beforehand is tried, and searched for where that is of no use.
    """
    if fails and not refuses(knowledge, tool):
        return None
    writes, tries = tool in knowledge.writes, _TRIES if fails else _FEW_TRIES
    for _ in range(0 if fails else _DRAWS):
        given = _drawn(knowledge, tool, tables, near, random)
        if given is None:
            break
        outcome, tries = knowledge.run(tool, given, tables), _TRIES
        if outcome is not None and _is_wanted(outcome, writes=writes, fails=False):
            return Goal(tool, given, outcome)
    return _searched(knowledge, tool, tables, near, random, fails=fails, tries=tries)


def refuses(knowledge: Knowledge, tool: str) -> bool:
    """Whether a requirement of the tool can be broken: it was, in one of a few states."""
    known = knowledge.known_to_refuse
    if tool not in known:
        random = Random(f"{knowledge.domain.name} {tool} refuses")  # noqa: S311 - draws that can be repeated
        known[tool] = tool in knowledge.refusing and any(_breaks(knowledge, tool, random) for _ in range(_STATES))
    return known[tool]


def _breaks(knowledge: Knowledge, tool: str, random: Random) -> bool:
    near = anchor(knowledge, tool, random, labelled=True)
    tables = knowledge.slice_around([near] if near else [], random)
    return _searched(knowledge, tool, tables, near, random, fails=True, tries=_TRIES) is not None


def _drawn(
    knowledge: Knowledge, tool: str, tables: Tables, near: Place | None, random: Random
) -> dict[str, Json] | None:
    """Rows that suit the tool, and values for all else against which nothing speaks, where there are such."""
    sampler = Sampler(knowledge, tool, random, near, tables)
    drawn = sampler.draw()
    if drawn is None:
        return None
    place = drawn.places[0] if drawn.places else near
    for name in list(drawn.left):
        values = candidates(knowledge, tool, name, tables, place, random)
        some = random.sample(values, min(_VALUES, len(values)))
        value = next((each for each in some if sampler.fits(drawn, name, each)), None)
        if value is not None:
            drawn.take(name, value)
    return {name: drawn.arguments[name] for name in knowledge.domain.tools[tool].parameters if name in drawn.arguments}


def _searched(
    knowledge: Knowledge, tool: str, tables: Tables, near: Place | None, random: Random, *, fails: bool, tries: int
) -> Goal | None:
    """One argument is changed at a time, and a change is kept that comes at least as far."""
    values = {
        name: candidates(knowledge, tool, name, tables, near, random)
        for name in knowledge.domain.tools[tool].parameters
    }
    given = {
        name: random.choice(values[name])
        for name, each in knowledge.domain.tools[tool].parameters.items()
        if values[name] and (is_required(each) or random.random() < 0.3)
    }
    best = knowledge.run(tool, given, tables)
    suggested: list[dict[str, Json]] = []
    for number in range(tries):
        if best is not None and _is_wanted(best, writes=tool in knowledge.writes, fails=fails):
            return Goal(tool, given, best)
        if number in _WATCHED:
            suggested = _suggested(knowledge, tool, given, tables)
        changeable = [name for name in given if len(values[name]) > 1]
        if not changeable and not suggested:
            return None
        name = random.choice(changeable or [""])
        takes_suggestion = bool(suggested) and (not changeable or random.random() < _SUGGESTED)
        change = random.choice(suggested) if takes_suggestion else {name: random.choice(values[name])}
        other = {**given, **change}
        outcome = knowledge.run(tool, other, tables)
        if outcome is not None and (best is None or outcome.reached >= best.reached or fails):
            given, best = other, outcome
    return None


def _suggested(knowledge: Knowledge, tool: str, given: dict[str, Json], tables: Tables) -> list[dict[str, Json]]:
    """Arguments that the run with these ones compares its own with."""
    spec, watcher = knowledge.domain.tools[tool], Watcher()
    if accepts(spec, given):
        interpret(knowledge.domain, knowledge.behaviours[tool], completed(spec, given), tables, watch=watcher)
    fitting = [each for each in watcher.suggested if accepts(spec, {**given, **each})]
    return [each for each in fitting if any(given.get(name) != value for name, value in each.items())]


def _is_wanted(outcome: Outcome, *, writes: bool, fails: bool) -> bool:
    if outcome.undefined is not None:
        return False
    if fails:
        return isinstance(outcome.failed, Require)
    return outcome.error is None and bool(outcome.changes if writes else not is_empty(outcome.value))


def is_empty(value: Json) -> bool:
    """Whether a result says nothing: no items, no parts."""
    if isinstance(value, dict):
        return all(each is None or each in ([], {}) for each in value.values())
    return value is None or value in ([], "")


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
    return [text for _ in range(_VALUES) if (text := text_of_pattern(pattern, random)) is not None]


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
