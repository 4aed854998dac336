"""Why a verdict is what it is, in a sentence a maintainer can act on."""

from __future__ import annotations

import json

from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.evaluation.official import OfficialVerdict
from eigendata_assets.evaluation.outcome import OutcomeVerdict


def reason_for(official: OfficialVerdict, outcome: OutcomeVerdict) -> str:
    """Empty where both verdicts accept; else what each of them misses, the official one first."""
    parts = []
    if not official.valid:
        turn = "" if official.turn is None else f" in turn {official.turn}"
        parts.append(f"official: {official.error}{turn}: {official.detail}".rstrip(": "))
    if outcome.state_diff:
        more = f" and {len(outcome.state_diff) - 1} more" if len(outcome.state_diff) > 1 else ""
        parts.append(f"final state: {_change(outcome.state_diff[0])}{more}")
    elif not outcome.config_match:
        parts.append("final state: none was reached")
    if outcome.missing:
        parts.append(f"key calls missing: {', '.join(map(_call, outcome.missing[:3]))}")
    if official.valid and not parts:
        return ""
    if not official.valid and outcome.config_match and outcome.key_function:
        parts.append("yet the final state and the key calls are those of the reference")
    return "; ".join(parts)


def _change(change: StateChange) -> str:
    place = ".".join(part for part in (change.table, change.key, change.field) if part)
    return f"{place} is {_short(change.after)} instead of {_short(change.before)}"


def _call(key: KeyCall) -> str:
    return f"{key.call.name}({', '.join(f'{name}={_short(value)}' for name, value in key.call.arguments.items())})"


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
