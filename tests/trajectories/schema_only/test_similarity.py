from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.schema_only.similarity import Likeness, words_of
from tests.trajectories.schema_only.kitchen import POOL

LIKENESS = Likeness(POOL.tools)
KEYS = st.sampled_from([tool.key for tool in POOL.tools])


@given(KEYS, KEYS)
def test_likeness_is_between_0_and_1_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= LIKENESS.of(one, other) <= 1
    assert abs(LIKENESS.of(one, other) - LIKENESS.of(other, one)) < 1e-9


@given(KEYS)
def test_a_tool_is_like_itself(key: str) -> None:
    assert LIKENESS.of(key, key) > 0.999


def test_the_nearest_tool_is_about_the_same_thing() -> None:
    assert LIKENESS.nearest("Pool.track_parcel")[0] in ("Pool.send_parcel", "Pool.parcel_price")
    assert LIKENESS.nearest("Pool.find_recipe")[0] == "Pool.find_recipes_by_ingredient"
    assert LIKENESS.nearest("Pool.find_recipe")[-1] not in ("Pool.scale_recipe", "Pool.find_recipes_by_ingredient")


def test_names_are_split_at_underscores_and_capitals() -> None:
    assert words_of("getHTTPStatus_codes") == ["get", "http", "statu", "code"]
