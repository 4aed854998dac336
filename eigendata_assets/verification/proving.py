"""A function for a task that has passed the soundness gate, or the reasons why there is none.

What fails is repaired by rule, a few times: loosened where a right outcome is refused, tightened where a wrong one is
let through. What then still fails is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from eigendata_assets.artifacts.verification_function import GateFailure, Soundness, Verdict
from eigendata_assets.verification.derivation import Choice, Function, derive
from eigendata_assets.verification.runs import Runs
from eigendata_assets.verification.soundness import Trial, failing, silence, trials
from eigendata_assets.verification.template.changes import digest
from eigendata_assets.verification.template.conveyed import conveyed

ROUNDS = 4
_MOST_OUTCOMES = 8
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gate came to; no function where it was dropped."""

    function: Function | None
    soundness: Soundness


def prove(runs: Runs, choice: Choice) -> Proof:
    """The function for a choice, repaired where it has to be, as the gate has found it."""
    asked, notes = trials(runs), list[str]()
    while True:
        function = derive(runs.task, runs.evidence, choice)
        silent = silence(function, runs)
        every = [*asked, silent] if silent else asked
        wrong = failing(function, every)
        if not wrong:
            function["failures"] = _signatures(runs, asked)
            return Proof(function, _found(runs, "repaired" if notes else "sound", every, notes, ()))
        repaired, note = _repaired(choice, wrong, runs)
        if repaired == choice or len(notes) == ROUNDS:
            return Proof(None, _found(runs, "dropped", every, notes, wrong))
        choice = repaired
        notes.append(note)


def stopped(identifier: str, why: str) -> Proof:
    """There is no function for what cannot be executed."""
    failure = GateFailure(requirement="executable", what=why)
    return Proof(None, Soundness(id=identifier, verdict="dropped", failures=(failure,)))


def _found(
    runs: Runs, verdict: Verdict, every: Sequence[Trial], notes: Sequence[str], wrong: Sequence[Trial]
) -> Soundness:
    return Soundness.model_construct(
        id=runs.task.trajectory.id,
        verdict=verdict,
        tested=dict(Counter(trial.requirement for trial in every)),
        repairs=tuple(notes),
        failures=tuple(trial.failure() for trial in wrong[:_SHOWN]),
    )


def _signatures(runs: Runs, asked: Iterable[Trial]) -> dict[str, str]:
    """What becomes of the state when a write is left out, so that a wrong outcome can be told by its cause."""
    return {
        digest(trial.effect.changes): f"this is what becomes of the state {trial.run.candidate.what}"
        for trial in asked
        if trial.requirement == "omission" and trial.run.candidate.place in runs.evidence.persists
    }


def _repaired(choice: Choice, wrong: Sequence[Trial], runs: Runs) -> tuple[Choice, str]:
    """The choice, changed for the first failure that a rule can mend, and what was done; the same where none can."""
    for trial in wrong:
        repaired, note = _loosened(choice, trial, runs) if trial.worth else _tightened(choice, trial, runs)
        if repaired != choice:
            return repaired, note
    return choice, ""


def _loosened(choice: Choice, trial: Trial, runs: Runs) -> tuple[Choice, str]:
    if trial.requirement == "reference":
        text = "\n".join(runs.task.messages)
        said = tuple((value, source) for value, source in choice.information if conveyed(value, text))
        return replace(choice, information=said), "loosened: does not ask for what the reference itself does not say"
    label, changes = trial.run.candidate.what, tuple(trial.effect.changes)
    known = [tuple(runs.evidence.changes), *(other for _, other, _ in choice.others)]
    if changes in known or len(known) == _MOST_OUTCOMES:
        return choice, ""
    return replace(choice, others=(*choice.others, (label, changes, trial.run.made))), f"loosened: {label} is valid too"


def _tightened(choice: Choice, trial: Trial, runs: Runs) -> tuple[Choice, str]:
    place = trial.run.candidate.place
    if choice.own_wording and any(runs.task.calls[number].free for number in runs.evidence.writes):
        return replace(choice, own_wording=False), "tightened: texts must be worded as in the reference"
    if choice.any_keys and runs.evidence.made:
        return replace(choice, any_keys=False), "tightened: new records must have the keys of the reference"
    if trial.requirement in ("omission", "wrong_argument") and place not in choice.demanded:
        name = runs.task.calls[place].call.name
        note = f"tightened: {name} must be called as in the reference"
        return replace(choice, demanded=choice.demanded | {place}), note
    if trial.requirement in ("doing_nothing", "only_talking"):
        last = frozenset({each.turn: each.number for each in runs.task.calls}.values())
        return replace(choice, demanded=choice.demanded | last), "tightened: the last call of each turn must be made"
    return choice, ""
