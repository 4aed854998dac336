from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.schema_only.memory import Memory, summary
from eigendata_assets.trajectories.schema_only.sampling import sampling_of
from tests.trajectories.schema_only.kitchen import POOL

SAMPLING = sampling_of(POOL, 0, 16, {"single_turn_single_task": 1})


def test_a_topic_is_forbidden_after_it_was_told_of_the_same_tool() -> None:
    memory, sample = Memory(), SAMPLING.sample(0)
    assert memory.remember(sample, "a birthday dinner")
    assert memory.forbidden(sample) == ["a birthday dinner"]
    assert not memory.remember(sample, "Dinner, a birthday")
    assert (memory.distinct, memory.refused) == (1, 1)


def test_the_same_topic_may_come_with_another_tool() -> None:
    memory = Memory()
    assert memory.remember(SAMPLING.sample(0), "a birthday dinner")
    assert memory.remember(SAMPLING.sample(1), "a birthday dinner")


@given(st.lists(st.sampled_from(["tea", "lunch", "a late lunch", "late lunch a"]), max_size=8))
def test_what_is_refused_and_what_is_remembered_is_all_that_was_said(topics: list[str]) -> None:
    memory = Memory()
    taken = sum(memory.remember(SAMPLING.sample(0), topic) for topic in topics)
    assert taken + memory.refused == len(topics)
    assert taken == memory.distinct == len(memory.forbidden(SAMPLING.sample(0)))


def test_the_latest_topics_are_told_first_and_not_endlessly() -> None:
    memory = Memory()
    for number in range(50):
        memory.remember(SAMPLING.sample(0), f"topic {number}")
    told = memory.forbidden(SAMPLING.sample(0))
    assert (told[0], len(told)) == ("topic 49", 30)
    assert summary(told).startswith("- topic 49\n")
    assert summary([]) == "(nothing yet)"
