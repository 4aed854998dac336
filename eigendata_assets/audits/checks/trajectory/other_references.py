"""The same request on the same data has two references (EigenData 3.4.4, Data Audit: contradictions)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_hash, canonical_json
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject, user_words
from eigendata_assets.audits.wording import plain


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Turns that are reached with the same words, calls, tools and data, and whose references make other calls."""
    same: dict[str, list[Trajectory]] = {}
    for entry in subject.entries:
        for number in range(len(entry.turns)):
            same.setdefault(f"{number} {_situation(entry, number)}", []).append(entry)
    for key, entries in same.items():
        number = int(key.partition(" ")[0])
        kinds = {_calls(entry, number): entry for entry in reversed(entries)}
        if len(kinds) > 1:
            yield _defect(subject, number, entries, list(kinds.values()))


def _situation(entry: Trajectory, number: int) -> str:
    """What the assistant can know in a turn before it makes its calls."""
    said = [plain(text) for text in user_words(entry, number + 1)]
    added = [turn.tools_added for turn in entry.turns[: number + 1]]
    before = [_calls(entry, turn) for turn in range(number)]
    return canonical_hash([said, entry.tools, added, entry.initial_state, entry.load_options, before])


def _calls(entry: Trajectory, number: int) -> str:
    """The calls of a turn, in one order."""
    return canonical_json(sorted(canonical_json([call.name, call.arguments]) for call in entry.turns[number].calls))


def _defect(subject: AuditSubject, number: int, entries: list[Trajectory], kinds: list[Trajectory]) -> Defect:
    one, other = kinds[0], kinds[1]
    longer = max((one, other), key=lambda entry: len(entry.turns[number].calls))
    seen = [seen for seen in subject.calls_in[longer.id] if seen.turn == number][-1]
    return Defect(
        function=None,
        cause=f"another reference for the same request in turn {number}",
        message=f"{one.id} and {other.id} are the same up to turn {number}, request, tools and data, but their "
        f"references make other calls in it: {_calls(one, number)} and {_calls(other, number)}.",
        evidence=Evidence(
            entry=longer.id,
            toolkits=longer.toolkits,
            calls=subject.calls_until(seen),
            results=(seen.result,) if seen.result else (),
            expected="one reference for one request",
            facts={"turn": number, one.id: _calls(one, number), other.id: _calls(other, number)},
        ),
        repair="Decide which calls are right, or accept both.",
        confidence=0.9,
        affects=tuple(dict.fromkeys(entry.id for entry in entries)),
    )


CHECK = Check(
    code="same_request_other_reference",
    component="trajectory",
    title="Two entries have the same request and different references.",
    needs=frozenset({"references", "requests"}),
    run=run,
)
