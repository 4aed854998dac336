"""Which shards Dagster holds to be stale, by the resolver that its webserver uses."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleCause, StaleStatus
from dagster._core.test_utils import in_process_test_workspace
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from eigendata_assets.cli.session import Session

LOCATION = """\
from pathlib import Path
from eigendata_assets.definitions import build_definitions
from eigendata_assets.storage.workspace import Workspace
defs = build_definitions(Workspace(Path({root!r})))
"""


def stale(session: Session, domain: str, shards: Iterable[str]) -> dict[str, list[str]]:
    """Shard to the keys of what made it stale, as the webserver works it out over the code location."""
    key = dg.AssetKey([domain, "trajectories"])
    location = session.root / "location.py"
    location.write_text(LOCATION.format(root=str(session.root)))
    origin = LoadableTargetOrigin(python_file=str(location), attribute="defs")
    with dg.DagsterInstance.get() as instance, in_process_test_workspace(instance, origin) as request:
        ask = CachingStaleStatusResolver(instance, request.asset_graph, request)
        return {
            shard: [_parent(cause) for cause in ask.get_stale_causes(key, shard)]
            for shard in shards
            if ask.get_status(key, shard) != StaleStatus.FRESH
        }


def _parent(cause: StaleCause) -> str:
    return cause.dependency.asset_key.to_user_string() if cause.dependency else "itself"
