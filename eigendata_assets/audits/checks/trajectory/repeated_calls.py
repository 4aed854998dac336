"""A call of a reference repeats another of its turn, and gives and does nothing new (EigenData 3.4.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def run(subject: AuditSubject) -> Iterator[Defect]:
    """The same call twice in one turn, with the same result, where nothing is changed between the two or by them."""
    same: dict[tuple[str, str], list[SeenCall]] = {}
    for calls in subject.calls_in.values():
        seen_before: dict[tuple[int, str, str, str], SeenCall] = {}
        for seen in calls:
            if seen.changed or seen.result is None:
                seen_before.clear()
                continue
            arguments = json.dumps(seen.call.arguments, sort_keys=True)
            key = seen.turn, seen.tool, arguments, seen.result.shown
            if key in seen_before and seen.result.shown not in ("None", "null", "{}"):
                same.setdefault((seen.tool, arguments), []).append(seen)
            seen_before[key] = seen
    for repeated in same.values():
        name = repeated[0].call.name
        yield reference_defect(
            subject,
            repeated,
            f"{name} is called twice in one turn with the same arguments; the second call changes nothing and gives "
            "what the first gave.",
            expected="one call",
            repair="Leave the second call out.",
            confidence=0.8,
            severity="warning",
        )


CHECK = Check(
    code="call_repeated",
    component="trajectory",
    title="A reference repeats a call that gives and does nothing new.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
