"""Named selections of a domain's assets, and the job that evaluates models on any domain."""

from collections.abc import Sequence

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def import_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Reads a domain's source anew and plans its trajectories."""
    keys = [[domain, asset] for asset in ("references", "database", "environment", "usage_index")]
    return dg.define_asset_job(f"import_{domain}", selection=dg.AssetSelection.assets(*keys))


def plan_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Finds out which trajectories are out of date."""
    return dg.define_asset_job(f"plan_{domain}", selection=dg.AssetSelection.assets([domain, "usage_index"]))


def verify_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Checks a domain's executed trajectories and finds their key calls."""
    trajectories = dg.AssetKey([domain, "trajectories"])
    selection = dg.AssetSelection.assets([domain, "key_functions"]) | dg.AssetSelection.checks_for_assets(trajectories)
    return dg.define_asset_job(f"verify_{domain}", selection=selection)


def audit_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Finds what is wrong with a domain."""
    return dg.define_asset_job(f"audit_{domain}", selection=dg.AssetSelection.assets([domain, "audit_report"]))


def evaluate_models_job(domains: Sequence[str]) -> UnresolvedAssetJobDefinition:
    """Judges models on any of the domains; a run selects the evaluation asset of one."""
    return dg.define_asset_job(
        "evaluate_models", selection=dg.AssetSelection.assets(*([domain, "evaluation"] for domain in domains))
    )
