"""The judge agent (GenesisFunc 4.2.1, appendix A.1): the best candidate, in an order that is shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pydantic import Field

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ReplyError
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.trajectories.quality.dialogue_text import tools_text
from eigendata_assets.trajectories.schema_only.function_agent import told
from eigendata_assets.trajectories.schema_only.rounds import Round
from eigendata_assets.trajectories.schema_only.sampling import Sample


class Scores(Artifact):
    """A candidate's problem significance and tool appropriateness, from 0 to 10."""

    significance: float = Field(ge=0, le=10)
    suitability: float = Field(ge=0, le=10)


class Judgement(Artifact):
    """The scores of all candidates in the order shown, the number of the best (from 1), and why."""

    scores: list[Scores]
    best: int
    reason: str


SELECTION_JUDGE = Agent("selection_judge", Prompt.beside(__file__, "selection_judge.md"), Judgement)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen round; `agreed` says whether the same was chosen in the opposite order, None where not asked."""

    round: Round
    agreed: bool | None = None


async def choose(
    sample: Sample, before: Sequence[Round], candidates: Sequence[Round], chat: ChatModel, seed: str, *, swaps: bool
) -> Choice:
    """The best of the candidates; with `swaps` the judge is asked again in the opposite order, the first word counts.

    Raises `ReplyError` where the judge's answer names no candidate: it never becomes a choice.
    """
    if len(candidates) == 1:
        return Choice(candidates[0])
    shuffled = list(candidates)
    Random(f"{seed} order").shuffle(shuffled)  # noqa: S311 - draws that can be repeated
    best = await _best(sample, before, shuffled, chat)
    if not swaps:
        return Choice(best)
    return Choice(best, agreed=await _best(sample, before, shuffled[::-1], chat) == best)


async def _best(sample: Sample, before: Sequence[Round], shown: Sequence[Round], chat: ChatModel) -> Round:
    reply = await SELECTION_JUDGE.ask(
        chat, tools=tools_text(sample.offered), dialogue=told(before), candidates=[told([each]) for each in shown]
    )
    said = reply.value
    if not 1 <= said.best <= len(shown) or len(said.scores) != len(shown):
        detail = f"candidate {said.best} and {len(said.scores)} scores, of {len(shown)} candidates"
        raise ReplyError(SELECTION_JUDGE.name, 1, detail)
    return shown[said.best - 1]
