"""The `eigendata` command: requests become runs of the same Dagster jobs that the UI shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from eigendata_assets.cli.auditing import audit, checks, evidence
from eigendata_assets.cli.checking import check_dialogues, diversity
from eigendata_assets.cli.console import complain
from eigendata_assets.cli.dev import dev
from eigendata_assets.cli.doctor import doctor
from eigendata_assets.cli.domains import domains
from eigendata_assets.cli.environments import env
from eigendata_assets.cli.evaluating import evaluate
from eigendata_assets.cli.generating import generate
from eigendata_assets.cli.importing import import_
from eigendata_assets.cli.patching import patch
from eigendata_assets.cli.polishing import polish
from eigendata_assets.cli.prompts import prompts
from eigendata_assets.cli.refreshing import lineage, refresh
from eigendata_assets.cli.reviewing import review
from eigendata_assets.cli.running import run
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.usage import usage
from eigendata_assets.cli.verifying import verify
from eigendata_assets.errors import EigenDataError


class Requests(click.Group):
    """A group whose commands end with exit code 0: done, 1: the work ran and a gate failed, 2: a wrong request."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error of ours becomes a line for people and an exit code."""
        try:
            return super().invoke(ctx)
        except EigenDataError as error:
            complain(error)
            ctx.exit(error.exit_code)


@click.group(cls=Requests, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="EIGENDATA_WORKSPACE",
    default=Path("workspace"),
    show_default=True,
    help="The folder of domains and artifacts.",
)
@click.version_option(package_name="eigendata-assets")
@click.pass_context
def eigendata(context: click.Context, workspace: Path) -> None:
    """Build, audit, repair and evaluate function-calling data."""
    context.obj = Session(workspace.absolute())


for command in (
    *(import_, generate, env, domains, evaluate, verify, audit, evidence, checks, polish),
    *(check_dialogues, diversity, review),
    *(refresh, patch, lineage, run, usage, prompts, doctor, dev),
):
    eigendata.add_command(command)


def main() -> None:
    """Runs the command."""
    eigendata()
