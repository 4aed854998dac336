"""What became of the runs of a task, and what they show together by execution alone, before any function scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.verification.candidates import Candidate
from eigendata_assets.verification.effects import Effects
from eigendata_assets.verification.evidence import Evidence, Task
from eigendata_assets.verification.made_values import made_up
from eigendata_assets.verification.reference import Reference, Run, equal_states


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
    effects = Effects(outcomes[1].state_parts, task.ignore)
    runs = tuple(
        _run(task, candidate, outcome, effects)
        for candidate, outcome in zip(made, outcomes, strict=True)
        if outcome.failure is None
    )
    against = Reference(runs[0], task.messages)
    return Runs(task, against, runs, _evidence(task, against, runs))


def _run(task: Task, candidate: Candidate, outcome: ReplayOutcome, effects: Effects) -> Run:
    effect = effects.of(outcome.state_parts)
    results = [result for part in outcome.results for result in part]
    states = [outcome.initial_state_hashes, *outcome.turn_states]
    if not effect.new_keys:
        return Run(candidate, states, results, effect)
    made = made_up(effect.new_keys, candidate.calls, _shown_by_writes(task, candidate, results))
    return Run(candidate, states, results, effect, made)


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
        if each.may_write and not equal_states(states[each.number], states[each.number + 1])
    }
    persists, later, logged = set[int](), set[int](), set[int]()
    for run in runs:
        if run.candidate.requirement != "omission":
            continue
        place = run.candidate.place
        if place in changed and not against.has_effect_of(run):
            persists.add(place)
        elif place in changed and not equal_states(run.final, reference.final):
            logged.add(place)  # only ignored tables and made keys tell the difference
        expected = [*reference.results[:place], *reference.results[place + 1 :]]
        if [each.text for each in run.results] != [each.text for each in expected]:
            later.add(place)
    return Evidence(
        changes=reference.changes,
        made=reference.made,
        writes=frozenset(changed - logged),
        persists=frozenset(persists),
        later=frozenset(later),
    )
