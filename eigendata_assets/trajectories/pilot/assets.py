"""A pilot as Dagster assets: what it reached, the prompts it came to, and how bulk generation held; with checks.

They are recorded by the run that generates, not materialized by themselves. The prompts stand before the plan, which
hashes what each dialogue was made with: lineage shows what a dialogue was made with, and dialogues of other prompts do
not become stale by it.
"""

from collections.abc import Iterator

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import PilotReport
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import Context
from eigendata_assets.trajectories.pilot import telling
from eigendata_assets.trajectories.pilot.flow import pilot_files
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles

REPORT, PROMPTS, CHARTS = "pilot_report", "pilot_prompts", "control_charts"
CRITERIA, DRIFT = "criteria_are_met", "bulk_holds_what_the_pilot_reached"

_SAID = {
    REPORT: "What each round of a pilot reached in each criterion, and what its failing samples had in common.",
    PROMPTS: "The prompts (of rules: the weights) that were tried, each with its parent, and why it was revised.",
    CHARTS: "Control charts over the chunks of bulk generation; a signal returns to the pilot.",
}


def build_pilot_assets(domain: Domain) -> list[dg.AssetSpec]:
    """The assets that a generation with a pilot records."""
    name = domain.name
    parents = {REPORT: ["environment", "tool_schemas"], PROMPTS: [REPORT], CHARTS: [REPORT, "trajectories"]}
    return [
        dg.AssetSpec(
            [name, asset],
            deps=[[name, parent] for parent in parents[asset]],
            group_name=name,
            kinds={"json"},
            description=f"{_SAID[asset]} Recorded by generate_dataset_{name} with `pilot`.",
        )
        for asset in (REPORT, PROMPTS, CHARTS)
    ]


def build_pilot_checks(domain: Domain) -> dg.AssetChecksDefinition:
    """What should hold of a pilot, and of the bulk after it."""

    @dg.multi_asset_check(
        name=f"{domain.name}_pilot_checks",
        specs=[
            dg.AssetCheckSpec(CRITERIA, asset=dg.AssetKey([domain.name, REPORT])),
            dg.AssetCheckSpec(DRIFT, asset=dg.AssetKey([domain.name, CHARTS])),
        ],
    )
    def pilot_checks(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.AssetCheckResult]:
        """Reads the last report."""
        yield from _checked(domain, pilot_files(workspace, domain.name).last())

    return pilot_checks


def record_pilot(context: Context, domain: Domain, workspace: Workspace, report: PilotReport) -> None:
    """What a pilot came to is recorded, before what was made by it; the charts and checks come with `record_bulk`."""
    files = pilot_files(workspace, domain.name)
    _log(context, domain, REPORT, _of_rounds(report, files))
    _log(context, domain, PROMPTS, _of_prompts(report, files))


def record_bulk(context: Context, domain: Domain, workspace: Workspace, report: PilotReport) -> None:
    """How bulk generation held is recorded, with what the checks say."""
    _log(context, domain, CHARTS, _of_charts(report, pilot_files(workspace, domain.name)))
    for each in _checked(domain, report):
        if each.asset_key is not None and each.check_name is not None:
            event = dg.AssetCheckEvaluation(
                each.asset_key, each.check_name, passed=each.passed, metadata=each.metadata, severity=each.severity
            )
            context.instance.report_runless_asset_event(event)


def _log(context: Context, domain: Domain, asset: str, metadata: dict[str, dg.MetadataValue | str | int]) -> None:
    context.log_event(dg.AssetMaterialization(dg.AssetKey([domain.name, asset]), metadata=metadata))


def _of_rounds(report: PilotReport, files: PilotFiles) -> dict[str, dg.MetadataValue | str | int]:
    return {
        "mode": report.mode,
        "made by": report.made_by,
        "pilots": len(report.phases),
        "rounds": dg.MetadataValue.md(telling.rounds(report)),
        "what failed": dg.MetadataValue.md(telling.failures(report)),
        "model calls": report.asked,
        "tokens": report.tokens,
        "page": dg.MetadataValue.path(files.folder / "pilot.md"),
        "report": dg.MetadataValue.path(files.report_file),
    }


def _of_prompts(report: PilotReport, files: PilotFiles) -> dict[str, dg.MetadataValue | str | int]:
    return {
        "strategy": report.strategy.version,
        "versions": dg.MetadataValue.md(telling.prompts(report, files)),
        **{f"in use: {role}": version for role, version in telling.in_use(report.prompts).items()},
        "folder": dg.MetadataValue.path(files.folder / "prompts"),
    }


def _of_charts(report: PilotReport, files: PilotFiles) -> dict[str, dg.MetadataValue | str | int]:
    return {
        "dialogues": report.accepted,
        "chunks": report.chunks,
        "pauses": dg.MetadataValue.md("\n".join(f"- {each}" for each in telling.pauses(report)) or "none"),
        "charts": dg.MetadataValue.md(telling.charts_image(report)),
        "points": dg.MetadataValue.md(telling.points(report)),
        "picture": dg.MetadataValue.path(files.charts_file),
    }


def _checked(domain: Domain, report: PilotReport | None) -> Iterator[dg.AssetCheckResult]:
    for name, asset, find in ((CRITERIA, REPORT, telling.unmet), (DRIFT, CHARTS, telling.drifted)):
        problems = find(report) if report and report.phases else ["there was no pilot"]
        yield dg.AssetCheckResult(
            check_name=name,
            asset_key=dg.AssetKey([domain.name, asset]),
            passed=not problems,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"problems": dg.MetadataValue.md("\n".join(f"- {each}" for each in problems) or "none")},
        )
