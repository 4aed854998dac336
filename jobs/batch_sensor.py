"""Waiting for the provider's batches across runs: a run that waits for answers goes on when they are there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dagster as dg

from eigendata_assets.agents.batch_queue import Collected
from eigendata_assets.agents.errors import CallFailed
from eigendata_assets.agents.labels import SPENDING_TAG

KEPT_TAGS = ("dagster/partition", "dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def batch_sensor(jobs: Sequence[Any], assets_jobs: Mapping[str, Any], *, seconds: int = 300) -> dg.SensorDefinition:
    """A sensor, off by default, that collects batches and runs again what waited for them, each run once.

    It needs the resource `collect_batches` (`resources.language_models.BatchCollection`). A run of one of `jobs` is
    run again as that job, any other run (assets chosen in the UI) with the same assets as the one of `assets_jobs`
    that stands under the first part of their keys; partitions, configuration and tags of ours stay the same.
    """
    names = {job.name for job in jobs}

    @dg.sensor(
        name="batch_answers",
        jobs=[*jobs, *assets_jobs.values()],
        minimum_interval_seconds=seconds,
        description="Collects answers from the provider's Batch API and lets the runs that wait for them go on.",
    )
    def batch_answers(
        context: dg.SensorEvaluationContext, collect_batches: dg.ResourceParam[Callable[[], Collected]]
    ) -> dg.SensorResult | dg.SkipReason:
        try:
            found = collect_batches()
        except CallFailed as error:
            return dg.SkipReason(f"the provider cannot be reached: {error}")
        requests = [_again(context.instance, run, names, assets_jobs) for run in found.ready]
        wanted = [request for request in requests if request is not None]
        if wanted:
            return dg.SensorResult(run_requests=wanted)
        return dg.SkipReason(f"{found.answered} answers collected, {found.open} questions still wait")

    return batch_answers


def _again(
    instance: dg.DagsterInstance, run_id: str, jobs: set[str], assets_jobs: Mapping[str, Any]
) -> dg.RunRequest | None:
    """The request to run again what this run did; None when the instance does not know the run, or nobody its job."""
    run = instance.get_run_by_id(run_id)
    chosen = sorted(run.asset_selection or ()) if run else []
    job = assets_jobs.get(chosen[0].path[0]) if chosen else None
    if run is None or (run.job_name not in jobs and job is None):
        return None
    kept = {tag: value for tag, value in run.tags.items() if tag in KEPT_TAGS or "dagster/" not in tag}
    return dg.RunRequest(
        run_key=f"batch of {run_id}",
        job_name=run.job_name if job is None or run.job_name in jobs else job.name,
        run_config=run.run_config,
        tags=kept | {SPENDING_TAG: run_id},
        asset_selection=chosen or None,
    )
