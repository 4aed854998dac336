"""An unknown item of a list is passed over as if it were known, where another tool refuses what it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import says_no
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.probing.values import UNKNOWN
from eigendata_assets.audits.subject import AuditSubject

_UNKNOWN = re.compile(
    r"not found|no such|not exist|n't exist|unknown|\bno \w+ (found|with|named|called)", re.IGNORECASE
)
"""A refusal for want of a record, and not for the form of the text."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Lists whose usual items another tool of the toolkit takes one by one, refusing those that are unknown."""
    for tool in subject.toolset.tools:
        told = set[str]()
        for each in subject.observations.of(tool.key, "unknown_item"):
            name = each.probe.parameter or ""
            value = each.result.value if each.result else None
            if name in told or each.failed or each.result is None or says_no(value) or _is_named(value):
                continue
            refused = _refused(subject, tool.key, each.probe.arguments[name])
            if refused is not None:
                told.add(name)
                yield _defect(tool.key, name, each, refused)


def _is_named(value: Json) -> bool:
    """Whether the result sets the unknown item apart: it names it under a key or in a text of its own."""
    if isinstance(value, dict):
        return any(UNKNOWN in str(key) or _is_named(item) for key, item in value.items())
    return isinstance(value, str) and UNKNOWN in value and value != UNKNOWN


def _refused(subject: AuditSubject, tool: str, given: Json) -> Observation | None:
    """The refusal of the unknown by another tool that takes one of the known items."""
    known = {canonical_json(item) for item in given if item != UNKNOWN} if isinstance(given, list) else set[str]()
    for other in subject.toolset.tools:
        if other.key == tool or other.toolkit != tool.rpartition(".")[0]:
            continue
        for each in subject.observations.of(other.key, "unknown"):
            name = each.probe.parameter or ""
            taken = [seen.probe.arguments.get(name) for seen in subject.observations.of(other.key, "plain", "data")
                     if not seen.failed]  # fmt: skip
            said = each.result.shown if each.result and each.failed else ""
            if _UNKNOWN.search(said) and known & {canonical_json(value) for value in taken if isinstance(value, str)}:
                return each
    return None


def _defect(tool: str, name: str, seen: Observation, refused: Observation) -> Defect:
    other = refused.probe.call.name
    return Defect(
        function=tool,
        cause=parameter_value(name, "unknown"),
        message=f"{name} may hold an item that nothing knows, without a word; {other} refuses it: "
        f"{refused.result.shown[:80] if refused.result else ''}",
        evidence=seen.evidence("an error that names the unknown item", refused_by=other, parameter=name),
        repair=f"Return an error for an unknown item of {name}, or say which were passed over.",
        severity="warning",
        confidence=0.75,
    )


CHECK = Check(
    code="unknown_item_passed_over",
    component="implementation",
    title="An unknown item of a list is passed over as if it were known.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
