"""A request asks for more than there is (EigenData 4.1: the request cannot be met)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.database.broken_bounds import broken_bounds
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import number_set


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Amounts that a user says, and that a call takes from less than that; as the data goes below zero nowhere else."""
    for path, found in broken_bounds(subject).items():
        for entry, value in found:
            calls = [seen for seen in subject.calls_in[entry.id] if _says_what_it_takes(subject, seen, -value)]
            if len(calls) == 1:
                yield reference_defect(
                    subject,
                    calls,
                    f"The request asks for more than there is: {path} is {value} after {calls[0].call.name}.",
                    expected="an amount that there is, or a refusal",
                    repair="Ask for what there is, or give the entry enough to begin with.",
                    confidence=0.8,
                    facts={"path": path, "after": value},
                )


def _says_what_it_takes(subject: AuditSubject, seen: SeenCall, lacking: float) -> bool:
    """Whether a write takes an amount that its turn says, one above what is lacking in the end."""
    turn = subject.by_id[seen.entry].turns[seen.turn]
    said = number_set(" ".join(each.content for each in turn.messages if each.role == "user"))
    amounts = [each for each in seen.call.arguments.values() if isinstance(each, int | float)]
    return bool(seen.changed) and any(float(each) in said and each >= lacking for each in amounts)


CHECK = Check(
    code="more_asked_than_there_is",
    component="intent",
    title="A request asks for more than there is.",
    needs=frozenset({"references", "requests", "results", "states"}),
    run=run,
)
