"""The composition root: domains of a workspace become assets, checks and jobs, bound to the outside world."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.domain import BfclSource, DialoguesSource, Domain, SpecSource
from eigendata_assets.audits.assets import build_audit_assets, build_audit_checks, patch
from eigendata_assets.databases.assets import build_database_assets
from eigendata_assets.environments.assets import build_environment_assets
from eigendata_assets.environments.flow import environment_files
from eigendata_assets.evaluation.assets import build_evaluation_assets, repair
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress, silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.imports.assets import build_import_assets
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import build_trajectory_assets, refresh
from eigendata_assets.trajectories.checking.assets import build_trajectory_checks
from eigendata_assets.trajectories.dataset import Making
from eigendata_assets.trajectories.generated.assets import (
    build_dataset_assets,
    build_dataset_checks,
    generate,
    redraw,
)
from eigendata_assets.trajectories.generated.modes import Asked, Means, Pilot, next_seed
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.pilot.assets import build_pilot_assets, build_pilot_checks
from eigendata_assets.trajectories.quality.assets import build_quality_assets, build_quality_checks
from eigendata_assets.trajectories.scenarios.scenario import read_shares
from eigendata_assets.trajectories.schema_only.assets import build_simulated_assets
from eigendata_assets.verification.assets import build_verification_assets
from jobs.batch_sensor import batch_sensor
from jobs.dataset_jobs import GenerateConfig, generate_dataset_job, nightly_batch, redraw_job
from jobs.domain_jobs import (
    audit_job,
    environment_jobs,
    evaluate_models_job,
    generate_database_job,
    generate_environment_job,
    import_job,
    materialize_job,
    plan_job,
    verify_job,
)
from jobs.feedback_sensor import feedback_sensor
from jobs.nightly_refresh import nightly_refresh
from jobs.schema_sensor import schema_sensor
from jobs.trajectory_jobs import patch_job, refresh_job, repair_benchmark_job
from resources.language_models import BatchCollection, LanguageModels
from resources.package_index import download_wheel
from resources.sandbox_resource import EngineResource, SandboxResource

WORKSPACE_VARIABLE = "EIGENDATA_WORKSPACE"
DEFAULT_WORKSPACE = "workspace"


def workspace_from_environment() -> Workspace:
    """The workspace that the environment names, else `./workspace`."""
    return Workspace(Path(os.environ.get(WORKSPACE_VARIABLE) or DEFAULT_WORKSPACE).absolute())


def build_domain(domain: Domain, workspace: Workspace) -> dg.Definitions:
    """One domain's assets, checks, jobs, sensor and schedule, to be bound by `build_definitions`."""
    if isinstance(domain.source, SpecSource):
        return build_generated_domain(domain, domain.source, workspace)
    return build_imported_domain(domain, workspace.store(domain.name), domain.source)


def build_generated_domain(domain: Domain, source: SpecSource, workspace: Workspace) -> dg.Definitions:
    """A domain that is generated from a spec."""
    name, files = domain.name, environment_files(workspace, domain.name)
    environment = generate_environment_job(name)
    build, repair, patch = environment_jobs(name)
    dataset, redrawing = (
        generate_dataset_job(name, partial(_generate, domain)),
        redraw_job(name, partial(_redraw, domain)),
    )
    return dg.Definitions(
        assets=[
            *build_database_assets(domain, source),
            *build_environment_assets(domain, source),
            *build_audit_assets(domain, ["environment", "tool_schemas", "test_suites"]),
            *build_pilot_assets(domain),
            *build_dataset_assets(domain),
            *build_simulated_assets(domain),
            *build_quality_assets(domain),
        ],
        asset_checks=[
            build_audit_checks(domain),
            *build_trajectory_checks(domain),
            build_dataset_checks(domain),
            build_pilot_checks(domain),
            build_quality_checks(domain),
        ],
        jobs=[
            *(generate_database_job(name), environment, build, repair, patch, audit_job(name)),
            *(dataset, redrawing, plan_job(name), verify_job(name, checked=["trajectories", "verification_functions"])),
        ],
        sensors=[
            feedback_sensor(name, "database", files.read_feedback, environment),
            feedback_sensor(name, "environment", files.read_feedback_to_environment, repair),
        ],
        schedules=[nightly_batch(name, dataset)],
    )


