"""The subject of an audit, read from a domain's store or from a file of dialogues."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.storage.domain_store import DomainStore


def read_domain_subject(store: DomainStore, source: str) -> AuditSubject:
    """The domain as its artifacts are now; nothing has been tried in its environment yet."""
    environment = store.read_environment()
    files = {
        str(path.relative_to(environment.folder)): path.read_text(encoding="utf-8")
        for path in sorted(environment.folder.rglob("*.py"))
    }
    return AuditSubject(
        name=store.folder.name,
        source=source,
        toolset=store.read_toolset(),
        entries=store.read_trajectories(dict.fromkeys(row.shard for row in store.read_plan())),
        environment=environment,
        files=files,
    )


def read_file_subject(path: Path) -> AuditSubject:
    """The dialogues of a file, with the tools that they define; there is no environment to try calls in."""
    found = read_dialogues(path)
    source = f"{', '.join(found.formats)}: {path.name}"
    return AuditSubject(path.stem, source, found.toolset, found.entries, unreadable=found.unreadable)
