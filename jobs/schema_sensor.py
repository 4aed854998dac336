"""A sensor for each domain: someone edits a tool's schema or implementation, and the plan is made anew."""

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from eigendata_assets.storage.domain_store import DomainStore


def schema_sensor(domain: str, store: DomainStore, plan: UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """Requests the plan job once for every change of the files that trajectories depend on; off until switched on."""

    @dg.sensor(name=f"{domain}_schema_files", job=plan, minimum_interval_seconds=30)
    def schema_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Looks at the size and time of every schema and module file."""
        seen = store.edited_files_digest()
        if seen == context.cursor:
            return dg.SkipReason("no schema or module file has changed")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=seen)], cursor=seen)

    return schema_files
