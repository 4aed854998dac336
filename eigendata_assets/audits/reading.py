"""The subject of an audit, read from a domain's store or from a file of dialogues."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.generated import GeneratedDomain, case_entries, database_entry, generated_subject
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.storage.coding_files import EnvironmentFiles
from eigendata_assets.storage.database_files import DatabaseFiles
from eigendata_assets.storage.domain_store import DomainStore


def read_domain_subject(store: DomainStore, source: str) -> AuditSubject:
    """The domain as its artifacts are now; nothing has been tried in its environment yet."""
    environment = current_environment(store)
    return AuditSubject(
        name=store.folder.name,
        source=source,
        toolset=store.read_toolset(),
        entries=tuple(store.planned_trajectories()),
        environment=environment,
        files=_files(environment),
    )


def read_subject(store: DomainStore, domain: Domain, sandbox: Sandbox) -> AuditSubject:
    """A domain, imported or generated; of a generated one without trajectories the suites are executed for it."""
    if isinstance(domain.source, SpecSource):
        return generated_subject(read_generated(store, domain.source.title), sandbox, _trajectories(store))
    return read_domain_subject(store, domain.source.title)


def read_generated(store: DomainStore, source: str) -> GeneratedDomain:
    """What was made of a spec; raises RequestError where there is no environment yet."""
    files = EnvironmentFiles(store.folder)
    suites = files.read_suite("workflow"), files.read_suite("unit")
    environment = current_environment(store)
    return GeneratedDomain(
        name=store.folder.name,
        source=source,
        spec=files.read_built_spec(),
        toolset=store.read_toolset(),
        environment=environment,
        files=_files(environment),
        suites=suites,
        state=DatabaseFiles(store.folder / "database").read_state(),
    )


def read_entry(store: DomainStore, domain: Domain, name: str) -> Trajectory | None:
    """One entry of a domain, as the subject of an audit has it; None where there is none of this id."""
    shard = store.usage_index.trajectories().get(name) if store.usage_index_file.exists() else None
    found = store.read_trajectories([shard]) if shard else iter(())
    if shard is None and isinstance(domain.source, SpecSource):
        generated = read_generated(store, domain.source.title)
        found = chain(case_entries(generated), (database_entry(generated),))
    return next((entry for entry in found if entry.id == name), None)


def _trajectories(store: DomainStore) -> tuple[Trajectory, ...]:
    return tuple(store.planned_trajectories()) if store.usage_index_file.exists() else ()


def _files(environment: EnvironmentCode) -> dict[str, str]:
    return {
        str(path.relative_to(environment.folder)): path.read_text(encoding="utf-8")
        for path in sorted(environment.folder.rglob("*.py"))
    }


def read_file_subject(path: Path) -> AuditSubject:
    """The dialogues of a file, with the tools that they define; there is no environment to try calls in."""
    found = read_dialogues(path)
    source = f"{', '.join(found.formats)}: {path.name}"
    return AuditSubject(path.stem, source, found.toolset, found.entries, unreadable=found.unreadable)
