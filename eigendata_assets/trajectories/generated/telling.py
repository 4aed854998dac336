"""What the UI shows of a shard: who made it, with which prompts or weights, and what it took."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.artifacts.dataset import Batch, GenerationReport, ModelWork
from eigendata_assets.trajectories.pilot.telling import in_use
from eigendata_assets.trajectories.tables import table


def told(batch: Batch, shard: str, report: GenerationReport | None = None) -> dict[str, str | int]:
    """Name to figure, or to a table as Markdown; where the report of its generation is there, with what it took.

    What models did is told of the shard, after a pilot of all shards together.
    """
    found: dict[str, str | int] = {"mode": batch.mode, "made by": batch.made_by, "seed": batch.seed}
    if batch.prompts:
        found["made with"] = table(("role", "versions"), in_use(batch.prompts).items())
    if batch.rules:
        found["tuned weights"] = table(("dimension", "choice", "weight"), _weights(batch.rules))
    if report is None:
        return found
    work = report.by_models.get(shard, report.by_models.get("pilot"))
    return found | (_of_models(work) if work else {"drawn anew": table(("why", "drafts"), report.dropped.items())})


def _of_models(work: ModelWork) -> dict[str, str | int]:
    return {
        "model calls": work.asked,
        "answered before": work.kept,
        "tokens": work.tokens,
        "failures by party": table(("who: what", "times"), work.failures.items()),
        "left out": table(
            ("place", "kind", "why"), ((each.place, each.kind, "; ".join(each.reasons)) for each in work.left_out)
        ),
    }


def _weights(rules: Mapping[str, Mapping[str, float]]) -> list[tuple[str, str, float]]:
    return [(name, choice, weight) for name, choices in rules.items() for choice, weight in choices.items()]
