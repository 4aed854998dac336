"""Bringing a domain up to date: import what is missing, execute what is stale, check what was executed."""

from __future__ import annotations

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.cli.console import say
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import GateFailed


def bring_up_to_date(session: Session, domain: Domain, *, renewed: bool) -> None:
    """Every artifact up to the key functions is that of the source; what was up to date is not made again.

    Raises GateFailed where a blocking check does not hold.
    """
    name, store = domain.name, session.workspace.store(domain.name)
    complete = store.references_file.exists() and store.database_file.exists() and store.environment_folder.exists()
    session.run(f"import_{name}", assets=None if renewed or not complete else [[name, "usage_index"]])
    stale = session.stale_shards(domain)
    if stale:
        session.run(f"refresh_{name}", ops={f"refresh_{name}_shards": {"shards": stale}})
    if stale or not store.key_calls_file.exists():
        _verify(session, domain)


def _verify(session: Session, domain: Domain) -> None:
    done = session.run(f"verify_{domain.name}")
    for check in done.get_asset_check_evaluations():
        if check.passed:
            continue
        count = check.metadata["violations"].value
        affected = check.metadata["affected trajectories"].value
        say(f"check {check.check_name}: {count} violations in {affected} trajectories")
        if check.blocking or check.severity == dg.AssetCheckSeverity.ERROR:
            hint = f"See the check's evidence in the UI (`eigendata dev`), asset {domain.name}/trajectories."
            raise GateFailed(f"{domain.name}: {check.check_name} does not hold", hint=hint)
