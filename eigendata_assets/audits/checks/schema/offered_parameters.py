"""Parameters that are offered and not accepted, or accepted and not offered."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.annotations import json_types
from eigendata_assets.audits.causes import parameter_constraint, parameter_unknown
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.code_view import SourceMethod
from eigendata_assets.audits.edits import add_parameter, drop_parameter, require
from eigendata_assets.audits.schema_reading import parameters_of, required_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Differences between the parameters of a schema and those of the method behind it."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        if method is None:
            continue
        yield from _not_accepted(subject, tool, method)
        yield from _not_offered(subject, tool, method)
        yield from _not_optional(subject, tool, method)
        yield from _not_required(subject, tool, method)


def _not_accepted(subject: AuditSubject, tool: ToolSchema, method: SourceMethod) -> Iterator[Defect]:
    for name in parameters_of(tool):
        if name not in method.parameters and not method.open_ended:
            tried = [each for each in subject.observations.of(tool.key) if name in each.probe.arguments]
            failing = [each for each in tried if each.raised]
            expected = f"the tool takes {name}"
            yield Defect(
                function=tool.key,
                cause=parameter_unknown(name),
                message=f"The schema offers {name}, which the code does not take.",
                evidence=failing[0].evidence(expected, line=method.place, takes=sorted(method.parameters))
                if failing
                else Evidence(expected=expected, facts={"line": method.place, "takes": sorted(method.parameters)}),
                repair=f"Remove {name} from the schema, or give it its name in the code.",
                confidence=0.97,
                affects=subject.callers(tool.key, name) if name not in required_of(tool) else None,
                edits=drop_parameter(tool, name),
            )


def _not_offered(subject: AuditSubject, tool: ToolSchema, method: SourceMethod) -> Iterator[Defect]:
    """A parameter that the code needs is an error, one that it may be given a warning."""
    for name in method.parameters:
        if name in parameters_of(tool) or name.startswith("_"):
            continue
        needed = name in method.required
        failing = [each for each in subject.observations.of(tool.key, "plain") if each.raised] if needed else []
        message = f"The code {'needs' if needed else 'takes'} {name}, which the schema does not offer."
        facts = {"line": method.place, "offered": sorted(parameters_of(tool))}
        expected = f"the schema offers {name}"
        yield Defect(
            function=tool.key,
            cause=parameter_unknown(name),
            message=message,
            evidence=failing[0].evidence(expected, **facts) if failing else Evidence(expected=expected, facts=facts),
            repair=f"Add {name} to the schema.",
            severity="error" if needed else "warning",
            confidence=0.97 if needed else 0.85,
            affects=None if needed else subject.callers(tool.key, name),
            edits=add_parameter(tool, name, json_types(method.parameters[name]), required=needed),
        )


def _not_optional(subject: AuditSubject, tool: ToolSchema, method: SourceMethod) -> Iterator[Defect]:
    """A parameter that may be left out by the schema, and not by the code."""
    for name in parameters_of(tool):
        if name in required_of(tool) or name not in method.required:
            continue
        without = [
            each for each in subject.observations.of(tool.key) if name not in each.probe.arguments and each.raised
        ]
        facts = {"line": method.place, "required": sorted(required_of(tool))}
        expected = f"a call without {name} works, or {name} is required"
        yield Defect(
            function=tool.key,
            cause=parameter_unknown(name),
            message=f"The schema lets {name} be left out, and the code needs it.",
            evidence=without[0].evidence(expected, **facts) if without else Evidence(expected=expected, facts=facts),
            repair=f"Require {name}, or give it a default in the code.",
            confidence=0.95,
            affects=tuple(
                dict.fromkeys(seen.entry for seen in subject.calls_of[tool.key] if name not in seen.call.arguments)
            ),
            edits=(require(tool, name),),
        )


def _not_required(subject: AuditSubject, tool: ToolSchema, method: SourceMethod) -> Iterator[Defect]:
    """A parameter that must be given by the schema, and that references leave out, because the code has a default."""
    for name in sorted(required_of(tool) & method.parameters.keys()):
        without = [each for each in subject.calls_of[tool.key] if name not in each.call.arguments and not each.failed]
        if name in method.required or not without:
            continue
        yield Defect(
            function=tool.key,
            cause=parameter_constraint(name, "required"),
            message=f"The schema requires {name}, which the code lets be left out, as references do.",
            evidence=subject.evidence_of(without[0], f"{name} is optional", line=method.place),
            repair=f"Let {name} be left out in the schema.",
            confidence=0.9,
            affects=tuple(dict.fromkeys(each.entry for each in without)),
        )


CHECK = Check(
    code="parameters_of_schema_and_code_differ",
    component="schema",
    title="The schema and the code do not have the same parameters.",
    needs=frozenset({"schemas", "code", "probes"}),
    run=run,
)
