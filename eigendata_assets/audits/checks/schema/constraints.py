"""A schema forbids values that references pass, and that work: lists, limits and patterns that are too narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.findings import SchemaEdit
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_constraint
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import drop_keyword, set_parameter
from eigendata_assets.audits.schema_reading import declared_values, fits, parameters_of, types_of, unique, violations
from eigendata_assets.audits.subject import AuditSubject, SeenCall

_FEWEST = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters that most references give values which fit the declared type and break another constraint."""
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            given = [(seen, value) for seen, value in subject.values_of(tool.key, name) if not seen.failed]
            broken = [(seen, value, rule) for seen, value in given if (rule := broken_rule(value, schema))]
            values = {repr(value) for _, value, _ in broken}
            if len(broken) >= _FEWEST and 2 * len(broken) >= len(given) and len(values) >= _FEWEST:
                yield _defect(subject, tool, name, broken)


def broken_rule(value: Json, schema: dict[str, Any]) -> str | None:
    """The keyword that a value of the declared type breaks; `enum` also for a list of values in the description."""
    if not fits(value, types_of(schema)):
        return None
    listed = declared_values(schema)
    if listed and not isinstance(value, list) and value not in listed:
        return "enum"
    return next((str(error.validator) for error in violations(value, schema) if error.validator != "type"), None)


def _defect(subject: AuditSubject, tool: ToolSchema, name: str, broken: list[tuple[SeenCall, Json, str]]) -> Defect:
    seen, value, rule = broken[0]
    schema = parameters_of(tool)[name]
    allowed = schema.get(rule, list(declared_values(schema)))
    return Defect(
        function=tool.key,
        cause=parameter_constraint(name, rule),
        message=f"The {rule} of {name} forbids {value!r}, which {len(broken)} reference calls pass or the like of it, "
        "and which works.",
        evidence=subject.evidence_of(seen, f"{name} within {rule}", parameter=name, rule=rule, allowed=allowed),
        repair=f"Widen the {rule} of {name} to what the tool takes.",
        confidence=0.85,
        affects=tuple(dict.fromkeys(seen.entry for seen, _, _ in broken)),
        edits=(_widened(tool, name, rule, [value for _, value, _ in broken]),),
    )


def _widened(tool: ToolSchema, name: str, rule: str, values: list[Json]) -> SchemaEdit:
    """A list of values with those that work, too; any other rule is given up."""
    schema = parameters_of(tool)[name]
    if rule == "enum":
        return set_parameter(tool, name, "enum", unique([*declared_values(schema), *values]))
    return drop_keyword(tool, name, rule)


CHECK = Check(
    code="constraint_too_narrow",
    component="schema",
    title="The schema forbids values that references pass and the tool takes.",
    needs=frozenset({"schemas", "references", "results"}),
    run=run,
)
