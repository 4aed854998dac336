"""What was spent, by run, asset, agent and model: the document that `eigendata usage` prints."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, get_args

from eigendata_assets.agents.money import PICODOLLARS
from eigendata_assets.agents.usage_log import UsageLog
from eigendata_assets.artifacts.frozen import Artifact

Group = Literal["run", "asset", "agent", "model"]
GROUPS: tuple[Group, ...] = get_args(Group)

SUMS = {
    "calls": "count(*)",
    "replied": "sum(outcome = 'replied')",
    "unconfirmed": "sum(charged = 'unconfirmed')",
    "batch": "sum(batch)",
    "input_tokens": "sum(input_tokens)",
    "cached_input_tokens": "sum(cached_input_tokens)",
    "output_tokens": "sum(output_tokens)",
    "cost_picodollars": "sum(cost_picodollars)",
    "calls_without_price": "sum(cost_picodollars IS NULL)",
    "seconds": "sum(seconds)",
}


class UsageRow(Artifact):
    """The spending of one group; its name is empty where nothing was labelled.

    `calls` reached a server, `replied` of them brought a reply, `unconfirmed` brought none and may have been charged.
    `cost_picodollars` is 1e-12 USD, `cost_usd` the same as an exact decimal; `calls_without_price` are in neither.
    `cache_hits` were not asked at all.
    """

    run: str | None = None
    asset: str | None = None
    agent: str | None = None
    model: str | None = None
    calls: int = 0
    replied: int = 0
    unconfirmed: int = 0
    batch: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    cost_picodollars: int = 0
    cost_usd: str = "0"
    calls_without_price: int = 0
    seconds: float = 0.0
    cache_hits: int = 0


class UsageReport(Artifact):
    """The usage log in sums: all of it, and by the groups asked for, most expensive first."""

    format_version: Literal[1] = 1
    by: tuple[Group, ...]
    total: UsageRow
    rows: tuple[UsageRow, ...]


def usage_report(log: UsageLog, by: Sequence[Group], *, run: str | None = None) -> UsageReport:
    """The spending recorded in the log, of one run or of all, in one row for each combination of the groups."""
    rows = _rows(log, tuple(by), run)
    total = _rows(log, (), run)
    ordered = sorted(rows, key=lambda row: (-row.cost_picodollars, -row.input_tokens - row.output_tokens))
    return UsageReport(by=tuple(by), total=total[0] if total else UsageRow(), rows=tuple(ordered) if by else ())


def _rows(log: UsageLog, by: tuple[Group, ...], run: str | None) -> list[UsageRow]:
    """One row for each combination of groups; group names come from a closed list, the run is a parameter."""
    chosen = "".join(f"{name}, " for name in by)
    grouped = f"GROUP BY {', '.join(by)}" if by else ""
    calls = f"SELECT {chosen}{', '.join(SUMS.values())} FROM calls WHERE ? IS NULL OR run = ? {grouped}"  # noqa: S608
    hits = f"SELECT {chosen}sum(hits) FROM cache_hits WHERE ? IS NULL OR run = ? {grouped}"  # noqa: S608
    found: dict[tuple[str, ...], dict[str, int | float]] = {}
    for row in log.file.rows(calls, [run, run]):
        found[row[: len(by)]] = {name: value or 0 for name, value in zip(SUMS, row[len(by) :], strict=True)}
    for row in log.file.rows(hits, [run, run]):
        found.setdefault(row[: len(by)], {})["cache_hits"] = row[-1] or 0
    return [_row(dict(zip(by, key, strict=True)), values) for key, values in found.items()]


def _row(names: dict[Group, str], values: dict[str, int | float]) -> UsageRow:
    usd = Decimal(int(values.get("cost_picodollars", 0))) / PICODOLLARS
    return UsageRow.model_validate({**names, **values, "cost_usd": f"{usd.normalize():f}"})
