"""What the two phases work with: samples, and who makes, judges and revises them, with a model or by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.left_out import LeftOut
from eigendata_assets.artifacts.pilot import (
    Criterion,
    FailureAnalysis,
    JudgedSample,
    Phase,
    PilotReport,
    PilotRound,
    SampleFailure,
    Strategy,
)
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.memo import Row
from eigendata_assets.trajectories.staging import Made


@dataclass(frozen=True, slots=True)
class Sample:
    """What came of the scenario at a place: an accepted dialogue with its proof, or why there is none.

    `labels` are the choices of its scenario, `scenario` its row where there is one. `drawn` is a dialogue that was
    proved and waits already, `held` the last one that was held and not accepted.
    """

    place: int
    id: str
    made: Made | None
    failures: tuple[SampleFailure, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    held: Trajectory | None = None
    scenario: Row | None = None
    drawn: Trajectory | None = None

    @property
    def accepted(self) -> Trajectory | None:
        """The dialogue that was executed and proved, if there is one."""
        return self.made.trajectory if self.made else self.drawn

    @property
    def dialogue(self) -> Trajectory | None:
        """The dialogue to read, accepted or not."""
        return self.accepted or self.held


@dataclass(frozen=True, slots=True)
class Tried:
    """A round with the strategy that it followed and the samples that came of it."""

    strategy: Strategy
    samples: tuple[Sample, ...]
    round: PilotRound


class Maker(Protocol):
    """Makes samples as a strategy says; the same strategy and places give the same samples, as far as a model does."""

    def seed(self) -> Strategy:
        """What samples are made with before anything was revised."""
        ...

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        """The samples at these places of the scenario space."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of the bulk: the phase with its charts after it, and how it went."""

    phase: Phase
    accepted: int
    places: int
    dropped: Counter[str]
    repaired: int = 0
    again: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Bulk(Protocol):
    """Makes all dialogues by the strategy of the moment, a chunk at a time; what is taken waits in a stage."""

    async def make(self, report: PilotReport, judge: Judge) -> Chunk:
        """The next chunk; it comes to the same where it was begun before, and the report does not know of it."""
        ...

    def settle(self, report: PilotReport) -> tuple[Batch, ...]:
        """All that was taken waits in the shards of these batches."""
        ...


class Judge(Protocol):
    """Scores samples; an answer that cannot be read raises, it never becomes a score."""

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What it judges by."""
        ...

    def without_model(self) -> Judge:
        """The same judge by its rules alone."""
        ...

    async def judge(self, samples: Sequence[Sample]) -> tuple[list[JudgedSample], dict[str, float]]:
        """Each sample with its scores, and the value of all together in each criterion."""
        ...


class Engineer(Protocol):
    """Finds what failing samples have in common, and revises what they were made with."""

    async def analyse(self, samples: Sequence[Sample], judged: Sequence[JudgedSample]) -> FailureAnalysis:
        """The categories of the samples that fail or score low."""
        ...

    async def revise(self, best: Tried, before: Sequence[Strategy]) -> Strategy | None:
        """A strategy that was not tried before, each change with parent and reason; None where nothing is left."""
        ...
