"""What the UI shows of plans and checks, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eigendata_assets.trajectories.checks import Violation
from eigendata_assets.trajectories.plan import Plan

_SHOWN = 50


def listing(names: Sequence[str]) -> str:
    """A list of names, or `none`."""
    return "\n".join(f"- `{name}`" for name in names) or "none"


def counts(reasons: Mapping[str, int]) -> str:
    """What changed and how many trajectories that makes stale, the most first."""
    ordered = sorted(reasons.items(), key=lambda each: -each[1])
    return table(("what changed", "trajectories"), ((f"`{name}`", count) for name, count in ordered))


def stale_causes(plan: Plan) -> dict[str, list[str]]:
    """Each shard with something out of date to what changed for its rows."""
    found: dict[str, dict[str, None]] = {}
    for stale in plan.stale:
        found.setdefault(stale.shard, {}).update(dict.fromkeys(stale.reasons))
    for left in plan.needs_a_model:
        found.setdefault(left.shard, {})["needs a model"] = None
    return {shard: list(causes) for shard, causes in found.items()}


def causes(by_shard: Mapping[str, Sequence[str]]) -> str:
    """Shards and what changed for them."""
    rows = ((f"`{shard}`", ", ".join(f"`{cause}`" for cause in found)) for shard, found in by_shard.items())
    return table(("shard", "causes"), rows)


def violations(found: Sequence[Violation]) -> str:
    """Where a check does not hold."""
    rows = ((each.trajectory, each.turn, each.subject, each.message) for each in found)
    return table(("trajectory", "turn", "tool", "what"), rows)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of the first rows; `none` where there are none."""
    lines = [f"| {' | '.join(map(str, row))} |" for row, _ in zip(rows, range(_SHOWN), strict=False)]
    return "\n".join((f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *lines)) if lines else "none"
