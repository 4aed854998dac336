"""A required parameter whose value nobody says and no tool gives (EigenData 4.1, schema errors, case 2)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_unknown
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.provenance import has_source, is_token, known_before, plain
from eigendata_assets.audits.schema_reading import declared_values, parameters_of, required_of, result_properties
from eigendata_assets.audits.subject import AuditSubject, SeenCall

_MOST = 0.8
_FEWEST = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Required parameters that most references fill with tokens that have no source, and that no tool returns."""
    returned = _returned_names(subject)
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            if name not in required_of(tool) or declared_values(schema) or plain(name) in returned:
                continue
            given = [(seen, value) for seen, value in subject.values_of(tool.key, name) if not seen.failed]
            lost = [(seen, value) for seen, value in given if is_token(value) and not _told(subject, seen, tool, value)]
            entries = {seen.entry for seen, _ in lost}
            if len(entries) >= _FEWEST and len(entries) >= _MOST * len({seen.entry for seen, _ in given}):
                yield _defect(subject, tool, name, lost)


def _told(subject: AuditSubject, seen: SeenCall, tool: ToolSchema, value: Json) -> bool:
    """Whether a call's value has a source; what the initial state holds could be looked up."""
    state = plain(canonical_json(subject.by_id[seen.entry].initial_state))
    return has_source(value, known_before(subject, seen, tool)) or has_source(value, state)


def _returned_names(subject: AuditSubject) -> set[str]:
    """The names under which some tool gives something, by the schemas and by the results of references."""
    declared = {plain(key) for tool in subject.toolset.tools for key in result_properties(tool)}
    values = [seen.result.value for seen in subject.calls if seen.result and not seen.failed]
    return declared | {plain(key) for value in values if isinstance(value, dict) for key in value}


def _defect(subject: AuditSubject, tool: ToolSchema, name: str, lost: list[tuple[SeenCall, Json]]) -> Defect:
    seen, value = lost[0]
    return Defect(
        function=tool.key,
        cause=parameter_unknown(name),
        message=f"{name} is required, and in {len(lost)} reference calls its value, such as {value!r}, is neither "
        "said by the user nor returned by any tool.",
        evidence=subject.evidence_of(seen, f"a source for {name}", parameter=name, value=value),
        repair=f"Offer a tool that gives {name}, take it from the session, or state it in the requests.",
        confidence=0.8,
        affects=tuple(dict.fromkeys(seen.entry for seen, _ in lost)),
    )


CHECK = Check(
    code="undiscoverable_parameter",
    component="schema",
    title="A required parameter has values that nobody says and no tool gives.",
    needs=frozenset({"schemas", "references"}),
    run=run,
)
