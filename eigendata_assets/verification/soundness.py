"""The soundness gate: a verification function proves itself on runs whose worth execution has decided.

The reference must score 1; doing nothing 0, and the goal must not hold already in the initial state; leaving out any
write 0; any write with a wrong argument 0; independent calls in another order, extra reads and other paths to the same
state 1. Nothing here knows how trajectories or functions are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eigendata_assets.artifacts.verification_function import GateFailure, Requirement
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.verification.candidates import Candidate
from eigendata_assets.verification.effects import NO_EFFECT, Effect
from eigendata_assets.verification.reference import Run
from eigendata_assets.verification.runs import Runs
from eigendata_assets.verification.template.changes import Bound
from eigendata_assets.verification.template.verify import fitting_outcomes, is_done


@dataclass(frozen=True, slots=True)
class Trial:
    """An outcome and what a sound function gives it.

    `effect` is that of the run, or none at all: then the state is the initial one. `says` is what is told the user.
    """

    run: Run
    requirement: Requirement
    worth: bool
    effect: Effect
    says: Sequence[str]

    def failure(self) -> GateFailure:
        """That the function gave it something else."""
        got = "scores 0" if self.worth else "scores 1"
        what = f"{self.run.candidate.what} {got}"
        return GateFailure(
            requirement=self.requirement, what=what, calls=tuple(map(_written, self.run.candidate.calls))
        )


def trials(runs: Runs) -> list[Trial]:
    """What the runs of a task ask of any function for it; a run that shows nothing asks nothing."""
    reference, nothing, messages = runs.against.run, runs.all[1], runs.task.messages
    asked = [
        Trial(reference, "reference", True, reference.effect, messages),
        Trial(nothing, "doing_nothing", False, NO_EFFECT, ()),
    ]
    if runs.evidence.writes:
        goal = _like(reference, "in the initial state, the goal")
        asked.append(Trial(goal, "goal_not_already_true", False, NO_EFFECT, messages))
    if runs.task.calls and messages:
        talk = _like(nothing, "only saying what the reference says")
        asked.append(Trial(talk, "only_talking", False, NO_EFFECT, messages))
    for run in runs.all[2:]:
        worth = _worth(run, runs)
        if worth is not None:
            says = runs.against.texts_for(run) if worth else messages
            asked.append(Trial(run, run.candidate.requirement, worth, run.effect, says))
    return asked


def _like(run: Run, what: str) -> Run:
    named = Candidate(run.candidate.requirement, what, run.candidate.parts, run.candidate.place)
    return Run(named, run.states, run.results, run.effect)


def _worth(run: Run, runs: Runs) -> bool | None:
    """Whether a run is right, wrong, or shows nothing; by execution."""
    requirement, place = run.candidate.requirement, run.candidate.place
    against, evidence = runs.against, runs.evidence
    if requirement == "omission":
        return False if place in evidence.writes else None
    if requirement == "wrong_argument":
        if place not in evidence.writes or against.has_state_after_call_of(run):
            return None
        return None if place in evidence.persists and against.has_effect_of(run) else False
    if requirement == "reordering":
        return True if against.does_not_mind_order_of(run) else None
    arrives = against.has_effect_of(run) and against.results_are_in(run, but=evidence.persists)
    return True if arrives and (place < 0 or _only_persisting(run, runs)) else None


def _only_persisting(run: Run, runs: Runs) -> bool:
    """Whether every call of the reference that a path does without is seen in the final state."""
    left = Counter(_written(call) for call in run.candidate.calls)
    missing = []
    for each in runs.task.calls:
        name = _written(each.raw)
        left[name] -= 1
        if left[name] < 0:
            missing.append(each.number)
    return all(number in runs.evidence.persists for number in missing)


def failing(function: Mapping[str, Any], asked: Sequence[Trial]) -> list[Trial]:
    """The trials to which the function gives another worth than theirs; each effect is matched once."""
    fitting = {
        effect: tuple(fitting_outcomes(function, effect.changes)) for effect in {trial.effect for trial in asked}
    }
    return [trial for trial in asked if _holds(function, fitting[trial.effect], trial) != trial.worth]


def _holds(function: Mapping[str, Any], fitting: Sequence[tuple[Mapping[str, Any], Bound]], trial: Trial) -> bool:
    """Whether the rest is as one of the outcomes wants it whose changes have been made."""
    if not fitting:
        return False
    calls = trial.run.calls() if any(wanted["calls"] for wanted, _ in fitting) else ()
    return any(is_done(function, wanted, bound, calls, trial.says) for wanted, bound in fitting)


def silence(function: Mapping[str, Any], runs: Runs) -> Trial | None:
    """The reference without a word, which is wrong where there is something to tell."""
    tells = any(outcome["information"] or outcome["answers"] for outcome in function["outcomes"])
    run = _like(runs.against.run, "doing everything and saying nothing")
    return Trial(run, "silence", False, run.effect, ()) if tells else None


def _written(call: RawCall) -> str:
    name, arguments = call
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
