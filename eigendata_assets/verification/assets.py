"""What a correct outcome is, as Dagster assets."""

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.verification import flow


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
        return dg.MaterializeResult(metadata=find_key_functions(workspace.store(name), sandbox, progress))

    return [key_functions]


def find_key_functions(store: DomainStore, sandbox: Sandbox, progress: Progress) -> dict[str, int | str]:
    """The key calls of the trajectories are in their file; gives them in numbers."""
    done = flow.update_key_calls(store, sandbox, progress)
    return {
        "trajectories": done.trajectories,
        "looked at anew": done.renewed,
        "key calls": done.key_calls,
        "file": str(store.key_calls_file),
    }
