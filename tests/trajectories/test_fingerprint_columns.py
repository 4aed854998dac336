"""Fingerprints of many rows at once are those of the rows one by one, and cheap."""

import json
import random
import time
import tracemalloc

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.fingerprint import (
    MAKING,
    CountPolicy,
    Dependencies,
    PartsArchive,
    fingerprint_of,
    own_parts,
    reasons,
)
from eigendata_assets.trajectories.fingerprint_columns import (
    MEMO,
    Memo,
    count_reasons,
    fingerprints,
    memo_of,
    memo_table,
    own_reasons,
    shards_by_function,
    stale,
    uses_any,
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
    memos = [memo_of(each, own_parts(each), before) for each in dialogues]
    table = memo_table(memos)
    assert fingerprints(table, before).to_pylist() == [memo["fingerprint"] for memo in memos]
    expected = [_fingerprint(memo, after) for memo in memos]
    assert fingerprints(table, after).to_pylist() == expected
    mask = stale(table, after).to_pylist()
    assert mask == [memo["fingerprint"] != now for memo, now in zip(memos, expected, strict=True)]
    archive = PartsArchive().including(before)
    out_of_date = table.filter(pa.array(mask, pa.bool_()))
    counted = count_reasons(out_of_date, after, archive)
    assert all(count <= out_of_date.num_rows for count in counted.values())
    alone = [_reasons(memo, after, archive) for memo, old in zip(memos, mask, strict=True) if old]
    assert dict(counted) == {reason: sum(reason in each for each in alone) for each in alone for reason in each}


def _keys(memo: Memo, now: Dependencies) -> list[str]:
    lists = [memo[name] for name in ("functions_used", "functions_offered", "toolkits")]
    used, offered, toolkits = (each if isinstance(each, list) else [] for each in lists)
    return now.keys(used, offered, toolkits)


def _fingerprint(memo: Memo, now: Dependencies) -> str:
    return fingerprint_of(str(memo["own"]), map(now.digest, _keys(memo, now)))


def _reasons(memo: Memo, now: Dependencies, archive: PartsArchive) -> list[str]:
    was = dict(zip(memo["dependencies"], memo["digests"], strict=True))
    return reasons(was, _keys(memo, now), now, archive)


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


def test_shards_are_found_by_the_functions_that_their_rows_use() -> None:
    columns = [("one", pa.array([["a"], ["a", "b"]])), ("two", pa.array([["b"]]))]
    assert shards_by_function(columns) == {"a": ["one"], "b": ["one", "two"]}


def test_what_changed_in_a_row_itself_is_named() -> None:
    before, after = dialogue("a", ("Go.", [])), dialogue("a", ("Stop.", []))
    assert own_reasons(json.dumps(own_parts(before)), own_parts(after)) == ["dialogue.turn_1"]


def test_a_memo_fits_its_columns() -> None:
    memo = memo_of(dialogue("a", ("Go.", [])), {}, Dependencies({}, frozenset(), CountPolicy()))
    assert memo_table([memo]).schema == MEMO
    assert set(memo) == set(MEMO.names)


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
