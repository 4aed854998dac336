"""Shards of stored rows, patched: only rows that use a changed function are decoded, all others keep their bytes.

A shard is a table with a row's text and the columns that say what it depends on. Which rows are affected is seen in
those columns; shards with few affected rows wait for each other, so that one execution serves them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.schema_patch import PatchResult, SchemaPatch
from eigendata_assets.storage.memo import ROW, Row, trajectory_of
from eigendata_assets.trajectories.fingerprint import Counts, Dependencies
from eigendata_assets.trajectories.fingerprint_columns import planned_row, uses_any

WriteRow = Callable[[PatchResult, Row], Row | None]
"""What became of a row, and the row as it was, to the row as it is written now; None where it stays."""

_TOGETHER = 512
_WAITING = 64


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
    affected: list[Row]


def row_writer(tools: ChangedTools, now: Dependencies) -> WriteRow:
    """Writes rows as of `now`, after the changes.

    A row that is patched or still valid has another fingerprint. One that needs a model keeps all but a note of why.
    One that waited for a model already does so until all its calls are as the new schemas want them.
    """

    def write(result: PatchResult, before: Row) -> Row | None:
        if result.outcome == "already patched":
            return None
        if result.outcome == "needs a model":
            return {**before, "open": "\n".join(" ".join(problem.split()) for problem in result.problems)}
        if before["open"] is not None and not _fits(result.trajectory, tools):
            return None
        return planned_row(result.trajectory, now)

    return write


def _fits(trajectory: Trajectory, tools: ChangedTools) -> bool:
    owners = [(call, tools.owner(trajectory, call.name, after=True)) for call in trajectory.calls]
    return all(key is not None and not tools.problems_of(call, tools.after.by_key[key]) for call, key in owners)


def patch_shards(
    shards: Iterable[tuple[str, pa.Table]], patch: SchemaPatch, write: WriteRow, counts: Counts = "used"
) -> Iterator[PatchedShard]:
    """Every shard in order, patched; each affected row is written by `write`, every other keeps its bytes."""
    waiting: list[_Waiting] = []
    for shard, table in shards:
        waiting.append(_Waiting(shard, table, *affected_rows(table, patch.tools, counts)))
        if sum(len(each.affected) for each in waiting) >= _TOGETHER or len(waiting) >= _WAITING:
            yield from _patched(waiting, patch, write)
            waiting = []
    yield from _patched(waiting, patch, write)


def affected_rows(table: pa.Table, tools: ChangedTools, counts: Counts) -> tuple[list[int], list[Row]]:
    """The positions of the rows that depend on a changed function, and these rows."""
    mask = uses_any(table["functions_used"], tools.diff.affecting)
    if counts == "offered":
        mask = pc.or_(mask, uses_any(table["functions_offered"], tools.diff.affecting))
    positions = pc.indices_nonzero(mask).to_pylist()
    return positions, table.take(positions).to_pylist() if positions else []


def _patched(waiting: Sequence[_Waiting], patch: SchemaPatch, write: WriteRow) -> Iterator[PatchedShard]:
    affected = [trajectory_of(row) for each in waiting for row in each.affected]
    results = iter(patch.patch(affected) if affected else ())
    for each in waiting:
        mine = [next(results) for _ in each.affected]
        yield PatchedShard(each.shard, each.table.num_rows, _with_rows(each, mine, write), mine)


def _with_rows(each: _Waiting, results: Sequence[PatchResult], write: WriteRow) -> pa.Table | None:
    """The shard's table with the rows that are others now in their places; None where there are none."""
    written = [write(result, before) for result, before in zip(results, each.affected, strict=True)]
    fresh = {position: row for position, row in zip(each.positions, written, strict=True) if row is not None}
    if not fresh:
        return None
    rows = each.table.num_rows
    order = list(range(rows))
    for number, position in enumerate(fresh):
        order[position] = rows + number
    added = pa.Table.from_pylist(list(fresh.values()), schema=ROW)
    return pa.concat_tables([each.table, added]).take(order).combine_chunks()
