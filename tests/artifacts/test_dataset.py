"""Batches: which place lies in which row of which shard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport, ModelWork
from eigendata_assets.artifacts.left_out import LeftOut


@given(st.integers(1, 50), st.integers(1, 12), st.integers(0, 30), st.data())
def test_every_place_that_is_not_left_out_lies_in_one_row(
    count: int, size: int, first: int, data: st.DataObject
) -> None:
    places = range(first, first + count)
    left_out = tuple(sorted(data.draw(st.sets(st.sampled_from(list(places)), max_size=count))))
    batch = Batch(count=count, shard_size=size, first_place=first, places=first + count, left_out=left_out)
    assert [place for some in batch.shards.values() for place in some] == [
        each for each in places if each not in left_out
    ]
    assert batch.dialogues == count - len(left_out)
    assert all(len(some) <= size for some in batch.shards.values())


def test_what_is_left_out_of_one_shard_moves_nothing_in_another() -> None:
    whole, lacking = Batch(count=6, shard_size=2), Batch(count=6, shard_size=2, left_out=(2, 3))
    assert list(whole.shards) == list(lacking.shards)
    assert lacking.shards["shard_00002"] == whole.shards["shard_00002"]
    assert list(lacking.shards["shard_00001"]) == []


def test_the_space_of_a_batch_is_its_own_unless_it_is_said() -> None:
    assert Batch(count=6).size == 6
    assert Batch(count=6, first_place=4, places=20).size == 20


def test_a_further_batch_has_the_next_shard_and_seed() -> None:
    dataset = Dataset(batches=(Batch(count=6, shard_size=4), Batch(count=1, seed=3, first_shard=2)))
    assert (dataset.next_shard, dataset.next_seed) == (3, 4)


def test_a_report_adds_what_is_left_out_in_all_shards() -> None:
    left = LeftOut(place=3, kind="recovery", reasons=("user: stops early: too soon",))
    report = GenerationReport(
        domain="d", dialogues=9, resumed=0, kinds={}, tools={}, dropped={}, shards=(),
        by_models={"shard_00000": ModelWork(), "shard_00001": ModelWork(left_out=(left,))},
    )  # fmt: skip
    assert (report.left_out, report.wanted) == ((left,), 10)
