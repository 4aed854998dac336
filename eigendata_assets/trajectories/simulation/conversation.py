"""UserSimulatorAgent and TrajectoryAgent (EigenData 3.4) talk with each other, every call executed at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import Message, Tool, ToolCall
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Step, Turn
from eigendata_assets.artifacts.trajectory import Message as Said
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.live_tools import LiveTools
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.trajectories.simulation.roles import SimulationAgents

DONE = "[DONE]"
"""What the user says when he has what he wanted, or knows why he cannot have it."""

_MOST_TURNS, _MOST_STEPS = 8, 8

Ending = Literal["user is done", "too many turns", "too many steps"]


@dataclass(frozen=True, slots=True)
class House:
    """What an assistant works in: its description, its rules, its tools, the environment and the model that talks."""

    name: str
    description: str
    policy: str
    now: str
    tools: Mapping[str, ToolSchema]
    live: LiveTools
    chat: ChatModel

    def offered(self, withheld: Sequence[str]) -> list[Tool]:
        """The tools as a model is shown them."""
        return [
            Tool(name=name, description=each.description, parameters=each.parameters)
            for name, each in self.tools.items()
            if name not in withheld
        ]


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue as it was held, how it ended, and the user's last words where he had any beside that he is done."""

    turns: tuple[Turn, ...]
    ending: Ending
    last_words: str = ""
    made_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """One dialogue under way."""

    house: House
    agents: SimulationAgents
    assignment: Assignment
    intent: Intent
    sample: int
    turns: list[Turn] = field(default_factory=list)
    made_by: dict[str, str] = field(default_factory=dict)
    _heard: list[Message] = field(default_factory=list)
    _spoken: list[Message] = field(default_factory=list)
    _steps: list[tuple[Call, ...]] = field(default_factory=list)

    async def hold(self) -> Talk:
        """The dialogue until the user is done, or it has grown too long; raises as `Speaker.say` does."""
        while len(self.turns) < _MOST_TURNS:
            said = await self._user_says()
            words = said.replace(DONE, "").strip()
            if DONE in said or not words:
                return self._talk("user is done", words)
            if not await self._assistant_answers(words):
                return self._talk("too many steps")
        return self._talk("too many turns")

    def _talk(self, ending: Ending, last_words: str = "") -> Talk:
        return Talk(tuple(self.turns), ending, last_words, dict(self.made_by))

    async def _user_says(self) -> str:
        about: dict[str, object] = {
            "intent": self.intent.text,
            "persona": self.assignment.persona,
            "manner": self.assignment.manner,
        }
        reply = await self.agents.user.say(self.house.chat, about, self._heard, sample=self.sample)
        self.made_by[self.agents.user.name] = reply.provenance.made_by
        self._heard.append(Message(role="assistant", content=reply.value.content))
        return reply.value.content

    async def _assistant_answers(self, words: str) -> bool:
        """The turn is held; False where the assistant does not come to an answer."""
        self._spoken.append(Message(role="user", content=words))
        withheld = self._withheld()
        added = () if withheld or len(self.turns) != 1 else self.assignment.withheld
        steps: list[Step] = []
        while len(steps) < _MOST_STEPS and (not steps or steps[-1].calls):
            steps.append(await self._step(withheld))
        keys = tuple(self.house.tools[name].key for name in added)
        said = self._opening() if not self.turns else ()
        user = Said(role="user", content=words)
        self.turns.append(Turn(messages=(*said, user), steps=tuple(steps), tools_added=keys))
        self._heard.append(Message(role="user", content=steps[-1].text))
        return not steps[-1].calls

    def _opening(self) -> tuple[Said, ...]:
        """The rules of the house, which the assistant has from the beginning."""
        return (Said(role="system", content=self.house.policy),) if self.house.policy else ()

    def _withheld(self) -> tuple[str, ...]:
        is_added = self.assignment.kind == "tools_added" and bool(self.turns)
        return () if is_added else self.assignment.withheld

    async def _step(self, withheld: Sequence[str]) -> Step:
        about: dict[str, object] = {
            "description": self.house.description,
            "policy": self.house.policy,
            "now": self.house.now,
        }
        tools = self.house.offered(withheld)
        reply = await self.agents.assistant.say(self.house.chat, about, self._spoken, tools, sample=self.sample)
        self.made_by[self.agents.assistant.name] = reply.provenance.made_by
        asked = tuple(self._as_told(each) for each in reply.value.tool_calls)
        self._spoken.append(reply.value.model_copy(update={"tool_calls": asked}))
        calls = tuple(Call(name=each.name, arguments=each.arguments) for each in asked)
        if not calls:
            return Step(text=reply.value.content)
        self._steps.append(calls)
        results = await self.house.live.results(self.assignment.tables, self._steps)
        self._spoken += [
            Message(role="tool", content=given.shown, tool_call_id=each.id)
            for each, given in zip(asked, results, strict=True)
        ]
        return Step(text=reply.value.content, calls=calls, results=results)

    def _as_told(self, call: ToolCall) -> ToolCall:
        """The call without arguments that say what the schema's default says: nobody has said them."""
        tool = self.house.tools.get(call.name)
        parts = {} if tool is None else tool.parameters.get("properties", {})
        told = {
            name: value
            for name, value in call.arguments.items()
            if not ("default" in parts.get(name, {}) and json.dumps(parts[name]["default"]) == json.dumps(value))
        }
        return call.model_copy(update={"arguments": told})
