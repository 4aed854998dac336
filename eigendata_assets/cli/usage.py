"""`eigendata usage`: what language models have cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from eigendata_assets.agents.money import dollars
from eigendata_assets.agents.usage_log import UsageLog
from eigendata_assets.agents.usage_report import GROUPS, Group, UsageRow, usage_report
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from resources.model_stack import usage_file

COLUMNS = ("calls", "cache hits", "input tokens", "output tokens", "cost", "seconds")


@click.command()
@click.option("--by", type=click.Choice(GROUPS), multiple=True, help="Group by this; repeat to combine.")
@click.option("--run", help="Only this run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def usage(session: Session, by: tuple[Group, ...], run: str | None, as_json: bool) -> None:
    """Show the spending on language models by run, asset, agent and model."""
    file = usage_file(session.root)
    log = UsageLog(file if file.exists() else Path(":memory:"))
    if as_json:
        print_document(usage_report(log, by or GROUPS, run=run).model_dump_json(indent=1, exclude_none=True))
        return
    for groups in [by] if by else [(group,) for group in GROUPS]:
        report = usage_report(log, groups, run=run)
        show_table(f"By {', '.join(groups)}", (*groups, *COLUMNS), [_cells(row, groups) for row in report.rows])
    _say_total(usage_report(log, (), run=run).total)


def _cells(row: UsageRow, groups: Sequence[Group]) -> list[str]:
    names = [getattr(row, group) or "(none)" for group in groups]
    numbers = [row.calls, row.cache_hits, row.input_tokens, row.output_tokens]
    return [*names, *(f"{number}" for number in numbers), _cost(row), f"{row.seconds:.1f}"]


def _cost(row: UsageRow) -> str:
    if row.calls_without_price and row.calls_without_price == row.replied:
        return dollars(None)
    return dollars(row.cost_picodollars) + (" and more" if row.calls_without_price else "")


def _say_total(total: UsageRow) -> None:
    say(f"{total.calls} calls, {_cost(total)}; {total.cache_hits} questions answered from the cache")
    if total.unconfirmed:
        say(f"{total.unconfirmed} calls ended without a reply (time-outs, lost connections) and may have been charged")
    if total.calls_without_price:
        say("Some models have no known price; add them under `prices:` in eigendata.yaml.")
