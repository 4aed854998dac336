"""Fingerprints of many rows at once are those of the rows one by one, and cheap."""

import random
import time
import tracemalloc

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.memo import ROW, Row
from eigendata_assets.storage.trajectory_shards import table_of
from eigendata_assets.trajectories.fingerprint import (
    MAKING,
    CountPolicy,
    Dependencies,
    PartsArchive,
    reasons,
)
from eigendata_assets.trajectories.fingerprint_columns import (
    NEVER_EXECUTED,
    due,
    fingerprints,
    ids_by_function,
    planned_row,
    row_reasons,
    uses_any,
    waiting,
)
from tests.audits.desk import call, dialogue, step

TOOLS = [f"{toolkit}.f{number}" for toolkit in "AB" for number in range(6)]


def known(choose: random.Random, policy: CountPolicy) -> Dependencies:
    tools = frozenset(choose.sample(TOOLS, choose.randint(6, 12)))
    parts = {tool: {f"{tool}.x": str(choose.randint(0, 1)), "shared.helper": "1"} for tool in tools}
    offered = {f"{tool} (offered)": {f"{tool}.y": str(choose.randint(0, 1))} for tool in TOOLS}
    return Dependencies({**parts, **offered, "A": {"A.load": "1"}, "B": {}, MAKING: {"model": "m"}}, tools, policy)


def random_dialogue(choose: random.Random, name: str) -> Trajectory:
    calls = [step(call(f"f{choose.randrange(6)}")) for _ in range(choose.randint(0, 3))]
    toolkits = tuple(choose.sample("AB", choose.randint(1, 2)))
    tools = tuple(choose.sample(TOOLS, 3))
    return dialogue(name, ("Go.", calls)).model_copy(update={"toolkits": toolkits, "tools": tools})


@given(st.integers(0, 2**32), st.sampled_from(["used", "offered"]))
def test_many_rows_are_judged_as_each_alone(seed: int, counts: str) -> None:
    choose = random.Random(seed)
    policy = CountPolicy(functions="offered" if counts == "offered" else "used")
    before, after = known(choose, policy), known(choose, policy)
    dialogues = [random_dialogue(choose, str(number)) for number in range(choose.randint(0, 8))]
    rows = [planned_row(each, before) for each in dialogues]
    table = table_of(rows)
    assert fingerprints(table, before).to_pylist() == [row["fingerprint"] for row in rows]
    anew = [planned_row(each, after) for each in dialogues]
    assert fingerprints(table, after).to_pylist() == [row["fingerprint"] for row in anew]
    wanted = table_of(anew)
    mask = due(table, wanted)
    assert mask.to_pylist() == [old["fingerprint"] != new["fingerprint"] for old, new in zip(rows, anew, strict=True)]
    archive = PartsArchive().including(before)
    found = row_reasons(table.filter(mask), wanted.filter(mask), after, archive)
    alone = [_reasons(old, new, after, archive) for old, new in zip(rows, anew, strict=True)]
    assert [list(each) for each in found] == [why for why, old in zip(alone, mask.to_pylist(), strict=True) if old]


def _reasons(old: Row, new: Row, now: Dependencies, archive: PartsArchive) -> list[str]:
    was = dict(zip(old["dependencies"], old["digests"], strict=True))
    return reasons(was, new["dependencies"], now, archive)


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=3)), st.sets(st.sampled_from("abcd")), st.data())
def test_rows_that_use_any_of_some_functions_are_found(
    lists: list[list[str]], wanted: set[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(lists)))
    column = pa.array(lists, pa.list_(pa.string()))
    for part, rows in (
        (column, lists),
        (column.slice(start), lists[start:]),
        (pa.chunked_array([column, column]), lists * 2),
    ):
        assert uses_any(part, wanted).to_pylist() == [bool(wanted & {*row}) for row in rows]


NOTHING = Dependencies({}, frozenset(), CountPolicy())


def test_rows_are_found_by_the_functions_that_they_use() -> None:
    rows = pa.table({"id": ["one", "two"], "functions_used": [["a"], ["a", "b"]]})
    assert ids_by_function(rows) == {"a": ["one", "two"], "b": ["two"]}


def test_what_changed_in_a_row_itself_is_named_and_a_row_never_executed_says_so() -> None:
    before, after = dialogue("a", ("Go.", [])), dialogue("a", ("Stop.", []))
    old, new = table_of([planned_row(before, NOTHING)]), table_of([planned_row(after, NOTHING)])
    assert row_reasons(old, new, NOTHING, PartsArchive().including(NOTHING)) == [("dialogue.turn_1",)]
    never = table_of([{**planned_row(before, NOTHING), "fingerprint": ""}])
    assert row_reasons(never, new, NOTHING, PartsArchive()) == [(NEVER_EXECUTED,)]


def test_a_row_waits_for_a_model_until_someone_writes_it_otherwise() -> None:
    left = table_of([{**planned_row(dialogue("a", ("Go.", [])), NOTHING), "open": "what is it?"}])
    rewritten = table_of([planned_row(dialogue("a", ("Stop.", [])), NOTHING)])
    assert waiting(left, left).to_pylist() == [True]
    assert waiting(left, rewritten).to_pylist() == [False]
    assert waiting(rewritten, rewritten).to_pylist() == [False]


def test_a_row_fits_its_columns() -> None:
    row = planned_row(dialogue("a", ("Go.", [])), NOTHING)
    assert table_of([row]).schema == ROW
    assert set(row) == set(ROW.names)


@pytest.mark.parametrize("functions", [10, 1000])
def test_twenty_thousand_rows_take_seconds_and_little_memory(functions: int) -> None:
    names = [f"A.f{number}" for number in range(functions)]
    now = Dependencies({name: {"x": name} for name in names}, frozenset(names), CountPolicy())
    choose = random.Random(1)
    shard = pa.table(
        {
            "own": [f"{number:032x}" for number in range(10_000)],
            "toolkits": [["A"]] * 10_000,
            "functions_used": [sorted(choose.sample(names, 3)) for _ in range(10_000)],
        }
    )
    tracemalloc.start()
    started = time.perf_counter()
    for _ in range(2):
        assert len(fingerprints(shard, now)) == 10_000
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 10
    assert peak < 50 << 20
