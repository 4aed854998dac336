"""A schedule for each domain that brings its trajectories up to date at night; off until switched on."""

import dagster as dg


def nightly_refresh(domain: str, refresh: dg.JobDefinition) -> dg.ScheduleDefinition:
    """Every night at three."""
    return dg.ScheduleDefinition(
        name=f"nightly_refresh_{domain}",
        job=refresh,
        cron_schedule="0 3 * * *",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
