"""`eigendata generate`: a spec becomes a domain of the workspace, stage by stage."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
from pydantic import ValidationError

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.cli.console import print_document, say, working
from eigendata_assets.cli.dialogue_modes import Asked, make
from eigendata_assets.cli.environments import tell_environment
from eigendata_assets.cli.session import Session
from eigendata_assets.databases.flow import database_files
from eigendata_assets.databases.schema_agent import completed, gaps
from eigendata_assets.databases.spec_reading import ReadSpec, read_spec
from eigendata_assets.environments.flow import environment_files
from eigendata_assets.errors import RequestError
from eigendata_assets.storage.database_files import DatabaseFiles, read_plan
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.spec_files import read_document
from eigendata_assets.trajectories.generated.modes import MODES, Mode
from resources.language_models import open_stack

STAGES = ("database", "environment")


@click.command()
@click.argument("spec", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--until", type=click.Choice(STAGES), default=STAGES[-1], show_default=True, help="The last stage.")
@click.option("--scale", type=click.IntRange(1, 1000), default=1, show_default=True, help="Times as many rows.")
@click.option("--seed", type=int, help="Instead of the spec's own; of dialogues, 0 where none is given.")
@click.option("--count", type=click.IntRange(1, 10_000_000), help="So many dialogues; SPEC is a domain's name.")
@click.option("--kinds", default="", metavar="KIND=SHARE,...", help="The shares of kinds of dialogue, met exactly.")
@click.option("--mode", type=click.Choice(MODES), default=MODES[0], show_default=True, help="Who makes the dialogues.")
@click.option("--pilot", type=click.IntRange(5, 20), help="First so many samples, judged and mended; then all.")
@click.option("--rounds", type=click.IntRange(1, 20), default=3, show_default=True, help="Of a pilot, at most.")
@click.option("--criterion", "criteria", multiple=True, metavar="NAME=SCORE", help="What a pilot must reach.")
@click.option(
    "--attempts", type=click.IntRange(1, 20), default=3, show_default=True, help="Scenarios a model tries for a place."
)
@click.option("--processes", type=click.IntRange(1), help="How many processes make dialogues; one for each core.")
@click.option("--append", is_flag=True, help="Add the dialogues to those that are there; the seed is the next one.")
@click.option(
    "--shard-size", type=click.IntRange(1, 1000), default=1000, show_default=True, help="Dialogues in a file."
)
@click.option("--plan", type=click.Path(dir_okay=False, path_type=Path), help="Populate by an edited population plan.")
@click.option("--accept", is_flag=True, help="Go on with what a model proposes where SPEC says too little.")
@click.option("--replace", is_flag=True, help="Give an existing domain of this name this source.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def generate(
    session: Session, spec: Path, until: str, scale: int, seed: int | None, count: int | None, kinds: str,
    mode: Mode, pilot: int | None, rounds: int, criteria: tuple[str, ...], attempts: int,
    processes: int | None, append: bool, shard_size: int, plan: Path | None, accept: bool, replace: bool, as_json: bool,
) -> None:  # fmt: skip
    """Generate a domain from the spec in the YAML file SPEC; with --count, dialogues of the domain that SPEC names.

    With --mode schema-only, SPEC may also be a JSON file of tool schemas.
    """
    if count is not None:
        asked = Asked(count, seed, kinds, mode, pilot, rounds, criteria, attempts, processes, append, shard_size)
        make(session, str(spec), asked, as_json)
        return
    read = _completed(session, spec, accept)
    if read is None:
        return
    _check_plan(read, plan)
    domain = keep_spec(session, read, SpecSource(file=f"specs/{_name(read)}.yaml", scale=scale, seed=seed), replace)
    keep_plan(database_files(session.workspace, domain.name), plan)
    with working(f"generating the {until} of {domain.name}"):
        session.run(f"generate_{domain.name}_{until}")
    _tell_database(database_files(session.workspace, domain.name), as_json and until == "database")
    if until == "environment":
        tell_environment(environment_files(session.workspace, domain.name), as_json)


def keep_spec(session: Session, read: ReadSpec, source: SpecSource, replace: bool) -> Domain:
    """The spec is copied into the workspace, and the domain's description points at it."""
    domain, file = Domain(name=read.spec.name, source=source), session.workspace.root / source.file
    if session.workspace.domain_file(domain.name).exists() and not replace:
        known = session.workspace.domain(domain.name).source
        if not isinstance(known, SpecSource):
            hint = "Give the spec another name, or add --replace."
            raise RequestError(f"{domain.name} is already a domain of another kind ({known.kind})", hint=hint)
    write_text(file, read.document.text)
    session.workspace.write_domain(domain)
    return domain


def keep_plan(files: DatabaseFiles, plan: Path | None) -> None:
    """The next database is populated by this plan; by the spec alone where there is none."""
    if plan is None:
        files.edited_plan_file.unlink(missing_ok=True)
    else:
        write_text(files.edited_plan_file, read_plan(plan).model_dump_json(indent=1) + "\n")


def _completed(session: Session, path: Path, accept: bool) -> ReadSpec | None:
    """The spec, completed by a model where it says too little; None where a person has to look at that first."""
    document = read_document(path)
    if not gaps(document):
        return read_spec(path)
    stack = open_stack(session.root)
    read, assumptions = asyncio.run(completed(document, stack.chat(run="generate")))
    proposal = session.root / "specs" / f"{read.spec.name}.proposed.yaml"
    write_text(proposal, read.document.text)
    for assumption in assumptions:
        say(f"assumed: {assumption}")
    say(f"the whole spec is proposed in {proposal}")
    if not accept:
        say(f"look at it, change what you like, then: eigendata generate {proposal}")
    return read if accept else None


def _check_plan(read: ReadSpec, plan: Path | None) -> None:
    if plan is not None and read_plan(plan).domain != read.spec.name:
        raise RequestError(f"{plan} is a plan of {read_plan(plan).domain}, not of {read.spec.name}")


def _name(read: ReadSpec) -> str:
    try:
        Domain(name=read.spec.name, source=SpecSource(file="specs/x.yaml"))
    except ValidationError as error:
        raise RequestError(f"{read.spec.name!r} is no name of a domain: {error.errors()[0]['msg']}") from None
    return read.spec.name


def _tell_database(files: DatabaseFiles, as_json: bool) -> None:
    report = files.read_report()
    rows = sum(report.rows.values())
    again = sum(each.records for each in report.redrawn)
    say(f"{report.domain}: {rows:,} rows in {len(report.rows)} tables, {report.statements} statements hold")
    if again:
        say(f"{again:,} records were drawn again in {report.rounds} rounds, because of what they broke")
    for remark in report.remarks:
        say(f"note: {remark}")
    say(f"see {files.documentation_file} and {files.sqlite_file}")
    if as_json:
        print_document(report.to_json(indent=1))
