"""Findings of an audit: one defect each, with evidence that can be run again (EigenData 3.4.4, Data Audit)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eigendata_assets.artifacts.claims import Attribution, Expectation, ReviewCount
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json
from eigendata_assets.artifacts.trajectory import Call, Result

Component = Literal["schema", "implementation", "database", "trajectory", "evaluation", "intent"]
Severity = Literal["error", "warning", "info"]


class Evidence(Artifact):
    """What shows a defect.

    With `calls`, it can be run again: `toolkits` are loaded with the initial state of `entry` (with nothing, where
    there is no entry), the calls are made in order, and the last of them gave `results` when the defect was found.
    `expected` says what should have come instead; a claim of a model has it as an `expectation`, too, which the calls
    break. `facts` are what was compared: what the schema says, what stands in the data, the line of code.
    """

    entry: str | None = None
    toolkits: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    results: tuple[Result, ...] = ()
    expected: str = ""
    facts: dict[str, Json] = {}
    expectation: Expectation | None = None


class SchemaEdit(Artifact):
    """One change of a tool's schema: the value at `path` (keys from the schema's top) is set, or removed.

    The top has `description`, `parameters` and `returns`.
    """

    tool: str
    path: tuple[str, ...]
    action: Literal["set", "remove"] = "set"
    value: Json = None


class Finding(Artifact):
    """One defect.

    `id` is the same in every audit that finds the defect: it is made of the code, the subject and the cause.
    `function` is `Toolkit.tool`, or None where the defect is of an entry. `affects` are the entries whose reference
    or question meets the defect, `exposes` those to which the function is merely offered. `confidence` is the
    probability that a person who looks agrees. `also` names other checks that found the same cause. `edits` are the
    repair where changing the schema is one, in a form that can be applied. `made_by` is the model that claimed it, or
    `rule`; `attribution` is a judge's, where one was asked.
    """

    id: str
    code: str
    component: Component
    severity: Severity
    confidence: float = Field(ge=0, le=1)
    function: str | None
    cause: str
    affects: tuple[str, ...]
    exposes: tuple[str, ...]
    message: str
    evidence: Evidence
    repair: str
    also: tuple[str, ...] = ()
    edits: tuple[SchemaEdit, ...] = ()
    made_by: str = "rule"
    attribution: Attribution | None = None


class ComponentCount(Artifact):
    """A row of the summary, as in table 1 of the paper; `share` is of all entries."""

    component: Component
    findings: int
    errors: int
    entries_affected: int
    share: float


class CheckRun(Artifact):
    """What became of a check; one whose `missing` needs the data lacks has not run, `problem` says how one broke."""

    code: str
    component: Component
    title: str
    findings: int
    missing: tuple[str, ...] = ()
    problem: str | None = None


class FunctionCoverage(Artifact):
    """How a function is covered by the entries: offered to, used by, called, failed."""

    function: str
    offered: int
    used: int
    calls: int
    failed: int


class AuditSummary(Artifact):
    """The audit in numbers; an entry that several components affect counts once in `entries_affected`.

    `unreadable` holds a line for each thing that could not be read, and was left out. `hidden` findings are less
    certain than `threshold` and are not listed. `reviews` say what became of what a model was asked.
    """

    entries: int
    entries_affected: int
    share: float
    by_component: tuple[ComponentCount, ...]
    checks: tuple[CheckRun, ...]
    coverage: tuple[FunctionCoverage, ...]
    metrics: dict[str, float]
    threshold: float
    hidden: int
    unreadable: tuple[str, ...] = ()
    reviews: tuple[ReviewCount, ...] = ()


class AuditReport(Artifact):
    """All findings of an audit, the most important first."""

    format_version: int = FORMAT_VERSION
    subject: str
    source: str
    findings: tuple[Finding, ...]
    summary: AuditSummary


class KnownFinding(Artifact):
    """A finding that is known; only `id` counts, the rest is for people."""

    id: str
    code: str
    message: str


class AuditBaseline(Artifact):
    """The findings that are known, so that only new ones fail."""

    format_version: int = FORMAT_VERSION
    subject: str
    findings: tuple[KnownFinding, ...]


class EvidenceRun(Artifact):
    """The evidence of a finding, run again: `results` has one for each call; `stopped` says which limit ended it."""

    format_version: int = FORMAT_VERSION
    finding: Finding
    verdict: Literal["reproduced", "changed", "nothing to run"]
    results: tuple[Result, ...] = ()
    stopped: str | None = None


class CheckDescription(Artifact):
    """A check: what is wrong where it finds something, and what it reads."""

    code: str
    component: Component
    title: str
    needs: tuple[str, ...]


class CheckList(Artifact):
    """All checks that there are."""

    format_version: int = FORMAT_VERSION
    checks: tuple[CheckDescription, ...]


class PolishProposal(Artifact):
    """The schema of one tool as it would be after the edits that some findings, or a request in words, ask for.

    `before` and `after` are the parts of the schema that differ, as text. `decision` and `feedback` are a person's.
    `made_by` is the model that rewrote the schema to the `request`, or `rule`.
    """

    tool: str
    findings: tuple[str, ...]
    reasons: tuple[str, ...]
    edits: tuple[SchemaEdit, ...]
    before: str
    after: str
    decision: Literal["accepted", "rejected", "open"] = "open"
    feedback: str = ""
    request: str = ""
    made_by: str = "rule"


class RefusedRewrite(Artifact):
    """A schema that a model rewrote, and that was not proposed, because of what checking and execution showed."""

    tool: str
    problems: tuple[str, ...]


class PolishReport(Artifact):
    """What was proposed for the schemas of a subject and decided; `remaining` are findings that no edit mends.

    `rejected_before` counts proposals that were not made again, because a person had rejected them. `refused` are
    schemas rewritten to a request that would have broken what holds.
    """

    format_version: int = FORMAT_VERSION
    subject: str
    proposals: tuple[PolishProposal, ...]
    remaining: tuple[str, ...]
    rejected_before: int = 0
    refused: tuple[RefusedRewrite, ...] = ()
