"""The Judge Agent (EigenData 3.4.1): samples are checked by rule, and scored by a model where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import fmean
from typing import Any

from pydantic import Field, create_model

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.many import for_each
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.pilot import Criterion, JudgedSample, SampleFailure, Score
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import silent
from eigendata_assets.trajectories.pilot.criteria import BY_MODEL, BY_RULE
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.dialogue_text import dialogue_text
from eigendata_assets.trajectories.quality.diversity import measure_diversity
from eigendata_assets.trajectories.quality.rules import failures_of

JUDGE_PROMPT = Prompt.beside(__file__, "judge.md")


class CriterionScore(Artifact):
    """How far a dialogue reaches a criterion, and what keeps it from 1."""

    score: float = Field(ge=0, le=1)
    reason: str


def judge_agent(criteria: Sequence[str]) -> Agent[Any]:
    """The agent that scores one dialogue; its reply has a field for each of these criteria of BY_MODEL."""
    fields: dict[str, Any] = dict.fromkeys(criteria, (CriterionScore, ...))
    return Agent("dialogue_judge", JUDGE_PROMPT, create_model("DialogueScores", __base__=Artifact, **fields))


@dataclass(frozen=True, slots=True)
class DialogueJudge:
    """Judges samples by these criteria; `chat` is asked about those of BY_MODEL and no others.

    `now` is the time at which the dialogues are held: without it nobody can say whether "today" is right.
    """

    criteria: tuple[Criterion, ...]
    toolset: Toolset
    chat: ChatModel
    now: str = ""

    async def judge(self, samples: Sequence[Sample]) -> tuple[list[JudgedSample], dict[str, float]]:
        """Each sample with its scores and all that is against it, and the value of all in each criterion.

        Raises as `Agent.ask` does: a score that cannot be read stops the pilot.
        """
        taken = [each.accepted for each in samples if each.accepted]
        collection = Collection("samples", "samples", taken, self.toolset)
        scores = await self._scores(collection, taken)
        judged = [_judged(each, collection, scores) for each in samples]
        variety = measure_diversity(collection, silent)
        values = {each.name: BY_RULE[each.name](judged, variety) for each in self.criteria if each.name in BY_RULE}
        return judged, values | {name: _mean_of(judged, name) for name in self._asked()}

    def require(self) -> None:
        """A model scores what only a model can; raises `ModelNeeded` where none is configured."""
        if asked := self._asked():
            require_models([judge_agent(asked)], self.chat)

    def without_model(self) -> DialogueJudge:
        """The same judge by its rules alone."""
        return replace(self, criteria=tuple(each for each in self.criteria if each.name in BY_RULE))

    def _asked(self) -> list[str]:
        return [each.name for each in self.criteria if each.name in BY_MODEL]

    async def _scores(self, collection: Collection, taken: Sequence[Trajectory]) -> dict[str, tuple[Score, ...]]:
        asked = self._asked()
        if not asked:
            return {}
        outcomes = await for_each(taken, partial(self._score, judge_agent(asked), collection))
        for each in outcomes:
            if each.error is not None:
                raise each.error
        return {entry.id: each.value or () for entry, each in zip(taken, outcomes, strict=True)}

    async def _score(self, agent: Agent[Any], collection: Collection, entry: Trajectory) -> tuple[Score, ...]:
        reply = await agent.ask(
            self.chat,
            criteria={name: BY_MODEL[name] for name in self._asked()},
            now=self.now,
            tools=list(collection.tools_of(entry)),
            dialogue=dialogue_text(entry),
        )
        given: dict[str, CriterionScore] = {name: getattr(reply.value, name) for name in self._asked()}
        return tuple(Score(criterion=name, value=each.score, reason=each.reason) for name, each in given.items())


def _judged(sample: Sample, collection: Collection, scores: dict[str, tuple[Score, ...]]) -> JudgedSample:
    found = failures_of(collection, sample.accepted) if sample.accepted else ()
    broken = [
        SampleFailure(code=each.rule, message=f"{each.where}: {each.message}")
        for each in found
        if each.weight != "doubtful"
    ]
    return JudgedSample(
        id=sample.id,
        accepted=sample.accepted is not None,
        labels=sample.labels,
        failures=(*sample.failures, *broken),
        scores=scores.get(sample.accepted.id, ()) if sample.accepted else (),
    )


def _mean_of(judged: Sequence[JudgedSample], criterion: str) -> float:
    """The mean score of the samples that were scored; 0 where none was."""
    values = [score.value for each in judged for score in each.scores if score.criterion == criterion]
    return round(fmean(values), 4) if values else 0.0
