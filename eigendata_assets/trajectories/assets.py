"""Usage index, trajectory plan and trajectories as Dagster assets; see "How Dagster knows what is stale" in AGENTS.md.

`tool_schemas` and `trajectory_plan` are observed, never materialized: `usage_index` records a new data version for
exactly those functions and shards whose content is another than at the last observation. `trajectories` depend on the
plan by identity, so that Dagster itself shows exactly the affected shards as stale.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import dagster as dg

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories import flow, tables
from eigendata_assets.trajectories.event_tags import DATA_VERSION, PlanTags
from eigendata_assets.trajectories.plan import CODE_VERSION, Plan, function_versions
from eigendata_assets.trajectories.staging import read_dataset

Context = dg.AssetExecutionContext | dg.OpExecutionContext

NOT_MADE = "not made"
"""The version of a shard that was asked for and is not there."""


def functions_of(domain: Domain) -> dg.DynamicPartitionsDefinition:
    """A partition for each tool of the domain, `Toolkit.tool`."""
    return dg.DynamicPartitionsDefinition(name=f"{domain.name}_functions")


def shards_of(domain: Domain) -> dg.DynamicPartitionsDefinition:
    """A partition for each shard of trajectories."""
    return dg.DynamicPartitionsDefinition(name=f"{domain.name}_shards")


def build_trajectory_assets(domain: Domain, sources: Sequence[str]) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The assets from the tools' schemas to the executed trajectories; `sources` are what the plan is made from."""
    name, functions, shards = domain.name, functions_of(domain), shards_of(domain)
    tool_schemas, trajectory_plan = _tool_schemas(name, functions), plan_asset(name, shards)
    usage_index = usage_asset(domain, [*sources, "tool_schemas"])

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


