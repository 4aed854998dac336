"""The evaluation of models as a Dagster asset."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.errors import GateFailed
from eigendata_assets.evaluation import report, stored
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import refresh
from eigendata_assets.trajectories.checking.assets import check
from eigendata_assets.verification.assets import find_key_functions


class EvaluationConfig(dg.Config):
    """Result files, `FILE` or `MODEL=FILE`; none: the references themselves are judged, and doing nothing."""

    results: list[str] = []


def build_evaluation_assets(domain: Domain) -> list[dg.AssetsDefinition]:
    """The assets that judge models on a domain."""
    name = domain.name

    @dg.asset(key_prefix=name, group_name=name, kinds={"json"}, deps=[[name, "trajectories"], [name, "key_functions"]])
    def evaluation(
        config: EvaluationConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """Every entry of every model, judged officially and by outcome, and the models ranked."""
        return dg.MaterializeResult(metadata=judge(domain, workspace, config.results, sandbox, progress))

    return [evaluation]


def judge(
    domain: Domain, workspace: Workspace, results: Sequence[str], sandbox: Sandbox, progress: Progress
) -> dict[str, dg.MetadataValue | int]:
    """The evaluation of the models in result files is in its folder; gives it in numbers, tables and a plot."""
    done = stored.evaluate_stored(workspace, domain, results, sandbox, progress)
    page = workspace.store(domain.name).evaluation_folder / stored.REPORT
    return {
        "entries": len(done.entries),
        "models": len({each.model for each in done.entries}),
        "unreadable": len(done.unreadable),
        "report": dg.MetadataValue.md(report.ranking_markdown(done)),
        "verdicts by category": dg.MetadataValue.md(report.plot_markdown(done)),
        "page": dg.MetadataValue.path(Path(page).resolve()),
    }


def repair(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    results: Sequence[str],
) -> None:
    """A benchmark is planned, refreshed, checked and judged again, and each asset is recorded.

    Raises GateFailed where the gold does not reach its outcome; models are then not judged.
    """
    name, store = domain.name, workspace.store(domain.name)
    refresh(context, domain, workspace, sandbox, progress)
    if not check(context, domain, store, sandbox, progress):
        raise GateFailed(f"{name}: the gold does not reach its outcome", hint="See the check at its trajectories.")
    for asset, metadata in (
        ("key_functions", find_key_functions(store, sandbox, progress)),
        ("evaluation", judge(domain, workspace, results, sandbox, progress)),
    ):
        context.log_event(dg.AssetMaterialization(dg.AssetKey([name, asset]), metadata=metadata))
