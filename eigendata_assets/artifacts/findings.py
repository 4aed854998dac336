"""Findings: one defect each, with evidence that can be run again."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact, Json

Component = Literal["schema", "implementation", "database", "trajectory", "evaluation", "intent"]
Severity = Literal["error", "warning", "info"]


class Finding(Artifact):
    """One defect: what is wrong, in which component, where, how it was seen, and what would mend it.

    `evidence` holds what is needed to see it again, for example a call, its result and what was expected.
    """

    code: str
    component: Component
    severity: Severity
    subject: str
    message: str
    entry: str | None = None
    evidence: dict[str, Json] = {}
    repair: str | None = None
