"""Schema polish of what lies in a workspace: schemas in, polished schemas and the decisions about them out."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.findings import AuditReport, PolishProposal, PolishReport
from eigendata_assets.audits.auditing import THRESHOLD, audit
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.memo import program_digest
from eigendata_assets.audits.polishing import Decide, Polished, polish
from eigendata_assets.audits.reading import read_file_subject, read_subject
from eigendata_assets.audits.stored import file_folder
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.remembered_outcomes import RememberingSandbox
from eigendata_assets.storage.workspace import Workspace

DECISIONS, TOOLS = "polish.json", "polished_tools.json"


def polish_stored(
    workspace: Workspace, domain: Domain, sandbox: Sandbox, progress: Progress, decide: Decide
) -> Polished:
    """The domain's tool schemas are the polished ones, and the decisions lie beside the audit."""
    store = workspace.store(domain.name)
    remembering = RememberingSandbox(sandbox, store.audit_folder / "outcomes.sqlite", program_digest())
    subject = read_subject(store, domain, remembering)
    done = _polish(subject, store.audit_folder, remembering, progress, decide)
    if done.toolset != subject.toolset:
        store.write_toolset(done.toolset)
    return done


def polish_file(workspace: Workspace, path: Path, sandbox: Sandbox, progress: Progress, decide: Decide) -> Polished:
    """The polished tools of a file of dialogues lie beside its audit; the file itself is left as it is."""
    folder = file_folder(workspace, path)
    done = _polish(read_file_subject(path), folder, sandbox, progress, decide)
    tools = [
        {"name": each.name, "description": each.description, "parameters": each.parameters, "returns": each.returns}
        for each in done.toolset.tools
    ]
    write_text(folder / TOOLS, json.dumps(tools, indent=1) + "\n")
    return done


def _polish(subject: AuditSubject, folder: Path, sandbox: Sandbox, progress: Progress, decide: Decide) -> Polished:
    def audit_schemas(changed: AuditSubject) -> AuditReport:
        return audit(changed, CHECKS, sandbox, THRESHOLD, progress)

    done = polish(subject, audit_schemas, decide, _rejected(folder / DECISIONS))
    write_text(folder / DECISIONS, _with_earlier(folder / DECISIONS, done.report).to_json(indent=1) + "\n")
    return done


def _rejected(path: Path) -> set[str]:
    """The findings whose edits a person has rejected before."""
    earlier = _earlier(path)
    return {each for made in earlier for each in made.findings if made.decision == "rejected"}


def _with_earlier(path: Path, report: PolishReport) -> PolishReport:
    """The report with what was rejected in earlier runs, so that it is not forgotten."""
    kept = tuple(each for each in _earlier(path) if each.decision == "rejected")
    return report.model_copy(update={"proposals": (*kept, *report.proposals)})


def _earlier(path: Path) -> tuple[PolishProposal, ...]:
    try:
        return PolishReport.model_validate_json(path.read_bytes()).proposals if path.exists() else ()
    except ValidationError:
        return ()
