"""What a correct outcome is, as Dagster assets."""

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.verification.key_functions import find_key_calls


def build_verification_assets(domain: Domain) -> list[dg.AssetsDefinition]:
    """The assets that say what an outcome must contain."""
    name = domain.name

    @dg.asset(key_prefix=name, group_name=name, kinds={"json"}, deps=[[name, "trajectories"]])
    def key_functions(
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """The calls that each task cannot do without, found by leaving each call out."""
        store = workspace.store(name)
        stored = store.read_trajectories(dict.fromkeys(row.shard for row in store.read_plan()))
        found = find_key_calls(stored, store.read_environment(), sandbox, progress)
        store.write_key_calls(KeyCalls(entries=found))
        calls, key = sum(len(each.calls) for each in stored), sum(map(len, found.values()))
        return dg.MaterializeResult(
            metadata={"trajectories": len(stored), "calls": calls, "key calls": key, "file": str(store.key_calls_file)}
        )

    return [key_functions]
