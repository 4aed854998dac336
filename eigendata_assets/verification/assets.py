"""What a correct outcome is, as Dagster assets."""

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
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
        done = flow.update_key_calls(workspace.store(name), sandbox, progress)
        path = str(workspace.store(name).key_calls_file)
        return dg.MaterializeResult(
            metadata={
                "trajectories": done.trajectories,
                "looked at anew": done.renewed,
                "key calls": done.key_calls,
                "file": path,
            }
        )

    return [key_functions]
