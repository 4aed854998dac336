"""Dialogues from schemas alone as a story (GenesisFunc, algorithm 1): sample, draw, judge, remember; then evaluation.

No environment is asked: the results are a model's, and every artifact says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.many import for_each
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import Progress
from eigendata_assets.trajectories.scenarios.scenario import Kind
from eigendata_assets.trajectories.schema_only.function_agent import FUNCTION_AGENT, draw_round
from eigendata_assets.trajectories.schema_only.judging import choose
from eigendata_assets.trajectories.schema_only.memory import Memory
from eigendata_assets.trajectories.schema_only.rounds import Round, plans
from eigendata_assets.trajectories.schema_only.sampling import Sample, Sampling, optional_parameters, sampling_of
from eigendata_assets.trajectories.schema_only.writing import trajectory_of

_WAVE, _ATTEMPTS, _SWAP_EVERY = 8, 3, 5


class SchemaOnlyReport(Artifact):
    """How a generation from schemas went; every count is of this run.

    `slot_filling` is the share of optional parameters that the calls fill; `swaps` and `swaps_agreed` count the
    judge's questions that were asked again in the opposite order, and those with the same answer. `questions` and
    `tokens` are what the model was asked and took to make them, their evaluation aside.
    """

    asked: int
    made: int
    kinds: dict[str, int]
    dropped: dict[str, int]
    topics: int
    topics_refused: int
    swaps: int
    swaps_agreed: int
    slot_filling: float
    distractors: dict[str, int]
    made_by: str = ""
    questions: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A finished dialogue, with what the judge was asked twice and agreed on."""

    sample: Sample
    rounds: tuple[Round, ...]
    agreed: tuple[bool, ...]


@dataclass(slots=True)
class SchemaOnly:
    """Makes dialogues, some at once; what they are about is remembered in the order of their places."""

    sampling: Sampling
    source: str
    chat: ChatModel
    memory: Memory = field(default_factory=Memory)
    dropped: Counter[str] = field(default_factory=Counter)

    async def make(self, progress: Progress) -> list[Told]:
        """The dialogues of all places, those left out for which none was found in a few attempts."""
        self.chat.model_for(FUNCTION_AGENT.name)  # raises ModelNeeded before any work
        made: dict[int, Told] = {}
        left = [(index, 0) for index in range(len(self.sampling.kinds))]
        with progress("making dialogues from schemas", len(left)) as advance:
            while left:
                wave, left = left[:_WAVE], left[_WAVE:]
                for (index, attempt), told in zip(wave, await self._wave(wave), strict=True):
                    if told is not None and self.memory.remember(told.sample, told.rounds[0].topic):
                        made[index] = told
                    elif attempt + 1 < _ATTEMPTS:
                        left.append((index, attempt + 1))
                        continue
                    advance()
        return [made[index] for index in sorted(made)]

    async def _wave(self, wave: Sequence[tuple[int, int]]) -> list[Told | None]:
        outcomes = await for_each(wave, lambda place: self._dialogue(*place))
        self.dropped.update("the model gave no usable answer" for each in outcomes if each.error is not None)
        return [each.value for each in outcomes]

    async def _dialogue(self, index: int, attempt: int) -> Told | None:
        sample = self.sampling.sample(index, attempt)
        rounds, agreed = list[Round](), list[bool]()
        for number, plan in enumerate(plans(sample)):
            drawn = await draw_round(sample, plan, rounds, self.memory, self.chat)
            self.dropped.update({f"a candidate: {fault}": count for fault, count in drawn.faults.items()})
            if not drawn.usable:
                self.dropped[f"no usable candidate for a round of {sample.kind}"] += 1
                return None
            seed = f"{self.sampling.seed} {index} {attempt} {number}"
            choice = await choose(sample, rounds, drawn.usable, self.chat, seed, swaps=index % _SWAP_EVERY == 0)
            rounds.append(choice.round)
            agreed += [] if choice.agreed is None else [choice.agreed]
        return Told(sample, tuple(rounds), tuple(agreed))

    def trajectories(self, told: Sequence[Told]) -> list[Trajectory]:
        """The dialogues, to be evaluated and written."""
        model = self.chat.model_for(FUNCTION_AGENT.name)
        name = f"{self.source}_{self.sampling.seed}"
        return [
            trajectory_of(each.sample, each.rounds, f"{name}_{each.sample.index:06d}", self.source, model)
            for each in told
        ]

    def report(self, told: Sequence[Told]) -> SchemaOnlyReport:
        """What was made and what was not."""
        agreed = [each for one in told for each in one.agreed]
        return SchemaOnlyReport(
            asked=len(self.sampling.kinds), made=len(told), kinds=dict(Counter(each.sample.kind for each in told)),
            dropped=dict(self.dropped.most_common()), topics=self.memory.distinct,
            topics_refused=self.memory.refused, swaps=len(agreed), swaps_agreed=sum(agreed),
            slot_filling=_slot_filling(told),
            distractors=dict(Counter(grade for each in told for grade in each.sample.distractors.values())),
        )  # fmt: skip


def _slot_filling(told: Sequence[Told]) -> float:
    filled = possible = 0
    for each in told:
        tools = {tool.name: optional_parameters(tool) for tool in each.sample.offered}
        for call in (call for drawn in each.rounds for call in drawn.calls):
            possible += len(tools[call.tool])
            filled += sum(name in call.arguments for name in tools[call.tool])
    return filled / possible if possible else 0.0


def schema_only(
    toolset: Toolset, source: str, count: int, seed: int, chat: ChatModel, shares: Mapping[Kind, float] | None = None
) -> SchemaOnly:
    """A generation of `count` dialogues over these tools."""
    return SchemaOnly(sampling_of(toolset, seed, count, shares), source, chat)
