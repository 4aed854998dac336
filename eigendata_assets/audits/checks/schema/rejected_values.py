"""A value that the schema lists is rejected by the implementation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.branches import values_told_apart
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import set_parameter
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import declared_values, parameters_of
from eigendata_assets.audits.subject import AuditSubject

_REFUSALS = (
    "invalid",
    "not valid",
    "unknown",
    "unsupported",
    "not supported",
    "not allowed",
    "must be",
    "unrecognized",
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Listed values that always fail, on states on which other listed values do not."""
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            if declared_values(schema):
                yield from _rejected(subject, tool, name, schema)


def _rejected(subject: AuditSubject, tool: ToolSchema, name: str, schema: dict[str, Any]) -> Iterator[Defect]:
    tried = [each for each in subject.observations.of(tool.key, "enum", parameter=name) if each.result]
    for value in declared_values(schema):
        own = [each for each in tried if each.probe.arguments[name] == value]
        working = {each.probe.setting for each in tried if not each.failed}
        failed = [each for each in own if each.probe.setting in working]
        if failed and all(each.failed and _is_refusal(each, value) for each in own):
            yield _defect(subject, tool, name, value, failed[0])


def _defect(subject: AuditSubject, tool: ToolSchema, name: str, value: Json, failed: Observation) -> Defect:
    """A value with a branch of its own, or that references pass, is rejected by mistake; any other is listed so."""
    users = tuple(dict.fromkeys(seen.entry for seen, given in subject.values_of(tool.key, name) if given == value))
    listed = declared_values(parameters_of(tool)[name])
    meant = is_meant(subject, tool.key, name, value)
    kept = [each for each in listed if each != value]
    return Defect(
        function=tool.key,
        cause=parameter_value(name, value),
        message=f"{name} may be {value!r} by the schema, and the tool rejects it.",
        evidence=failed.evidence(f"{value!r} is accepted like the other listed values", parameter=name),
        repair=f"Accept {value!r}." if meant else f"Accept {value!r}, or remove it from the values of {name}.",
        confidence=0.9,
        affects=users,
        component="implementation" if meant else "schema",
        edits=() if meant else (set_parameter(tool, name, "enum", kept),),
    )


def is_meant(subject: AuditSubject, tool: str, name: str, value: Json) -> bool:
    """Whether a listed value belongs to the tool: references pass it, or the code has a branch of its own for it."""
    listed, method = declared_values(parameters_of(subject.tool(tool))[name]), subject.code.methods.get(tool)
    passed = any(given == value for _, given in subject.values_of(tool, name))
    return passed or (method is not None and value in values_told_apart(method.node, name, listed))


def _is_refusal(observation: Observation, value: Json) -> bool:
    """Whether an error is about the value, and not about the state."""
    text = observation.result.shown.casefold() if observation.result else ""
    return observation.raised in ("KeyError", "ValueError") or any(word in text for word in _REFUSALS) or (
        isinstance(value, str) and value.casefold() in text
    )  # fmt: skip


CHECK = Check(
    code="listed_value_rejected",
    component="schema",
    title="The implementation rejects a value that the schema lists.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
