"""The bulk of models: places are tried with scenarios of their kind until they have a dialogue, under charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eigendata_assets.agents.many import for_each
from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.left_out import LeftOut
from eigendata_assets.artifacts.pilot import JudgedSample, PilotReport
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.origins import made_with
from eigendata_assets.trajectories.pilot.modifying import Modifier
from eigendata_assets.trajectories.pilot.monitoring import fails, watch
from eigendata_assets.trajectories.pilot.samples import Chunk, Judge, Maker, Sample
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.simulation.playing import ATTEMPTS
from eigendata_assets.trajectories.staging import Made


@dataclass(slots=True)
class ModelBulk:
    """Fills the places of `batch`, so many in a `chunk`; `seen` keeps dialogues apart.

    A place that failed is tried again after all others, by what the strategy is then: at `place + count` the maker has
    the second scenario of the place, and so on. So the shares of kinds are those of the places, exactly.
    """

    maker: Maker
    shelf: Shelf
    batch: Batch
    chunk: int
    modifier: Modifier | None = None
    attempts: int = ATTEMPTS
    seen: set[bytes] = field(default_factory=set)

    async def make(self, report: PilotReport, judge: Judge) -> Chunk:
        """The next chunk waits on the shelf."""
        if not self.seen:
            self.seen.update(map(skeleton, self.shelf.first(report.chunks)))
        fresh = range(report.places, min(report.places + self.chunk, self.batch.count))
        second = report.again[: self.chunk - len(fresh)]
        samples = await self.maker.make(report.strategy, [*fresh, *second])
        phase, judged = await watch(report.phases[-1], samples, judge)
        samples, judged = await self._repaired(samples, judged)
        taken, dropped = self._taken(samples, judged, report)
        self.shelf.put(report.chunks, list(taken.items()))
        again, left_out = self._failed(samples, judged, taken)
        return Chunk(
            phase,
            accepted=len(taken),
            places=len(fresh),
            dropped=dropped,
            repaired=sum("modified" in each.trajectory.provenance.details for each in taken.values()),
            again=(*report.again[len(second) :], *again),
            left_out=left_out,
        )

    def settle(self, report: PilotReport) -> tuple[Batch, ...]:
        """The batch, whose shards wait in the stage; none where nothing was accepted."""
        left_out = tuple(sorted(each.place for each in report.left_out))
        batch = self.batch.model_copy(update={"left_out": left_out, "prompts": report.prompts})
        self.shelf.settle(batch, report.chunks)
        return (batch,) if batch.dialogues else ()

    async def _repaired(
        self, samples: Sequence[Sample], judged: Sequence[JudgedSample]
    ) -> tuple[list[Sample], list[JudgedSample]]:
        """The samples, those that fail repaired where that succeeds; the charts have seen them as they were."""
        pairs = list(zip(samples, judged, strict=True))
        failing = [pair for pair in pairs if self.modifier and fails(pair[1]) and pair[0].dialogue]
        mended = {}
        for (sample, _), outcome in zip(failing, await for_each(failing, self._repair), strict=True):
            if outcome.value is not None:
                mended[sample.id] = replace(sample, made=replace(outcome.value, scenario=sample.scenario), failures=())
        after = [mended.get(each.id, each) for each in samples]
        clean = [
            found.model_copy(update={"accepted": True, "failures": ()}) if found.id in mended else found
            for found in judged
        ]
        return after, clean

    async def _repair(self, pair: tuple[Sample, JudgedSample]) -> Made | None:
        sample, found = pair
        if self.modifier is None or sample.dialogue is None:
            return None
        return await self.modifier.repair(sample.dialogue, found.failures)

    def _taken(
        self, samples: Sequence[Sample], judged: Sequence[JudgedSample], report: PilotReport
    ) -> tuple[dict[int, Made], Counter[str]]:
        """The dialogues of a chunk that are taken, by their places, and why others are not."""
        taken, dropped = dict[int, Made](), Counter[str]()
        for sample, found in zip(samples, judged, strict=True):
            if sample.made is None or fails(found):
                dropped.update({each.label for each in found.failures} or {"not accepted"})
            elif (digest := skeleton(sample.made.trajectory)) in self.seen:
                dropped["the same calls are in another dialogue"] += 1
            else:
                self.seen.add(digest)
                trajectory = made_with(sample.made.trajectory, report.strategy.prompts)
                taken[sample.place % self.batch.count] = replace(sample.made, trajectory=trajectory)
        return taken, dropped

    def _failed(
        self, samples: Sequence[Sample], judged: Sequence[JudgedSample], taken: dict[int, Made]
    ) -> tuple[list[int], tuple[LeftOut, ...]]:
        """The places to be tried with another scenario, and those that had as many as there are attempts."""
        count, again, left_out = self.batch.count, list[int](), list[LeftOut]()
        for sample, found in zip(samples, judged, strict=True):
            if (place := sample.place % count) in taken:
                continue
            if sample.place // count + 1 < self.attempts:
                again.append(sample.place + count)
            else:
                reasons = tuple(f"{each.label}: {each.message}" for each in found.failures)
                left_out.append(LeftOut(place=place, kind=sample.labels.get("kind", ""), reasons=reasons))
        return again, tuple(left_out)
