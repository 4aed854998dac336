"""What a shard's materialization says of the plan that it was made from."""

from eigendata_assets.trajectories.event_tags import DATA_VERSION, Parent, PlanTags, materialization_tags


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


def test_what_has_several_parents_names_each_with_its_version_and_event() -> None:
    parents = [Parent("shop/plan", "v1", "7"), Parent("shop/graphs", "v2", "9")]
    assert materialization_tags("v3", "code", parents) == {
        "dagster/data_version": "v3",
        "dagster/data_version_is_user_provided": "true",
        "dagster/code_version": "code",
        "dagster/input_data_version/shop/plan": "v1",
        "dagster/input_event_pointer/shop/plan": "7",
        "dagster/input_data_version/shop/graphs": "v2",
        "dagster/input_event_pointer/shop/graphs": "9",
    }
