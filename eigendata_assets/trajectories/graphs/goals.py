"""The goal of a graph: arguments with which a tool does what it is for, or fails at a requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.behaviour.steps import Require
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.watching import Watcher
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.sampling import Drawn, Sampler
from eigendata_assets.trajectories.graphs.slicing import slice_around

_TRIES, _WATCHED, _SUGGESTED = 16, (8,), 0.4
_FEW_TRIES, _DRAWS, _VALUES, _STATES, _REFUSALS = 4, 3, 6, 4, 3


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


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows that tools can do their work on, that which all is to be about first; `drawn` has those of each tool."""

    places: list[Place]
    drawn: Mapping[str, Drawn]

    @property
    def near(self) -> Place | None:
        """The row that all is to be about."""
        return self.places[0] if self.places else None


def settle(
    knowledge: Knowledge,
    tools: Sequence[str],
    near: Place | None,
    random: Random,
    *,
    fails: bool = False,
    turn: int | None = None,
) -> Settled:
    """Rows that these tools can do their work on, about the same people; those of which there are fewest come first.

    First of all is `near`, if it is given. With `fails`, the first tool is refused its work on its rows. With a
    `turn`, the first row is the one whose turn it is.
    """
    places, found = [near] if near else [], dict[str, Drawn]()
    for tool in tools if near or fails else sorted(tools, key=lambda tool: knowledge.choices[tool]):
        about = places[0] if places else None
        refusals = _some_refusals(knowledge, tool, random) if fails and tool == tools[0] else [0]
        whose = None if places else turn
        samplers = (Sampler(knowledge, tool, random, about, refusal=each, turn=whose) for each in refusals)
        some = [each for sampler in samplers if (each := _proposed(sampler))]
        if some:
            drawn = next((each for each in some if about in each.places), some[0])
            found[tool] = drawn
            places += drawn.places
    if not places and tools:
        found_any = anchor(knowledge, tools[0], random, labelled=False)
        places = [found_any] if found_any else []
    return Settled(places, found)


def _proposed(sampler: Sampler) -> Drawn | None:
    """Rows with which all other arguments can have values, or else, after some draws, rows alone."""
    drawn, database = None, sampler.knowledge.database
    for number in range(_DRAWS):
        drawn = (sampler if number == 0 else replace(sampler, turn=None)).draw()
        if drawn is None or not drawn.left:
            break
        above = dict.fromkeys(place for each in drawn.places for place in sampler.knowledge.closure(each))
        near: Tables = {}
        for table, key in above:
            near.setdefault(table, {})[key] = database[table][key]
        whole = _completed(sampler, drawn, near)
        if not whole.left:
            return whole
    return drawn


def _some_refusals(knowledge: Knowledge, tool: str, random: Random) -> list[int]:
    """Requirements that a call can break, by their numbers, in any order."""
    count = len(knowledge.requirements[tool].refusals)
    return random.sample(range(1, count + 1), min(count, _REFUSALS))


def find_goal(
    knowledge: Knowledge, tool: str, tables: Tables, near: Place | None, random: Random, *,
    fails: bool, drawn: Drawn | None = None, searches: bool = True,
) -> Goal | None:  # fmt: skip
    """Arguments with which the tool succeeds, or else breaks a requirement; None where a few tries found none.

    Rows that suit are `drawn` before, or else of this state; what cannot be told beforehand is tried, and where that is
    of no use, `searches` says whether to search.
    """
    if fails and not refuses(knowledge, tool):
        return None
    writes, tries = tool in knowledge.writes, _FEW_TRIES
    for refusal in _some_refusals(knowledge, tool, random) if fails else [0] * _DRAWS:
        sampler = Sampler(knowledge, tool, random, near, tables, refusal=refusal if drawn is None else drawn.refusal)
        drawn = drawn or sampler.draw()
        if drawn is None and not fails:
            break
        given = None if drawn is None else _completed(sampler, drawn, tables).in_order(knowledge.domain.tools[tool])
        drawn = None
        outcome = None if given is None else knowledge.run(tool, given, tables)
        if given is not None and outcome is not None:
            tries = _TRIES
            if _is_wanted(outcome, writes=writes, fails=fails):
                return Goal(tool, given, outcome)
    return _searched(knowledge, tool, tables, near, random, fails=fails, tries=tries) if searches else None


def refuses(knowledge: Knowledge, tool: str) -> bool:
    """Whether a requirement of the tool can be broken: it was, in one of a few states."""
    known = knowledge.known_to_refuse
    if tool not in known:
        random = Random(f"{knowledge.domain.name} {tool} refuses")  # noqa: S311 - draws that can be repeated
        known[tool] = tool in knowledge.refusing and any(_breaks(knowledge, tool, random) for _ in range(_STATES))
    return known[tool]


def _breaks(knowledge: Knowledge, tool: str, random: Random) -> bool:
    near = anchor(knowledge, tool, random, labelled=True)
    tables = slice_around(knowledge, [near] if near else [], random, tools=[tool])
    return _searched(knowledge, tool, tables, near, random, fails=True, tries=_TRIES) is not None


def _completed(sampler: Sampler, drawn: Drawn, tables: Tables) -> Drawn:
    """The same rows, and values of a state for all else against which nothing speaks, where there are such."""
    place, whole = drawn.places[0] if drawn.places else sampler.near, drawn.copied()
    for name in drawn.left:
        values = candidates(sampler.knowledge, sampler.tool, name, tables, place, sampler.random)
        some = sampler.random.sample(values, min(_VALUES, len(values)))
        value = next((each for each in some if sampler.fits(whole, name, each)), None)
        if value is not None:
            whole.take(name, value)
    return whole


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
