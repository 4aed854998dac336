"""A request cannot be met with what can be known (EigenData 4.1, schema errors 2: no discovery mechanism)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.audits.causes import parameter_unknown
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.paths import Sought
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.schema_reading import required_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Values that references pass, that only the initial state holds, and that no look-up shows; each once."""
    same: dict[tuple[str, str, str], list[tuple[Sought, SeenCall]]] = {}
    for sought in subject.observations.unknowable:
        seen = next(each for each in subject.calls_in[sought.entry] if each.position == sought.position)
        same.setdefault((seen.tool, sought.parameter, json.dumps(sought.value)), []).append((sought, seen))
    hidden = _hidden_parameters(subject)
    for (tool, name), calls in hidden.items():
        yield _hidden(subject, tool, name, calls)
    for (tool, name, _), group in same.items():
        if (tool, name) in hidden:
            continue
        sought = group[0][0]
        tried = ", ".join(dict.fromkeys(call.name for call in sought.lookups)) or "none"
        yield reference_defect(
            subject,
            [seen for _, seen in group],
            f"{sought.parameter} has to be {sought.value!r}: nobody says it, no call returned it, and no look-up that "
            f"can be made shows it (tried: {tried}).",
            expected=f"{sought.value!r} said, or shown by a look-up",
            repair=f"Say {sought.value!r} in the request, or offer a tool that finds it.",
            confidence=0.8,
            facts={"parameter": sought.parameter, "value": sought.value, "look-ups tried": tried},
        )


def _hidden_parameters(subject: AuditSubject) -> dict[tuple[str, str], list[SeenCall]]:
    """The required parameters of which no reference's value can be known, in several entries: no request errs."""
    lost: dict[tuple[str, str], list[SeenCall]] = {}
    for sought in subject.observations.unknowable:
        seen = next(each for each in subject.calls_in[sought.entry] if each.position == sought.position)
        lost.setdefault((seen.tool, sought.parameter), []).append(seen)
    return {
        (tool, name): calls
        for (tool, name), calls in lost.items()
        if name in required_of(subject.tool(tool))
        and len({each.entry for each in calls}) > 1
        and {each.entry for each in calls} == {each.entry for each, _ in subject.values_of(tool, name)}
    }


def _hidden(subject: AuditSubject, tool: str, name: str, calls: list[SeenCall]) -> Defect:
    value = calls[0].call.arguments[name]
    return Defect(
        function=tool,
        cause=parameter_unknown(name),
        message=f"{name} is required, and in none of {len(calls)} reference calls its value, such as {value!r}, is "
        "said by the user or shown by a look-up: only the initial state holds it.",
        evidence=subject.evidence_of(calls[0], f"a source for {name}", parameter=name, value=value),
        repair=f"Offer a tool that gives {name}, take it from the session, or state it in the requests.",
        confidence=0.85,
        affects=tuple(dict.fromkeys(each.entry for each in calls)),
        component="schema",
    )


CHECK = Check(
    code="value_cannot_be_known",
    component="intent",
    title="A request needs a value that nobody says and no look-up shows.",
    needs=frozenset({"schemas", "references", "requests", "results", "states", "probes"}),
    run=run,
)
