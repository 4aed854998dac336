"""Counting what a patch did, or would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from eigendata_assets.artifacts.patch_report import OpenRow, PatchReport
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import describe
from eigendata_assets.audits.segments import SegmentMap


class Tally:
    """Counts shard after shard; `report` gives what it has so far."""

    def __init__(self, tools: ChangedTools) -> None:
        self._changes = tuple(map(describe, tools.diff.changes))
        self._counts: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._steps: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._open: list[OpenRow] = []

    def shard(self, rows: int, decoded: int, *, changed: bool) -> None:
        """A shard is counted."""
        self._counts.update(shards=1, rows=rows, decoded=decoded, shards_changed=int(changed))

    def row(self, outcome: str, segments: SegmentMap, problems: Sequence[str]) -> None:
        """A decoded row is counted."""
        self._outcomes[outcome] += 1
        self._steps.update(each.label for each in segments.segments)
        self._reasons.update(segments.reasons)
        if problems:
            self._open.append(OpenRow(id=segments.id, problems=tuple(problems)))

    def report(self) -> PatchReport:
        """What was counted."""
        return PatchReport(
            changes=self._changes,
            shards=self._counts["shards"],
            shards_changed=self._counts["shards_changed"],
            rows=self._counts["rows"],
            decoded=self._counts["decoded"],
            outcomes=_sorted(self._outcomes.items()),
            steps=_sorted(self._steps.items()),
            reasons=_sorted(self._reasons.items()),
            needs_a_model=tuple(self._open),
        )


def _sorted(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(counts, key=lambda each: (-each[1], each[0])))
