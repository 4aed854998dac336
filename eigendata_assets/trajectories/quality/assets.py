"""The quality of a domain's dialogues as a Dagster asset with its check."""

import asyncio
from pathlib import Path

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.quality import flow, report
from eigendata_assets.trajectories.quality.reading import collection_of_domain

CHECK = "dialogues_pass_their_checks"


def build_quality_assets(domain: Domain) -> list[dg.AssetsDefinition]:
    """The asset that judges the dialogues of a domain and measures their variety."""
    name = domain.name

    @dg.asset(
        pool=MODEL_POOL,
        key_prefix=name,
        group_name=name,
        kinds={"json"},
        deps=[[name, "trajectories"], [name, "tool_schemas"]],
    )
    def quality_report(
        workspace: dg.ResourceParam[Workspace],
        chat: dg.ResourceParam[ChatModel],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """Verdicts on every dialogue with reasons, and how varied the dialogues are, with plots."""
        store, queue = workspace.store(name), flow.queue_of(workspace)
        collection = collection_of_domain(store, domain.source.title)
        checks, variety = asyncio.run(flow.assess(collection, queue, flow.folder_of(store), chat, progress))
        return dg.MaterializeResult(
            metadata={
                **{str(decision): count for decision, count in checks.decisions.items()},
                **{str(what): str(figure) for what, figure in report.figures(variety)},
                "model checker": checks.model or f"not run: {checks.model_missing}",
                "plots": dg.MetadataValue.md(report.plot_markdown(variety)),
                "page": dg.MetadataValue.path(Path(flow.folder_of(store) / flow.PAGE).resolve()),
            }
        )

    return [quality_report]


def build_quality_checks(domain: Domain) -> dg.AssetChecksDefinition:
    """What should hold of the dialogues of a domain."""

    @dg.asset_check(
        asset=dg.AssetKey([domain.name, "quality_report"]),
        name=CHECK,
        description="Every dialogue passes the rules (and the model, where there is one), or people have decided.",
    )
    def dialogues_pass_their_checks(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
        """Reads the last verdicts."""
        checks = flow.read_checks(flow.folder_of(workspace.store(domain.name)))
        waiting = [each for each in checks.verdicts if each.decision == "review"] if checks else []
        lines = [f"- `{each.id}` {each.reasons[0]}" for each in waiting[:50]]
        return dg.AssetCheckResult(
            passed=checks is not None and not waiting,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"to review": len(waiting), "first reasons": dg.MetadataValue.md("\n".join(lines) or "none")},
        )

    return dialogues_pass_their_checks
