"""One write keeps a value that another write refuses for the same field."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.probing.opposites import opposites
from eigendata_assets.audits.subject import AuditSubject

Field = tuple[str, str]
"""A toolkit and the name of a field."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """For each field and pair of writes, the first value that one refuses for the field's sake and the other keeps."""
    refused, kept = _sorted(subject)
    told: set[tuple[str, str]] = set()
    for field, values in kept.items():
        for value, keeper in values.items():
            refuser = refused.get(field, {}).get(value)
            if refuser is None or refuser.probe.tool == keeper.probe.tool or (keeper.probe.tool, field[1]) in told:
                continue
            if _undoes(subject, refuser.probe.tool, keeper.probe.tool):
                continue
            told.add((keeper.probe.tool, field[1]))
            yield _defect(field[1], keeper, refuser)


def _sorted(
    subject: AuditSubject,
) -> tuple[dict[Field, dict[str, Observation]], dict[Field, dict[str, Observation]]]:
    """By field and value: the calls that are refused where the usual call is not, and those that keep the value."""
    refused: dict[Field, dict[str, Observation]] = {}
    kept: dict[Field, dict[str, Observation]] = {}
    for tool in subject.toolset.tools:
        if not subject.observations.changes_state(tool.key):
            continue
        working = {each.probe.setting for each in subject.observations.of(tool.key, "plain") if not each.failed}
        for each in subject.observations.of(tool.key, "boundary", "nested"):
            name, value = varied(each)
            if not name or words_of(name)[-1:] == ("id",) or each.result is None:
                continue
            field = (tool.toolkit, name)
            if each.failed and not each.raised and each.probe.setting in working and _blames(each, name):
                refused.setdefault(field, {}).setdefault(canonical_json(value), each)
            elif not each.failed and any(change.after == value != change.before for change in each.changes):
                kept.setdefault(field, {}).setdefault(canonical_json(value), each)
    return refused, kept


def _undoes(subject: AuditSubject, refuser: str, keeper: str) -> bool:
    """Whether one undoes the other: what was never done cannot be undone, and that is no limit of the value."""
    one, other = subject.tool(refuser), subject.tool(keeper)
    tools = subject.toolset.tools
    return one in opposites(tools, other) or other in opposites(tools, one)


def varied(observation: Observation) -> tuple[str, Json]:
    """The field that was varied, within an object parameter too, and its value."""
    outer, _, inner = (observation.probe.parameter or "").partition(".")
    value = observation.probe.arguments.get(outer)
    return (inner, value.get(inner)) if inner and isinstance(value, dict) else (outer, value)


def _blames(observation: Observation, name: str) -> bool:
    """Whether the refusal speaks of the field."""
    said = observation.result.shown.casefold() if observation.result else ""
    return any(word in said for word in words_of(name))


def _defect(name: str, keeper: Observation, refuser: Observation) -> Defect:
    other = refuser.probe.call.name
    value = varied(keeper)[1]
    said = refuser.result.shown if refuser.result else ""
    return Defect(
        function=keeper.probe.tool,
        cause=parameter_value(name, value),
        message=f"It keeps {name} = {value!r}, which {other} refuses: {said[:80]}",
        evidence=keeper.evidence(f"an error, as {other} gives it", refused_by=other, parameter=name),
        repair=f"Check {name} as {other} does.",
        confidence=0.8,
    )


CHECK = Check(
    code="limits_differ_between_writes",
    component="implementation",
    title="One write keeps a value that another write refuses for the same field.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
