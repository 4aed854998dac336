"""Whether a rewritten schema keeps what held: JSON Schema, the same names, and what the tool took and gave fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.reviewing.dialogue_text import call_text
from eigendata_assets.audits.schema_reading import parameters_of, result_properties, violations
from eigendata_assets.audits.subject import AuditSubject

_SHOWN = 3


def problems(subject: AuditSubject, before: ToolSchema, after: ToolSchema) -> list[str]:
    """What is against the new schema of a tool, for people and for the model that wrote it; nothing where all holds."""
    broken = [*_no_schema("parameters", after.parameters), *_no_schema("returns", after.returns)]
    return broken or [
        *_names(before, after),
        *_results(subject, before, after),
        *_calls(subject, before, after),
    ]


def _no_schema(what: str, schema: Json) -> Iterator[str]:
    if schema is None:
        return
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield f"`{what}` is no JSON Schema: {error.message[:200]}"


def _names(before: ToolSchema, after: ToolSchema) -> Iterator[str]:
    """Parameters keep their names, at any depth; none is added at the top, and results lose none."""
    old, new = _paths(before.parameters), _paths(after.parameters)
    if lost := sorted(old - new):
        yield f"these parameters are gone: {', '.join(lost)}"
    if added := sorted(set(parameters_of(after)) - set(parameters_of(before))):
        yield f"these parameters are new: {', '.join(added)}"
    if lost := sorted(_paths(before.returns) - _paths(after.returns)):
        yield f"these keys of the result are gone: {', '.join(lost)}"


def _paths(schema: Json, place: str = "") -> set[str]:
    """The names of all properties of a schema, with where they stand."""
    if isinstance(schema, list):
        return {path for part in schema for path in _paths(part, place)}
    if not isinstance(schema, dict):
        return set()
    found: set[str] = set()
    for keyword, part in schema.items():
        if keyword == "properties" and isinstance(part, dict):
            for name, each in part.items():
                found |= {f"{place}{name}", *_paths(each, f"{place}{name}.")}
        elif keyword in ("items", "anyOf", "oneOf", "allOf"):
            found |= _paths(part, place)
    return found


def _results(subject: AuditSubject, before: ToolSchema, after: ToolSchema) -> Iterator[str]:
    """What the tool was seen to give still fits, and a key that is newly declared was seen."""
    seen = subject.results_of(before.key)
    added = set(result_properties(after)) - set(result_properties(before))
    given = {key for value in seen if isinstance(value, dict) for key in value}
    if unknown := sorted(added - given):
        yield f"no result was ever seen to have: {', '.join(unknown)}"
    old, new = before.returns or {}, after.returns or {}
    worse = [value for value in seen if not violations(value, old) and violations(value, new)]
    for value in worse[:_SHOWN]:
        yield f"a result that was right is not any more: {str(value)[:200]}: {violations(value, new)[0].message[:200]}"


def _calls(subject: AuditSubject, before: ToolSchema, after: ToolSchema) -> Iterator[str]:
    """Every stored call that was valid and worked is valid."""
    calls: Sequence[Json] = [seen.call for seen in subject.calls_of.get(before.key, ()) if not seen.failed]
    worse = [
        call
        for call in calls
        if not violations(call.arguments, before.parameters) and violations(call.arguments, after.parameters)
    ]
    for call in worse[:_SHOWN]:
        why = violations(call.arguments, after.parameters)[0].message[:200]
        yield f"a call that was valid is not any more: {call_text(call)[:200]}: {why}"
