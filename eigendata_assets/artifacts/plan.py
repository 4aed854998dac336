"""What a plan says: which trajectories are out of date and why, and who uses a function."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact

MOST_LISTED = 10_000
"""How many trajectories a report names; it counts all of them."""


class StaleTrajectory(Artifact):
    """One trajectory that is out of date; `reasons` name what changed, like `Desk.close.parameters.id.type`."""

    id: str
    shard: str
    reasons: tuple[str, ...]
    calls: int


class OpenTrajectory(Artifact):
    """One trajectory that a patch has left as it was, because only a model can settle its `problems`."""

    id: str
    shard: str
    problems: tuple[str, ...]


class RefreshReport(Artifact):
    """What a refresh redoes or, with `dry_run`, would redo; `reasons` counts trajectories by what changed.

    `stale` and `needs_a_model` name at most 10,000 trajectories each, `stale_trajectories` and
    `open_trajectories` count all. Those that need a model are out of date too, and left as they are. `calls` are
    executed in the sandbox; `model_calls` is what a language model is asked.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    dry_run: bool
    trajectories: int
    stale_trajectories: int
    stale: tuple[StaleTrajectory, ...]
    stale_shards: int
    reasons: dict[str, int]
    open_trajectories: int
    needs_a_model: tuple[OpenTrajectory, ...]
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
