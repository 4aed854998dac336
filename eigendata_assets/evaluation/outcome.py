"""Outcome-aware metrics (EigenData paper, section 4.3): what became of the state, and were the key calls made.

Config Match: the final state equals the reference's. Key Function: every key call of the reference was made, anywhere
in the dialogue, with the arguments that matter; a call whose effect is seen in the final state counts as made where
that state was reached. ConfigFunc: both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.execution.replay import as_result, is_error
from eigendata_assets.execution.state_diff import state_diff
from eigendata_assets.execution.worker.snapshot import same_state
from eigendata_assets.verification.key_functions import is_phrase, words

Defaults = Mapping[str, Mapping[str, Json]]
"""Tool name to the values of its optional parameters where they are not given."""


@dataclass(frozen=True, slots=True)
class OutcomeVerdict:
    """What a run came to; `state_diff` leads from the reference's final state to the run's."""

    config_match: bool
    key_function: bool
    missing: tuple[KeyCall, ...] = ()
    state_diff: tuple[StateChange, ...] = ()


def judge(
    reference: Trajectory,
    key_calls: Sequence[KeyCall],
    calls: Sequence[Sequence[RawCall]],
    outcome: ReplayOutcome | None,
    defaults: Defaults,
    ignore_state: tuple[str, ...] = (),
) -> OutcomeVerdict:
    """The verdict on one run; `calls` are those that `outcome` is the replay of."""
    if outcome is None or outcome.failure is not None:
        return OutcomeVerdict(False, False, tuple(key_calls))
    changes = _changes(reference, outcome, ignore_state)
    wanted = [key for key in key_calls if changes or not key.persists]
    missing = missing_key_calls(wanted, calls, outcome, defaults)
    return OutcomeVerdict(not changes, not missing, missing, changes)


def _changes(reference: Trajectory, outcome: ReplayOutcome, ignore_state: tuple[str, ...]) -> tuple[StateChange, ...]:
    expected = reference.turns[-1].state_hashes if reference.turns else {}
    found = outcome.turn_states[-1] if outcome.turn_states else outcome.initial_state_hashes
    if expected and all(same_state(expected[toolkit], found[toolkit]) for toolkit in expected):
        return ()
    return tuple(state_diff(reference.final_state, outcome.final_state, ignore_state))


def missing_key_calls(
    key_calls: Sequence[KeyCall], calls: Sequence[Sequence[RawCall]], outcome: ReplayOutcome, defaults: Defaults
) -> tuple[KeyCall, ...]:
    """The key calls that no call of the run answers; one call answers one key call, so that most are answered."""
    made = [
        (name, arguments, result)
        for turn, results in zip(calls, outcome.results, strict=True)
        for (name, arguments), result in zip(turn, results, strict=True)
    ]
    choices = [[place for place, each in enumerate(made) if _answers(key, *each, defaults)] for key in key_calls]
    answered: dict[int, int] = {}
    return tuple(key for number, key in enumerate(key_calls) if not _assign(number, choices, answered, set()))


def _assign(key: int, choices: Sequence[Sequence[int]], answered: dict[int, int], tried: set[int]) -> bool:
    """Whether a key call gets one of its calls, if need be by giving another key call another of its own."""
    for place in choices[key]:
        if place not in tried:
            tried.add(place)
            if place not in answered or _assign(answered[place], choices, answered, tried):
                answered[place] = key
                return True
    return False


def _answers(key: KeyCall, name: str, arguments: Mapping[str, Json], result: CallResult, defaults: Defaults) -> bool:
    """Whether a call does what a key call must.

    It succeeds (or the reference's fails too), and has the arguments that matter, or, where the result is what
    counts, shows the very same result.
    """
    if name != key.call.name or (is_error(as_result(result)) and not key.failed):
        return False
    if not key.changes_state and result.text == key.shown:
        return True
    return _matters(key.call, key.free, defaults) == _matters(
        Call.model_construct(name=name, arguments=dict(arguments)), key.free, defaults
    )


def _matters(call: Call, free: tuple[str, ...], defaults: Defaults) -> str:
    """The arguments that matter as canonical text: defaults filled in, free wording left out."""
    arguments = {**defaults.get(call.name, {}), **call.arguments}
    return canonical_json({name: _meaning(value) for name, value in arguments.items() if name not in free})


def _meaning(value: Json) -> Json:
    """A value without what does not matter: case and punctuation of a phrase."""
    return words(value) if isinstance(value, str) and is_phrase(value) else value


def defaults_of(tools: Sequence[ToolSchema]) -> Defaults:
    """The defaults that the schemas declare."""
    return {
        tool.name: {
            name: part["default"]
            for name, part in tool.parameters.get("properties", {}).items()
            if isinstance(part, dict) and "default" in part
        }
        for tool in tools
    }
