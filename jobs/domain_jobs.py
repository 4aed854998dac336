"""Named selections of a domain's assets, and the job that evaluates models on any domain."""

from collections.abc import Sequence

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def import_job(domain: str, sources: Sequence[str]) -> UnresolvedAssetJobDefinition:
    """Reads a domain's source anew and plans its trajectories; `sources` are the assets at its head."""
    keys = [[domain, asset] for asset in (*sources, "usage_index")]
    return dg.define_asset_job(f"import_{domain}", selection=dg.AssetSelection.assets(*keys))


def generate_database_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Populates the database of a domain from its spec."""
    return dg.define_asset_job(f"generate_{domain}_database", selection=dg.AssetSelection.assets([domain, "database"]))


_OF_ENVIRONMENTS = (
    "environment_plan", "environment", "tool_schemas", "test_suites", "environment_log", "feedback",
)  # fmt: skip


def generate_environment_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Populates the database of a domain, then writes and verifies its environment."""
    keys = [[domain, asset] for asset in ("database", *_OF_ENVIRONMENTS)]
    return dg.define_asset_job(f"generate_{domain}_environment", selection=dg.AssetSelection.assets(*keys))


def environment_jobs(domain: str) -> list[UnresolvedAssetJobDefinition]:
    """Builds, repairs and patches the environment of a domain on the database that is there."""
    workflows = {"build": "schema-implement", "repair": "code-repair", "patch": "code-patch"}
    selection = dg.AssetSelection.assets(*([domain, asset] for asset in _OF_ENVIRONMENTS))
    return [
        dg.define_asset_job(
            f"{verb}_{domain}_environment",
            selection=selection,
            config={"ops": {f"{domain}_environment": {"config": {"workflow": workflow}}}},
        )
        for verb, workflow in workflows.items()
    ]


def plan_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Finds out which trajectories are out of date, and says so at their asset."""
    up_to_date = dg.AssetCheckKey(dg.AssetKey([domain, "trajectories"]), "trajectories_are_up_to_date")
    selection = dg.AssetSelection.assets([domain, "usage_index"]) | dg.AssetSelection.checks(up_to_date)
    return dg.define_asset_job(f"plan_{domain}", selection=selection)


def verify_job(
    domain: str, assets: Sequence[str] = (), checked: Sequence[str] = ("trajectories",)
) -> UnresolvedAssetJobDefinition:
    """Checks a domain's executed trajectories, and makes what is made of them: `assets`."""
    checks = dg.AssetSelection.checks_for_assets(*(dg.AssetKey([domain, each]) for each in checked))
    keys = [[domain, asset] for asset in assets]
    return dg.define_asset_job(f"verify_{domain}", selection=dg.AssetSelection.assets(*keys) | checks)


def materialize_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Makes any assets of a domain that are chosen; domains have partitions of their own, so each has such a job."""
    return dg.define_asset_job(f"materialize_assets_{domain}", selection=dg.AssetSelection.groups(domain))


def audit_job(domain: str) -> UnresolvedAssetJobDefinition:
    """Finds what is wrong with a domain."""
    return dg.define_asset_job(f"audit_{domain}", selection=dg.AssetSelection.assets([domain, "audit_report"]))


def evaluate_models_job(domains: Sequence[str]) -> UnresolvedAssetJobDefinition:
    """Judges models on any of the domains; a run selects the evaluation asset of one."""
    return dg.define_asset_job(
        "evaluate_models", selection=dg.AssetSelection.assets(*([domain, "evaluation"] for domain in domains))
    )
