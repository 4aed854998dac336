"""The two phases of generation (EigenData 3.4.3): what a pilot tried and reached, and how bulk generation held."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.left_out import LeftOut

SEED = "seed"

Mode = Literal["rules", "graphs", "scenarios"]
"""Who makes dialogues on an environment: rules, or models with tool graphs or from scenarios alone."""


class Criterion(Artifact):
    """What samples must reach: a score from 0 to 1, the higher the better."""

    name: str
    at_least: float


class PromptVersion(Artifact):
    """What one role is told: a prompt, or (of a rule) its weights as JSON; `parent` is the version it revises."""

    role: str
    text: str
    parent: str = ""
    reason: str = ""
    made_by: str = SEED

    @property
    def version(self) -> str:
        """12 hexadecimal digits that change with the text."""
        return canonical_hash(self.text)[:12]


class Strategy(Artifact):
    """What samples are made with: for each role the version that it follows."""

    prompts: tuple[PromptVersion, ...]

    @property
    def version(self) -> str:
        """12 hexadecimal digits that change with any text, whatever the order."""
        return canonical_hash(self.texts)[:12]

    @property
    def texts(self) -> dict[str, str]:
        """Role to text."""
        return {each.role: each.text for each in self.prompts}

    def prompt(self, role: str) -> PromptVersion:
        """What the role follows; raises KeyError for a role that it does not have."""
        return {each.role: each for each in self.prompts}[role]


class SampleFailure(Artifact):
    """Why a sample is not as it should be: a code to group by, words, and who is to blame where that is known."""

    code: str
    message: str
    blame: str = ""

    @property
    def label(self) -> str:
        """How failures are counted."""
        words = self.code.replace("_", " ")
        return f"{self.blame}: {words}" if self.blame else words


class Score(Artifact):
    """One sample's score in one criterion, from 0 to 1, and why."""

    criterion: str
    value: float
    reason: str = ""


class JudgedSample(Artifact):
    """What came of one sample; `labels` are the choices of its scenario (dimension to value)."""

    id: str
    accepted: bool
    labels: dict[str, str] = {}
    failures: tuple[SampleFailure, ...] = ()
    scores: tuple[Score, ...] = ()


class FailureCategory(Artifact):
    """Samples that fail alike: why, and what in their making is the likely cause."""

    name: str
    cause: str
    samples: tuple[str, ...]


class FailureAnalysis(Artifact):
    """The categories of failing samples, the most frequent first; `made_by` is a model, or `rule`."""

    categories: tuple[FailureCategory, ...]
    made_by: str


class PilotRound(Artifact):
    """One round: the strategy it tried, its samples, the value reached in each criterion, and those missed."""

    number: int
    strategy: str
    samples: tuple[JudgedSample, ...]
    values: dict[str, float]
    missed: tuple[str, ...]
    analysis: FailureAnalysis | None = None


class Pilot(Artifact):
    """A pilot from its first round to the best; `because` says what made it necessary.

    `strategies` holds what each round followed, with parents and reasons. `best` is the number of the round kept.
    """

    because: str
    criteria: tuple[Criterion, ...]
    strategies: tuple[Strategy, ...]
    rounds: tuple[PilotRound, ...]
    best: int

    @property
    def strategy(self) -> Strategy:
        """What the best round followed."""
        return self.strategies[self.best]

    @property
    def holds(self) -> bool:
        """Whether the best round reached all criteria."""
        return not self.rounds[self.best].missed


Measure = Literal["failures", "doubt"]
"""What is charted: the share of samples that failed, and one minus the mean of the judge's scores."""


class ChartPoint(Artifact):
    """One chunk on a chart: the value of its `size` samples, the weighted average after it, the limit, the signal."""

    chunk: int
    size: int
    value: float
    average: float
    limit: float
    signal: bool = False


class Chart(Artifact):
    """An EWMA control chart since the last pilot: `centre` is what is expected, `sigma` of a single sample."""

    measure: Measure
    centre: float
    sigma: float
    points: tuple[ChartPoint, ...] = ()


class Phase(Artifact):
    """A stretch of bulk generation: the pilot before it, and the charts of its chunks until a signal, or the end.

    `failing` are the places of the samples that failed or scored low in the last chunk: a pilot after a signal begins
    with them. `first_place` is the first one that was new in this phase.
    """

    pilot: Pilot
    charts: tuple[Chart, ...]
    failing: tuple[int, ...] = ()
    first_place: int = 0

    @property
    def signals(self) -> tuple[Measure, ...]:
        """What is out of control after the last chunk."""
        return tuple(each.measure for each in self.charts if each.points and each.points[-1].signal)


class PilotReport(Artifact):
    """Both phases of a generation; it is also the state from which a stopped run goes on.

    `request` is the hash of all that was asked for. `places` is how many places were gone through in `chunks`; those in
    `again` wait for another scenario (place + count: the second one, and so on), those `left_out` had them all. Every
    phase after the first begins after a signal. `repaired` are among the accepted; `dropped` counts why samples were
    not taken. `asked` and `tokens` are what models were asked, and took, in all runs of this request.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    request: str
    phases: tuple[Phase, ...]
    chunks: int = 0
    places: int = 0
    accepted: int = 0
    repaired: int = 0
    dropped: dict[str, int] = {}
    again: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    mode: Mode = "rules"
    made_by: str = "rule"
    asked: int = 0
    tokens: int = 0
    finished: bool = False

    @property
    def strategy(self) -> Strategy:
        """What is generated with now."""
        return self.phases[-1].pilot.strategy

    @property
    def prompts(self) -> tuple[PromptVersion, ...]:
        """All versions that dialogues were made with, each once, the newest of a role last."""
        return tuple(dict.fromkeys(each for phase in self.phases for each in phase.pilot.strategy.prompts))
