"""A maker whose dialogues are worded by two prompts, about the rooms of the quality tests; nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.pilot import Criterion, PromptVersion, SampleFailure, Strategy
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.artifacts.verification_function import Soundness
from eigendata_assets.trajectories.pilot.engineering import PromptEngineer
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.staging import Made
from eigendata_assets.verification.proving import Proof
from tests.trajectories.quality.dialogues import TOOLS, dialogue, turn

BLUNT = "ROBOT QUERY: floor {{ floor }}"
NATURAL = "Hello, is there a room free on floor {{ floor }}?"
NONE: Mapping[str, str] = {}
REALISM = (Criterion(name="accepted", at_least=0.8), Criterion(name="realism", at_least=0.75))


def proof(name: str) -> Proof:
    return Proof({"id": name, "trajectory": name}, Soundness(id=name, verdict="sound"))


def refused(place: int, code: str = "the gate: omission") -> Sample:
    return Sample(place, f"s{place}", None, (SampleFailure(code=code, message="it was not proved"),))


def sample_of(entry: Trajectory, place: int = 0, labels: Mapping[str, str] = NONE) -> Sample:
    return Sample(place, entry.id, Made(entry, proof(entry.id)), (), dict(labels))


def accepted(place: int, said: str, **labels: str) -> Sample:
    found = ("find_room", {"floor": place}, [{"room": f"R-{place}04"}])
    entry = dialogue(turn(said, found, answer=f"Room R-{place}04 is free."), name=f"s{place}")
    return sample_of(entry, place, labels)


@dataclass
class Rooms:
    """The user says what the prompt of his role renders to; from a place on, the world may be another."""

    drifts_at: int = 1_000
    asked: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    def seed(self) -> Strategy:
        return Strategy(
            prompts=(
                PromptVersion(role="user", text=BLUNT),
                PromptVersion(role="assistant", text="You lend rooms. {{ policy }}"),
            )
        )

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        self.asked.append((strategy.version, tuple(places)))
        return [self._sample(strategy, place) for place in places]

    def _sample(self, strategy: Strategy, place: int) -> Sample:
        said = Prompt("user", strategy.prompt("user").text).render({"floor": place})[0].content
        if place >= self.drifts_at and "please" not in said:
            return refused(place)
        return accepted(place, said)


def model(request: ChatRequest) -> dict[str, Any]:
    """A judge who wants people to talk like people, and an engineer who knows how they do."""
    text = "\n".join(message.content for message in request.messages)
    match request.labels.agent:
        case "dialogue_judge":
            score = 0.2 if "ROBOT" in text else 0.9
            return {"realism": {"score": score, "reason": "nobody says ROBOT QUERY" if score < 0.5 else "nothing"}}
        case "dialog_analyzer":
            name = "omission" if "omission" in text else "stiff"
            return {"categories": [{"name": name, "cause": "the prompt is a query", "samples": ["s0"]}]}
        case _:
            said = f"{NATURAL} Thank you, please tell me." if "omission" in text else NATURAL
            return {"prompts": [{"role": "user", "text": said, "reason": "people greet"}]}


def judge(chat: ScriptedChat, criteria: tuple[Criterion, ...] = REALISM) -> DialogueJudge:
    return DialogueJudge(criteria, TOOLS, chat)


def engineer(chat: ScriptedChat) -> PromptEngineer:
    return PromptEngineer(REALISM, chat)
