"""The trajectory plan: what each trajectory depends on."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Artifact


class PlannedTrajectory(Artifact):
    """One trajectory: its shard, the tools it uses and is offered (as `Toolkit.tool`), and its fingerprint."""

    id: str
    shard: str
    used: tuple[str, ...]
    offered: tuple[str, ...]
    fingerprint: str
