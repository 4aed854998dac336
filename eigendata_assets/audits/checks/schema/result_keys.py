"""A tool declares result keys that no result has (EigenData 4.1, schema errors, case 3)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.causes import result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import result_properties
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Declared keys that are in no result of any call that succeeds, over all calls that were tried."""
    for tool in subject.toolset.tools:
        declared = result_properties(tool)
        answers = [(each, each.result.value) for each in subject.observations.succeeded(tool.key) if each.result]
        objects = [(each, value) for each, value in answers if isinstance(value, dict)]
        if not declared or not objects or len(objects) < len(answers):
            continue
        returned = {key for _, value in objects for key in value}
        for key in declared:
            if key not in returned:
                yield _defect(tool.key, key, sorted(returned - declared.keys()), objects[0])


def _defect(tool: str, key: str, instead: list[str], first: tuple[Observation, dict[str, Json]]) -> Defect:
    observation, _ = first
    others = f" Returned and not declared: {', '.join(instead)}." if instead else ""
    return Defect(
        function=tool,
        cause=result_key(key),
        message=f"The result is declared to have the key {key}, which no result has.{others}",
        evidence=observation.evidence(f"a result with the key {key}", declared=key, returned_instead=instead),
        repair=f"Declare {instead[0]} in place of {key}." if len(instead) == 1 else f"Do not declare {key}.",
        confidence=0.95 if instead else 0.8,
    )


CHECK = Check(
    code="result_key_never_returned",
    component="schema",
    title="The schema declares a result key that no result has.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
