"""One field is described in two formats: what one tool gives or takes, another cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_text
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.schema_reading import description_of, parameters_of, result_properties
from eigendata_assets.audits.subject import AuditSubject

_FORMAT = re.compile(
    r"\b(?:YYYY|YY|MM|DD)(?:[-/. ]?(?:YYYY|YY|MM|DD|HH|mm|hh|ss|SS)\b|[-/.:T ](?:HH|hh)(?::(?:mm|MM))?)+"
)

Place = tuple[ToolSchema, str, bool]
"""A tool, the name of its parameter or result key, and whether it is a parameter."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Names that have one format in one tool of a toolkit, and another in a second."""
    formats: dict[tuple[str, tuple[str, ...]], dict[str, list[Place]]] = {}
    for tool in subject.toolset.tools:
        for name, schema, is_taken in _fields(tool):
            found = {match.group() for match in _FORMAT.finditer(description_of(schema))}
            if len(found) == 1:
                places = formats.setdefault((tool.toolkit, words_of(name)), {})
                places.setdefault(found.pop(), []).append((tool, name, is_taken))
    for places in formats.values():
        if len(places) > 1:
            yield _defect(subject, places)


def _fields(tool: ToolSchema) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """The parameters and the result keys of a tool, the nested ones too."""
    for taken, properties in ((True, parameters_of(tool)), (False, result_properties(tool))):
        for name, schema in properties.items():
            yield from ((inner, part, taken) for inner, part in _nested(name, schema))


def _nested(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield name, schema
    items = schema.get("items")
    for part in (schema, items if isinstance(items, dict) else {}):
        properties = part.get("properties")
        for inner, inner_schema in properties.items() if isinstance(properties, dict) else ():
            if isinstance(inner_schema, dict):
                yield from _nested(str(inner), inner_schema)


def _defect(subject: AuditSubject, places: dict[str, list[Place]]) -> Defect:
    """The rarer format is the one that is told, with the other as what is expected."""
    (usual, known), (other, odd), *_ = sorted(places.items(), key=lambda item: -len(item[1]))
    tool, name, _ = odd[0]
    return Defect(
        function=tool.key,
        cause=parameter_text(name),
        message=f"{name} is described as {other} here, and as {usual} in {known[0][0].name}.",
        evidence=subject.sample_of(tool.key, f"one format of {name}", here=other, there=usual, other=known[0][0].key),
        repair=f"Describe {name} in the one format that the code takes.",
        severity="warning",
        confidence=0.75,
    )


CHECK = Check(
    code="contradictory_formats",
    component="schema",
    title="One field is described in two formats.",
    needs=frozenset({"schemas"}),
    run=run,
)
