"""A request leaves a choice open that the reference has to guess (EigenData 4.1: several valid readings)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.known_texts import known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.schema_reading import declared_values, description_of, parameters_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import numbers, plain, words

_USUALLY = 0.9
_ENOUGH = 10
_FEW = 10
_STEM = 4


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Choices among few values that requests nearly always say, in the requests that do not."""
    for tool in subject.toolset.tools:
        for name in parameters_of(tool):
            said: set[str] = set()
            unsaid: dict[str, list[tuple[SeenCall, Json]]] = {}
            for seen, value in subject.values_of(tool.key, name):
                if _is_choice(tool, name, value):
                    known = known_at(subject, seen)
                    if _is_said(value, known.said) or value in known.returned or value in known.passed:
                        said.add(known.said)
                    else:
                        unsaid.setdefault(f"{value} {seen.tool}", []).append((seen, value))
            open_requests = {known_at(subject, seen).said for group in unsaid.values() for seen, _ in group}
            if len(said) >= _ENOUGH and len(said) >= _USUALLY * len(said | open_requests):
                for group in unsaid.values():
                    yield _defect(subject, name, group)


def _is_choice(tool: ToolSchema, name: str, value: Json) -> bool:
    """Whether a value is one of few: listed by the schema or its description, or a small number that this speaks of."""
    schema = parameters_of(tool)[name]
    if isinstance(value, bool) or value == schema.get("default"):
        return False
    if isinstance(value, str):
        return value in declared_values(schema) or value in re.findall(r"\w+", description_of(schema))
    return (
        isinstance(value, int)
        and value <= _FEW
        and bool(set(numbers(description_of(schema))) & set(range(2, _FEW + 1)))
    )


def _is_said(value: Json, said: str) -> bool:
    if not isinstance(value, str):
        return float(value) in set(numbers(said))
    name = plain(value)
    return name in plain(said) or any(len(word) >= _STEM and name.startswith(word) for word in words(said))


def _defect(subject: AuditSubject, name: str, group: list[tuple[SeenCall, Json]]) -> Defect:
    seen, value = group[0]
    return reference_defect(
        subject,
        [each for each, _ in group],
        f"The request does not say which {name} is meant, as requests for {seen.call.name} nearly always do; the "
        f"reference takes {value!r}.",
        expected=f"a request that says which {name}",
        repair=f"Say {value!r} in the request, or accept any {name}.",
        confidence=0.75,
        facts={"parameter": name, "value": value},
    )


CHECK = Check(
    code="choice_not_said",
    component="intent",
    title="A request leaves open a choice that requests usually make.",
    needs=frozenset({"schemas", "references", "requests", "results"}),
    run=run,
)
