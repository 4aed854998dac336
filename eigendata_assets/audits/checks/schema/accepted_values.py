"""A schema lists values, and the tool knows one more: references pass it, and what is unknown is refused."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_constraint
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.code_constants import constants_of
from eigendata_assets.audits.edits import set_parameter
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import declared_values, fits, parameters_of, types_of, unique
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Values outside the list that work in references, where an undeclared text is refused or the code names them."""
    known = constants_of(subject)
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            taken = values_taken(subject, tool, name)
            refused = [each for each in subject.observations.of(tool.key, "undeclared", parameter=name) if each.failed]
            written = {value for _, value in taken} <= known
            if taken and (refused or written) and fits(taken[0][1], types_of(schema)):
                yield _defect(subject, tool, name, taken, refused[:1])


def values_taken(subject: AuditSubject, tool: ToolSchema, name: str) -> list[tuple[SeenCall, Json]]:
    """The calls of references that pass a value which is not listed, and that succeed."""
    listed = declared_values(parameters_of(tool)[name])
    return [
        (seen, value)
        for seen, value in subject.values_of(tool.key, name)
        if listed and not seen.failed and seen.result is not None and isinstance(value, str) and value not in listed
    ]


def _defect(
    subject: AuditSubject, tool: ToolSchema, name: str, taken: list[tuple[SeenCall, Json]], refused: list[Observation]
) -> Defect:
    seen, value = taken[0]
    said = [each.result.shown[:80] for each in refused if each.result]
    values = unique([*declared_values(parameters_of(tool)[name]), *(value for _, value in taken)])
    return Defect(
        function=tool.key,
        cause=parameter_constraint(name, "enum"),
        message=f"{name} may not be {value!r} by the schema, while references pass it and the tool knows it.",
        evidence=subject.evidence_of(seen, f"the schema lists {value!r}", parameter=name, unknown_is_refused=said),
        repair=f"Add {value!r} to the values of {name}.",
        confidence=0.9,
        affects=tuple(dict.fromkeys(each.entry for each, _ in taken)),
        edits=(set_parameter(tool, name, "enum", values),),
    )


CHECK = Check(
    code="accepted_value_not_listed",
    component="schema",
    title="The implementation knows a value that the schema does not list.",
    needs=frozenset({"schemas", "references", "results", "probes"}),
    run=run,
)
