"""What is taken is the same for the one who settles and for a process that reads so many lines of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.trajectories.taken import Taken, taken_by_others

ONE, TWO, THREE = (digit * 24 for digit in "abc")


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    found = Taken(tmp_path / "generation" / "taken")
    found.add("shard_00000", [ONE, TWO])
    found.add("shard_00001", [])
    found.add("shard_00002", [THREE])
    return found


def test_a_shard_may_have_what_it_has_already_and_nobody_has(taken: Taken) -> None:
    assert taken.is_of_another("shard_00002", ONE)
    assert not taken.is_of_another("shard_00000", ONE)
    assert not taken.is_of_another("shard_00000", "d" * 24)


def test_so_many_lines_count_and_not_those_of_the_shard_itself(taken: Taken) -> None:
    assert taken.lines == 2
    assert taken_by_others(taken.path, 2, "shard_00000") == {bytes.fromhex(THREE)}
    assert taken_by_others(taken.path, 1, "shard_00002") == {bytes.fromhex(ONE), bytes.fromhex(TWO)}
    assert taken_by_others(taken.path, 2, "shard_00009") == {bytes.fromhex(each) for each in (ONE, TWO, THREE)}


def test_what_is_known_adds_no_line_and_what_is_drawn_again_adds_one(taken: Taken) -> None:
    taken.add("shard_00000", [TWO, ONE])
    assert taken.lines == 2
    taken.add("shard_00000", ["d" * 24, ONE])
    assert taken.lines == 3
    assert taken_by_others(taken.path, 3, "shard_00002") == {bytes.fromhex(each) for each in (ONE, TWO, "d" * 24)}


def test_nothing_is_taken_where_no_line_counts_and_there_may_be_no_file(tmp_path: Path) -> None:
    assert taken_by_others(tmp_path / "nowhere", 0, "shard_00000") == set()


def test_what_another_run_has_left_is_forgotten(taken: Taken) -> None:
    fresh = Taken(taken.path)
    fresh.add("shard_00005", [THREE])
    assert taken_by_others(taken.path, 9, "shard_00000") == {bytes.fromhex(THREE)}
