"""The bulk of rules: shards drawn by the tuned weights, as any batch of rules, so that each can be drawn again."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass

from eigendata_assets.artifacts.dataset import Batch, shard_name
from eigendata_assets.artifacts.pilot import Phase, PilotReport
from eigendata_assets.storage.generated_shards import GRAPHS, read_column
from eigendata_assets.trajectories.drawing import Drawing
from eigendata_assets.trajectories.pilot.monitoring import watch
from eigendata_assets.trajectories.pilot.rules_maker import failed_drafts, labels_of
from eigendata_assets.trajectories.pilot.samples import Chunk, Judge, Sample
from eigendata_assets.trajectories.pilot.tuning import KIND, tuned, weights_of
from eigendata_assets.trajectories.settling import Settling


@dataclass(slots=True)
class RulesBulk:
    """Draws `count` places of a seed; a chunk is a shard, and a phase, which has its own weights, a batch."""

    settling: Settling
    seed: int
    count: int
    chunk: int

    async def make(self, report: PilotReport, judge: Judge) -> Chunk:
        """The next shard waits in the stage; a dialogue is found at each of its places, by however many draws.

        What a run that was killed has left there is drawn again, so that the charts see the same.
        """
        settling, shard = self.settling, shard_name(report.chunks)
        shutil.rmtree(settling.stage.folder / shard, ignore_errors=True)
        for known in map(shard_name, range(report.chunks)):
            if known not in settling.taken:
                settling.taken.add(known, read_column(settling.stage.parts(known)[GRAPHS], "skeleton"))
        phase, before = report.phases[-1], Counter(settling.dropped)
        batch = self._batch(phase, self.count)
        task = Drawing(shard=shard, batch=batch, places=dict.fromkeys(batch.shards[shard], 0))
        await asyncio.to_thread(lambda: list(settling.settled([task])))
        dropped = settling.dropped - before
        samples = [*self._samples(shard, report.places), *failed_drafts(dropped, report.places)]
        watched, _ = await watch(phase, samples, judge)
        return Chunk(watched, accepted=len(task.places), places=len(task.places), dropped=dropped)

    def settle(self, report: PilotReport) -> tuple[Batch, ...]:
        """A batch for each phase that has drawn something; their shards wait already."""
        ends = [*(phase.first_place for phase in report.phases[1:]), report.places]
        pairs = zip(report.phases, ends, strict=True)
        return tuple(self._batch(phase, end) for phase, end in pairs if end > phase.first_place)

    def _batch(self, phase: Phase, end: int) -> Batch:
        """The places of a phase up to `end`, with all that decides them."""
        strategy = phase.pilot.strategy
        return Batch(
            count=end - phase.first_place,
            seed=self.seed,
            shares=weights_of(strategy)[KIND],
            first_shard=phase.first_place // self.chunk,
            shard_size=self.chunk,
            first_place=phase.first_place,
            places=self.count,
            rules=tuned(strategy),
            prompts=strategy.prompts,
        )

    def _samples(self, shard: str, first: int) -> list[Sample]:
        drawn = self.settling.stage.dialogues(shard)
        return [
            Sample(place, each.id, None, labels=labels_of(each.provenance.details["scenario"]), drawn=each)
            for place, each in enumerate(drawn, first)
        ]
