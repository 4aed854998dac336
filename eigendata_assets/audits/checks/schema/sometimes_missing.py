"""A declared result key is in some results of a tool and not in others, and nothing says that it may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import says_no
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import declared_values, description_of, parameters_of, result_properties
from eigendata_assets.audits.subject import AuditSubject

_MAY_BE_MISSING = re.compile(
    r"\boptional|\bif\b|\bwhen\b|\bwhere\b|\bonly\b|\bnone\b|\bnull\b|\bunless\b|depend|\bmay\b|present|available|"
    r"applicable|otherwise|error|\bin case\b|\bfor (the|a|an)\b",
    re.IGNORECASE,
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Keys of which a successful, usual call shows that they are there, and another that they are not."""
    for tool in subject.toolset.tools:
        seen = [each for each in subject.observations.succeeded(tool.key) if _is_usual(each)]
        required = (tool.returns or {}).get("required")
        found: dict[str, tuple[list[Observation], bool]] = {}
        for key, schema in result_properties(tool).items():
            optional = isinstance(required, list) and required and key not in required
            if optional or _MAY_BE_MISSING.search(description_of(schema)):
                continue
            having = [each for each in seen if key in _value(each)]
            lacking = [each for each in seen if key not in _value(each)]
            if having and lacking:
                found[key] = lacking, _is_chosen(tool, having, lacking)
        for chosen in (False, True):
            keys = {key: lacking for key, (lacking, is_chosen) in found.items() if is_chosen == chosen}
            if keys:
                yield _defect(tool, keys, chosen)


def _value(observation: Observation) -> dict[str, object]:
    value = observation.result.value if observation.result else None
    return value if isinstance(value, dict) else {}


def _is_usual(observation: Observation) -> bool:
    """Whether a call is one that people make, and its result an object that says yes."""
    usual = observation.probe.variation in ("plain", "enum", "data", "omitted", "given")
    return usual and bool(_value(observation)) and not says_no(_value(observation))


def _is_chosen(tool: ToolSchema, having: list[Observation], lacking: list[Observation]) -> bool:
    """Whether an argument with listed values decides which keys there are: the caller then chose."""
    for name, schema in parameters_of(tool).items():
        if declared_values(schema) or schema.get("type") == "boolean":
            with_key, without = (
                {canonical_json(e.probe.arguments.get(name)) for e in some} for some in (having, lacking)
            )
            if not with_key & without:
                return True
    return False


def _defect(tool: ToolSchema, keys: dict[str, list[Observation]], chosen: bool) -> Defect:
    names = ", ".join(keys)
    first = next(iter(keys.values()))[0]
    return Defect(
        function=tool.key,
        cause=result_key(names),
        message=f"The result is declared to have {names}; some calls give it and others succeed without.",
        evidence=first.evidence(f"a result with {names}", declared=list(keys), returned=sorted(_value(first))),
        repair=f"Return {names} always, or declare what may be missing.",
        severity="warning",
        confidence=0.6 if chosen else 0.75,
    )


CHECK = Check(
    code="result_key_sometimes_missing",
    component="schema",
    title="A declared result key is in some results and not in others, and nothing says so.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
