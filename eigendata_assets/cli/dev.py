"""`eigendata dev`: the Dagster UI on the workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from eigendata_assets.cli.console import say
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError


@click.command()
@click.option("--port", default=3000, show_default=True)
@click.pass_obj
def dev(session: Session, port: int) -> None:
    """Open the Dagster UI on the workspace; it shows what the command line did."""
    session.prepare()
    program = Path(sys.executable).with_name("dagster")
    if not program.exists():
        raise RequestError(f"{program} is missing", hint="Install this package with its dependencies.")
    say(f"the UI is at http://127.0.0.1:{port}")
    os.execv(program, [str(program), "dev", "-m", "eigendata_assets.definitions", "--port", str(port)])
