"""The usage index: who uses what, and what was planned, kept where nothing changed."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from eigendata_assets.errors import InputError
from eigendata_assets.storage.usage_index import IndexedShard, ShardUses, UsageIndex

ONE = IndexedShard("one", 2, "stamp", "v1", 0, 0)
TWO = IndexedShard("two", 1, "stamp", "v2", 0, 0)
USES_ONE = ShardUses("one", ["a", "b"], {"House.open": ["a", "b"], "House.close": ["b"]})
USES_TWO = ShardUses("two", ["c"], {"House.close": ["c"]})


@pytest.fixture
def index(tmp_path: Path) -> UsageIndex:
    index = UsageIndex(tmp_path / "index.sqlite")
    index.write([TWO, ONE], [USES_ONE, USES_TWO], {"House.open": "1", "(making)": "2"}, ["House.open"])
    return index


def test_shards_and_trajectories_come_back_in_the_order_of_the_plan(index: UsageIndex) -> None:
    assert index.shards() == (TWO, ONE)
    assert index.trajectories() == {"c": "two", "a": "one", "b": "one"}


def test_the_users_of_a_function_are_found_with_their_shards(index: UsageIndex) -> None:
    assert index.users_of("House.close") == ("c", "b")
    assert index.users_of("House.paint") == ()
    assert index.functions() == {"House.close": ["two", "one"], "House.open": ["one"]}


def test_what_things_were_at_the_plan_comes_back(index: UsageIndex) -> None:
    assert index.digests() == {"House.open": "1", "(making)": "2"}
    assert index.schemas() == {"House.open"}


def test_only_renewed_shards_are_written_anew(index: UsageIndex) -> None:
    changed = IndexedShard("one", 2, "stamp", "v9", 1, 1)

    index.write([changed, TWO], [], {"House.open": "9"}, [])

    assert index.shards() == (changed, TWO)
    assert index.users_of("House.open") == ("a", "b")
    assert (index.digests(), index.schemas()) == ({"House.open": "9"}, frozenset())


def test_a_shard_that_is_no_more_takes_its_uses_along(index: UsageIndex) -> None:
    index.write([ONE], [], {}, [])

    assert index.users_of("House.close") == ("b",)
    assert index.trajectories() == {"a": "one", "b": "one"}


def test_some_shards_can_be_brought_up_to_date(index: UsageIndex) -> None:
    index.update([(IndexedShard("two", 1, "new", "v3", 0, 0), ShardUses("two", ["c"], {"House.open": ["c"]}))])

    assert index.shards()[0].stamp == "new"
    assert index.users_of("House.close") == ("b",)
    assert index.users_of("House.open") == ("c", "a", "b")


def test_an_index_that_was_never_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    index = UsageIndex(tmp_path / "index.sqlite")

    assert index.shards() == ()
    with pytest.raises(InputError, match=r"index.sqlite: it is not there"):
        index.users_of("House.open")


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    database = Database(path)
    database.table("trajectories").insert({"id": "one"})
    database.close()
    index = UsageIndex(path)
    assert (index.shards(), index.digests()) == ((), {})
    with pytest.raises(InputError, match="not a plan that this version reads"):
        index.users_of("House.open")

    index.write([ONE], [USES_ONE], {}, [])

    assert index.users_of("House.open") == ("a", "b")
