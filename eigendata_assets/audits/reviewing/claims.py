"""What a reviewing model may claim, and how a claim becomes a draft of a finding that execution can confirm.

Values and arguments come as JSON text, because servers that enforce a schema enforce closed ones only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.claims import Expectation, ExpectationKind
from eigendata_assets.artifacts.findings import Component, Evidence, Severity
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.trajectory import Call

Reason = Literal[
    "unreadable",
    "quote not found",
    "no such place",
    "no such start",
    "no such call",
    "not demonstrated",
    "call does not fit the schema",
    "calls fail on the way",
    "does not reproduce",
    "unsteady",
    "stopped by a limit",
    "rejected by the judge",
]
"""Why a claim is dropped."""


class ClaimedCall(Artifact):
    """A call: the tool's name and its arguments as JSON text."""

    name: str
    arguments: str


class Expected(Artifact):
    """An expectation of the last call; `value` is JSON text, `null` where the kind takes none."""

    kind: ExpectationKind
    path: list[str]
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim on its way to a finding: where it is demonstrated, `evidence` has calls and an expectation.

    `own` are how many of the last calls the claim itself makes, the ones before are the dialogue's. `reviewed` is the
    function that the claim is about, whose own refusals are no accident.
    """

    code: str
    component: Component
    function: str | None
    cause: str
    message: str
    repair: str
    affects: tuple[str, ...] | None
    evidence: Evidence
    made_by: str
    own: int = 0
    reviewed: str | None = None
    severity: Severity = "error"
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that is no finding, and why."""

    code: str
    reason: Reason


class ClaimDroppedError(Exception):
    """A claim cannot become a finding."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def read_calls(claimed: Sequence[ClaimedCall], known: Sequence[str]) -> tuple[Call, ...]:
    """The calls; raises ClaimDroppedError where one is of no known tool, or its arguments are no JSON object."""
    calls = []
    for each in claimed:
        name = each.name.rpartition(".")[2]
        if name not in known:
            raise ClaimDroppedError("no such call")
        arguments = read_json(each.arguments or "{}")
        if not isinstance(arguments, dict):
            raise ClaimDroppedError("unreadable")
        calls.append(Call(name=name, arguments=arguments))
    return tuple(calls)


def read_expectation(expected: Expected) -> Expectation:
    """The expectation; raises ClaimDroppedError where its value is no JSON, or the kind needs another."""
    value = read_json(expected.value or "null")
    if expected.kind == "result_type" and value not in ("string", "integer", "number", "boolean", "array", "object"):
        raise ClaimDroppedError("unreadable")
    if expected.kind == "result_at_most" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ClaimDroppedError("unreadable")
    return Expectation(kind=expected.kind, path=tuple(expected.path), value=value)


def read_json(text: str) -> Json:
    """The JSON value of a text, one without NaN; raises ClaimDroppedError otherwise."""
    try:
        value = json.loads(text)
        canonical_json(value)
    except (ValueError, RecursionError):
        raise ClaimDroppedError("unreadable") from None
    return value


def check_quote(quote: str, text: str) -> None:
    """A quotation stands in a text, however lines are broken; raises ClaimDroppedError where it does not."""
    wanted = " ".join(quote.split()).strip('"')
    if not wanted or wanted not in " ".join(text.split()):
        raise ClaimDroppedError("quote not found")
