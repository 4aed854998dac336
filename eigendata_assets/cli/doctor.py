"""`eigendata doctor`: what this machine and workspace can do, and what is missing."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

import click

from eigendata_assets.artifacts.overview import Diagnosis, DoctorReport
from eigendata_assets.cli.console import print_document, say
from eigendata_assets.cli.model_check import check_models
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import EigenDataError, GateFailed
from resources.subprocess_sandbox import SubprocessSandbox


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def doctor(session: Session, as_json: bool) -> None:
    """Look at this machine and the workspace: packages, sandbox, domains, language models."""
    models = check_models(session.root, os.environ)
    diagnoses = (*_packages(), *_sandbox(), *_workspace(session), *models)
    report = DoctorReport(workspace=str(session.root), diagnoses=diagnoses)
    for each in report.diagnoses:
        say(f"{'ok  ' if each.ok else 'BAD '} {each.subject}: {each.seen}")
    if as_json:
        print_document(report.to_json(indent=1))
    bad = [each.subject for each in report.diagnoses if not each.ok]
    if bad:
        raise GateFailed(f"not as it should be: {', '.join(bad)}")


def _packages() -> Iterator[Diagnosis]:
    yield Diagnosis(subject="python", ok=True, seen=platform.python_version())
    dagster, webserver = version("dagster"), version("dagster-webserver")
    yield Diagnosis(subject="dagster", ok=dagster == webserver, seen=f"{dagster}, webserver {webserver}")


def _sandbox() -> Iterator[Diagnosis]:
    try:
        with SubprocessSandbox() as sandbox:
            for promise, mechanism in sandbox.confinement().items():
                yield Diagnosis(subject=f"sandbox: {promise}", ok=True, seen=mechanism)
    except EigenDataError as error:
        yield Diagnosis(subject="sandbox", ok=False, seen=str(error))


def _workspace(session: Session) -> Iterator[Diagnosis]:
    try:
        names = ", ".join(domain.name for domain in session.workspace.domains()) or "none yet"
        yield Diagnosis(subject="domains", ok=True, seen=names)
    except EigenDataError as error:
        yield Diagnosis(subject="domains", ok=False, seen=str(error))
