"""On the published benchmark, general checks find errors that the paper names, with evidence that runs again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.findings import AuditReport, Finding
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.reproduction import reproduce
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.protocol import EnvironmentCode
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.bfcl_package import unpack
from resources.subprocess_sandbox import SubprocessSandbox
from tests.real_data import real_wheel

pytestmark = [pytest.mark.needs_download, pytest.mark.timeout(600)]

VERSION = "2025.6.8"
NAMED = [
    ("schema", "TicketAPI.close_ticket", "type of parameter ticket_id"),
    ("schema", "VehicleControlAPI.setCruiseControl", "description of parameter speed"),
    ("schema", "TradingBot.get_order_history", "result order_history"),
    ("implementation", "VehicleControlAPI.setHeadlights", 'value "auto" of parameter mode'),
    ("trajectory", "GorillaFileSystem.du", "'205 bytes' quoted for '205.00 B'"),
    ("evaluation", "TwitterAPI.post_tweet", "numbers of VehicleControlAPI.check_tire_pressure in content"),
]
"""Component, function and cause of errors in figures 5, 6, 8, 9, 14 and 15 of the EigenData paper."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SubprocessSandbox]:
    with SubprocessSandbox() as opened:
        yield opened


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory, sandbox: SubprocessSandbox) -> AuditSubject:
    """The 200 entries of the base category, executed."""
    package = unpack(real_wheel(VERSION), tmp_path_factory.mktemp("package") / "unpacked")
    source = BfclSource(version=VERSION, categories=("multi_turn_base",))
    environment = bfcl.read_environment(package, source)
    code = EnvironmentCode(package, environment.toolkits)
    references = replay_trajectories(bfcl.read_references(package, source), code, sandbox)
    files = {name: (package / name).read_text(encoding="utf-8") for name in environment.files}
    return AuditSubject("bfcl", VERSION, bfcl.read_toolset(package, environment), tuple(references), code, files)


@pytest.fixture(scope="module")
def report(subject: AuditSubject, sandbox: SubprocessSandbox) -> AuditReport:
    return audit(subject, CHECKS, sandbox)


def found(report: AuditReport, component: str, function: str, cause: str) -> Finding:
    same = [each for each in report.findings if (each.component, each.function) == (component, function)]
    (finding,) = [each for each in same if each.cause == cause]
    return finding


def test_no_check_breaks_or_lacks_anything(report: AuditReport) -> None:
    assert [(run.code, run.missing, run.problem) for run in report.summary.checks if run.missing or run.problem] == []


@pytest.mark.parametrize(("component", "function", "cause"), NAMED)
def test_an_error_that_the_paper_names_is_found_and_its_evidence_runs_again(
    report: AuditReport, subject: AuditSubject, sandbox: SubprocessSandbox, component: str, function: str, cause: str
) -> None:
    finding = found(report, component, function, cause)
    assert subject.environment is not None
    again = reproduce(finding, subject.by_id, subject.environment, sandbox)
    assert again.verdict == "reproduced"
    assert again.stopped is None


def test_all_evidence_with_calls_runs_again(
    report: AuditReport, subject: AuditSubject, sandbox: SubprocessSandbox
) -> None:
    assert subject.environment is not None
    changed = [
        finding.message
        for finding in report.findings
        if reproduce(finding, subject.by_id, subject.environment, sandbox).verdict == "changed"
    ]
    assert changed == []
