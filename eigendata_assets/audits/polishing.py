"""Schema polish as a story (EigenData 3.4.4): what an audit knows to mend is proposed, decided, applied, audited again.

The part without a model: types, values, keys, constraints and defaults follow from the evidence of findings.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from eigendata_assets.artifacts.findings import AuditReport, Finding, PolishProposal, PolishReport, SchemaEdit
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.audits.edits import applied
from eigendata_assets.audits.subject import AuditSubject

PILOT = 5
"""So many proposals are decided one by one; then all others may be taken or refused at once."""

REST = "the rest was rejected"
"""What is said of proposals that were rejected without being looked at."""

MOST_ROUNDS = 3
"""So often the polished schemas are audited again, since a mended type can show another defect."""

Audit = Callable[[AuditSubject], AuditReport]
Decide = Callable[[PolishProposal, int, int], PolishProposal]
"""(proposal, its number from 0, how many there are) to the proposal with a decision."""


@dataclass(frozen=True, slots=True)
class Polished:
    """The tools after all accepted edits, and the report on what was proposed and decided."""

    toolset: Toolset
    report: PolishReport


@dataclass(slots=True)
class _Decisions:
    """The proposals that were decided so far; what was rejected is not proposed again."""

    rejected: frozenset[str]
    made: list[PolishProposal] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)

    def is_open(self, finding: Finding) -> bool:
        """Whether nobody has decided about a finding yet."""
        if finding.id in self.rejected:
            self.skipped.add(finding.id)
            return False
        return not any(finding.id in each.findings for each in self.made)


def polish(subject: AuditSubject, audit: Audit, decide: Decide, rejected: Iterable[str] = ()) -> Polished:
    """The subject's tools with the edits that were accepted; `rejected` are findings a person refused earlier.

    Every accepted edit is audited again: what then turns up is proposed in its turn, `MOST_ROUNDS` times at most.
    """
    decisions = _Decisions(frozenset(rejected))
    report = audit(subject)
    for _ in range(MOST_ROUNDS):
        offered = proposals(subject.toolset, [each for each in report.findings if decisions.is_open(each)])
        decided = [decide(each, number, len(offered)) for number, each in enumerate(offered)]
        decisions.made += decided
        accepted = [edit for each in decided if each.decision == "accepted" for edit in each.edits]
        if not accepted:
            break
        subject = replace(subject, toolset=edited(subject.toolset, accepted))
        report = audit(subject)
    remaining = tuple(each.id for each in report.findings)
    made = tuple(decisions.made)
    done = PolishReport(
        subject=subject.name, proposals=made, remaining=remaining, rejected_before=len(decisions.skipped)
    )
    return Polished(subject.toolset, done)


def proposals(toolset: Toolset, findings: Sequence[Finding]) -> list[PolishProposal]:
    """One proposal for each tool that some finding's edits would change, in the order of the findings."""
    by_tool: dict[str, list[Finding]] = {}
    for finding in findings:
        for tool in dict.fromkeys(edit.tool for edit in finding.edits):
            by_tool.setdefault(tool, []).append(finding)
    made = [_proposal(toolset.by_key[tool], group) for tool, group in by_tool.items() if tool in toolset.by_key]
    return [each for each in made if each.before or each.after]


def edited(toolset: Toolset, edits: Sequence[SchemaEdit]) -> Toolset:
    """The tools after some edits."""
    return Toolset(tools=tuple(applied(tool, edits) for tool in toolset.tools))


def _proposal(tool: ToolSchema, findings: Sequence[Finding]) -> PolishProposal:
    edits = tuple(edit for finding in findings for edit in finding.edits if edit.tool == tool.key)
    before, after = differing(tool, applied(tool, edits))
    return PolishProposal(
        tool=tool.key,
        findings=tuple(each.id for each in findings),
        reasons=tuple(each.message for each in findings),
        edits=edits,
        before=before,
        after=after,
    )


def differing(before: ToolSchema, after: ToolSchema) -> tuple[str, str]:
    """What differs in two versions of a tool, as lines of JSON with two lines around; empty where nothing does."""
    left, right = _differing(_lines(before), _lines(after))
    return "\n".join(left), "\n".join(right)


def _lines(tool: ToolSchema) -> list[str]:
    document = {"description": tool.description, "parameters": tool.parameters, "returns": tool.returns}
    return json.dumps(document, indent=2, ensure_ascii=False).splitlines()


def _differing(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """The lines of two texts that differ, with two lines around them."""
    left, right = [], []
    for group in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_grouped_opcodes(2):
        for _, start, end, other_start, other_end in group:
            left += before[start:end]
            right += after[other_start:other_end]
    return left, right
