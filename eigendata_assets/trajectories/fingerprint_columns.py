"""Fingerprints of many trajectories at once, from the columns that their rows carry and never from the rows' text.

A row carries, beside its text, what it depends on (`MEMO`). A million rows share few combinations of functions, so a
combination is looked up once, and what is left to do for a row is one hash.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.reach import Parts
from eigendata_assets.trajectories.fingerprint import (
    Dependencies,
    PartsArchive,
    changed_parts,
    fingerprint_of,
    functions_offered,
    functions_used,
    own_hash,
    reasons,
)

_NAMES = pa.list_(pa.string())

MEMO = pa.schema(
    [
        ("id", pa.string()),
        ("toolkits", _NAMES),
        ("functions_used", _NAMES),
        ("functions_offered", _NAMES),
        ("own", pa.string()),  # hash of the own parts
        ("own_parts", pa.string()),  # the own parts as JSON
        ("dependencies", _NAMES),  # what the fingerprint was made of: keys ...
        ("digests", _NAMES),  # ... and their digests then
        ("fingerprint", pa.string()),
    ]
)
"""The columns of a row that say what it depends on."""

Memo = dict[str, str | list[str]]
"""One row of `MEMO`."""


def memo_of(trajectory: Trajectory, own: Parts, now: Dependencies) -> Memo:
    """What the row of a trajectory carries when it is made now; `own` are its own parts."""
    used, offered = functions_used(trajectory, now.tools), functions_offered(trajectory)
    keys = now.keys(used, offered, trajectory.toolkits)
    digests = [now.digest(key) for key in keys]
    hashed = own_hash(own)
    return {
        "id": trajectory.id,
        "toolkits": list(trajectory.toolkits),
        "functions_used": list(used),
        "functions_offered": list(offered),
        "own": hashed,
        "own_parts": json.dumps(own),
        "dependencies": keys,
        "digests": digests,
        "fingerprint": fingerprint_of(hashed, digests),
    }


def fingerprints(rows: pa.RecordBatch | pa.Table, now: Dependencies) -> pa.StringArray:
    """The fingerprint that each row would have if it were made now.

    Needs the columns own, toolkits, functions_used, and functions_offered where the policy counts them.
    """
    joined: dict[tuple[tuple[str, ...], ...], str] = {}
    found: list[str] = []
    for own, combination in zip(rows["own"].to_pylist(), _combinations(rows, now), strict=True):
        digests = joined.get(combination)
        if digests is None:
            used, toolkits, offered = combination
            digests = joined[combination] = "".join(map(now.digest, now.keys(used, offered, toolkits)))
        found.append(fingerprint_of(own, (digests,)))
    return pa.array(found, pa.string())


def stale(rows: pa.RecordBatch | pa.Table, now: Dependencies) -> pa.BooleanArray:
    """Which rows would have another fingerprint than they carry."""
    return pc.not_equal(rows["fingerprint"], fingerprints(rows, now))


def count_reasons(rows: pa.RecordBatch | pa.Table, now: Dependencies, archive: PartsArchive) -> Counter[str]:
    """Part name to the number of rows that are out of date because it changed; give only rows that are.

    A row whose own parts are others than those that it carries now needs `own_reasons`.
    """
    counts: Counter[str] = Counter()
    known: dict[tuple[object, ...], list[str]] = {}
    was = zip(_lists(rows["dependencies"]), _lists(rows["digests"]), strict=True)
    for (keys, digests), combination in zip(was, _combinations(rows, now), strict=True):
        case = (keys, digests, combination)
        if case not in known:
            used, toolkits, offered = combination
            before = dict(zip(keys, digests, strict=True))
            known[case] = reasons(before, now.keys(used, offered, toolkits), now, archive)
        counts.update(known[case])
    return counts


def own_reasons(carried: str, own: Parts) -> list[str]:
    """The names of the own parts that changed; `carried` is the row's `own_parts`."""
    return changed_parts(json.loads(carried), own)


def memo_table(memos: Iterable[Mapping[str, object]]) -> pa.Table:
    """The rows as a table of `MEMO`."""
    return pa.Table.from_pylist([dict(memo) for memo in memos], schema=MEMO)


def uses_any(functions: pa.ListArray | pa.ChunkedArray, wanted: Iterable[str]) -> pa.BooleanArray:
    """Which of the lists hold any of the wanted names; the rows' text is not looked at."""
    lists = _one_array(functions)
    hits = pc.is_in(lists.flatten(), value_set=pa.array(sorted(set(wanted)), pa.string()))
    rows = pc.unique(lists.value_parent_indices().filter(hits))
    return pc.is_in(pa.array(range(len(lists)), pa.int64()), value_set=rows)


def _combinations(
    rows: pa.RecordBatch | pa.Table, now: Dependencies
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """For each row what it uses, its toolkits, and what it was offered, where that counts."""
    used, toolkits = _lists(rows["functions_used"]), _lists(rows["toolkits"])
    counts = now.policy.functions == "offered"
    offered = _lists(rows["functions_offered"]) if counts else [()] * len(used)
    return zip(used, toolkits, offered, strict=True)


def _lists(column: pa.ListArray | pa.ChunkedArray) -> list[tuple[str, ...]]:
    """The lists of a column; equal ones are one object, found by the bytes of their dictionary codes."""
    lists = _one_array(column)
    encoded = lists.flatten().dictionary_encode()
    names, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    offsets = (lists.offsets.to_numpy() - lists.offsets[0].as_py()).tolist()
    known: dict[bytes, tuple[str, ...]] = {}
    found: list[tuple[str, ...]] = []
    for start, end in pairwise(offsets):
        key = codes[start:end].tobytes()
        value = known.get(key)
        if value is None:
            value = known[key] = tuple(names[code] for code in codes[start:end])
        found.append(value)
    return found


def _one_array(column: pa.ListArray | pa.ChunkedArray) -> pa.ListArray:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def shards_by_function(columns: Sequence[tuple[str, pa.ListArray]]) -> dict[str, list[str]]:
    """Function to the shards in which some row uses it; `columns` are the shards' functions_used."""
    found: dict[str, list[str]] = {}
    for shard, lists in columns:
        for name in pc.unique(_one_array(lists).flatten()).to_pylist():
            found.setdefault(name, []).append(shard)
    return found
