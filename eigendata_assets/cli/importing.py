"""`eigendata import`: a published benchmark becomes a domain of the workspace."""

from __future__ import annotations

import click
from pydantic import ValidationError

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.cli.console import print_document, say, working
from eigendata_assets.cli.domains import overview
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.errors import RequestError
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.flow import bfcl_source, prepare_package
from resources.package_index import download_wheel

BFCL_V3 = "2025.6.8"


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
    domain = _domain(name, version, categories)
    source = bfcl_source(domain)
    known = session.workspace.domain_file(name).exists()
    if known and not replace and session.workspace.domain(name).source != domain.source:
        message = f"{name} is already imported from another source"
        raise RequestError(message, hint="Choose another name, or add --replace.")
    with working(f"getting bfcl-eval {version}"):
        package = prepare_package(session.workspace, source, download_wheel)
        if package.warning:
            say(f"warning: {package.warning}")
        bfcl.read_references(package.folder, source)  # refuses a damaged package before anything is written
    renewed = not known or session.workspace.domain(name).source != domain.source
    if renewed:
        session.workspace.write_domain(domain)
    bring_up_to_date(session, domain, renewed=renewed)
    found = overview(session.workspace, session.workspace.domain(name))
    say(f"{name}: {found.executed} of {found.trajectories} trajectories executed, {found.failures} failed")
    if as_json:
        print_document(found.to_json(indent=1))


def _domain(name: str, version: str, categories: str) -> Domain:
    wanted = bfcl.category_names(part.strip() for part in categories.split(",") if part.strip())
    try:
        return Domain(name=name, source=BfclSource(version=version, categories=wanted))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        hint = "A name is lower-case letters, digits and underscores; a version is digits and dots."
        raise RequestError(f"{field}: {first['msg']}", hint=hint) from None
