"""Jobs of one step that does what no partition can: refresh a scattered set of shards, patch what a schema hits.

What they do to trajectories is handed in by `definitions.py`, because jobs see no stage.
"""

from collections.abc import Callable, Sequence

import dagster as dg

from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace

Refresh = Callable[[dg.OpExecutionContext, Workspace, Sandbox, Progress, Sequence[str]], None]
"""Brings some shards up to date, or all where none is named."""

Patch = Callable[[dg.OpExecutionContext, Workspace, Sandbox, Progress, str, str | None], None]
"""Brings all trajectories to the schemas of a file, with a mapping file or without."""


Repair = Callable[[dg.OpExecutionContext, Workspace, Sandbox, Progress, Sequence[str]], None]
"""Plans, refreshes and checks a benchmark, and judges the models of some result files on it."""


class RefreshConfig(dg.Config):
    """Which shards to bring up to date; none named: all that are out of date."""

    shards: list[str] = []


class PatchConfig(dg.Config):
    """The file of the new schemas, and a hand-written mapping where one is needed."""

    schemas: str
    mapping: str | None = None


def refresh_job(domain: str, refresh: Refresh) -> dg.JobDefinition:
    """Plans, and brings any set of shards up to date in one run; each is recorded as materialized."""

    @dg.op(name=f"refresh_{domain}_shards")
    def refresh_shards(
        context: dg.OpExecutionContext,
        config: RefreshConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        refresh(context, workspace, sandbox, progress, config.shards)

    @dg.job(name=f"refresh_{domain}")
    def job() -> None:
        refresh_shards()

    return job


class RepairConfig(dg.Config):
    """Result files, `FILE` or `MODEL=FILE`; none: the references themselves are judged, and doing nothing."""

    results: list[str] = []


def repair_benchmark_job(domain: str, repair: Repair) -> dg.JobDefinition:
    """Brings a benchmark up to date from its plan to its evaluation, in one run."""

    @dg.op(name=f"repair_benchmark_{domain}_whole")
    def repair_whole(
        context: dg.OpExecutionContext,
        config: RepairConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        repair(context, workspace, sandbox, progress, config.results)

    @dg.job(name=f"repair_benchmark_{domain}")
    def job() -> None:
        repair_whole()

    return job


def patch_job(domain: str, patch: Patch) -> dg.JobDefinition:
    """Brings tool schemas and trajectories to new schemas at once, all or nothing."""

    @dg.op(name=f"patch_{domain}_trajectories")
    def patch_trajectories(
        context: dg.OpExecutionContext,
        config: PatchConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        patch(context, workspace, sandbox, progress, config.schemas, config.mapping)

    @dg.job(name=f"patch_{domain}")
    def job() -> None:
        patch_trajectories()

    return job
