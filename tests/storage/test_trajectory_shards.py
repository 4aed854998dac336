"""Bulk rows are written shard by shard, as they come, all of them or none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eigendata_assets.errors import InputError
from eigendata_assets.storage.memo import MEMO, ROW, Row, row_of
from eigendata_assets.storage.trajectory_shards import (
    content_version,
    read_memo,
    read_table,
    table_of,
    trajectories_of,
    write_corpus,
    write_table,
)
from tests.own_dialogues import dialogue

TOOLS = frozenset({"Till.pay", "Till.void", "Till.total"})


def rows(count: int) -> Iterator[Row]:
    return (row_of(dialogue(number), TOOLS) for number in range(count))


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (4, [4]), (9, [4, 4, 1])])
def test_rows_fill_one_shard_after_the_other(tmp_path: Path, count: int, sizes: list[int]) -> None:
    folder = tmp_path / "trajectories"

    assert write_corpus(folder, rows(count), 4) == count

    tables = [read_table(path) for path in sorted(folder.glob("*.parquet"))]
    assert [table.num_rows for table in tables] == sizes
    found = [each for table in tables for each in trajectories_of(table, folder)]
    assert found == [dialogue(number) for number in range(count)]


def test_rows_are_taken_one_shard_at_a_time(tmp_path: Path) -> None:
    ahead: list[int] = []

    def watched() -> Iterator[Row]:
        for number, row in enumerate(rows(8)):
            ahead.append(number - 4 * len([*tmp_path.glob(".writing-*/*.parquet")]))
            yield row

    write_corpus(tmp_path / "trajectories", watched(), 4)

    assert max(ahead) == 3


def test_where_rows_end_in_an_error_the_shards_are_as_before(tmp_path: Path) -> None:
    folder = tmp_path / "trajectories"
    write_corpus(folder, rows(2), 4)

    def failing() -> Iterator[Row]:
        yield from rows(5)
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_corpus(folder, failing(), 4)

    assert [read_table(path).num_rows for path in folder.iterdir()] == [2]


def test_the_columns_beside_the_text_are_read_without_it(tmp_path: Path) -> None:
    path = tmp_path / "one.parquet"
    write_table(path, table_of(rows(3)))

    memo = read_memo(path)

    assert memo.schema == MEMO
    assert memo["functions_used"].to_pylist()[2] == ["Till.pay", "Till.total", "Till.void"]
    assert memo["times_used"].to_pylist()[0] == [2, 1]
    assert memo["fingerprint"].to_pylist() == ["", "", ""]
    assert read_table(path).schema == ROW


def test_the_version_of_a_shard_is_that_of_its_ids_and_fingerprints_in_order() -> None:
    table = table_of(rows(3))
    assert content_version(table) == content_version(table_of(rows(3)))
    assert content_version(table) != content_version(table.take([1, 0, 2]))
    assert content_version(table) != content_version(table.slice(0, 2))


def test_a_row_whose_text_is_damaged_is_named_by_its_file(tmp_path: Path) -> None:
    damaged = table_of([{**row_of(dialogue(1), TOOLS), "row": "{"}])

    with pytest.raises(InputError, match=r"one.parquet: not trajectories that this version reads"):
        trajectories_of(damaged, tmp_path / "one.parquet")
