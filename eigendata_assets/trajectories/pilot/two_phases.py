"""Generation in two phases, as a story (EigenData 3.4.3): a pilot, then bulk under charts that may call it back.

A chunk's dialogues wait before the report says that the chunk is done, so a run that is stopped anywhere goes on with
the chunk that it was at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from eigendata_assets.artifacts.pilot import PilotReport, Strategy
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.progress import Advance
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE
from eigendata_assets.trajectories.pilot.monitoring import begin_phase
from eigendata_assets.trajectories.pilot.piloting import FIRST, run_pilot
from eigendata_assets.trajectories.pilot.samples import Bulk, Chunk, Engineer, Judge, Maker

MOST_PAUSES = 5


@dataclass(frozen=True, slots=True)
class TwoPhases:
    """How much is asked for: dialogues in all, samples and rounds of a pilot, dialogues in a chunk."""

    count: int
    samples: int = 8
    rounds: int = 3
    chunk: int = 20

    @classmethod
    def of(cls, count: int, samples: int, rounds: int) -> TwoPhases:
        """In some ten chunks, none with fewer than 5 dialogues or more than a shard has."""
        return cls(count, samples, rounds, max(5, min(SHARD_SIZE, ceil(count / 10))))


@dataclass(slots=True)
class Generating:
    """A generation in two phases under way; `keep` writes the report whenever something is done."""

    maker: Maker
    bulk: Bulk
    judge: Judge
    engineer: Engineer
    wanted: TwoPhases
    keep: Callable[[PilotReport], None]

    async def run(self, report: PilotReport, advance: Advance) -> PilotReport:
        """The report when all places have their dialogue, or were tried often enough; all dialogues wait.

        Raises GateFailed where the charts still signal after MOST_PAUSES; what there is is kept.
        """
        if not report.phases:
            report = await self._piloted(report, range(self.wanted.samples), self.maker.seed(), FIRST)
        while report.places < self.wanted.count or report.again:
            if report.phases[-1].signals:
                report = await self._paused(report)
            report = self._after(report, await self.bulk.make(report, self.judge), advance)
        return report

    async def _paused(self, report: PilotReport) -> PilotReport:
        """Back to the pilot with the failing samples, filled up with others of the same chunk."""
        signals = " and ".join(report.phases[-1].signals)
        if len(report.phases) > MOST_PAUSES:
            hint = "Look at the samples in the report; what was made so far is kept."
            raise GateFailed(f"{signals} rose after {MOST_PAUSES} pilots again", hint=hint)
        failing = report.phases[-1].failing[: self.wanted.samples]
        others = [place for place in range(report.places)[::-1] if place not in failing]
        places = [*failing, *others[: self.wanted.samples - len(failing)]]
        because = f"{signals} rose in chunk {report.chunks - 1}"
        return await self._piloted(report, places, report.strategy, because)

    async def _piloted(self, report: PilotReport, places: Sequence[int], begin: Strategy, because: str) -> PilotReport:
        pilot = await run_pilot(
            self.maker, self.judge, self.engineer, places, begin=begin, rounds=self.wanted.rounds, because=because
        )
        phase = begin_phase(pilot).model_copy(update={"first_place": report.places})
        report = report.model_copy(update={"phases": (*report.phases, phase)})
        self.keep(report)
        return report

    def _after(self, report: PilotReport, chunk: Chunk, advance: Advance) -> PilotReport:
        """The report after one chunk more, kept."""
        report = report.model_copy(
            update={
                "phases": (*report.phases[:-1], chunk.phase),
                "chunks": report.chunks + 1,
                "places": report.places + chunk.places,
                "accepted": report.accepted + chunk.accepted,
                "repaired": report.repaired + chunk.repaired,
                "dropped": dict(Counter(report.dropped) + chunk.dropped),
                "again": chunk.again,
                "left_out": (*report.left_out, *chunk.left_out),
            }
        )
        self.keep(report)
        for _ in range(chunk.accepted):
            advance()
        return report
