"""Runs that wait for a batch go on when it is there: once each, with the same assets, partitions and configuration."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pytest

from eigendata_assets.agents.batch_queue import Collected
from eigendata_assets.agents.errors import ServerFailed
from eigendata_assets.agents.labels import SPENDING_TAG
from jobs.batch_sensor import batch_sensor

SHARDS = dg.DynamicPartitionsDefinition(name="d_shards")
MADE: list[str] = []


@dg.asset(partitions_def=SHARDS)
def trajectories(context: dg.AssetExecutionContext) -> None:
    MADE.append(context.partition_key)


@dg.asset
def report() -> None:
    MADE.append("report")


JOB = dg.define_asset_job("generate_dataset", [trajectories])
ASSETS_JOB = dg.define_asset_job("materialize_assets", dg.AssetSelection.all())
SENSOR = batch_sensor([JOB], {"report": ASSETS_JOB})
DEFINITIONS = dg.Definitions(assets=[trajectories, report], jobs=[JOB, ASSETS_JOB], sensors=[SENSOR])


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    MADE.clear()
    with dg.DagsterInstance.ephemeral() as made:
        made.add_dynamic_partitions("d_shards", ["s1", "s2", "s3"])
        yield made


def tick(instance: dg.DagsterInstance, collect: Callable[[], Collected]) -> Any:
    context = dg.build_sensor_context(
        instance=instance, definitions=DEFINITIONS, resources={"collect_batches": collect}
    )
    return SENSOR.evaluate_tick(context)


def run_again(instance: dg.DagsterInstance, request: dg.RunRequest) -> dg.ExecuteInProcessResult:
    job = DEFINITIONS.resolve_job_def(request.job_name or "")
    return job.execute_in_process(
        request.run_config, instance, tags=dict(request.tags), asset_selection=request.asset_selection
    )


def test_a_job_that_waited_for_one_partition_is_run_again_for_it(instance: dg.DagsterInstance) -> None:
    first = DEFINITIONS.resolve_job_def("generate_dataset").execute_in_process(
        instance=instance, partition_key="s2", tags={"team": "data"}
    )
    found = tick(instance, lambda: Collected(answered=5, ready=(first.run_id,)))
    (request,) = found.run_requests
    assert (request.job_name, request.run_key) == ("generate_dataset", f"batch of {first.run_id}")
    assert request.tags["team"] == "data"
    assert request.tags[SPENDING_TAG] == first.run_id
    assert run_again(instance, request).success
    assert MADE == ["s2", "s2"]


def test_assets_chosen_in_the_ui_are_run_again_and_no_others(instance: dg.DagsterInstance) -> None:
    job = DEFINITIONS.resolve_job_def("materialize_assets")
    waiting = instance.create_run_for_job(
        job.get_subset(asset_selection={report.key}), asset_selection=frozenset([report.key])
    )
    found = tick(instance, lambda: Collected(answered=1, ready=(waiting.run_id,)))
    (request,) = found.run_requests
    assert (request.job_name, request.asset_selection) == ("materialize_assets", [report.key])
    assert run_again(instance, request).success
    assert MADE == ["report"]


def test_while_the_batch_is_open_nothing_is_run(instance: dg.DagsterInstance) -> None:
    found = tick(instance, lambda: Collected(open=40))
    assert not found.run_requests
    assert found.skip_message == "0 answers collected, 40 questions still wait"


def test_a_run_that_this_instance_does_not_know_is_left_alone(instance: dg.DagsterInstance) -> None:
    assert not tick(instance, lambda: Collected(answered=1, ready=("another-instance",))).run_requests


def test_a_provider_that_cannot_be_reached_is_a_reason_to_wait(instance: dg.DagsterInstance) -> None:
    def collect() -> Collected:
        raise ServerFailed("http://h/v1: 503: busy")

    found = tick(instance, collect)
    assert not found.run_requests
    assert found.skip_message == "the provider cannot be reached: http://h/v1: 503: busy"


def test_the_sensor_is_off_until_somebody_turns_it_on() -> None:
    assert SENSOR.default_status == dg.DefaultSensorStatus.STOPPED
    assert SENSOR.minimum_interval_seconds == 300
