"""Usage index, trajectory plan and trajectories as Dagster assets; see "How Dagster knows what is stale" in AGENTS.md.

`tool_schemas` and `trajectory_plan` are observed, never materialized: `usage_index` records a new data version for
exactly those functions and shards whose content is another than at the last observation. `trajectories` depend on the
plan by identity, so that Dagster itself shows exactly the affected shards as stale.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories import checks, flow
from eigendata_assets.trajectories.plan import CODE_VERSION, function_versions, shard_versions
from eigendata_assets.trajectories.staleness import count_reasons

DATA_VERSION = "dagster/data_version"
_SHOWN_VIOLATIONS = 50


def functions_of(domain: Domain) -> dg.DynamicPartitionsDefinition:
    """A partition for each tool of the domain, `Toolkit.tool`."""
    return dg.DynamicPartitionsDefinition(name=f"{domain.name}_functions")


def shards_of(domain: Domain) -> dg.DynamicPartitionsDefinition:
    """A partition for each shard of trajectories."""
    return dg.DynamicPartitionsDefinition(name=f"{domain.name}_shards")


def build_trajectory_assets(domain: Domain) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The assets from the tools' schemas to the executed trajectories."""
    name, functions, shards = domain.name, functions_of(domain), shards_of(domain)
    tool_schemas, trajectory_plan = _tool_schemas(name, functions), _trajectory_plan(name, shards)

    @dg.asset(
        key_prefix=name,
        group_name=name,
        kinds={"sqlite"},
        deps=[[name, "references"], [name, "database"], [name, "environment"], tool_schemas],
        automation_condition=dg.AutomationCondition.any_deps_updated(),
    )
    def usage_index(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """Which trajectory uses which tool, and what it depends on; records what has changed."""
        store = workspace.store(name)
        plan = flow.make_plan(store)
        tools, why = function_versions(plan.now), count_reasons(plan.stale)
        changed_tools = observe(context, tool_schemas.key, functions, tools, progress)
        changed_shards = observe(context, trajectory_plan.key, shards, shard_versions(plan.rows), progress)
        return dg.MaterializeResult(
            metadata={
                "trajectories": len(plan.rows),
                "tools": len(tools),
                "tools in use": len({tool for each in plan.rows for tool in each.used}),
                "changed tools": _listing(changed_tools),
                "changed shards": len(changed_shards),
                "stale trajectories": len(plan.stale),
                "why they are stale": _counts(why),
                "file": str(store.usage_index_file),
            }
        )

    @dg.asset(
        key_prefix=name,
        group_name=name,
        kinds={"parquet"},
        partitions_def=shards,
        deps=[trajectory_plan],
        code_version=CODE_VERSION,
        backfill_policy=dg.BackfillPolicy.single_run(),
        output_required=False,
    )
    def trajectories(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult]:
        """The dialogues, executed: results, states after every turn, final states."""
        refresh(context, domain, workspace, sandbox, progress, context.partition_keys)
        yield from ()

    return [tool_schemas, usage_index, trajectory_plan, trajectories]


def _tool_schemas(name: str, functions: dg.PartitionsDefinition) -> dg.AssetSpec:
    return dg.AssetSpec(
        [name, "tool_schemas"],
        group_name=name,
        partitions_def=functions,
        deps=[dg.AssetKey([name, "environment"])],
        kinds={"json"},
        description="One JSON file for each tool, which a person may edit. Observed by usage_index.",
    )


def _trajectory_plan(name: str, shards: dg.PartitionsDefinition) -> dg.AssetSpec:
    return dg.AssetSpec(
        [name, "trajectory_plan"],
        group_name=name,
        partitions_def=shards,
        deps=[dg.AssetKey([name, "usage_index"])],
        kinds={"sqlite"},
        description="For each shard, the hash of all that its trajectories depend on. Observed by usage_index.",
    )


def build_trajectory_checks(domain: Domain) -> dg.AssetChecksDefinition:
    """What must hold of the trajectories of a domain."""
    key = dg.AssetKey([domain.name, "trajectories"])

    @dg.multi_asset_check(
        name=f"{domain.name}_trajectory_checks",
        specs=[
            dg.AssetCheckSpec("gold_reaches_outcome", asset=key, blocking=True),
            dg.AssetCheckSpec("every_call_matches_a_schema", asset=key),
        ],
    )
    def trajectory_checks(
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.AssetCheckResult]:
        """Executes every stored dialogue again, and holds its calls against the tools' schemas."""
        store = workspace.store(domain.name)
        stored = store.read_trajectories(dict.fromkeys(row.shard for row in store.read_plan()))
        gold = checks.gold_reaches_outcome(stored, store.read_environment(), sandbox, progress)
        yield _check_result("gold_reaches_outcome", gold, len(stored), dg.AssetCheckSeverity.ERROR)
        calls = checks.every_call_matches_a_schema(stored, store.read_toolset())
        yield _check_result("every_call_matches_a_schema", calls, len(stored), dg.AssetCheckSeverity.WARN)

    return trajectory_checks


class RefreshConfig(dg.Config):
    """Which shards to bring up to date; none named: all that are out of date."""

    shards: list[str] = []


def build_refresh_job(domain: Domain) -> dg.JobDefinition:
    """The job that brings any scattered set of shards up to date in one run, and records each as materialized."""

    @dg.op(name=f"refresh_{domain.name}_shards")
    def refresh_shards(
        context: dg.OpExecutionContext,
        config: RefreshConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        shards = config.shards or stale_shards(context.instance, domain, workspace)
        refresh(context, domain, workspace, sandbox, progress, shards)

    @dg.job(name=f"refresh_{domain.name}")
    def refresh_job() -> None:
        refresh_shards()

    return refresh_job


def observe(
    context: dg.AssetExecutionContext,
    key: dg.AssetKey,
    partitions: dg.DynamicPartitionsDefinition,
    versions: Mapping[str, str],
    progress: Progress,
) -> list[str]:
    """Partitions are those of `versions`, and the changed ones have a new observation; gives the changed ones."""
    instance, name = context.instance, str(partitions.name)
    known = set(instance.get_dynamic_partitions(name))
    instance.add_dynamic_partitions(name, [partition for partition in versions if partition not in known])
    for gone in known - versions.keys():
        instance.delete_dynamic_partition(name, gone)
    before = recorded_versions(instance, key, dg.DagsterEventType.ASSET_OBSERVATION)
    changed = [partition for partition, version in versions.items() if before.get(partition) != version]
    with progress(f"recording {key.path[-1]}", len(changed)) as advance:
        for partition in changed:
            tags = {DATA_VERSION: versions[partition]}
            context.log_event(dg.AssetObservation(asset_key=key, partition=partition, tags=tags))
            advance()
    return changed


def recorded_versions(instance: dg.DagsterInstance, key: dg.AssetKey, event: dg.DagsterEventType) -> dict[str, str]:
    """Partition to the data version of its latest event of a type."""
    tags = instance.event_log_storage.get_latest_tags_by_partition(key, event, [DATA_VERSION])
    return {partition: each[DATA_VERSION] for partition, each in tags.items() if DATA_VERSION in each}


def stale_shards(instance: dg.DagsterInstance, domain: Domain, workspace: Workspace) -> list[str]:
    """The shards whose trajectories are not those of the plan, or whose file is not there, in the order of the plan."""
    store = workspace.store(domain.name)
    wanted = shard_versions(store.read_plan())
    key = dg.AssetKey([domain.name, "trajectories"])
    have = recorded_versions(instance, key, dg.DagsterEventType.ASSET_MATERIALIZATION)
    return [
        shard for shard, version in wanted.items() if have.get(shard) != version or not store.shard_file(shard).exists()
    ]


def refresh(
    context: dg.AssetExecutionContext | dg.OpExecutionContext,
    domain: Domain,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    shards: Sequence[str],
) -> None:
    """The shards are up to date, and each has its materialization with the tags that Dagster itself would write."""
    store = workspace.store(domain.name)
    plan_key = dg.AssetKey([domain.name, "trajectory_plan"])
    key = dg.AssetKey([domain.name, "trajectories"])
    versions = shard_versions(store.read_plan())
    pointers = context.instance.event_log_storage.get_latest_storage_id_by_partition(
        plan_key, dg.DagsterEventType.ASSET_OBSERVATION
    )

    def record(done: flow.ShardDone) -> None:
        tags = {
            DATA_VERSION: versions[done.shard],
            "dagster/data_version_is_user_provided": "true",
            "dagster/code_version": CODE_VERSION,
            f"dagster/input_data_version/{plan_key.to_user_string()}": versions[done.shard],
            f"dagster/input_event_pointer/{plan_key.to_user_string()}": str(pointers.get(done.shard, "NULL")),
        }
        metadata: dict[str, int | str] = {
            "trajectories": done.rows,
            "executed": done.executed,
            "calls": done.calls,
            "failures": done.failures,
            "file": str(store.shard_file(done.shard)),
        }
        context.log_event(dg.AssetMaterialization(key, partition=done.shard, metadata=metadata, tags=tags))

    flow.refresh_shards(store, shards, sandbox, progress, record)


def _listing(names: Sequence[str]) -> dg.MarkdownMetadataValue:
    return dg.MetadataValue.md("\n".join(f"- `{name}`" for name in names) or "none")


def _counts(counts: Mapping[str, int]) -> dg.MarkdownMetadataValue:
    rows = [f"| `{name}` | {count} |" for name, count in list(counts.items())[:_SHOWN_VIOLATIONS]]
    return dg.MetadataValue.md(
        "\n".join(["| what changed | trajectories |", "|---|---|", *rows]) if rows else "none are"
    )


def _check_result(
    name: str, violations: Sequence[checks.Violation], trajectories: int, severity: dg.AssetCheckSeverity
) -> dg.AssetCheckResult:
    rows = [f"| {each.trajectory} | {each.turn} | {each.subject} | {each.message} |" for each in violations]
    table = ["| trajectory | turn | tool | what |", "|---|---|---|---|", *rows[:_SHOWN_VIOLATIONS]]
    return dg.AssetCheckResult(
        check_name=name,
        passed=not violations,
        severity=severity,
        metadata={
            "trajectories": trajectories,
            "violations": len(violations),
            "affected trajectories": len({each.trajectory for each in violations}),
            "first violations": dg.MetadataValue.md("\n".join(table)),
        },
    )
