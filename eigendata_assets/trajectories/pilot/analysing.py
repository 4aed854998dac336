"""DialogAnalyzerAgent for the prompt engineer: what failing samples have in common, by a model or by their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.pilot import Criterion, FailureAnalysis, FailureCategory, JudgedSample
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.quality.dialogue_text import dialogue_text

_SHOWN = 5
"""So many failing dialogues a model is shown whole."""


class AnalysisReply(Artifact):
    """The categories of failing samples."""

    categories: tuple[FailureCategory, ...]


def by_code(found: Mapping[str, Sequence[tuple[str, str]]], dialogues: Sequence[str]) -> AnalysisReply:  # noqa: ARG001
    """A category for each code, the most samples first; the cause is the message that most of them have."""
    categories = [
        FailureCategory(
            name=code,
            cause=Counter(message for _, message in places).most_common(1)[0][0],
            samples=tuple(dict.fromkeys(sample for sample, _ in places)),
        )
        for code, places in found.items()
    ]
    return AnalysisReply(categories=tuple(sorted(categories, key=lambda each: (-len(each.samples), each.name))))


DIALOG_ANALYZER = Agent("dialog_analyzer", Prompt.beside(__file__, "analyzer.md"), AnalysisReply, by_code)


async def analyse(
    samples: Sequence[Sample], judged: Sequence[JudgedSample], criteria: Sequence[Criterion], chat: ChatModel
) -> FailureAnalysis:
    """The categories of what fails a check or scores below a criterion; nothing is asked where nothing does."""
    found = problems_of(judged, criteria)
    if not found:
        return FailureAnalysis(categories=(), made_by="rule")
    failing = {sample for places in found.values() for sample, _ in places}
    dialogues = [f"{each.id}\n{spoken(each.dialogue)}" for each in samples if each.id in failing and each.dialogue]
    reply = await DIALOG_ANALYZER.ask(chat, found=found, dialogues=dialogues[:_SHOWN])
    return FailureAnalysis(categories=reply.value.categories, made_by=reply.provenance.made_by)


def spoken(dialogue: Trajectory) -> str:
    """A dialogue as text, without what stands before it in the system message."""
    turns = [
        turn.model_copy(update={"messages": tuple(each for each in turn.messages if each.role != "system")})
        for turn in dialogue.turns
    ]
    return dialogue_text(dialogue.model_copy(update={"turns": tuple(turns)}))


def problems_of(judged: Sequence[JudgedSample], criteria: Sequence[Criterion]) -> dict[str, list[tuple[str, str]]]:
    """By code of the check or name of the criterion, the samples that fail it and in which words."""
    least = {each.name: each.at_least for each in criteria}
    found: dict[str, list[tuple[str, str]]] = {}
    for each in judged:
        for failure in each.failures:
            blame = f" (by the {failure.blame})" if failure.blame else ""
            found.setdefault(failure.code, []).append((each.id, f"{failure.message}{blame}"))
        for score in each.scores:
            if score.value < least.get(score.criterion, 0):
                found.setdefault(score.criterion, []).append((each.id, score.reason))
    return found
