"""`Batch` and `Dataset`: which places lie in which shard, and what comes after what is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.dataset import Batch, Dataset

batches = st.builds(
    Batch, count=st.integers(1, 5000), seed=st.integers(0, 9), first_shard=st.integers(0, 50),
    shard_size=st.integers(1, 1000),
)  # fmt: skip


@given(batches)
def test_every_place_lies_in_exactly_one_shard_in_order(batch: Batch) -> None:
    assert [place for places in batch.shards.values() for place in places] == list(range(batch.count))
    assert list(batch.shards) == sorted(batch.shards)


@given(batches)
def test_only_the_last_shard_is_not_full(batch: Batch) -> None:
    sizes = [len(places) for places in batch.shards.values()]
    assert all(size == batch.shard_size for size in sizes[:-1])
    assert 0 < sizes[-1] <= batch.shard_size


@given(
    st.lists(
        batches.map(
            lambda batch: batch.model_copy(update={"count": 1 + batch.count % 7}),
        ),
        max_size=4,
    )
)
def test_a_further_batch_overlaps_with_none(drawn: list[Batch]) -> None:
    dataset = Dataset()
    for batch in drawn:
        added = batch.model_copy(update={"first_shard": dataset.next_shard, "seed": dataset.next_seed})
        assert dataset.shards.keys().isdisjoint(added.shards)
        assert added.seed not in {each.seed for each in dataset.batches}
        dataset = Dataset(batches=(*dataset.batches, added))
    assert list(dataset.shards) == sorted(dataset.shards)
