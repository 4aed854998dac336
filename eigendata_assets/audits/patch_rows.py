"""Shards of stored rows, patched: only rows that use a changed function are decoded, all others keep their bytes.

A shard is a table with a row's text and the columns that say what it depends on. Which rows are affected is seen in
those columns; shards with few affected rows wait for each other, so that one execution serves them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.schema_patch import PatchResult, SchemaPatch
from eigendata_assets.trajectories.fingerprint_columns import uses_any

Counts = Literal["used", "offered"]
"""Whether a row counts as affected by the functions that it uses, or also by those that it was offered."""

WriteRow = Callable[[Trajectory], Mapping[str, object]]
"""The columns of a dialogue's row as it is written now, its text among them."""

TEXT = "row"
_TOGETHER = 512
_WAITING = 64
_CHANGED = ("patched", "regenerated", "still valid")


@dataclass(frozen=True, slots=True)
class PatchedShard:
    """One shard: its new table (None where its bytes stay as they are), and what became of the rows decoded."""

    shard: str
    rows: int
    table: pa.Table | None
    results: Sequence[PatchResult]


@dataclass(frozen=True, slots=True)
class _Waiting:
    shard: str
    table: pa.Table
    positions: list[int]
    affected: list[Trajectory]


def patch_shards(
    shards: Iterable[tuple[str, pa.Table]], patch: SchemaPatch, write: WriteRow, counts: Counts = "used"
) -> Iterator[PatchedShard]:
    """Every shard in order, patched.

    A row that is patched or still valid is written anew by `write` (its fingerprint is another now); one that needs a
    model or was patched before stays as it is.
    """
    waiting: list[_Waiting] = []
    for shard, table in shards:
        waiting.append(_Waiting(shard, table, *affected_rows(table, patch.tools, counts)))
        if sum(len(each.affected) for each in waiting) >= _TOGETHER or len(waiting) >= _WAITING:
            yield from _patched(waiting, patch, write)
            waiting = []
    yield from _patched(waiting, patch, write)


def affected_rows(table: pa.Table, tools: ChangedTools, counts: Counts) -> tuple[list[int], list[Trajectory]]:
    """The positions of the rows that depend on a changed function, and their dialogues."""
    mask = uses_any(table["functions_used"], tools.diff.affecting)
    if counts == "offered":
        mask = pc.or_(mask, uses_any(table["functions_offered"], tools.diff.affecting))
    positions = pc.indices_nonzero(mask).to_pylist()
    texts = table[TEXT].take(positions).to_pylist() if positions else []
    return positions, [Trajectory.model_validate_json(text) for text in texts]


def _patched(waiting: Sequence[_Waiting], patch: SchemaPatch, write: WriteRow) -> Iterator[PatchedShard]:
    affected = [trajectory for each in waiting for trajectory in each.affected]
    results = iter(patch.patch(affected) if affected else ())
    for each in waiting:
        mine = [next(results) for _ in each.affected]
        yield PatchedShard(each.shard, each.table.num_rows, _with_rows(each, mine, write), mine)


def _with_rows(each: _Waiting, results: Sequence[PatchResult], write: WriteRow) -> pa.Table | None:
    """The shard's table with the rows that are others now in their places; None where there are none."""
    pairs = zip(each.positions, results, strict=True)
    fresh = {position: write(result.trajectory) for position, result in pairs if result.outcome in _CHANGED}
    if not fresh:
        return None
    rows = each.table.num_rows
    order = list(range(rows))
    for number, position in enumerate(fresh):
        order[position] = rows + number
    added = pa.Table.from_pylist([dict(row) for row in fresh.values()], schema=each.table.schema)
    return pa.concat_tables([each.table, added]).take(order).combine_chunks()
