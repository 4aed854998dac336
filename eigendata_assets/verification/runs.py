"""What became of the runs of a task: compared with the reference by execution alone, before any function scores them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.execution.worker.snapshot import same_state
from eigendata_assets.verification.candidates import Candidate
from eigendata_assets.verification.evidence import Evidence, Task
from eigendata_assets.verification.made_values import made_keys, without_made_keys
from eigendata_assets.verification.template.changes import Change, state_changes


@dataclass(frozen=True, slots=True)
class Run:
    """A candidate that was executed: the states after its parts (as hashes), its results, its changes of the state."""

    candidate: Candidate
    states: Sequence[Mapping[str, str]]
    results: Sequence[CallResult]
    changes: Sequence[Change]

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


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a task and what they show together; `initial` and `final` are views of the reference's states.

    The first run is the reference. Runs that the sandbox stopped are left out.
    """

    task: Task
    initial: Mapping[str, Json]
    all: tuple[Run, ...]
    evidence: Evidence

    @property
    def reference(self) -> Run:
        """The reference, call by call."""
        return self.all[0]


class StoppedError(Exception):
    """The reference, or doing nothing, could not be executed to the end; the message says why."""


def gather(task: Task, made: Sequence[Candidate], outcomes: Sequence[ReplayOutcome]) -> Runs:
    """The runs of a task; raises StoppedError where there is nothing to compare with."""
    for outcome in outcomes[:2]:
        if outcome.failure is not None:
            raise StoppedError(f"{outcome.failure.kind}: {outcome.failure.message}")
    initial = {name: from_json(text) for name, text in outcomes[1].state_texts.items()}
    seen: dict[tuple[str, ...], Sequence[Change]] = {}
    runs = tuple(
        _run(candidate, outcome, initial, outcomes[1].state_texts, task.ignore, seen)
        for candidate, outcome in zip(made, outcomes, strict=True)
        if outcome.failure is None
    )
    return Runs(task, initial, runs, _evidence(task, initial, runs))


def _run(
    candidate: Candidate,
    outcome: ReplayOutcome,
    initial: Mapping[str, Json],
    initial_texts: Mapping[str, str],
    ignore: Sequence[str],
    seen: dict[tuple[str, ...], Sequence[Change]],
) -> Run:
    key = tuple(outcome.state_texts.values())
    if key not in seen:
        final = {
            name: initial[name] if text == initial_texts[name] else from_json(text)
            for name, text in outcome.state_texts.items()
        }
        seen[key] = state_changes(initial, final, ignore)
    results = [result for part in outcome.results for result in part]
    return Run(candidate, [outcome.initial_state_hashes, *outcome.turn_states], results, seen[key])


def _evidence(task: Task, initial: Mapping[str, Json], runs: Sequence[Run]) -> Evidence:
    reference = runs[0]
    states = reference.states
    changed = {number for number in range(len(states) - 1) if not _equal(states[number], states[number + 1])}
    persists, later, logged = set[int](), set[int](), set[int]()
    for run in runs:
        if run.candidate.requirement != "omission":
            continue
        place = run.candidate.place
        same = same_effect(task, initial, run, reference)
        if place in changed and not same:
            persists.add(place)
        if place in changed and same and not _equal(run.final, reference.final):
            logged.add(place)  # only the ignored tables tell the difference
        expected = [*reference.results[:place], *reference.results[place + 1 :]]
        if [each.text for each in run.results] != [each.text for each in expected]:
            later.add(place)
    return Evidence(
        initial=initial,
        changes=reference.changes,
        writes=frozenset(changed - logged),
        persists=frozenset(persists),
        later=frozenset(later),
    )


def same_effect(task: Task, initial: Mapping[str, Json], run: Run, other: Run) -> bool:
    """Whether two runs end in the same state, but for ignored tables and for the keys that tools have made up."""
    if _equal(run.final, other.final):
        return True
    if len(run.changes) != len(other.changes):
        return False
    mine, theirs = (made_keys(each.changes, initial, each.candidate.calls) for each in (run, other))
    return without_made_keys(run.changes, mine) == without_made_keys(other.changes, theirs)


def same_after_call(run: Run, reference: Run) -> bool:
    """Whether the state right after the call that a run is about is that of the reference."""
    return _equal(run.states[1], reference.states[run.candidate.place + 1])


def independent(task: Task, initial: Mapping[str, Json], run: Run, reference: Run) -> bool:
    """Whether a reordered run shows that the order does not matter.

    Every call gave what it gives in the reference, and the same has become of the state, but for keys that were made up
    and for the order in which things were added to lists.
    """
    mine, theirs = (Counter(_named_results(each, initial)) for each in (run, reference))
    if mine != theirs or len(run.changes) != len(reference.changes):
        return False
    if same_effect(task, initial, run, reference):
        return True
    left, right = (_without_order(each, initial) for each in (run, reference))
    return left == right


def _without_order(run: Run, initial: Mapping[str, Json]) -> list[str]:
    keys = made_keys(run.changes, initial, run.candidate.calls)
    changes = [
        (table, tuple("*" if step.isdigit() and step not in keys else step for step in way), *rest)
        for table, way, *rest in run.changes
    ]
    return without_made_keys(changes, keys)


def shows_the_same(run: Run, reference: Run, initial: Mapping[str, Json], writes: frozenset[int]) -> bool:
    """Whether a run has the result of every call of the reference that only read."""
    wanted = [each for number, each in enumerate(_named_results(reference, initial)) if number not in writes]
    return not Counter(wanted) - Counter(_named_results(run, initial))


def _named_results(run: Run, initial: Mapping[str, Json]) -> list[tuple[str, str]]:
    keys = made_keys(run.changes, initial, run.candidate.calls)
    blank = re.compile(rf"\b(?:{'|'.join(map(re.escape, keys))})\b") if keys else None
    named = []
    for (name, arguments), result in zip(run.candidate.calls, run.results, strict=True):
        text = result.text if blank is None else blank.sub("$made", result.text)
        named.append((f"{name} {json.dumps(arguments, sort_keys=True)}", text))
    return named


def _equal(left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    return all(same_state(state, right[name]) for name, state in left.items())


def value_of(result: CallResult) -> Any:
    """The value of a result; not to be changed, because equal texts share it."""
    return result.text if result.value_text is None else _value(result.value_text)


@lru_cache(1 << 14)
def _value(text: str) -> Any:
    return CallResult(text, text).value
