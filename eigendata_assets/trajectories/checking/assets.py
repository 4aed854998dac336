"""What must hold of a domain's trajectories, and what should, as checks of their asset."""

from collections.abc import Iterator, Sequence

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories import checks, flow, tables
from eigendata_assets.trajectories.assets import Context
from eigendata_assets.trajectories.staging import read_dataset

GOLD, UP_TO_DATE = "gold_reaches_outcome", "trajectories_are_up_to_date"


def build_trajectory_checks(domain: Domain) -> list[dg.AssetChecksDefinition]:
    """What must hold of the trajectories of a domain, and what should."""
    key = dg.AssetKey([domain.name, "trajectories"])

    @dg.multi_asset_check(
        name=f"{domain.name}_trajectory_checks",
        specs=[
            dg.AssetCheckSpec(GOLD, asset=key, blocking=True),
            dg.AssetCheckSpec("every_call_matches_a_schema", asset=key),
        ],
    )
    def trajectory_checks(
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.AssetCheckResult]:
        """Executes every stored dialogue again, and holds its calls against the tools' schemas."""
        yield from _checked(workspace.store(domain.name), sandbox, progress)

    @dg.asset_check(asset=key, name=UP_TO_DATE)
    def up_to_date(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
        """Nothing that a trajectory depends on has changed since it was executed; with the stale shards and causes."""
        return _up_to_date(workspace.store(domain.name), domain)

    return [trajectory_checks, up_to_date]


def check(context: Context, domain: Domain, store: DomainStore, sandbox: Sandbox, progress: Progress) -> bool:
    """All checks of the trajectories are recorded; gives whether the gold reaches its outcome."""
    key = dg.AssetKey([domain.name, "trajectories"])
    results = [_up_to_date(store, domain), *_checked(store, sandbox, progress)]
    for each in results:
        name = each.check_name or UP_TO_DATE
        event = dg.AssetCheckEvaluation(
            key, name, passed=each.passed, metadata=each.metadata, severity=each.severity, blocking=name == GOLD
        )
        context.instance.report_runless_asset_event(event)
    return all(each.passed for each in results if each.check_name == GOLD)


def _checked(store: DomainStore, sandbox: Sandbox, progress: Progress) -> Iterator[dg.AssetCheckResult]:
    found = checks.check_stored(store, sandbox, progress)
    yield _check_result(GOLD, found.gold, found.trajectories, dg.AssetCheckSeverity.ERROR)
    yield _check_result("every_call_matches_a_schema", found.calls, found.trajectories, dg.AssetCheckSeverity.WARN)


def _up_to_date(store: DomainStore, domain: Domain) -> dg.AssetCheckResult:
    """Whether nothing is out of date or missing, and what is, shard by shard."""
    plan = flow.look_ahead(store, domain.depends_on)
    causes, missing = tables.stale_causes(plan), read_dataset(store).shards.keys() - store.shards()
    metadata: dict[str, dg.MetadataValue | int] = {
        "stale shards": len({*plan.stale_shards, *(each.shard for each in plan.shards if each.open)}),
        "stale trajectories": plan.stale_trajectories,
        "missing shards": len(missing),
        "need a model": plan.open_trajectories,
        "what changed": dg.MetadataValue.md(tables.counts(plan.reasons)),
        "shards and causes": dg.MetadataValue.md(tables.causes(causes)),
    }
    return dg.AssetCheckResult(
        passed=not causes and not missing, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )


def _check_result(
    name: str, violations: Sequence[checks.Violation], trajectories: int, severity: dg.AssetCheckSeverity
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=name,
        passed=not violations,
        severity=severity,
        metadata={
            "trajectories": trajectories,
            "violations": len(violations),
            "affected trajectories": len({each.trajectory for each in violations}),
            "first violations": dg.MetadataValue.md(tables.violations(violations)),
        },
    )
