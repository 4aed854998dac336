"""Fingerprints of many trajectories at once, from the columns that their rows carry and never from the rows' text.

A row carries, beside its text, what it depends on (`storage/memo.py`). A million rows share few combinations of
functions, so a combination is looked up once, and what is left to do for a row is one hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.reach import Parts
from eigendata_assets.storage.memo import Row, own_parts, row_of, written_states
from eigendata_assets.trajectories.fingerprint import (
    Dependencies,
    PartsArchive,
    changed_parts,
    fingerprint_of,
    reasons,
)

NEVER_EXECUTED = "(never executed)"


def planned_row(trajectory: Trajectory, now: Dependencies, own: Parts | None = None) -> Row:
    """The row of a trajectory that is made now; `own` are its own parts where they are not those of an import."""
    states = written_states(trajectory)
    own = own_parts(trajectory, states) if own is None else own
    row = row_of(trajectory.model_copy(update={"own_parts": dict(own)}), now.tools, states)
    keys = now.keys(row["functions_used"], row["functions_offered"], trajectory.toolkits)
    digests = [now.digest(key) for key in keys]
    return {**row, "dependencies": keys, "digests": digests, "fingerprint": fingerprint_of(row["own"], digests)}


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


def due(stored: pa.Table, wanted: pa.Table) -> pa.BooleanArray:
    """Which rows are not what they should be: never executed, or executed under another fingerprint."""
    return _one_array(pc.fill_null(pc.not_equal(stored["fingerprint"], wanted["fingerprint"]), True))


def waiting(stored: pa.Table, wanted: pa.Table) -> pa.BooleanArray:
    """Which rows a patch has left to a model, and nobody has written otherwise since."""
    same = pc.fill_null(pc.equal(stored["own"], wanted["own"]), False)
    return _one_array(pc.and_(pc.is_valid(stored["open"]), same))


def row_reasons(stored: pa.Table, wanted: pa.Table, now: Dependencies, archive: PartsArchive) -> list[tuple[str, ...]]:
    """For each row the names of what changed since it was executed; give only rows that are out of date."""
    known: dict[tuple[object, ...], list[str]] = {}
    found: list[tuple[str, ...]] = []
    was = zip(_lists(stored["dependencies"]), _lists(stored["digests"]), strict=True)
    own = zip(stored["own_parts"].to_pylist(), wanted["own_parts"].to_pylist(), strict=True)
    fingerprint = stored["fingerprint"].to_pylist()
    cases = zip(fingerprint, was, _combinations(wanted, now), own, strict=True)
    for executed, (keys, digests), combination, (mine, now_mine) in cases:
        if not executed:
            found.append((NEVER_EXECUTED,))
            continue
        case = (keys, digests, combination)
        if case not in known:
            used, toolkits, offered = combination
            before = dict(zip(keys, digests, strict=True))
            known[case] = reasons(before, now.keys(used, offered, toolkits), now, archive)
        others = [] if mine == now_mine else changed_parts(json.loads(mine), json.loads(now_mine))
        found.append(tuple(sorted({*others, *known[case]})) if others else tuple(known[case]))
    return found


def uses_any(functions: pa.ListArray | pa.ChunkedArray, wanted: Iterable[str]) -> pa.BooleanArray:
    """Which of the lists hold any of the wanted names; the rows' text is not looked at."""
    lists = _one_array(functions)
    hits = pc.is_in(lists.flatten(), value_set=pa.array(sorted(set(wanted)), pa.string()))
    rows = pc.unique(lists.value_parent_indices().filter(hits))
    return pc.is_in(pa.array(range(len(lists)), pa.int64()), value_set=rows)


def _combinations(
    rows: pa.RecordBatch | pa.Table, now: Dependencies
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """For each row what its calls would run now, its toolkits, and what it was offered, where that counts."""
    used, toolkits = _lists(rows["functions_used"]), _lists(rows["toolkits"])
    counts = now.policy.functions == "offered"
    offered = _lists(rows["functions_offered"]) if counts else [()] * len(used)
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
    for functions, kits, shown in zip(used, toolkits, offered, strict=True):
        case = (functions, kits)
        if case not in known:
            known[case] = now.resolved(functions, kits)
        yield known[case], kits, shown


def _lists(column: pa.ListArray | pa.ChunkedArray) -> list[tuple[str, ...]]:
    """The lists of a column; equal ones are one object, found by the bytes of their dictionary codes."""
    lists = pc.fill_null(_one_array(column), pa.scalar([], column.type))
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


def ids_by_function(rows: pa.Table) -> dict[str, list[str]]:
    """Function to the ids of the rows that use it."""
    found: dict[str, list[str]] = {}
    for name, functions in zip(rows["id"].to_pylist(), _lists(rows["functions_used"]), strict=True):
        for function in functions:
            found.setdefault(function, []).append(name)
    return found
