"""Generated dialogues as Dagster assets: scenario, graph, dialogue and function of each, shard by shard.

One step makes all four. A shard is a partition; what is missing in it or out of date is drawn anew at its place, so
that a backfill of any range of shards is a run of this step, and everything else keeps its bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.generated_shards import FUNCTIONS, GRAPHS, SCENARIOS, TRAJECTORIES
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import (
    Context,
    make_plan,
    plan_asset,
    record_plan,
    shards_of,
    stale_shards,
    usage_asset,
)
from eigendata_assets.trajectories.event_tags import Parent, materialization_tags
from eigendata_assets.trajectories.generated.checks import Judged, judge
from eigendata_assets.trajectories.generated.modes import Asked, Done, Means, make
from eigendata_assets.trajectories.generated.telling import told
from eigendata_assets.trajectories.pilot.assets import PROMPTS, record_bulk, record_pilot
from eigendata_assets.trajectories.plan import CODE_VERSION, Plan
from eigendata_assets.trajectories.redrawing import by_models, redraw_dialogues
from eigendata_assets.trajectories.schema_only.assets import record_simulated
from eigendata_assets.trajectories.simulation.again import require_model, simulate_again
from eigendata_assets.trajectories.staging import read_dataset

PLAN = "trajectory_plan"

LINEAGE: Mapping[str, Sequence[str]] = {
    SCENARIOS: [PLAN],
    GRAPHS: [SCENARIOS],
    TRAJECTORIES: [PLAN, GRAPHS],
    FUNCTIONS: [TRAJECTORIES],
}
"""Each asset of a shard with what it is made from, in that order."""

_SAID = {
    SCENARIOS: "What each dialogue was to be: its kind, its goal, who asks, and the seed of all further draws.",
    GRAPHS: "The calls of each dialogue with the origin of every argument, composed by the spec.",
    TRAJECTORIES: "The dialogues, executed: results, states after every turn, final states.",
    FUNCTIONS: "For each dialogue a program that scores outcomes, proved by the soundness gate.",
}

SOUND = "every_function_is_sound"
CHECKS = (
    "every_argument_has_an_origin", "no_two_dialogues_are_alike", "kinds_have_their_shares", "every_tool_is_used",
    SOUND,
)  # fmt: skip


def build_dataset_assets(domain: Domain) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The assets from a generated domain's tools to its dialogues and their functions."""
    name, shards = domain.name, shards_of(domain)

    @dg.multi_asset(
        name=f"{name}_dataset",
        group_name=name,
        partitions_def=shards,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=MODEL_POOL,
        specs=[_spec(name, asset, parents) for asset, parents in LINEAGE.items()],
    )
    def dataset(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
        engine: dg.ResourceParam[Engine],
        sandbox: dg.ResourceParam[Sandbox],
        chat: dg.ResourceParam[ChatModel],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult]:
        """Makes what is missing of these shards or out of date, each in its own mode, and nothing else."""
        redraw(context, domain, Means(workspace, engine, sandbox, chat, progress), context.partition_keys)
        yield from ()

    return [usage_asset(domain, ["environment", "tool_schemas", PROMPTS]), plan_asset(name, shards), dataset]


