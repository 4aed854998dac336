"""Claims become findings where their calls, executed twice, break what a correct function or dialogue would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.claims import Expectation
from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.audits.assembly import as_finding
from eigendata_assets.audits.causes import exception
from eigendata_assets.audits.check import Defect, Review
from eigendata_assets.audits.expectations import Rerun, holds, is_there
from eigendata_assets.audits.reproduction import rerun
from eigendata_assets.audits.reviewing.claims import Draft, Dropped, Reason
from eigendata_assets.audits.schema_reading import violations
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import is_error

_EVEN_REFUSED = frozenset({"error", "success", "state_unchanged"})
"""The kinds of expectation that say something of a call that is refused."""


def accepted(
    subject: AuditSubject, review: Review, drafts: Sequence[Draft], sandbox: Sandbox
) -> Iterator[Finding | Dropped]:
    """The finding of each draft, or why it is none; in order."""
    seen = iter(_executed(subject, [each for each in drafts if each.evidence.calls], sandbox))
    for draft in drafts:
        first, again = next(seen) if draft.evidence.calls else (None, None)
        reason = why_not(subject, draft, first, again) if first and again else None
        yield _finding(subject, review, draft, first) if reason is None else Dropped(draft.code, reason)


def why_not(subject: AuditSubject, draft: Draft, first: Rerun, again: Rerun) -> Reason | None:
    """Why an executed draft is no finding; None where the calls show what it claims, both times."""
    expectation = draft.evidence.expectation
    if expectation is None:
        return "not demonstrated"
    if first.stopped or again.stopped:
        return "stopped by a limit"
    if _fails_on_the_way(draft, first):
        return "calls fail on the way"
    if is_error(first.results[-1]) and expectation.kind not in _EVEN_REFUSED:
        return "calls fail on the way"
    if expectation.kind == "success" and not _fits(subject, draft, draft.evidence.calls[-1]):
        return "call does not fit the schema"
    if not _has_place(expectation, first):
        return "no such place"
    if holds(expectation, first):
        return "does not reproduce"
    return "unsteady" if holds(expectation, again) or first.results[-1] != again.results[-1] else None


def _executed(subject: AuditSubject, drafts: Sequence[Draft], sandbox: Sandbox) -> list[tuple[Rerun, Rerun]]:
    if not drafts or subject.environment is None:
        return []
    evidence = [each.evidence for each in drafts]
    first, again = (
        rerun(evidence, subject.by_id, subject.environment, sandbox, name) for name in ("claim", "claim again")
    )
    return list(zip(first, again, strict=True))


def _has_place(expectation: Expectation, seen: Rerun) -> bool:
    """Whether a path into the state leads to something that is there, or to a key that could be."""
    if not expectation.kind.startswith("state_"):
        return True
    return any(is_there(state, expectation.path[:-1]) for state in (seen.before, seen.after))


def _fails_on_the_way(draft: Draft, seen: Rerun) -> bool:
    """Whether a call that the claim makes before its last is refused, and is not of the function in question."""
    count = len(draft.evidence.calls)
    before = range(count - draft.own, count - 1)
    return any(is_error(seen.results[place]) and draft.evidence.calls[place].name != draft.reviewed for place in before)


def _fits(subject: AuditSubject, draft: Draft, call: Call) -> bool:
    tools = {tool.name: tool for tool in subject.toolset.of_toolkits(draft.evidence.toolkits)}
    return call.name in tools and not violations(call.arguments, tools[call.name].parameters)


def _finding(subject: AuditSubject, review: Review, draft: Draft, seen: Rerun | None) -> Finding:
    results = seen.results[-1:] if seen else ()
    defect = Defect(
        function=draft.function,
        cause=_cause(draft, results),
        message=draft.message,
        evidence=draft.evidence.model_copy(update={"results": results}),
        repair=draft.repair,
        severity=draft.severity,
        confidence=draft.confidence,
        affects=draft.affects,
        component=draft.component,
    )
    return as_finding(subject, review, defect).model_copy(update={"made_by": draft.made_by})


def _cause(draft: Draft, results: Sequence[Result]) -> str:
    """An exception where success was due has the name that rules give it."""
    expectation, raised = draft.evidence.expectation, results[-1].error if results else None
    if draft.function and raised and expectation is not None and expectation.kind == "success":
        return exception(raised)
    return draft.cause
