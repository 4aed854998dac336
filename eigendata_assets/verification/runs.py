"""What became of the runs of a task, compared with the reference by execution alone, before any function scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome, read_view
from eigendata_assets.execution.worker.snapshot import same_state
from eigendata_assets.verification.candidates import Candidate
from eigendata_assets.verification.evidence import Evidence, Task
from eigendata_assets.verification.made_values import made_keys, names_by_content, without_made_keys
from eigendata_assets.verification.template.changes import Change, plain, state_changes


@dataclass(frozen=True, slots=True)
class Run:
    """A candidate that was executed: the states after its parts (as hashes), its results, its changes of the state.

    `made` are the keys of new records that the tools have made up.
    """

    candidate: Candidate
    states: Sequence[Mapping[str, str]]
    results: Sequence[CallResult]
    changes: Sequence[Change]
    made: tuple[str, ...] = ()

    @property
    def final(self) -> Mapping[str, str]:
        """The hashes of the final state."""
        return self.states[-1]

    def calls(self) -> list[dict[str, Json]]:
        """The calls with their results, as an outcome holds them."""
        return [
            {"name": name, "arguments": arguments, "result": value_of(result), "error": result.error}
            for (name, arguments), result in zip(self.candidate.calls, self.results, strict=True)
        ]


Place = tuple[str, tuple[str, ...], str]
"""A table, the way inside it, and the kind of a change."""


class Reference:
    """The run of a reference, call by call, as other runs of the same task are compared with it.

    `initial` is the view of the state in which all of them begin.
    """

    def __init__(self, run: Run, initial: Mapping[str, Json]) -> None:
        self.run = run
        self.initial = initial

    def has_effect_of(self, run: Run) -> bool:
        """Whether a run ends in the same state, but for ignored tables and for keys that tools have made up."""
        if run.changes is self.run.changes or _equal(run.final, self.run.final):
            return True
        if run.made == self.run.made:
            if _by_place(run.changes) == self._own_changes:
                return True
            if len(run.made) == 1:
                return False
        return _places(run) == self._own_places and self._effect(run) == self._own_effect

    def has_state_after_call_of(self, run: Run) -> bool:
        """Whether the state right after the call that a run is about is the same."""
        return _equal(run.states[1], self.run.states[run.candidate.place + 1])

    def does_not_mind_order_of(self, run: Run) -> bool:
        """Whether a reordered run shows that the order does not matter.

        Every call gave the same, and the same has become of the state, but for keys that were made up and for the order
        in which things were added to lists.
        """
        if len(run.changes) != len(self.run.changes) or Counter(self._named(run)) != self._own_named:
            return False
        return self.has_effect_of(run) or self._unordered(run) == self._unordered(self.run)

    def results_are_in(self, run: Run, but: frozenset[int]) -> bool:
        """Whether a run has the results of all calls, but for those with these numbers."""
        wanted = Counter(each for number, each in enumerate(self._named(self.run)) if number not in but)
        return not wanted - Counter(self._named(run))

    def texts_for(self, run: Run, texts: Sequence[str]) -> Sequence[str]:
        """What was said in the reference, with the keys that the tools have made up in this run instead."""
        if not self.run.made or not texts:
            return texts
        theirs = {name: key for key, name in names_by_content(run.changes, run.made).items()}
        own = names_by_content(self.run.changes, self.run.made)
        key = _any_of(self.run.made)
        return [key.sub(lambda found: theirs.get(own[found[0]], found[0]), text) for text in texts] if key else texts

    @cached_property
    def _own_changes(self) -> dict[tuple[str, tuple[str, ...]], Json]:
        return _by_place(self.run.changes)

    @cached_property
    def _own_places(self) -> Counter[Place]:
        return _places(self.run)

    @cached_property
    def _own_effect(self) -> list[str]:
        return self._effect(self.run)

    @cached_property
    def _own_named(self) -> Counter[tuple[str, str]]:
        return Counter(self._named(self.run))

    def _effect(self, run: Run) -> list[str]:
        return without_made_keys(run.changes, run.made)

    def _unordered(self, run: Run) -> list[str]:
        changes = [
            (table, tuple("*" if step.isdigit() and step not in run.made else step for step in way), *rest)
            for table, way, *rest in run.changes
        ]
        return without_made_keys(changes, run.made)

    def _named(self, run: Run) -> list[tuple[str, str]]:
        """Every call with what it gave, keys that were made up left out."""
        return [
            (f"{name} {arguments}", _without(result.text, run.made))
            for (name, arguments), result in zip(run.candidate.calls, run.results, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a task and what they show together; the first is the reference, the second does nothing.

    Runs that the sandbox stopped are left out.
    """

    task: Task
    against: Reference
    all: tuple[Run, ...]
    evidence: Evidence


class StoppedError(Exception):
    """The reference, or doing nothing, could not be executed to the end; the message says why."""


