"""`eigendata env`: an environment is built from its spec, repaired where suites fail, patched where specs changed."""

from __future__ import annotations

import click

from eigendata_assets.artifacts.coding import EnvironmentLog
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.cli.console import print_document, say, show_table, working
from eigendata_assets.cli.session import Session
from eigendata_assets.environments.flow import environment_files
from eigendata_assets.errors import GateFailed, RequestError
from eigendata_assets.storage.coding_files import EnvironmentFiles

_SHOWN = 15


@click.group()
def env() -> None:
    """Build, repair or patch the environment of a domain that is generated from a spec."""


@env.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def build(session: Session, name: str, as_json: bool) -> None:
    """Write the environment of NAME anew from its spec, with its suites, and verify it (schema-implement)."""
    _run(session, name, "build", as_json)


@env.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def repair(session: Session, name: str, as_json: bool) -> None:
    """Find out whether code or test is at fault where a suite of NAME fails, and mend only that (code-repair)."""
    _run(session, name, "repair", as_json)


@env.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def patch(session: Session, name: str, as_json: bool) -> None:
    """Let the environment of NAME follow its changed spec; functions not affected keep their text (code-patch)."""
    _run(session, name, "patch", as_json)


def tell_environment(files: EnvironmentFiles, as_json: bool) -> None:
    """What the last making came to, for people, and the log as JSON on request."""
    log, unit, workflow = files.read_log(), files.read_suite("unit"), files.read_suite("workflow")
    verified = "all verified" if not log.unverified else f"not verified: {', '.join(log.unverified)}"
    said = f"{len(log.touched)} functions written by {log.workflow}, {verified}"
    say(f"{log.domain}: {said}; {len(unit.cases)} unit and {len(workflow.cases)} workflow cases")
    _show_rounds(log)
    say(f"see {files.folder / 'environment'}, {files.suites_folder} and {files.log_file}")
    if as_json:
        print_document(log.to_json(indent=1))


def _run(session: Session, name: str, verb: str, as_json: bool) -> None:
    if not isinstance(session.workspace.domain(name).source, SpecSource):
        raise RequestError(f"{name} was imported; its environment is that of its source")
    files = environment_files(session.workspace, name)
    try:
        with working(f"{verb}ing the environment of {name}"):
            session.run(f"{verb}_{name}_environment")
    except GateFailed:
        if files.log_file.exists():
            tell_environment(files, as_json)
        raise
    tell_environment(files, as_json)


def _show_rounds(log: EnvironmentLog) -> None:
    """The rounds in which something was found."""
    rows = [
        (each.stage, each.subject, f"{each.outer}.{each.inner}", each.mode, len(each.failures) + len(each.remarks),
         ", ".join(sorted({verdict.fault for verdict in each.verdicts})) or "-")
        for each in log.rounds
        if each.failures or each.remarks
    ]  # fmt: skip
    if rows:
        show_table(
            "Rounds with findings", ("stage", "function", "round", "mode", "findings", "at fault"), rows[:_SHOWN]
        )