def usage_asset(domain: Domain, sources: Sequence[str]) -> dg.AssetsDefinition:
    """The asset that plans a domain's trajectories; `sources` are what the plan is made from."""
    name = domain.name

    @dg.asset(
        key_prefix=name,
        group_name=name,
        kinds={"sqlite"},
        deps=[[name, source] for source in sources],
        automation_condition=dg.AutomationCondition.any_deps_updated(),
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=7), warn_window=timedelta(days=2)),
    )
    def usage_index(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """Which trajectory uses which tool, and what it depends on; records what has changed."""
        _, metadata = make_plan(context, domain, workspace.store(name), progress)
        return dg.MaterializeResult(metadata=metadata)

    return usage_index


def _tool_schemas(name: str, functions: dg.PartitionsDefinition) -> dg.AssetSpec:
    return dg.AssetSpec(
        [name, "tool_schemas"],
        group_name=name,
        partitions_def=functions,
        deps=[dg.AssetKey([name, "environment"])],
        kinds={"json"},
        description="One JSON file for each tool, which a person may edit. Observed by usage_index.",
    )


def plan_asset(name: str, shards: dg.PartitionsDefinition) -> dg.AssetSpec:
    """The plan of each shard, which is observed."""
    return dg.AssetSpec(
        [name, "trajectory_plan"],
        group_name=name,
        partitions_def=shards,
        deps=[dg.AssetKey([name, "usage_index"])],
        kinds={"sqlite"},
        description="For each shard, the hash of all that its trajectories depend on. Observed by usage_index.",
    )


def make_plan(
    context: Context, domain: Domain, store: DomainStore, progress: Progress
) -> tuple[Plan, dict[str, dg.MetadataValue | int | str]]:
    """The plan, written and observed: each changed function and shard has a new data version; and it in numbers."""
    plan = flow.make_plan(store, domain.depends_on)
    tools = function_versions(plan.now)
    schemas, shards = dg.AssetKey([domain.name, "tool_schemas"]), dg.AssetKey([domain.name, "trajectory_plan"])
    generated = isinstance(domain.source, SpecSource)  # then the schemas are made, and nothing is to be observed
    changed_tools = [] if generated else observe(context, schemas, functions_of(domain), tools, progress)
    versions = dict.fromkeys(read_dataset(store).shards, NOT_MADE) | plan.versions
    changed_shards = observe(context, shards, shards_of(domain), versions, progress)
    return plan, {
        "trajectories": plan.trajectories,
        "tools": len(tools),
        "tools in use": len(store.usage_index.functions()),
        "changed tools": dg.MetadataValue.md(tables.listing(changed_tools)),
        "changed shards": len(changed_shards),
        "stale trajectories": plan.stale_trajectories,
        "why they are stale": dg.MetadataValue.md(tables.counts(plan.reasons)),
        "need a model": plan.open_trajectories,
        "file": str(store.usage_index_file),
    }


def record_plan(context: Context, domain: Domain, store: DomainStore, progress: Progress) -> Plan:
    """The plan, written, observed, and recorded as an asset where a step of another asset does not make it."""
    plan, metadata = make_plan(context, domain, store, progress)
    if isinstance(context, dg.OpExecutionContext):  # in an asset's step, Dagster would take this for its own
        context.log_event(dg.AssetMaterialization(dg.AssetKey([domain.name, "usage_index"]), metadata=metadata))
    return plan


def observe(
    context: Context,
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
    before = recorded(instance, key, dg.DagsterEventType.ASSET_OBSERVATION)
    changed = [partition for partition, version in versions.items() if before.get(partition) != version]
    with progress(f"recording {key.path[-1]}", len(changed)) as advance:
        for partition in changed:
            tags = {DATA_VERSION: versions[partition]}
            context.log_event(dg.AssetObservation(asset_key=key, partition=partition, tags=tags))
            advance()
    return changed


def recorded(instance: dg.DagsterInstance, key: dg.AssetKey, event: dg.DagsterEventType) -> dict[str, str]:
    """Partition to the data version of its latest event of a type."""
    tags = instance.event_log_storage.get_latest_tags_by_partition(key, event, [DATA_VERSION])
    return {partition: each[DATA_VERSION] for partition, each in tags.items() if DATA_VERSION in each}


def stale_shards(instance: dg.DagsterInstance, domain: Domain, workspace: Workspace) -> list[str]:
    """The shards whose trajectories are not those of the plan, or whose file is not there, in the order of the plan."""
    store = workspace.store(domain.name)
    have = recorded(instance, dg.AssetKey([domain.name, "trajectories"]), dg.DagsterEventType.ASSET_MATERIALIZATION)
    there = store.shards()
    wanted = dict.fromkeys(read_dataset(store).shards, NOT_MADE)
    wanted |= {each.shard: each.version for each in store.usage_index.shards()}
    return [shard for shard, version in wanted.items() if have.get(shard) != version or shard not in there]


def refresh(
    context: Context,
    domain: Domain,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    shards: Sequence[str] = (),
) -> None:
    """The shards are up to date, and each has its materialization with the tags that Dagster itself would write.

    The plan is made first. Without shards, all that are stale are taken, and those in which nothing was to be done are
    not recorded again. What waits for a model is left, and its shard stays stale.
    """
    store, name = workspace.store(domain.name), domain.name
    plan = record_plan(context, domain, store, progress)
    tags = _plan_tags(context.instance, name, plan)
    key = dg.AssetKey([name, "trajectories"])
    before = recorded(context.instance, key, dg.DagsterEventType.ASSET_MATERIALIZATION)

    def record(done: flow.ShardDone) -> None:
        if not shards and not done.executed and before.get(done.shard) == done.version:
            return  # what is still stale of it waits for a model
        numbers: dict[str, int | str] = {
            "trajectories": done.rows,
            "executed": done.executed,
            "calls": done.calls,
            "failures": done.failures,
            "need a model": done.open,
            "file": str(store.shard_file(done.shard)),
        }
        event_tags = tags.of(done.shard, done.version, waits=bool(done.open))
        context.log_event(dg.AssetMaterialization(key, partition=done.shard, metadata=numbers, tags=event_tags))

    due = shards or stale_shards(context.instance, domain, workspace)
    flow.refresh_shards(store, due, sandbox, progress, record, domain.depends_on)


def _plan_tags(instance: dg.DagsterInstance, name: str, plan: Plan) -> PlanTags:
    plan_key, key = dg.AssetKey([name, "trajectory_plan"]), dg.AssetKey([name, "trajectories"])
    tags = PlanTags(plan_key.to_user_string(), CODE_VERSION, plan.versions)
    observed = instance.event_log_storage.get_latest_storage_id_by_partition(
        plan_key, dg.DagsterEventType.ASSET_OBSERVATION
    )
    tags.pointers.update({shard: str(pointer) for shard, pointer in observed.items()})
    for each in plan.shards:
        record = instance.get_latest_data_version_record(key, partition_key=each.shard) if each.open else None
        made = record.asset_materialization if record else None
        if made is not None and made.tags and tags.pointer_tag in made.tags:
            tags.recorded_pointers[each.shard] = made.tags[tags.pointer_tag]
    return tags
