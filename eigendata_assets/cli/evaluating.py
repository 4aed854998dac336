"""`eigendata evaluate`: models are judged on a domain, officially and by outcome."""

from __future__ import annotations

import json
from pathlib import Path

import click

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError
from eigendata_assets.evaluation import report
from eigendata_assets.evaluation.stored import REPORT


@click.command()
@click.argument("name")
@click.option(
    "--results", multiple=True, metavar="FILE...", help="Result files, plain or .gz; MODEL=FILE names the model."
)
@click.argument("more_results", nargs=-1, metavar="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def evaluate(
    session: Session, name: str, results: tuple[str, ...], more_results: tuple[str, ...], as_json: bool
) -> None:
    """Judge models on domain NAME.

    Without result files, the references themselves are judged, and doing nothing: the best and the worst there is.
    """
    files = [_absolute(each) for each in (*results, *more_results)]
    domain = session.workspace.domain(name)
    if not isinstance(domain.source, BfclSource):
        hint = (
            f"`eigendata verify {name}` proves its references, `eigendata audit {name}` says what is wrong with them."
        )
        raise RequestError(f"{name} is no benchmark with an official check, but {domain.source.title}", hint=hint)
    config = {f"{name}__evaluation": {"results": files}}
    session.run("evaluate_models", ops=config, assets=[[domain.name, "evaluation"]])
    folder = session.workspace.store(name).evaluation_folder
    document = (folder / "evaluation.json").read_text(encoding="utf-8")
    _show(Evaluation.model_validate(json.loads(document)))
    say(f"report: {folder / REPORT}")
    if as_json:
        print_document(document)


def _absolute(given: str) -> str:
    """The same file, wherever the run works; a model's name in front is kept."""
    model, equals, path = given.partition("=")
    return f"{model}={Path(path).absolute()}" if equals and not Path(given).exists() else str(Path(given).absolute())


def _show(evaluation: Evaluation) -> None:
    for table in report.terminal_tables(evaluation)[:2]:
        show_table(table.title, [column.name for column in table.columns], table.rows)
    disputed = sum(each.disagreements for each in evaluation.summary if each.category == "all")
    say(f"{disputed} verdicts differ between the official check and the outcome; the report says why")
    if evaluation.unreadable:
        count, first = len(evaluation.unreadable), evaluation.unreadable[0]
        say(f"{count} entries, answers or calls could not be read or run; the first: {first}")
