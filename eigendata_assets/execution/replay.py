"""Dialogues executed in the sandbox: results, states and final state come from the environment, never from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from eigendata_assets.artifacts.trajectory import Result, Step, Trajectory, Turn
from eigendata_assets.errors import InputError
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, EnvironmentCode, Replay, ReplayOutcome, Sandbox


def replay_trajectories(
    trajectories: Sequence[Trajectory],
    environment: EnvironmentCode,
    sandbox: Sandbox,
    on_done: Callable[[ReplayOutcome], None] | None = None,
) -> list[Trajectory]:
    """The same dialogues with results, states and failures as execution gives them now, in the same order."""
    replays = [step_replay(each) for each in trajectories]
    outcomes = replay_all(replays, environment, sandbox, on_done)
    return [executed(each, outcome) for each, outcome in zip(trajectories, outcomes, strict=True)]


def replay_all(
    replays: Sequence[Replay],
    environment: EnvironmentCode,
    sandbox: Sandbox,
    on_done: Callable[[ReplayOutcome], None] | None = None,
) -> list[ReplayOutcome]:
    """The outcomes, in order; calls are given under the names that the environment's code has.

    Raises InputError where the code cannot even be imported.
    """
    outcomes = sandbox.replay(environment, [as_implemented(each, environment) for each in replays], on_done=on_done)
    for outcome in outcomes:
        if outcome.failure is not None and outcome.failure.kind == "import":
            hint = "Mend the module, or import the domain again."
            raise InputError(outcome.failure.message, where=(str(environment.folder),), hint=hint)
    return outcomes


def as_implemented(replay: Replay, environment: EnvironmentCode) -> Replay:
    """The replay with its calls under the names that the environment's code has."""
    if not environment.names.implemented_as:
        return replay
    turns = [[environment.names.given(replay.toolkits, call) for call in turn] for turn in replay.turns]
    return replace(replay, turns=turns)


def step_replay(trajectory: Trajectory) -> Replay:
    """The replay of a dialogue in which every step is a turn of its own, so that each step's effect is seen."""
    steps = [raw_calls(step) for turn in trajectory.turns for step in turn.steps]
    return replay_of(trajectory, steps)


def turn_replay(trajectory: Trajectory) -> Replay:
    """The replay of a dialogue, turn by turn."""
    return replay_of(trajectory, [raw_calls(turn) for turn in trajectory.turns])


def replay_of(trajectory: Trajectory, turns: Sequence[Sequence[RawCall]]) -> Replay:
    """Other calls on the initial state of a dialogue."""
    return Replay(trajectory.id, trajectory.toolkits, trajectory.initial_state, turns, trajectory.load_options)


def raw_calls(part: Step | Turn) -> list[RawCall]:
    """The calls of a step or turn as the sandbox takes them."""
    return [(call.name, call.arguments) for call in part.calls]


def executed(trajectory: Trajectory, outcome: ReplayOutcome) -> Trajectory:
    """The dialogue with what its `step_replay` gave; steps that were not reached have no results."""
    before = outcome.initial_state_hashes
    turns, position = [], 0
    for turn in trajectory.turns:
        steps = []
        for step in turn.steps:
            after = outcome.turn_states[position] if position < len(outcome.turn_states) else before
            results = outcome.results[position] if position < len(outcome.results) else ()
            changed = tuple(name for name in after if after[name] != before[name])
            steps.append(step.model_copy(update={"results": tuple(map(as_result, results)), "changed": changed}))
            before, position = after, position + 1
        turns.append(turn.model_copy(update={"steps": tuple(steps), "state_hashes": dict(before)}))
    failure = f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else None
    update: dict[str, Any] = {"turns": tuple(turns), "final_state": outcome.final_state, "failure": failure}
    return trajectory.model_copy(update=update)


def as_result(result: CallResult) -> Result:
    """A result as it is written down; its text only where it does not follow from the value."""
    plain = Result(value=result.value, error=result.error)
    return plain if plain.shown == result.text else plain.model_copy(update={"text": result.text})


def is_error(result: Result) -> bool:
    """Whether a call failed: the tool raised, or returned an object with an `error`, or a list of just that.

    BFCL's tools do all three.
    """
    value = result.value
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return result.error is not None or (isinstance(value, dict) and bool(value.get("error")))
