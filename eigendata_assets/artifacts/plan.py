"""The trajectory plan: what each trajectory depends on, and which ones are out of date."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact


class PlannedTrajectory(Artifact):
    """One trajectory: its shard, the tools it uses and is offered (as `Toolkit.tool`), and its fingerprint.

    The fingerprint is made of `own_parts` (part name to hash: the dialogue, its initial state) and `depends_on`
    (dependency to digest: each function used with all its code reaches, the loading of each toolkit). `calls` is what
    executing it costs.
    """

    id: str
    shard: str
    used: tuple[str, ...]
    offered: tuple[str, ...]
    calls: int
    depends_on: dict[str, str]
    own_parts: dict[str, str]
    fingerprint: str


class StaleTrajectory(Artifact):
    """One trajectory that is out of date; `reasons` name what changed, like `Desk.close.parameters.id.type`."""

    id: str
    shard: str
    reasons: tuple[str, ...]
    calls: int


class RefreshReport(Artifact):
    """What a refresh redoes or, with `dry_run`, would redo; `reasons` counts trajectories by what changed.

    `calls` are executed in the sandbox; `model_calls` is what a language model is asked.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    dry_run: bool
    trajectories: int
    stale: tuple[StaleTrajectory, ...]
    reasons: dict[str, int]
    calls: int
    model_calls: int = 0


class FunctionUse(Artifact):
    """Who uses a function: the trajectories whose calls run it, and those that were only offered it."""

    format_version: int = FORMAT_VERSION
    domain: str
    function: str
    used_by: tuple[str, ...]
    offered_to: tuple[str, ...]
    code: tuple[str, ...]
