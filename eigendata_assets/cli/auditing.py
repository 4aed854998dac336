"""`eigendata audit` finds what is wrong, `eigendata evidence` shows it again, `eigendata checks` lists the checks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.provenance import RULE
from eigendata_assets.artifacts.findings import AuditReport, CheckDescription, CheckList, EvidenceRun, Severity
from eigendata_assets.audits import report as pages
from eigendata_assets.audits import stored
from eigendata_assets.audits.auditing import THRESHOLD
from eigendata_assets.audits.baseline import at_least, new_findings, read_baseline, write_baseline
from eigendata_assets.audits.check import Check, Review
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.reading import read_entry
from eigendata_assets.audits.reproduction import find, reproduce
from eigendata_assets.audits.reviewing.flow import can_review
from eigendata_assets.audits.reviewing.panel import REVIEWS
from eigendata_assets.cli.console import bar, print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import GateFailed, RequestError
from eigendata_assets.reports.text import one_line, readable
from resources.language_models import open_stack
from resources.subprocess_sandbox import SubprocessSandbox

_SHOWN = 25


@click.command()
@click.argument("name", metavar="NAME|FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info"]), help="End with 1 where a finding is as bad, or worse."
)
@click.option("--baseline", type=click.Path(path_type=Path), help="Known findings: only others are shown and fail.")
@click.option(
    "--write-baseline", "write_baseline_to", type=click.Path(path_type=Path), help="Write what is found as a baseline."
)
@click.option("--threshold", type=click.FloatRange(0, 1), default=THRESHOLD, show_default=True)
@click.option("--no-model", is_flag=True, help="Ask no language model, although one is configured.")
@click.pass_obj
def audit(
    session: Session,
    name: str,
    as_json: bool,
    fail_on: Severity | None,
    baseline: Path | None,
    write_baseline_to: Path | None,
    threshold: float,
    no_model: bool,
) -> None:
    """Find what is wrong with a domain, or with a file of dialogues, with evidence.

    Where a language model is configured it reviews every function and dialogue; what it claims is executed first.
    """
    known = read_baseline(baseline) if baseline else None
    done, folder = _audit(session, name, threshold, None if no_model else _model(session))
    new = new_findings(done, known)
    _show(done, len(done.findings) - len(new))
    rows = pages.finding_rows(new, _SHOWN)
    show_table("New findings" if known else "Findings", ("id", "severity", "component", "of", "entries", "what"), rows)
    say(f"report: {folder / stored.REPORT}")
    if write_baseline_to:
        write_baseline(write_baseline_to, done)
        say(f"baseline: {write_baseline_to}")
    if as_json:
        print_document(done.model_copy(update={"findings": new}).to_json(indent=1))
    bad = at_least(new, fail_on) if fail_on else ()
    if bad:
        hint = "`eigendata evidence ID` shows one again; `--write-baseline` takes them as known."
        raise GateFailed(f"{len(bad)} findings are {fail_on} or worse", hint=hint)


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("--domain", help="The domain whose audit has it; not needed where only one has been audited.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def evidence(session: Session, identifier: str, domain: str | None, as_json: bool) -> None:
    """Run the evidence of a finding again, in the sandbox: call, result, expectation."""
    name = domain or _only_audited(session)
    store = session.workspace.store(name)
    finding = find(stored.read_report(store).findings, identifier)
    entry = read_entry(store, session.workspace.domain(name), finding.evidence.entry or "")
    with SubprocessSandbox() as sandbox:
        done = reproduce(finding, {entry.id: entry} if entry else {}, current_environment(store), sandbox)
    _show_evidence(done)
    if as_json:
        print_document(done.to_json(indent=1))
    if done.verdict == "changed":
        raise GateFailed("the calls give something else now than when they were found", hint="Audit the domain again.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def checks(as_json: bool) -> None:
    """List the checks that an audit runs."""
    everything: tuple[Check | Review, ...] = (*CHECKS, *REVIEWS)
    rows = [(each.code, each.component, each.title, ", ".join(sorted(each.needs))) for each in everything]
    show_table("Checks", ("code", "component", "what it finds", "needs"), rows)
    if as_json:
        described = tuple(
            CheckDescription(
                code=each.code, component=each.component, title=each.title, needs=tuple(sorted(each.needs))
            )
            for each in everything
        )
        print_document(CheckList(checks=described).to_json(indent=1))


def _model(session: Session) -> ChatModel | None:
    """The model that reviews, where there is one."""
    chat = open_stack(session.root).chat(run="audit")
    return chat if can_review(chat) else None


def _audit(session: Session, name: str, threshold: float, chat: ChatModel | None) -> tuple[AuditReport, Path]:
    """The report on a domain, or on a file where no domain has the name, and the folder that holds it."""
    path = Path(name)
    if path.is_file() and not session.workspace.domain_file(name).exists():
        with SubprocessSandbox() as sandbox:
            if chat is not None:
                _announce(stored.questions_of_file(session.workspace, path, sandbox, chat))
            done = stored.audit_file(session.workspace, path, sandbox, bar, threshold, chat)
        return done, stored.file_folder(session.workspace, path)
    domain = session.workspace.domain(name)
    bring_up_to_date(session, domain, renewed=False)
    if chat is not None:
        with SubprocessSandbox() as sandbox:
            _announce(stored.questions(session.workspace, domain, sandbox, chat))
    config = {f"{name}__audit_report": {"threshold": threshold, "model": chat is not None}}
    session.run(f"audit_{name}", ops=config)
    store = session.workspace.store(name)
    return stored.read_report(store), store.audit_folder


def _announce(questions: Mapping[str, int]) -> None:
    """Says what a model is about to be asked."""
    asked = " and ".join(f"{count} {what}" for what, count in questions.items())
    if any(questions.values()):
        say(f"a model will be asked about {asked}, and to judge what it claims (--no-model leaves this out)")
    else:
        say("a model has answered all questions about functions and dialogues before")


def _only_audited(session: Session) -> str:
    names = [each.name for each in session.workspace.domains()]
    audited = [name for name in names if (session.workspace.store(name).audit_folder / stored.DATA).exists()]
    if len(audited) != 1:
        hint = f"Add --domain, one of: {', '.join(audited)}." if audited else "`eigendata audit` makes findings."
        raise RequestError(f"{len(audited)} domains have been audited", hint=hint)
    return audited[0]


def _show(done: AuditReport, known: int) -> None:
    rows = [
        (each.component, each.findings, each.errors, each.entries_affected, pages.percent(each.share))
        for each in done.summary.by_component
    ]
    show_table(
        f"{done.subject}: {len(done.findings)} findings affect {done.summary.entries_affected} of "
        f"{done.summary.entries} entries",
        ("component", "findings", "errors", "entries affected", "share"),
        rows,
    )
    for run in done.summary.checks:
        if run.missing:
            say(f"not run: {run.code}, for want of {', '.join(run.missing)}")
        if run.problem:
            say(f"broke: {run.code}: {run.problem}")
    for line in pages.review_lines(done):
        say(line)
    for line in done.summary.unreadable[:5]:
        say(f"unreadable: {line}")
    if known:
        say(f"{known} findings are in the baseline")


def _show_evidence(done: EvidenceRun) -> None:
    finding = done.finding
    say(f"{finding.id} {finding.code}: {pages.subject_of(finding)}")
    say(finding.message if finding.made_by == RULE else f"{finding.message} (claimed by {finding.made_by})")
    if finding.attribution:
        say(f"  at fault: {finding.attribution.fault}, since {finding.attribution.reason}")
    for number, call in enumerate(finding.evidence.calls):
        gave = one_line(done.results[number].shown, 600) if number < len(done.results) else "not reached"
        say(f"  {pages.call_text(call)}")
        say(f"    gives    {gave}")
    for result in finding.evidence.results:
        say(f"    found    {one_line(result.shown, 600)}")
    say(f"    expected {finding.evidence.expected}")
    for name, value in finding.evidence.facts.items():
        say(f"    {name}: {one_line(readable(value), 400)}")
    say(done.stopped or f"evidence: {done.verdict}")
