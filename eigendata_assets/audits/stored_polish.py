"""Schema polish of what lies in a workspace: schemas in, polished schemas and the decisions about them out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.findings import AuditReport, PolishProposal, PolishReport
from eigendata_assets.audits.auditing import THRESHOLD, audit
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.memo import program_digest
from eigendata_assets.audits.polishing import REST, Decide, Polished, polish
from eigendata_assets.audits.preconditions import CHECK as PRECONDITIONS
from eigendata_assets.audits.reading import read_file_subject, read_subject
from eigendata_assets.audits.rewriting.flow import Course, Modifier
from eigendata_assets.audits.stored import file_folder
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.remembered_outcomes import RememberingSandbox
from eigendata_assets.storage.workspace import Workspace

DECISIONS, TOOLS = "polish.json", "polished_tools.json"


@dataclass(frozen=True, slots=True)
class Request:
    """What else to change, in words, and the model that does it."""

    text: str
    chat: ChatModel


def polish_stored(
    workspace: Workspace,
    domain: Domain,
    sandbox: Sandbox,
    progress: Progress,
    decide: Decide,
    request: Request | None = None,
) -> Polished:
    """The domain's tool schemas are the polished ones, and the decisions lie beside the audit."""
    store = workspace.store(domain.name)
    remembering = RememberingSandbox(sandbox, store.audit_folder / "outcomes.sqlite", program_digest())
    subject = read_subject(store, domain, remembering)
    done = _polish(subject, store.audit_folder, remembering, progress, decide, request)
    if done.toolset != subject.toolset:
        store.write_toolset(done.toolset)
    return done


def polish_file(
    workspace: Workspace,
    path: Path,
    sandbox: Sandbox,
    progress: Progress,
    decide: Decide,
    request: Request | None = None,
) -> Polished:
    """The polished tools of a file of dialogues lie beside its audit; the file itself is left as it is."""
    folder = file_folder(workspace, path)
    done = _polish(read_file_subject(path), folder, sandbox, progress, decide, request)
    tools = [
        {"name": each.name, "description": each.description, "parameters": each.parameters, "returns": each.returns}
        for each in done.toolset.tools
    ]
    write_text(folder / TOOLS, json.dumps(tools, indent=1) + "\n")
    return done


def _polish(
    subject: AuditSubject, folder: Path, sandbox: Sandbox, progress: Progress, decide: Decide, request: Request | None
) -> Polished:
    """What the rules mend first; then, on that, what is requested."""
    earlier = _earlier(folder / DECISIONS)

    def audit_with(checks: Sequence[Check]) -> Callable[[AuditSubject], AuditReport]:
        return lambda changed: audit(changed, checks, sandbox, THRESHOLD, progress)

    done = polish(subject, audit_with((*CHECKS, PRECONDITIONS)), decide, _rejected(earlier))
    if request is not None:
        modifier = Modifier(request.chat, audit_with(CHECKS), progress)
        polished = replace(subject, toolset=done.toolset)
        requested = Course(polished, request.text, modifier, decide, _said(earlier, request.text)).run()
        done = Polished(requested.toolset, _together(done.report, requested.report))
    write_text(folder / DECISIONS, _with_earlier(earlier, done.report).to_json(indent=1) + "\n")
    return done


def _together(rules: PolishReport, requested: PolishReport) -> PolishReport:
    return requested.model_copy(
        update={
            "proposals": (*rules.proposals, *requested.proposals),
            "rejected_before": rules.rejected_before,
        }
    )


def _said(earlier: Sequence[PolishProposal], request: str) -> list[str]:
    """What people said when they rejected proposals for the same request before."""
    rejected = [each for each in earlier if each.request == request and each.decision == "rejected"]
    return [f"{each.tool}: {each.feedback}" for each in rejected if each.feedback not in ("", REST)]


def _rejected(earlier: Sequence[PolishProposal]) -> set[str]:
    """The findings whose edits a person has rejected before."""
    return {each for made in earlier for each in made.findings if made.decision == "rejected"}


def _with_earlier(earlier: Sequence[PolishProposal], report: PolishReport) -> PolishReport:
    """The report with what was rejected in earlier runs, so that it is not forgotten."""
    kept = tuple(each for each in earlier if each.decision == "rejected")
    return report.model_copy(update={"proposals": (*kept, *report.proposals)})


def _earlier(path: Path) -> tuple[PolishProposal, ...]:
    try:
        return PolishReport.model_validate_json(path.read_bytes()).proposals if path.exists() else ()
    except ValidationError:
        return ()
