"""Bringing a domain up to date: import what is missing, execute what is stale, check what was executed."""

from __future__ import annotations

import dagster as dg

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.cli.console import say
from eigendata_assets.cli.session import Session
from eigendata_assets.definitions import is_benchmark
from eigendata_assets.errors import GateFailed
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.staging import read_dataset


def bring_up_to_date(session: Session, domain: Domain, *, renewed: bool) -> None:
    """Every artifact up to the key functions is that of the source; what was up to date is not made again.

    Raises GateFailed where a blocking check of a benchmark does not hold. Bulk data is not executed a second time: its
    checks run where someone asks for them. Of a generated domain the dialogues are redone, where there are any.
    """
    name, store = domain.name, session.workspace.store(domain.name)
    if isinstance(domain.source, SpecSource):
        if read_dataset(store).batches:
            session.run(f"refresh_{name}")
        return
    if renewed or not _is_complete(store, domain):
        session.run(f"import_{name}")
    done = session.run(f"refresh_{name}")
    changed = any(event.partition for event in done.get_asset_materialization_events())
    if is_benchmark(domain) and (changed or not store.key_calls_file.exists()):
        verify(session, domain)


def _is_complete(store: DomainStore, domain: Domain) -> bool:
    if not store.environment_folder.exists() or not store.schema_folder.exists():
        return False
    if is_benchmark(domain):
        return store.references_file.exists() and store.database_file.exists()
    return store.shard_folder.exists()


def verify(session: Session, domain: Domain) -> None:
    """The blocking checks hold, and the key functions are those of the trajectories; raises GateFailed otherwise."""
    done = session.run(f"verify_{domain.name}")
    for check in done.get_asset_check_evaluations():
        if check.passed or "violations" not in check.metadata:
            continue
        count = check.metadata["violations"].value
        affected = check.metadata["affected trajectories"].value
        say(f"check {check.check_name}: {count} violations in {affected} trajectories")
        if check.blocking or check.severity == dg.AssetCheckSeverity.ERROR:
            hint = f"See the check's evidence in the UI (`eigendata dev`), asset {domain.name}/trajectories."
            raise GateFailed(f"{domain.name}: {check.check_name} does not hold", hint=hint)
