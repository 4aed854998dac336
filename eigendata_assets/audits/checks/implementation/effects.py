"""What a tried call did, in a form in which two calls can be compared: result and change, its own arguments masked."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import leaves_by_key

MASK = "\u2026"
"""Stands for the argument that was varied."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The result and the state afterwards as canonical text; `empty` says that the result tells of nothing."""

    result: str
    state: str
    failed: bool
    empty: bool
    changed: bool


def effect_of(observation: Observation, masked: str | None = None) -> Effect:
    """What the call did; `masked` names a parameter whose value does not count where it is merely repeated."""
    value = observation.result.value if observation.result else None
    state: Json = [[each.table, each.key, each.field, each.after] for each in observation.changes]
    if masked is not None and masked in observation.probe.arguments:
        argument = observation.probe.arguments[masked]
        value, state = _without(value, argument), _without(state, argument)
    return Effect(
        result=canonical_json([value, observation.raised], view=True),
        state=canonical_json(state if masked is not None else observation.texts[1:2], view=True),
        failed=observation.failed,
        empty=tells_nothing(value),
        changed=observation.changed,
    )


def is_empty(effect: Effect) -> bool:
    """Whether a call neither told nor changed anything, so that nothing follows from it."""
    return effect.empty and not effect.changed


def tells_nothing(value: Json) -> bool:
    """Whether a result has no content: empty, zero, false or null throughout."""
    return not any(bool(leaf) for _, leaf in leaves_by_key(value))


def says_no(value: Json) -> bool:
    """Whether a result holds a False, by which tools say that something was not done or is not so."""
    return any(leaf is False for _, leaf in leaves_by_key(value))


def _without(value: Json, argument: Json) -> Json:
    if value == argument and type(value) is type(argument):
        return MASK
    if isinstance(value, dict):
        return {_text_without(key, argument): _without(item, argument) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, argument) for item in value]
    return _text_without(value, argument) if isinstance(value, str) else value


def _text_without(text: str, argument: Json) -> str:
    return text.replace(argument, MASK) if isinstance(argument, str) and argument else text
