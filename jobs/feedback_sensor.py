"""A sensor for each request that one stage makes of an earlier one: what is asked becomes a run, in bounded rounds."""

from collections.abc import Callable

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.coding import Feedback


def feedback_sensor(
    domain: str, receiver: str, read: Callable[[], Feedback | None], job: UnresolvedAssetJobDefinition
) -> dg.SensorDefinition:
    """Runs the receiver's job once for each round of a request that is open; off until switched on."""

    @dg.sensor(name=f"{domain}_feedback_to_{receiver}", job=job, minimum_interval_seconds=30)
    def feedback_to_stage(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Looks at the last request."""
        feedback = read()
        if feedback is None or not feedback.needs:
            return dg.SkipReason("nothing is asked for")
        if not feedback.is_open:
            return dg.SkipReason(f"{feedback.most_rounds} rounds have not helped: {feedback.needs[0].message}")
        key = canonical_hash(feedback.model_dump())
        if key == context.cursor:
            return dg.SkipReason("a run for this request was started")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=key)

    return feedback_to_stage
