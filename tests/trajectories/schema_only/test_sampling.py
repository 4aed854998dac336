from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.trajectories.schema_only.sampling import (
    SHARES,
    Sample,
    Sampling,
    optional_parameters,
    sampling_of,
)
from tests.trajectories.schema_only.kitchen import NAMED, POOL

SAMPLES = st.builds(lambda seed, index, attempt: sampling_of(POOL, seed, 40).sample(index, attempt),
                    st.integers(0, 50), st.integers(0, 39), st.integers(0, 2))  # fmt: skip


@given(SAMPLES)
def test_targets_and_distractors_are_different_tools(sample: Sample) -> None:
    targets = [tool.key for tool in sample.targets]
    assert len(set(targets)) == len(targets)
    assert not set(targets) & set(sample.distractors)


@given(SAMPLES)
def test_what_is_offered_are_targets_and_distractors_but_no_target_where_none_is_to_suit(sample: Sample) -> None:
    targets = set() if sample.kind == "no_suitable_tool" else {tool.key for tool in sample.targets}
    assert {tool.key for tool in sample.offered} == targets | set(sample.distractors)


@given(SAMPLES)
def test_slots_are_optional_parameters_in_the_order_of_the_schema(sample: Sample) -> None:
    for tool in sample.targets:
        assert list(sample.slots[tool.key]) == [
            name for name in optional_parameters(tool) if name in sample.slots[tool.key]
        ]


@given(st.integers(0, 20), st.integers(0, 30))
def test_the_same_place_gives_the_same_sample(seed: int, index: int) -> None:
    assert sampling_of(POOL, seed, 31).sample(index) == sampling_of(POOL, seed, 31).sample(index)


def test_another_attempt_is_another_sample_of_the_same_kind() -> None:
    sampling = sampling_of(POOL, 1, 30)
    pairs = [(sampling.sample(index), sampling.sample(index, 1)) for index in range(30)]
    assert all(first.kind == second.kind for first, second in pairs)
    assert any(first.offered != second.offered for first, second in pairs)


def test_high_distractors_are_more_like_the_targets_than_low_ones() -> None:
    sampling = sampling_of(POOL, 3, 40)
    means = {grade: _mean(sampling, grade) for grade in ("high", "low")}
    assert means["high"] > 2 * means["low"]


def _mean(sampling: Sampling, grade: str) -> float:
    found = []
    for sample in map(sampling.sample, range(40)):
        for key, own in sample.distractors.items():
            if own == grade:
                found.append(max(sampling.likeness.of(key, tool.key) for tool in sample.targets))
    return sum(found) / len(found)


def test_every_tool_is_a_target_equally_often() -> None:
    sampling = sampling_of(POOL, 5, 40, {"single_turn_single_task": 1})
    first = Counter(sampling.sample(index).targets[0].key for index in range(40))
    assert set(first.values()) == {5}


def test_kinds_come_in_the_shares_asked_for() -> None:
    assert Counter(sampling_of(POOL, 0, 100).kinds) == {kind: int(share) for kind, share in SHARES.items()}
    asked = sampling_of(POOL, 0, 10, {"missing_parameter": 1, "parallel_calls": 4})
    assert Counter(asked.kinds) == {"missing_parameter": 2, "parallel_calls": 8}


def test_what_lacks_a_limit_is_not_asked_for_with_an_invalid_value() -> None:
    sampling = sampling_of(POOL, 0, 16, {"invalid_value": 1})
    names = {sampling.sample(index).targets[0].name for index in range(16)}
    assert names == {"scale_recipe", "convert_units", "send_parcel", "parcel_price"}


def test_every_number_of_optional_parameters_comes_about() -> None:
    sampling = sampling_of(POOL, 0, 80)
    counts = {
        len(sample.slots[tool.key])
        for sample in map(sampling.sample, range(80))
        for tool in sample.targets
        if tool.name == "find_recipe"
    }
    assert counts == {0, 1, 2}


def test_a_single_tool_has_no_distractors() -> None:
    sample = sampling_of(Toolset(tools=(NAMED["weather"],)), 0, 1, {"single_turn_multi_task": 1}).sample(0)
    assert (len(sample.targets), dict(sample.distractors)) == (1, {})
