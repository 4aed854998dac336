"""The audit of what lies in a workspace: the domain's artifacts in, a report with its data out."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.findings import AuditReport
from eigendata_assets.audits import report
from eigendata_assets.audits.auditing import THRESHOLD, audit, available
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.memo import program_digest
from eigendata_assets.audits.reading import read_file_subject, read_subject
from eigendata_assets.audits.reviewing.flow import Reviewer
from eigendata_assets.errors import InputError
from eigendata_assets.execution.progress import Progress, silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.remembered_outcomes import RememberingSandbox
from eigendata_assets.storage.workspace import Workspace

REPORT = "report.html"
DATA = "audit.json"


def audit_stored(
    workspace: Workspace,
    domain: Domain,
    sandbox: Sandbox,
    progress: Progress,
    threshold: float = THRESHOLD,
    chat: ChatModel | None = None,
) -> AuditReport:
    """The report on a domain as its artifacts are now; it is in the domain's audit folder, as HTML, Markdown, JSON.

    With a `chat` that has a model, functions and dialogues are reviewed, too.
    """
    store = workspace.store(domain.name)
    remembering = RememberingSandbox(sandbox, store.audit_folder / "outcomes.sqlite", program_digest())
    subject = read_subject(store, domain, remembering)
    memory = store.audit_folder / "memo"
    reviewer = Reviewer(remembering, progress, chat, memory)
    done = audit(subject, CHECKS, remembering, threshold, progress, memory, reviewer)
    if remembering.used:
        remembering.forget_unused()
    write_report(store.audit_folder, done)
    return done


def audit_file(
    workspace: Workspace,
    path: Path,
    sandbox: Sandbox,
    progress: Progress,
    threshold: float,
    chat: ChatModel | None = None,
) -> AuditReport:
    """The report on a file of dialogues; it is in the workspace's `audits/`, in a folder named like the file."""
    folder = file_folder(workspace, path)
    reviewer = Reviewer(sandbox, progress, chat, folder / "memo")
    done = audit(read_file_subject(path), CHECKS, sandbox, threshold, progress, folder / "memo", reviewer)
    write_report(folder, done)
    return done


def questions(workspace: Workspace, domain: Domain, sandbox: Sandbox, chat: ChatModel) -> dict[str, int]:
    """How many questions an audit of the domain would ask a model now, about what; nothing is asked.

    The questions to the judge depend on the answers and come on top.
    """
    store = workspace.store(domain.name)
    remembering = RememberingSandbox(sandbox, store.audit_folder / "outcomes.sqlite", program_digest())
    subject = read_subject(store, domain, remembering)
    return Reviewer(remembering, silent, chat, store.audit_folder / "memo").questions(subject, available(subject))


def questions_of_file(workspace: Workspace, path: Path, sandbox: Sandbox, chat: ChatModel) -> dict[str, int]:
    """How many questions an audit of the file would ask a model now, about what; nothing is asked."""
    subject = read_file_subject(path)
    return Reviewer(sandbox, silent, chat, file_folder(workspace, path) / "memo").questions(subject, available(subject))


def file_folder(workspace: Workspace, path: Path) -> Path:
    """Where the audit of a file lies."""
    return workspace.root / "audits" / path.name.partition(".")[0]


def write_report(folder: Path, done: AuditReport) -> None:
    """The folder holds the report as data, as a page and as Markdown."""
    write_text(folder / DATA, done.to_json(indent=1) + "\n")
    write_text(folder / REPORT, report.html(done))
    write_text(folder / "report.md", report.markdown(done))


def read_report(store: DomainStore) -> AuditReport:
    """The domain's last audit; raises InputError where there is none."""
    path = store.audit_folder / DATA
    hint = f"`eigendata audit {store.folder.name}` makes it."
    if not path.exists():
        raise InputError("there has been no audit", where=(str(path),), hint=hint)
    try:
        return AuditReport.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = (str(path), ".".join(map(str, first["loc"])))
        raise InputError(f"not an audit that this version reads: {first['msg']}", where=where, hint=hint) from None
