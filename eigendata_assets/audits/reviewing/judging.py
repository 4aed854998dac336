"""The judge: which component is at fault for each finding, and which findings tell the same (EigenData 3.3.1, 4.2).

Asked are the subjects (a function, or an entry) of which a model has claimed something, and those where findings of the
rules blame different components.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import RULE
from eigendata_assets.artifacts.claims import Attribution, Fault
from eigendata_assets.artifacts.findings import Component, Finding
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.audits.assembly import is_of_entries
from eigendata_assets.audits.report import call_text
from eigendata_assets.audits.reviewing.answers import Answer, Fields
from eigendata_assets.audits.reviewing.claims import Dropped
from eigendata_assets.audits.reviewing.code_text import code_text
from eigendata_assets.audits.reviewing.dialogue_text import dialogue_text
from eigendata_assets.audits.reviewing.function_review import specification
from eigendata_assets.audits.subject import AuditSubject

_MOST = 20
_COMPONENTS: Mapping[Fault, Component] = {
    "schema": "schema",
    "implementation": "implementation",
    "test": "trajectory",
    "intent": "intent",
    "database": "database",
}
_OF_TESTS: frozenset[Component] = frozenset({"trajectory", "evaluation"})


class JudgedFinding(Artifact):
    """What is at fault for a finding, and why; `same_as` is the number of an earlier one that tells the same, or -1."""

    number: int
    fault: Fault
    reason: str
    same_as: int


class JudgeReply(Artifact):
    """The verdict on each finding of one subject."""

    verdicts: list[JudgedFinding]


AUDIT_JUDGE = Agent("audit_judge", Prompt.beside(__file__, "judging.md"), JudgeReply)


def disputed(findings: Sequence[Finding]) -> list[tuple[Finding, ...]]:
    """The groups of findings that the judge is asked about; those of the rules come first in each."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault(_subject(each), []).append(each)
    return [
        tuple(sorted(group, key=lambda each: each.made_by != RULE)[:_MOST])
        for group in groups.values()
        if any(each.made_by != RULE for each in group) or len({each.component for each in group}) > 1
    ]


def _subject(finding: Finding) -> tuple[str, str]:
    """The function that a finding is about, or else the entry."""
    if finding.function and not is_of_entries(finding.function, finding.cause):
        return finding.function, ""
    return "", finding.evidence.entry or next(iter(finding.affects), "")


def fields_of(subject: AuditSubject, group: Sequence[Finding]) -> Fields:
    """What the judge is shown of the findings of one subject."""
    function, entry_id = _subject(group[0])
    tool, entry = subject.toolset.by_key.get(function), subject.by_id.get(entry_id)
    return {
        "specification": specification(tool) if tool else "",
        "code": code_text(subject, function),
        "dialogue": dialogue_text(entry) if entry else "",
        "findings": [_shown(each) for each in group],
    }


def _shown(finding: Finding) -> dict[str, object]:
    evidence = finding.evidence
    return {
        "message": finding.message,
        "component": finding.component,
        "calls": [call_text(call) for call in evidence.calls[-3:]],
        "result": evidence.results[-1].shown[:1000] if evidence.results else "",
        "expected": evidence.expected,
        "made_by": "a rule" if finding.made_by == RULE else "a reviewer",
    }


def judged(group: Sequence[Finding], answer: Answer[JudgeReply]) -> tuple[list[Finding], list[Dropped]]:
    """The findings of a group with what the judge says of them; claims that it holds to be none are dropped.

    What is the same as an earlier finding takes its cause, so that it is told once. A rule's finding is never dropped.
    """
    verdicts = {each.number: each for each in answer.value.verdicts if 0 <= each.number < len(group)}
    kept: dict[int, Finding] = {}
    dropped = []
    for number, finding in enumerate(group):
        verdict = verdicts.get(number)
        if verdict is None:
            kept[number] = finding
        elif verdict.fault == "none" and finding.made_by != RULE:
            dropped.append(Dropped(finding.code, "rejected by the judge"))
        else:
            twin = kept.get(verdict.same_as) if verdict.same_as < number else None
            kept[number] = _attributed(finding, verdict, twin, answer.made_by)
    return list(kept.values()), dropped


def _attributed(finding: Finding, verdict: JudgedFinding, twin: Finding | None, made_by: str) -> Finding:
    attribution = Attribution(fault=verdict.fault, reason=verdict.reason, made_by=made_by)
    component = _COMPONENTS.get(verdict.fault, finding.component)
    if verdict.fault == "test" and finding.component in _OF_TESTS:
        component = finding.component
    update: dict[str, object] = {"attribution": attribution, "component": component}
    if twin is not None:
        update |= {"cause": twin.cause, "function": twin.function}
        update |= {"affects": twin.affects} if is_of_entries(twin.function, twin.cause) else {}
    return finding.model_copy(update=update)
