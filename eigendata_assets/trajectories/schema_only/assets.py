"""Dialogues from schemas alone as a Dagster asset: recorded by the run that makes them."""

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.trajectories.assets import Context
from eigendata_assets.trajectories.schema_only.making import Simulated
from eigendata_assets.trajectories.tables import table

ASSET = "simulated_dialogues"


def build_simulated_assets(domain: Domain) -> list[dg.AssetSpec]:
    """The asset of a domain's dialogues whose results a model has made up."""
    name = domain.name
    said = "Dialogues from the tools' schemas alone: their results are a model's, and no gate takes them."
    return [
        dg.AssetSpec(
            [name, ASSET],
            deps=[[name, "tool_schemas"]],
            group_name=name,
            kinds={"json"},
            description=f"{said} Recorded by generate_dataset_{name} with mode: schema-only.",
        )
    ]


def record_simulated(context: Context, domain: Domain, made: Simulated) -> None:
    """What was made is recorded, with what came of its evaluation."""
    report, checks = made.report(), made.checks()
    metadata: dict[str, dg.MetadataValue | str | int | float] = {
        "mode": "schema-only",
        "made by": report.made_by,
        "model calls": report.questions,
        "tokens": report.tokens,
        "dialogues": report.made,
        "asked for": report.asked,
        "kinds": dg.MetadataValue.md(table(("kind", "dialogues"), report.kinds.items())),
        "left out": dg.MetadataValue.md(table(("why", "how often"), report.dropped.items())),
        "slot filling": report.slot_filling,
        **{f"evaluation: {decision}": count for decision, count in checks.decisions.items()},
        "file": dg.MetadataValue.path(made.dialogues_file),
    }
    context.log_event(dg.AssetMaterialization(dg.AssetKey([domain.name, ASSET]), metadata=metadata))
