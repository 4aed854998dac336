"""What a shard's materialization says of the plan that it was made from."""

from eigendata_assets.trajectories.event_tags import DATA_VERSION, PlanTags


def tags() -> PlanTags:
    return PlanTags("shop/trajectory_plan", "7", {"a": "new"}, {"a": "12"}, {"a": "5"})


def test_a_shard_names_the_observation_that_it_was_made_from() -> None:
    found = tags().of("a", "new", waits=False)

    assert found[DATA_VERSION] == "new"
    assert found["dagster/code_version"] == "7"
    assert found["dagster/input_event_pointer/shop/trajectory_plan"] == "12"
    assert found["dagster/input_data_version/shop/trajectory_plan"] == "new"


def test_a_shard_with_rows_that_wait_goes_on_naming_the_one_before() -> None:
    found = tags().of("a", "mixed", waits=True)

    assert found[DATA_VERSION] == "mixed"
    assert found["dagster/input_event_pointer/shop/trajectory_plan"] == "5"


def test_a_plan_that_was_never_observed_is_said_so() -> None:
    plan = PlanTags("shop/trajectory_plan", "7", {"b": "new"})

    assert plan.of("b", "new", waits=False)["dagster/input_event_pointer/shop/trajectory_plan"] == "NULL"
