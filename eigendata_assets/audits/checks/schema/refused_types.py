"""A parameter takes no value of its declared type, and takes those of another (EigenData 4.1, schema errors)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_type
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import set_type
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import fits, parameters_of, type_of, type_text, types_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters with which every call of the declared type fails, and some call of another type does not."""
    for tool in subject.toolset.tools:
        observations = [each for each in subject.observations.of(tool.key) if each.probe.variation != "extra"]
        for name, schema in parameters_of(tool).items():
            found = _refused(name, schema, observations)
            if found:
                yield _defect(subject, tool, name, schema, *found)


def _refused(
    name: str, schema: dict[str, Any], observations: list[Observation]
) -> tuple[Observation, Observation] | None:
    """A call that failed, and one on the same state that did not, with nothing else changed."""
    types = types_of(schema)
    given = [each for each in observations if name in each.probe.arguments and each.result]
    right = [each for each in given if fits(each.probe.arguments[name], types)]
    if not types or not right or any(not each.failed for each in right):
        return None
    for other in given:
        if other.probe.variation == "other_type" and other.probe.parameter == name and not other.failed:
            same = [each for each in right if each.probe.setting == other.probe.setting]
            if same:
                return same[0], other
    return None


def _defect(
    subject: AuditSubject, tool: ToolSchema, name: str, schema: dict[str, Any], failed: Observation, worked: Observation
) -> Defect:
    value = worked.probe.arguments[name]
    declared = type_text(types_of(schema))
    return Defect(
        function=tool.key,
        cause=parameter_type(name),
        message=f"{name} is declared {declared}, and every {declared} that was tried fails, "
        f"while the {type_of(value)} {value!r} is accepted.",
        evidence=failed.evidence(f"a {declared} is accepted", accepted=value, parameter=name),
        repair=f"Declare {name} as {type_of(value)}, or accept a {declared}.",
        confidence=0.85,
        affects=subject.callers(tool.key, name),
        edits=(set_type(tool, name, {type_of(value)}),),
    )


CHECK = Check(
    code="declared_type_refused",
    component="schema",
    title="A parameter takes no value of its declared type.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