def _spec(name: str, asset: str, parents: Sequence[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        [name, asset],
        deps=[[name, parent] for parent in parents],
        description=_SAID[asset],
        kinds={"parquet"},
        code_version=CODE_VERSION,
        skippable=True,
    )


def generate(context: Context, domain: Domain, asked: Asked, means: Means) -> Done:
    """The domain has the dialogues that are asked for, and Dagster knows each of their shards, and the pilot."""
    done = make(domain, asked, means)
    if done.simulated is not None:
        record_simulated(context, domain, done.simulated)
    if done.pilot is not None:
        record_pilot(context, domain, means.workspace, done.pilot)
    if done.report is not None:
        record(context, domain, means.workspace, means.progress, done.report.shards, done.report)
        for each in done.report.left_out:
            context.log.warning("place %d (%s) is left out: %s", each.place, each.kind, "; ".join(each.reasons))
    if done.pilot is not None:
        record_bulk(context, domain, means.workspace, done.pilot)
    return done


def redraw(context: Context, domain: Domain, means: Means, shards: Sequence[str] = ()) -> None:
    """The shards are up to date and recorded, each made anew in its own mode; where none is named, those that are due.

    What models made is never replaced by rules: without a model it stays as it is and out of date, the rest is done,
    and the RequestError says so; where such shards are named, nothing is done.
    """
    workspace, progress = means.workspace, means.progress
    make_plan(context, domain, workspace.store(domain.name), progress)
    due = shards or stale_shards(context.instance, domain, workspace)
    of_models = by_models(read_dataset(workspace.store(domain.name)), due)
    if shards and of_models:
        require_model(domain, of_models, means.chat)
    if by_rule := [shard for shard in due if shard not in of_models]:
        redraw_dialogues(workspace, domain, by_rule, means.engine, progress)
        record(context, domain, workspace, progress, by_rule)
    if of_models:
        simulate_again(workspace, domain, of_models, means.chat, means.sandbox, progress)
        record(context, domain, workspace, progress, of_models)


def record(
    context: Context, domain: Domain, workspace: Workspace, progress: Progress, shards: Sequence[str],
    report: GenerationReport | None = None,
) -> None:  # fmt: skip
    """The plan is observed as it is now, and each asset of the shards has its materialization, made of its parents."""
    store, name = workspace.store(domain.name), domain.name
    plan, batches = record_plan(context, domain, store, progress), read_dataset(store).shards
    rows = {each.shard: each.rows for each in plan.shards}
    with progress(f"recording shards of {name}", len(shards) * len(LINEAGE)) as advance:
        for asset, parents in LINEAGE.items():
            pointers = {parent: _pointers(context.instance, dg.AssetKey([name, parent])) for parent in parents}
            for shard in shards:
                metadata = {"dialogues": rows[shard], **_file(store.folder / asset / f"{shard}.parquet")}
                metadata |= {what: _shown(each) for what, each in told(batches[shard], shard, report).items()}
                tags = _tags(name, plan, pointers, shard)
                key = dg.AssetKey([name, asset])
                context.log_event(dg.AssetMaterialization(key, partition=shard, metadata=metadata, tags=tags))
                advance()


def _file(path: Path) -> dict[str, dg.MetadataValue | str | int]:
    """Where a part lies; dialogues that were made without graphs have none."""
    return {"file": str(path)} if path.exists() else {"file": "none: the dialogues were made without it"}


def _shown(value: str | int) -> dg.MetadataValue | str | int:
    return dg.MetadataValue.md(value) if isinstance(value, str) and value.startswith("|") else value


def _tags(name: str, plan: Plan, pointers: Mapping[str, Mapping[str, int]], shard: str) -> dict[str, str]:
    version = plan.versions[shard]
    parents = [
        Parent(dg.AssetKey([name, parent]).to_user_string(), version, str(found.get(shard, "NULL")))
        for parent, found in pointers.items()
    ]
    return materialization_tags(version, CODE_VERSION, parents)


def _pointers(instance: dg.DagsterInstance, key: dg.AssetKey) -> Mapping[str, int]:
    """Shard to the number of the latest event of an asset: an observation of the plan, else a materialization."""
    kind = dg.DagsterEventType.ASSET_OBSERVATION if key.path[-1] == PLAN else dg.DagsterEventType.ASSET_MATERIALIZATION
    return instance.event_log_storage.get_latest_storage_id_by_partition(key, kind)


def build_dataset_checks(domain: Domain) -> dg.AssetChecksDefinition:
    """What must hold of generated dialogues, beside what must hold of all."""
    key = dg.AssetKey([domain.name, TRAJECTORIES])

    @dg.multi_asset_check(
        name=f"{domain.name}_dataset_checks",
        specs=[
            dg.AssetCheckSpec(check, asset=dg.AssetKey([domain.name, FUNCTIONS]) if check == SOUND else key)
            for check in CHECKS
        ],
    )
    def dataset_checks(
        workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
    ) -> Iterator[dg.AssetCheckResult]:
        """Reads every dialogue, and holds it against its provenance, the others, and what was asked for."""
        judged = judge(workspace.store(domain.name), read_dataset(workspace.store(domain.name)), progress)
        yield from (_result(domain, check, judged) for check in CHECKS)

    return dataset_checks


def _result(domain: Domain, check: str, judged: Judged) -> dg.AssetCheckResult:
    problems = judged.problems[check]
    asset = FUNCTIONS if check == SOUND else TRAJECTORIES
    lines = "\n".join(f"- {each}" for each in problems[:50])
    return dg.AssetCheckResult(
        check_name=check,
        asset_key=dg.AssetKey([domain.name, asset]),
        passed=not problems,
        metadata={
            "dialogues": judged.dialogues,
            "violations": len(problems),
            "first violations": dg.MetadataValue.md(lines or "none"),
        },
    )