def build_imported_domain(domain: Domain, store: DomainStore, source: BfclSource | DialoguesSource) -> dg.Definitions:
    """A domain that was imported."""
    name, heads = domain.name, build_import_assets(domain, source)
    sources = [asset.key.path[-1] for asset in heads]
    plan, refreshing = plan_job(name), refresh_job(name, partial(_refresh, domain))
    judged = [*build_verification_assets(domain), *build_evaluation_assets(domain)] if is_benchmark(domain) else []
    audits = build_audit_assets(domain, ["trajectories", "tool_schemas"])
    return dg.Definitions(
        assets=[
            *(*heads, *build_trajectory_assets(domain, sources), *judged),
            *(*audits, *build_quality_assets(domain)),
        ],
        asset_checks=[*build_trajectory_checks(domain), build_audit_checks(domain), build_quality_checks(domain)],
        jobs=[
            import_job(name, sources),
            plan,
            refreshing,
            patch_job(name, partial(patch, domain)),
            verify_job(name, ["key_functions"] if judged else []),
            audit_job(name),
            *([repair_benchmark_job(name, partial(repair, domain))] if judged else []),
        ],
        sensors=[schema_sensor(name, store, plan)],
        schedules=[nightly_refresh(name, refreshing)],
    )


def is_benchmark(domain: Domain) -> bool:
    """Whether models are judged on the domain; bulk data is for training."""
    return isinstance(domain.source, BfclSource)


def _refresh(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    shards: Sequence[str],
) -> None:
    refresh(context, domain, workspace, sandbox, progress, shards)


def _generate(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    engine: Engine,
    sandbox: Sandbox,
    chat: ChatModel,
    progress: Progress,
    config: GenerateConfig,
) -> None:
    shares = read_shares(config.kinds) if config.kinds else None
    seed = config.seed if config.seed is not None else next_seed(workspace, domain, config.append)
    pilot = Pilot(config.pilot, config.rounds, tuple(config.criteria)) if config.pilot else None
    how = Making(config.processes or None, config.append)
    asked = Asked(Wanted(config.count, seed, shares, config.shard_size), config.mode, how, pilot, config.attempts)
    generate(context, domain, asked, Means(workspace, engine, sandbox, chat, progress))


def _redraw(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    engine: Engine,
    sandbox: Sandbox,
    chat: ChatModel,
    progress: Progress,
    shards: Sequence[str],
) -> None:
    redraw(context, domain, Means(workspace, engine, sandbox, chat, progress), shards)


def build_definitions(workspace: Workspace, progress: Progress = silent) -> dg.Definitions:
    """Everything in a workspace; `progress` hears how far long work is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # backfill policies; the versions are pinned
        return _build_definitions(workspace, progress)


def _build_definitions(workspace: Workspace, progress: Progress) -> dg.Definitions:
    domains = workspace.domains()
    shared: dict[str, Any] = {
        "workspace": workspace,
        "fetch": download_wheel,
        "sandbox": SandboxResource(),
        "engine": EngineResource(),
        "progress": progress,
        "chat": LanguageModels(workspace=str(workspace.root)),
        "collect_batches": BatchCollection(workspace=str(workspace.root)),
    }
    benchmarks = [domain.name for domain in domains if is_benchmark(domain)]
    everything = {domain.name: materialize_job(domain.name) for domain in domains}
    across = [*everything.values(), *([evaluate_models_job(benchmarks)] if benchmarks else [])]
    built = [build_domain(domain, workspace) for domain in domains]
    sensors = [batch_sensor([], everything)] if domains else []
    return dg.Definitions.merge(*built, dg.Definitions(jobs=across, sensors=sensors, resources=shared))


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and `dagster definitions validate` load."""
    return build_definitions(workspace_from_environment())
