"""The patch of a domain as the step of a Dagster job."""

from pathlib import Path

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.audits.stored_patch import patch_stored, prepare
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import refresh


def patch(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    schemas: str,
    mapping: str | None,
) -> None:
    """The domain is as the schemas of a file want it, and every shard that is another is recorded as materialized."""
    task = prepare(domain, workspace.store(domain.name), Path(schemas), Path(mapping) if mapping else None)
    report = patch_stored(task, sandbox, progress)
    context.log.info("%s of %s rows looked at: %s", report.decoded, report.rows, report.outcomes)
    refresh(context, domain, workspace, sandbox, progress)