def gather(task: Task, made: Sequence[Candidate], outcomes: Sequence[ReplayOutcome]) -> Runs:
    """The runs of a task; raises StoppedError where there is nothing to compare with."""
    if task.trajectory.is_simulated:
        raise StoppedError("its results are simulated: there is no execution that a function could be proved by")
    if task.trajectory.failure is not None:
        raise StoppedError(task.trajectory.failure)
    for outcome in outcomes[:2]:
        if outcome.failure is not None:
            raise StoppedError(f"{outcome.failure.kind}: {outcome.failure.message}")
    states = States()
    initial = states.read(outcomes[1].state_parts)
    runs = tuple(
        _run(task, candidate, outcome, initial, states)
        for candidate, outcome in zip(made, outcomes, strict=True)
        if outcome.failure is None
    )
    against = Reference(runs[0], initial)
    return Runs(task, against, runs, _evidence(task, against, runs))


class States:
    """The states of a task's runs, each table read once however many runs leave it so."""

    def __init__(self) -> None:
        self._tables: dict[str, Json] = {}
        self._changes: dict[tuple[tuple[tuple[str, str], ...], ...], Sequence[Change]] = {}

    def read(self, parts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Json]]:
        """The state with these parts; not to be changed, because equal tables are shared."""
        return {name: {part: self._table(text) for part, text in tables.items()} for name, tables in parts.items()}

    def changes(
        self, initial: Mapping[str, Json], parts: Mapping[str, Mapping[str, str]], ignore: Sequence[str]
    ) -> Sequence[Change]:
        """How a final state differs from the initial one; the same object for the same state."""
        key = tuple(tuple(tables.items()) for tables in parts.values())
        if key not in self._changes:
            self._changes[key] = state_changes(initial, self.read(parts), ignore)
        return self._changes[key]

    def _table(self, text: str) -> Json:
        if text not in self._tables:
            self._tables[text] = read_view(text)
        return self._tables[text]


def _run(task: Task, candidate: Candidate, outcome: ReplayOutcome, initial: Mapping[str, Json], states: States) -> Run:
    changes = states.changes(initial, outcome.state_parts, task.ignore)
    results = [result for part in outcome.results for result in part]
    made = made_keys(changes, initial, candidate.calls, _shown_by_writes(task, candidate, results))
    return Run(candidate, [outcome.initial_state_hashes, *outcome.turn_states], results, changes, made)


def _shown_by_writes(task: Task, candidate: Candidate, results: Sequence[CallResult]) -> list[str]:
    """The results as texts, empty for calls of tools that only read: they make nothing up."""
    return [
        "" if (tool := task.tools.get(name)) is not None and tool.mutates_state is False else result.text
        for (name, _), result in zip(candidate.calls, results, strict=True)
    ]


def _evidence(task: Task, against: Reference, runs: Sequence[Run]) -> Evidence:
    reference = against.run
    states = reference.states
    changed = {
        each.number
        for each in task.calls
        if each.may_write and not _equal(states[each.number], states[each.number + 1])
    }
    persists, later, logged = set[int](), set[int](), set[int]()
    for run in runs:
        if run.candidate.requirement != "omission":
            continue
        place = run.candidate.place
        if place in changed and not against.has_effect_of(run):
            persists.add(place)
        elif place in changed and not _equal(run.final, reference.final):
            logged.add(place)  # only ignored tables and made keys tell the difference
        expected = [*reference.results[:place], *reference.results[place + 1 :]]
        if [each.text for each in run.results] != [each.text for each in expected]:
            later.add(place)
    return Evidence(
        initial=against.initial,
        changes=reference.changes,
        made=reference.made,
        writes=frozenset(changed - logged),
        persists=frozenset(persists),
        later=frozenset(later),
    )


def _by_place(changes: Sequence[Change]) -> dict[tuple[str, tuple[str, ...]], Json]:
    return {(table, way): (kind, plain(after)) for table, way, kind, _, after in changes}


def _places(run: Run) -> Counter[Place]:
    """How often a part of the state was changed in which way; where a key was made up, any."""
    return Counter(
        (table, way[:-1] if way and way[-1] in run.made else way, kind) for table, way, kind, *_ in run.changes
    )


def _without(text: str, keys: tuple[str, ...]) -> str:
    """The text with keys that were made up left out."""
    blank = _any_of(keys) if any(key in text for key in keys) else None
    return blank.sub("$made", text) if blank else text


@lru_cache(1024)
def _any_of(keys: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)") if keys else None


def _equal(left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    return all(same_state(state, right[name]) for name, state in left.items())


def value_of(result: CallResult) -> Any:
    """The value of a result; not to be changed, because equal texts share it."""
    return result.text if result.value_text is None else _value(result.value_text)


@lru_cache(1 << 14)
def _value(text: str) -> Any:
    return CallResult(text, text).value
