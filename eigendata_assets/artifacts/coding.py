"""What is written down when an environment is made: the plan, every round of testing, verdicts, reviews, feedback."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

Workflow = Literal["schema-implement", "code-repair", "code-patch"]
Mode = Literal["generate", "correct", "refine"]
Fault = Literal["code", "test"]


class PlannedFunction(Artifact):
    """One function to implement: its signature, what it reads and writes, and whom it must come after.

    `reads` and `writes` are `table.column`, `table` alone for whole rows. `depends_on` are functions that write what
    this one reads. `by` is `rule` where the spec has its steps, `model` where it only describes them.
    """

    name: str
    signature: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    depends_on: tuple[str, ...]
    by: Literal["rule", "model"]


class EnvironmentPlan(Artifact):
    """The functions of an environment in the order of implementation, and those that are tested together."""

    format_version: int = FORMAT_VERSION
    domain: str
    module: str
    toolkit: str
    functions: tuple[PlannedFunction, ...]
    groups: tuple[tuple[str, ...], ...]


class CaseFailure(Artifact):
    """One case that failed: the call, what it must give, what it gave. `problem` is what kind of thing went wrong."""

    case: str
    about: str
    call: int
    tool: str
    arguments: dict[str, Json]
    problem: str
    expected: Json
    seen: Json
    message: str


class Verdict(Artifact):
    """JudgeAgent: whether the code or the test is at fault, and the evidence for it."""

    case: str
    fault: Fault
    reason: str
    evidence: dict[str, Json] = {}
    made_by: str = "rule"


class ReviewRemark(Artifact):
    """ReviewAgent: what in a function does not follow the conventions."""

    function: str
    rule: str
    message: str


class Round(Artifact):
    """One round of the test-debug loop; `outer` counts the tests' versions, `inner` the code's."""

    stage: Literal["unit", "workflow", "review"]
    subject: str
    outer: int
    inner: int
    mode: Mode
    made_by: str
    cases: int
    failures: tuple[CaseFailure, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    remarks: tuple[ReviewRemark, ...] = ()


class EnvironmentLog(Artifact):
    """All rounds of one making of an environment, and what it came to.

    `untested` are misreadings of behaviours that no case tells from what is meant, by function; `unverified` the
    functions that still fail.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    workflow: Workflow
    rounds: tuple[Round, ...]
    untested: dict[str, tuple[str, ...]] = {}
    unverified: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


class Need(Artifact):
    """What one stage lacks from another: a column, rows of a kind, another behaviour; `seen` is the evidence."""

    kind: Literal["column", "records", "behaviour"]
    subject: str
    message: str
    seen: dict[str, Json] = {}


class Feedback(Artifact):
    """What a stage asks of an earlier one; a sensor turns it into a run of that stage, at most `most_rounds` times."""

    format_version: int = FORMAT_VERSION
    domain: str
    sender: Literal["environment", "trajectories"]
    receiver: Literal["database", "environment"]
    round: int
    most_rounds: int = 3
    needs: tuple[Need, ...]

    @property
    def is_open(self) -> bool:
        """Whether another round may answer it."""
        return bool(self.needs) and self.round <= self.most_rounds
