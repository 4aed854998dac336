"""What `eigendata domains` and `eigendata doctor` print for programs."""

from __future__ import annotations

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact


class ToolUse(Artifact):
    """How often a tool is called in the trajectories, and by how many of them; what is known about it."""

    tool: str
    calls: int
    trajectories: int
    mutates_state: bool | None = None


class DomainOverview(Artifact):
    """A domain in numbers; `executed` trajectories have results, `failures` of them stopped early."""

    format_version: int = FORMAT_VERSION
    domain: Domain
    trajectories: int = 0
    by_category: dict[str, int] = {}
    executed: int = 0
    failures: int = 0
    calls: int = 0
    tools: tuple[ToolUse, ...] = ()
    folder: str = ""


class DomainList(Artifact):
    """The domains of a workspace."""

    format_version: int = FORMAT_VERSION
    workspace: str
    domains: tuple[DomainOverview, ...]


class Diagnosis(Artifact):
    """One thing that was looked at: whether it is as it should be, and what was seen."""

    subject: str
    ok: bool
    seen: str


class DoctorReport(Artifact):
    """What this machine and workspace can do."""

    format_version: int = FORMAT_VERSION
    workspace: str
    diagnoses: tuple[Diagnosis, ...]
