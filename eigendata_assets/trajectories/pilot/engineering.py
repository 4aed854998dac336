"""The Prompt Engineer Agent (EigenData 3.4.1): prompts revised by what failing samples show, with parent and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field, model_validator

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import PromptError
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.pilot import (
    Criterion,
    FailureAnalysis,
    JudgedSample,
    PromptVersion,
    Strategy,
)
from eigendata_assets.trajectories.pilot.analysing import analyse
from eigendata_assets.trajectories.pilot.samples import Sample, Tried

ENGINEER_PROMPT = Prompt.beside(__file__, "engineer.md")


class RevisedPrompt(Artifact):
    """A role's new prompt, whole, and why it was changed."""

    role: str
    text: str
    reason: str


class Revisions(Artifact):
    """The prompts that change; at least one."""

    prompts: list[RevisedPrompt] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class PromptEngineer:
    """Revises the prompts of roles that a model plays."""

    criteria: tuple[Criterion, ...]
    chat: ChatModel

    async def analyse(self, samples: Sequence[Sample], judged: Sequence[JudgedSample]) -> FailureAnalysis:
        """The categories of failing samples, in the model's words."""
        return await analyse(samples, judged, self.criteria, self.chat)

    async def revise(self, best: Tried, before: Sequence[Strategy]) -> Strategy | None:
        """The strategy with at least one prompt changed; raises as `Agent.ask` does.

        A prompt that does not compile, has other fields than its seed, or changes nothing is shown back to the model.
        """
        analysis, values = best.round.analysis, best.round.values
        reasons = [each.reason for strategy in before for each in strategy.prompts if each.reason]
        reply = await engineer_agent(best.strategy).ask(
            self.chat,
            prompts=best.strategy.texts,
            values=[(each.name, values[each.name], each.at_least) for each in self.criteria],
            categories=[each.model_dump() for each in analysis.categories] if analysis else [],
            tried=list(dict.fromkeys(reasons)),
        )
        return revised(best.strategy, reply.value.prompts, reply.provenance.made_by)


def engineer_agent(strategy: Strategy) -> Agent[Revisions]:
    """The agent whose reply can only be prompts that fit the roles of this strategy."""

    class FittingRevisions(Revisions):
        """The prompts that change; at least one."""

        @model_validator(mode="after")
        def _fit(self) -> FittingRevisions:
            problems = [problem for each in self.prompts if (problem := misfit(each, strategy.texts))]
            if problems:
                raise ValueError("; ".join(problems))
            return self

    return Agent("prompt_engineer", ENGINEER_PROMPT, FittingRevisions)


def misfit(revision: RevisedPrompt, texts: Mapping[str, str]) -> str:
    """Why a text cannot take the place of the role's prompt; nothing where it can."""
    known = texts.get(revision.role)
    if known is None:
        return f"there is no role {revision.role!r}; roles are {', '.join(texts)}"
    if known == revision.text:
        return f"the prompt of {revision.role} is as it was"
    fields = Prompt(revision.role, known).fields()
    try:
        found = Prompt(revision.role, revision.text).checked().fields()
    except PromptError as error:
        return str(error)
    return "" if found == fields else f"{revision.role} must have exactly the fields {', '.join(sorted(fields))}"


def revised(strategy: Strategy, revisions: Sequence[RevisedPrompt], made_by: str) -> Strategy:
    """The strategy with these texts, each with the version it comes from and the reason."""
    changed = {each.role: each for each in revisions}
    return Strategy(
        prompts=tuple(
            PromptVersion(
                role=each.role,
                text=changed[each.role].text,
                parent=each.version,
                reason=changed[each.role].reason,
                made_by=made_by,
            )
            if each.role in changed
            else each
            for each in strategy.prompts
        )
    )
