"""A call of a reference contradicts the schema that models are given (EigenData 3.4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.code_constants import constants_of
from eigendata_assets.audits.code_view import SourceMethod
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.schema_reading import declared_values, parameters_of, required_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall

_COMMON = 0.5


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters that are missing or unknown, and values that are not listed; not where most calls of a tool do so."""
    known = constants_of(subject)
    for tool in subject.toolset.tools:
        calls, method = subject.calls_of[tool.key], subject.code.methods.get(tool.key)
        same: dict[str, list[SeenCall]] = {}
        for seen in calls:
            for wrong in _violations(tool, seen, method, known):
                same.setdefault(wrong, []).append(seen)
        for wrong, violating in same.items():
            if len(violating) == 1 or len(violating) <= _COMMON * len(calls):
                yield reference_defect(
                    subject,
                    violating,
                    f"The reference calls {tool.name}, and {wrong}.",
                    expected="a call that fits the schema",
                    repair="Make the call fit the schema.",
                    confidence=0.85,
                    facts={"contradiction": wrong},
                )


def _violations(tool: ToolSchema, seen: SeenCall, method: SourceMethod | None, known: frozenset[str]) -> Iterator[str]:
    """What is wrong with a call; what the code takes, does not need or knows is the schema's fault."""
    schemas = parameters_of(tool)
    needed = required_of(tool) & method.required if method else required_of(tool)
    for name in sorted(needed - seen.call.arguments.keys()):
        yield f"{name}, which is required, is not given"
    for name, value in seen.call.arguments.items():
        if name not in schemas:
            if method is None or name not in method.parameters:
                yield f"{name} is given, which the schema does not have"
            continue
        items = schemas[name].get("items")
        listed = declared_values(items if isinstance(value, list) and isinstance(items, dict) else schemas[name])
        for each in value if isinstance(value, list) else [value]:
            if listed and each not in listed and (seen.failed or not isinstance(each, str) or each not in known):
                yield f"{name} is {each!r}, which is none of the values that the schema lists"


CHECK = Check(
    code="call_contradicts_schema",
    component="trajectory",
    title="A call of a reference contradicts the schema.",
    needs=frozenset({"schemas", "references"}),
    run=run,
)
