"""A text quotes a measured result in a unit that is not the one in which the tool gives it."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.quotations import later_texts, measured_in
from eigendata_assets.audits.schema_reading import description_of, result_properties
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.units import Unit, unit_of

_FEWEST_DIGITS = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Numbers of a result that come again in a later text with another unit of the same kind."""
    found: dict[tuple[str, str, str], list[tuple[SeenCall, SeenCall, str]]] = {}
    for tool in subject.toolset.tools:
        units = {key: unit_of(description_of(schema)) for key, schema in result_properties(tool).items()}
        for seen in subject.calls_of[tool.key] if any(units.values()) else ():
            for key, unit in units.items():
                value = _measured(seen, key)
                if unit is not None and value is not None:
                    for later, said in _other_units(subject, seen, value, unit):
                        found.setdefault((tool.key, key, said), []).append((seen, later, unit.name))
    for (tool_key, key, said), group in found.items():
        yield _defect(subject, tool_key, key, said, group)


def _measured(seen: SeenCall, key: str) -> float | None:
    """The number under a key of a result; a number of one digit is too common to be known again."""
    result: Json = seen.result.value if seen.result and not seen.failed else None
    value = result.get(key) if isinstance(result, dict) else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if len(f"{value:g}".strip("-.")) >= _FEWEST_DIGITS else None


def _other_units(subject: AuditSubject, seen: SeenCall, value: float, unit: Unit) -> Iterator[tuple[SeenCall, str]]:
    for later, text in later_texts(subject, seen):
        for number, said in measured_in(text):
            if float(number) == value and said.kind == unit.kind and said.name != unit.name:
                yield later, said.name


def _defect(
    subject: AuditSubject, tool: str, key: str, said: str, group: list[tuple[SeenCall, SeenCall, str]]
) -> Defect:
    seen, later, unit = group[0]
    return Defect(
        function=tool,
        cause=f"{key} quoted in {said}",
        message=f"{key} is given in {unit} by the schema, and {later.call.name} then quotes its number in {said}.",
        evidence=subject.evidence_of(
            seen,
            f"a quotation in {unit}",
            quoted=dict(later.call.arguments),
            schema=description_of(result_properties(subject.tool(tool))[key]),
        ),
        repair=f"Quote the number in {unit}, or convert it.",
        confidence=0.85,
        affects=tuple(dict.fromkeys(each.entry for each, _, _ in group)),
    )


CHECK = Check(
    code="quoted_in_another_unit",
    component="trajectory",
    title="A reference quotes a measured result in another unit than the tool gives it.",
    needs=frozenset({"schemas", "references", "requests", "results"}),
    run=run,
)
