"""A parameter is declared with one type, and annotated with another in the code (EigenData 4.1, schema errors)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.annotations import json_types
from eigendata_assets.audits.causes import parameter_type
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import set_type
from eigendata_assets.audits.schema_reading import overlap, parameters_of, type_text, types_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters whose declared and annotated types have no value in common."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        for name, schema in parameters_of(tool).items() if method else ():
            annotation = method.parameters.get(name, "") if method else ""
            declared, annotated = types_of(schema), json_types(annotation) - {"null"}
            if method and not overlap(declared, annotated):
                yield Defect(
                    function=tool.key,
                    cause=parameter_type(name),
                    message=f"{name} is declared {type_text(declared)}, and annotated {annotation} in the code.",
                    evidence=subject.sample_of(
                        tool.key,
                        f"{name} of the type {type_text(annotated)}, as the code says",
                        parameter=name,
                        declared=sorted(declared),
                        annotated=annotation,
                        line=method.place,
                    ),
                    repair=f"Declare {name} as {type_text(annotated)}.",
                    confidence=0.85,
                    affects=subject.callers(tool.key, name),
                    edits=(set_type(tool, name, annotated),),
                )  # fmt: skip


CHECK = Check(
    code="type_differs_from_annotation",
    component="schema",
    title="A parameter's declared type is not the one that the code names.",
    needs=frozenset({"schemas", "code"}),
    run=run,
)
