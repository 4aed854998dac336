"""The parts of a generated shard: written as rows come, copied with other rows in the place of some, in all parts."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.errors import InputError
from eigendata_assets.storage.generated_shards import (
    GRAPHS,
    SCENARIOS,
    TOGETHER,
    PartFiles,
    PartRows,
    PartWriter,
    parts_in,
    parts_of,
    read_column,
    read_shard,
    rows_of,
)


def rows(*names: str) -> PartRows:
    """Scenarios and graphs of these names."""
    scenario = {"kind": "k", "goal": "g", "attempt": 0, "seed": "s", "scenario": "{}"}
    graph = {"goals": ["g"], "tools": ["g"], "depth": 1, "width": 1, "writes": 0, "failures": 0, "nodes": "[]"}
    return rows_of(
        {
            SCENARIOS: [{"id": name, **scenario} for name in names],
            GRAPHS: [{"id": name, "skeleton": f"{name}!", **graph} for name in names],
        }
    )


def written(folder: Path, *some: PartRows) -> PartFiles:
    folder.mkdir()
    with PartWriter(folder) as writer:
        for each in some:
            writer.write(each)
    return parts_in(folder)


def test_rows_follow_each_other_and_parts_that_were_not_made_are_missing(tmp_path: Path) -> None:
    files = written(tmp_path / "one", rows("a", "b"), rows("c"))
    assert files.keys() == {SCENARIOS, GRAPHS}
    assert read_column(files[SCENARIOS], "id") == ["a", "b", "c"]
    assert read_column(files[GRAPHS], "skeleton") == ["a!", "b!", "c!"]


def test_a_published_shard_lies_in_the_folders_of_its_parts(tmp_path: Path) -> None:
    for part, path in written(tmp_path / "one", rows("a")).items():
        (tmp_path / part).mkdir()
        path.rename(tmp_path / part / "shard_00004.parquet")
    assert parts_of(tmp_path, "shard_00004").keys() == {SCENARIOS, GRAPHS}
    assert parts_of(tmp_path, "shard_00005") == {}


def test_a_file_that_is_no_part_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / f"{GRAPHS}.parquet").write_text("graphs")
    with pytest.raises(InputError, match=r"tool_graphs.*: not a part of a shard"):
        read_column(parts_in(tmp_path)[GRAPHS], "id")


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=2 * TOGETHER + 9))
def test_rows_take_the_place_of_others_in_every_part(replaced: list[bool]) -> None:
    positions = [number for number, each in enumerate(replaced) if each] or [0]
    old = [f"old{number}" for number in range(len(replaced))]
    new = {number: f"new{number}" for number in positions}
    with TemporaryDirectory() as folder:
        before = written(Path(folder) / "before", rows(*old))
        (Path(folder) / "after").mkdir()
        with PartWriter(Path(folder) / "after") as writer:
            others = iter(new.values())
            writer.copy(before, positions, lambda count: rows(*islice(others, count)))
        after = parts_in(Path(folder) / "after")
        wanted = [new.get(number, name) for number, name in enumerate(old)]
        assert read_column(after[SCENARIOS], "id") == wanted
        assert read_column(after[GRAPHS], "skeleton") == [f"{name}!" for name in wanted]


def test_rows_of_an_earlier_version_lack_nothing_but_what_was_not_recorded_then(tmp_path: Path) -> None:
    files = written(tmp_path / "old", rows("a", "b"))
    older = pq.read_table(files[GRAPHS]).drop_columns(["attempts"])
    pq.write_table(older, files[GRAPHS])
    assert read_shard(files).tables[GRAPHS]["attempts"].to_pylist() == [None, None]
    with PartWriter(tmp_path) as writer:
        writer.copy(files, [1], lambda _: rows("c"))
    assert read_column(tmp_path / f"{GRAPHS}.parquet", "id") == ["a", "c"]
