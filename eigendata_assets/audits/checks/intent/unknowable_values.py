"""A request cannot be met with what can be known (EigenData 4.1, schema errors 2: no discovery mechanism)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.paths import Sought
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Values that references pass, that only the initial state holds, and that no look-up shows; each once."""
    same: dict[tuple[str, str, str], list[tuple[Sought, SeenCall]]] = {}
    for sought in subject.observations.unknowable:
        seen = next(each for each in subject.calls_in[sought.entry] if each.position == sought.position)
        same.setdefault((seen.tool, sought.parameter, json.dumps(sought.value)), []).append((sought, seen))
    for group in same.values():
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


CHECK = Check(
    code="value_cannot_be_known",
    component="intent",
    title="A request needs a value that nobody says and no look-up shows.",
    needs=frozenset({"schemas", "references", "requests", "results", "states", "probes"}),
    run=run,
)
