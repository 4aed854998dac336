"""A call of a reference fails, or reports that it did not do what it was called for (EigenData 3.4.4)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall

_USUALLY = 0.9
_ENOUGH = 10

Cause = tuple[str, str, str]
"""Tool, arguments, and what the result says."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Errors, and `false` where the same key is true nearly always; the same call once for all entries."""
    same: dict[Cause, list[SeenCall]] = {}
    usual = _usually_true(subject)
    for seen in subject.calls:
        if seen.result is not None:
            said = seen.result.shown if seen.failed else _denied(seen, usual)
            if said and not _is_dealt_with(subject, seen):
                key = seen.tool, json.dumps(seen.call.arguments, sort_keys=True), said
                same.setdefault(key, []).append(seen)
    for (_, _, said), calls in same.items():
        yield reference_defect(
            subject,
            calls,
            f"The reference calls {calls[0].call.name}, which does not succeed: {said[:200]}",
            expected="a call that succeeds",
            repair="Call it with arguments that it accepts, or leave it out.",
            confidence=0.8 if calls[0].failed else 0.75,
            severity="error" if calls[0].failed else "warning",
            facts={"result": said[:500]},
        )


def _is_dealt_with(subject: AuditSubject, seen: SeenCall) -> bool:
    """Whether the tool is called again and then succeeds, or the assistant says something after the call."""
    calls = subject.calls_in[seen.entry]
    later = calls[calls.index(seen) + 1 :]
    steps = subject.by_id[seen.entry].turns[seen.turn].steps
    return any(each.tool == seen.tool and not each.failed for each in later) or any(
        step.text for step in steps[seen.step + 1 :]
    )


def _usually_true(subject: AuditSubject) -> frozenset[tuple[str, str]]:
    """Tools and keys of their results that are true nearly always."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for seen in subject.calls:
        value = seen.result.value if seen.result else None
        for key, item in value.items() if isinstance(value, dict) else ():
            if isinstance(item, bool):
                counts[seen.tool, key, item] += 1
    pairs = {(tool, key) for tool, key, _ in counts}
    return frozenset(
        (tool, key)
        for tool, key in pairs
        if (total := counts[tool, key, True] + counts[tool, key, False]) >= _ENOUGH
        and counts[tool, key, True] / total >= _USUALLY
    )


def _denied(seen: SeenCall, usual: frozenset[tuple[str, str]]) -> str:
    """The key that is false, although it is true nearly always; empty where there is none."""
    value = seen.result.value if seen.result else None
    if not isinstance(value, dict):
        return ""
    return next((f"{key} is false" for key, item in value.items() if item is False and (seen.tool, key) in usual), "")


CHECK = Check(
    code="reference_call_fails",
    component="trajectory",
    title="A call of a reference does not succeed.",
    needs=frozenset({"references", "results"}),
    run=run,
)
