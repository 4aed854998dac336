"""The evaluation of models as a Dagster asset."""

from pathlib import Path

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.evaluation import report, stored
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace


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
        done = stored.evaluate_stored(workspace, domain, config.results, sandbox, progress)
        page = workspace.store(name).evaluation_folder / stored.REPORT
        return dg.MaterializeResult(
            metadata={
                "entries": len(done.entries),
                "models": len({each.model for each in done.entries}),
                "unreadable": len(done.unreadable),
                "report": dg.MetadataValue.md(report.ranking_markdown(done)),
                "verdicts by category": dg.MetadataValue.md(report.plot_markdown(done)),
                "page": dg.MetadataValue.path(Path(page).resolve()),
            }
        )

    return [evaluation]
