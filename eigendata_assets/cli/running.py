"""`eigendata run`: a job of a domain, as the UI would launch it."""

from __future__ import annotations

import click

from eigendata_assets.cli.console import say
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError


@click.command()
@click.argument("job")
@click.argument("name")
@click.pass_obj
def run(session: Session, job: str, name: str) -> None:
    """Run JOB of domain NAME (repair_benchmark, refresh, plan, verify or import) with its defaults."""
    domain = session.workspace.domain(name)
    known = session.jobs_of(domain.name)
    if job not in known:
        raise RequestError(f"{name} has no job {job}", hint=f"Its jobs: {', '.join(known)}.")
    session.run(f"{job}_{domain.name}")
    say(f"{job} of {name} is done")
