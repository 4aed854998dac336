"""The story of a schema-triggered patch (EigenData paper, section 3.4.4).

Compare two versions of a toolset; pass on every row that depends on nothing of what changed; cut each other dialogue
into safe, affected and candidate steps (DialogAnalyzerAgent); rewrite by rule, execute, and record what is other and
why (TrajectoryAgent); report what needs a model, and leave it as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from eigendata_assets.artifacts.patch_report import PatchReport
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.drafts import draft
from eigendata_assets.audits.mapping import read_mapping
from eigendata_assets.audits.patch_report import Tally
from eigendata_assets.audits.patch_rows import PatchedShard, WriteRow, affected_rows, patch_shards
from eigendata_assets.audits.schema_diff import Implementations, diff
from eigendata_assets.audits.schema_patch import SchemaPatch
from eigendata_assets.storage.memo import trajectory_of
from eigendata_assets.trajectories.fingerprint import Counts


def compare(
    before: Toolset, after: Toolset, mapping: Path | None = None, implementations: Implementations | None = None
) -> ChangedTools:
    """Two versions of a toolset and what changed between them; raises InputError naming file, line and function."""
    lines = read_mapping(mapping, before, after) if mapping else ()
    return ChangedTools(before, after, diff(before, after, lines, implementations), lines)


def preview(shards: Iterable[tuple[str, pa.Table]], tools: ChangedTools, counts: Counts = "used") -> PatchReport:
    """What a patch would do, as far as can be said without executing anything: the outcomes are those of the rules."""
    tally = Tally(tools)
    for _, table in shards:
        _, affected = affected_rows(table, tools, counts)
        drafts = [draft(trajectory_of(each), tools) for each in affected]
        tally.shard(table.num_rows, len(drafts), changed=any(not made.problems for made in drafts))
        for made in drafts:
            valid = made.segments.first_affected is None and made.now is made.original
            outcome = "needs a model" if made.problems else "still valid" if valid else "to be executed"
            tally.row(outcome, made.segments, made.problems)
    return tally.report()


def patch(
    shards: Iterable[tuple[str, pa.Table]],
    patcher: SchemaPatch,
    write: WriteRow,
    tally: Tally,
    counts: Counts = "used",
) -> Iterator[PatchedShard]:
    """Every shard in order, patched; `tally` has counted it when it is given."""
    for done in patch_shards(shards, patcher, write, counts):
        tally.shard(done.rows, len(done.results), changed=done.table is not None)
        for result in done.results:
            tally.row(result.outcome, result.segments, result.problems)
        yield done
