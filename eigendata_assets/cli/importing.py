"""`eigendata import`: a published benchmark becomes a domain of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from pydantic import ValidationError

from eigendata_assets.artifacts.domain import BfclSource, DialoguesSource, Domain, Source
from eigendata_assets.cli.console import print_document, say, working
from eigendata_assets.cli.domains import overview
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.errors import RequestError
from eigendata_assets.imports import bfcl, dialogues
from eigendata_assets.imports.flow import prepare_package
from resources.package_index import download_wheel

BFCL_V3 = "2025.6.8"

Made = TypeVar("Made")


@click.group(name="import")
def import_() -> None:
    """Make a domain of data that exists."""


@import_.command(name="bfcl")
@click.argument("name")
@click.option("--version", default=BFCL_V3, show_default=True, help="The release of the package bfcl-eval.")
@click.option("--categories", default="base,miss_func,miss_param,long_context", show_default=True)
@click.option("--replace", is_flag=True, help="Give an existing domain of this name another source.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_bfcl(session: Session, name: str, version: str, categories: str, replace: bool, as_json: bool) -> None:
    """Import the multi-turn part of the Berkeley Function-Calling Leaderboard as domain NAME, and execute it."""
    source = _checked(lambda: BfclSource(version=version, categories=_categories(categories)))
    domain = _described(session, name, source, replace)
    with working(f"getting bfcl-eval {version}"):
        package = prepare_package(session.workspace, source, download_wheel)
        if package.warning:
            say(f"warning: {package.warning}")
        bfcl.read_references(package.folder, source)  # refuses a damaged package before anything is written
    _import(session, domain, as_json)


@import_.command(name="dialogues")
@click.argument("name")
@click.option(
    "--trajectories", multiple=True, required=True, metavar="FILE", help="Trajectories, one JSON object a line."
)
@click.option("--environment", required=True, metavar="DIR", help="The Python modules that implement the tools.")
@click.option("--schemas", required=True, metavar="FILE", help="The tool schemas, a JSON list.")
@click.option("--shard-size", type=click.IntRange(1, 1000), default=1000, show_default=True)
@click.option("--replace", is_flag=True, help="Give an existing domain of this name another source.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_dialogues(
    session: Session,
    name: str,
    trajectories: tuple[str, ...],
    environment: str,
    schemas: str,
    shard_size: int,
    replace: bool,
    as_json: bool,
) -> None:
    """Import trajectories of your own, with the code and schemas of their tools, as domain NAME, and execute them."""
    source = _checked(
        lambda: DialoguesSource(
            trajectories=tuple(str(Path(each).absolute()) for each in trajectories),
            environment=str(Path(environment).absolute()),
            schemas=str(Path(schemas).absolute()),
            shard_size=shard_size,
        )
    )
    domain = _described(session, name, source, replace)
    with working("reading the trajectories"):  # what is wrong with them is said before anything is written
        toolset = dialogues.read_toolset(source)
        dialogues.read_environment(source, toolset)
        for _ in dialogues.read_dialogues(source, toolset):
            pass
    _import(session, domain, as_json)


def _described(session: Session, name: str, source: Source, replace: bool) -> Domain:
    """The domain as it is to be; one of this name with another source is only replaced on request."""
    domain = _checked(lambda: Domain(name=name, source=source))
    known = session.workspace.domain(name) if session.workspace.domain_file(name).exists() else None
    if known and not replace and known.source != source:
        message = f"{name} is already imported from another source"
        raise RequestError(message, hint="Choose another name, or add --replace.")
    return (
        domain.model_copy(update={"depends_on": known.depends_on, "ignore_state": known.ignore_state})
        if known
        else domain
    )


def _import(session: Session, domain: Domain, as_json: bool) -> None:
    known = session.workspace.domain_file(domain.name).exists()
    renewed = not known or session.workspace.domain(domain.name).source != domain.source
    if renewed:
        session.workspace.write_domain(domain)
    bring_up_to_date(session, domain, renewed=renewed)
    found = overview(session.workspace, session.workspace.domain(domain.name))
    say(f"{domain.name}: {found.executed} of {found.trajectories} trajectories executed, {found.failures} failed")
    if as_json:
        print_document(found.to_json(indent=1))


def _categories(listed: str) -> tuple[str, ...]:
    return bfcl.category_names(part.strip() for part in listed.split(",") if part.strip())


def _checked(make: Callable[[], Made]) -> Made:
    """What is made; raises RequestError naming the field that is not what it should be."""
    try:
        return make()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        hint = "A name is lower-case letters, digits and underscores; a version is digits and dots."
        raise RequestError(f"{field}: {first['msg']}", hint=hint) from None
