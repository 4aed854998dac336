"""Generation in two phases, as a story (EigenData 3.4.3): a pilot, then bulk under charts that may call it back.

A chunk's dialogues wait on the shelf before the report says that the chunk is done, so a run that is stopped anywhere
goes on with the chunk that it was at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from eigendata_assets.agents.many import for_each
from eigendata_assets.artifacts.pilot import JudgedSample, Phase, PilotReport, Strategy
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.progress import Advance
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.pilot.modifying import Modifier
from eigendata_assets.trajectories.pilot.monitoring import begin_phase, fails, watch
from eigendata_assets.trajectories.pilot.piloting import run_pilot
from eigendata_assets.trajectories.pilot.samples import Engineer, Judge, Maker, Sample
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.staging import Made

MOST_PAUSES = 5
MOST_PLACES = 4
"""So many times as many scenarios as dialogues are tried."""


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
    judge: Judge
    engineer: Engineer
    shelf: Shelf
    wanted: TwoPhases
    keep: Callable[[PilotReport], None]
    modifier: Modifier | None = None
    seen: set[bytes] = field(default_factory=set)

    async def run(self, report: PilotReport, advance: Advance) -> PilotReport:
        """The report when all dialogues wait on the shelf, for the caller to publish.

        Raises GateFailed where the charts still signal after MOST_PAUSES, or scenarios run out; what there is is kept.
        """
        self.seen.update(map(skeleton, self.shelf.first(report.accepted)))
        if not report.phases:
            report = await self._piloted(report, range(self.wanted.samples), self.maker.seed(), "the first samples")
        while report.accepted < self.wanted.count:
            if report.phases[-1].signals:
                report = await self._paused(report)
            report = await self._chunk(report, advance)
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
        report = report.model_copy(update={"phases": (*report.phases, begin_phase(pilot))})
        self.keep(report)
        return report

    async def _chunk(self, report: PilotReport, advance: Advance) -> PilotReport:
        """The report after one chunk more, whose accepted dialogues wait on the shelf."""
        places = range(report.places, report.places + self.wanted.chunk)
        if places.start >= MOST_PLACES * self.wanted.count:
            raise GateFailed(
                f"{places.start:,} scenarios gave {report.accepted:,} dialogues", hint="The report says what failed."
            )
        samples = await self.maker.make(report.strategy, places)
        phase, judged = await watch(report.phases[-1], samples, self.judge)
        samples, judged = await self._repaired(samples, judged)
        taken, dropped = self._taken(samples, judged, report)
        self.shelf.put(report.accepted, taken)
        report = _after(report, phase, len(places), taken, dropped)
        self.keep(report)
        for _ in taken:
            advance()
        return report

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
    ) -> tuple[list[Made], Counter[str]]:
        """The dialogues of a chunk that are taken, as many as are still wanted, and why others are not."""
        taken, dropped = list[Made](), Counter[str]()
        for sample, found in zip(samples, judged, strict=True):
            if sample.made is None or fails(found):
                dropped.update({each.code for each in found.failures} or {"not accepted"})
            elif skeleton(sample.made.trajectory) in self.seen:
                dropped["the same calls are in another dialogue"] += 1
            elif report.accepted + len(taken) < self.wanted.count:
                self.seen.add(skeleton(sample.made.trajectory))
                taken.append(replace(sample.made, trajectory=made_with(sample.made.trajectory, report.strategy)))
        return taken, dropped


def made_with(trajectory: Trajectory, strategy: Strategy) -> Trajectory:
    """The trajectory with the versions of all that it was made with in its provenance, and so in its fingerprint."""
    versions = {each.role: each.version for each in strategy.prompts}
    provenance = trajectory.provenance
    details = {**provenance.details, MADE_WITH: versions}
    return trajectory.model_copy(update={"provenance": provenance.model_copy(update={"details": details})})


def _after(report: PilotReport, phase: Phase, places: int, taken: Sequence[Made], dropped: Counter[str]) -> PilotReport:
    return report.model_copy(
        update={
            "phases": (*report.phases[:-1], phase),
            "chunks": report.chunks + 1,
            "places": report.places + places,
            "accepted": report.accepted + len(taken),
            "repaired": report.repaired + sum("modified" in each.trajectory.provenance.details for each in taken),
            "dropped": dict(Counter(report.dropped) + dropped),
        }
    )
