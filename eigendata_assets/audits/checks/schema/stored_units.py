"""A quantity is described in one unit, and stored unchanged under a name that says another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_text, result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import description_of, leaves_by_key, parameters_of, result_properties
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.units import Unit, unit_of

_FEWEST = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Results and parameters with a unit in their description, and another in the name of what holds their value."""
    for tool in subject.toolset.tools:
        seen = subject.observations.succeeded(tool.key)
        for name, unit in _measured(result_properties(tool)):
            yield from _result(tool, name, unit, seen)
        for name, unit in _measured(parameters_of(tool)):
            yield from _parameter(subject, tool, name, unit, seen)


def _measured(properties: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Unit]]:
    for name, schema in properties.items():
        if unit := unit_of(description_of(schema)):
            yield name, unit


def unit_of_name(name: str) -> Unit | None:
    """The unit that a name ends with, as `weight_kg` and `max_minutes` do; `seconds` alone is one, too."""
    return unit_of(" ".join(words_of(name)[-1:]))


def _result(tool: ToolSchema, name: str, unit: Unit, seen: list[Observation]) -> Iterator[Defect]:
    """Several values of a result, each of which a field of another unit holds as it is."""
    shown: dict[str, dict[float, Observation]] = {}
    for each in seen:
        value = _number(_at(each.result.value if each.result else None, name))
        for field, stored in leaves_by_key(each.before) if value else ():
            if value == _number(stored) and _other(unit, unit_of_name(field)) and _akin(name, field):
                shown.setdefault(field, {})[value] = each
    for field, values in shown.items():
        held = unit_of_name(field)
        if len(values) >= _FEWEST and held is not None:
            yield Defect(
                function=tool.key,
                cause=result_key(name),
                message=f"{name} is described in {unit.name}, and is what the data has as {field}, in {held.name}.",
                evidence=next(iter(values.values())).evidence(
                    f"{name} in {unit.name}", field=field, values=list(values)
                ),
                repair=f"Describe {name} in {held.name}, or convert it.",
                confidence=0.85,
            )
            return


def _parameter(
    subject: AuditSubject, tool: ToolSchema, name: str, unit: Unit, seen: list[Observation]
) -> Iterator[Defect]:
    """Several values of a parameter, each of which is stored as it is under a name of another unit."""
    stored: dict[str, dict[float, Observation]] = {}
    for each in seen:
        value = _number(each.probe.arguments.get(name))
        for change in each.changes if value else ():
            by = _number(change.after) - _number(change.before)
            held = unit_of_name(change.field)
            if value and _other(unit, held) and value in (_number(change.after), abs(by)):
                stored.setdefault(change.field, {})[value] = each
    for field, values in stored.items():
        held = unit_of_name(field)
        if len(values) >= _FEWEST and held is not None:
            yield Defect(
                function=tool.key,
                cause=parameter_text(name),
                message=f"{name} is described in {unit.name}, and counts unchanged as {field}, in {held.name}.",
                evidence=next(iter(values.values())).evidence(f"{name} converted to {held.name}", field=field),
                repair=f"Describe {name} in {held.name}, or convert it.",
                confidence=0.85,
                affects=subject.callers(tool.key, name),
            )
            return


def _akin(name: str, field: str) -> bool:
    return bool(set(words_of(name)) & set(words_of(field)))


def _other(unit: Unit, held: Unit | None) -> bool:
    return held is not None and held.kind == unit.kind and held.name != unit.name


def _at(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, dict) else None


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


CHECK = Check(
    code="described_in_another_unit_than_stored",
    component="schema",
    title="A quantity is described in one unit and stored unchanged in another.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
