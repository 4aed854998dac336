"""UserIntentFromGraphAgent and UserIntentAgent (EigenData 3.4): a user who knows only what a user would know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.agents.agent import Agent
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.simulation.assignment import Assignment, rows_text
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.failures import SimulationFailure
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.trajectories.simulation.roles import SimulationAgents

_TRIES = 3


class UnfitIntentError(Exception):
    """No intent came that fits the assignment; `failure` says what was wrong with the last."""

    def __init__(self, failure: SimulationFailure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class IntentWriter:
    """Asks for intents, and looks whether they fit."""

    house: House
    agents: SimulationAgents

    async def write(self, assignment: Assignment, sample: int) -> Intent:
        """An intent that the rules have nothing against; raises UnfitIntentError after a few tries."""
        agent, about = self._question(assignment)
        problems: list[str] = []
        for _ in range(_TRIES):
            asked = agent.draw(sample)
            reply = await asked.ask(self.house.chat, **about, problems="\n".join(f"- {each}" for each in problems))
            problems = list(self._problems(assignment, reply.value))
            if not problems:
                return reply.value
        raise UnfitIntentError(SimulationFailure(by="task", code="intent_does_not_fit", reason="; ".join(problems)))

    def _question(self, assignment: Assignment) -> tuple[Agent[Intent], Mapping[str, object]]:
        about = {
            "description": self.house.description,
            "scenario": assignment.situation,
            "manner": assignment.manner,
        }
        if assignment.trace:
            trace = "\n".join(call.line for call in assignment.trace)
            known = [f"- {name.replace('_', ' ')}: {_written(value)}" for name, value in assignment.said]
            known += [
                f"- {what}: {_written(value)} (he claims it, and it is not so)" for what, value in assignment.claims
            ]
            text = "\n".join(known) or "- (nothing)"
            return self.agents.intent_from_graph, {**about, "trace": trace, "known": text}
        tools = "\n".join(f"- {name}: {each.description}" for name, each in self.house.tools.items())
        return self.agents.intent, {
            **about,
            "now": self.house.now,
            "policy": self.house.policy,
            "tools": tools,
            "goal": assignment.goal,
            "rows": rows_text(assignment),
            "may_know_ids": _may_know_ids(assignment),
        }

    def _problems(self, assignment: Assignment, intent: Intent) -> Iterator[str]:
        text = intent.text
        for name in self.house.tools:
            if "_" in name and name in text:
                yield f"the user does not know the function {name}"
        yield from _of_graph(assignment, text) if assignment.trace else self._of_scenario(assignment, intent)

    def _of_scenario(self, assignment: Assignment, intent: Intent) -> Iterator[str]:
        unknown = [name for name in intent.functions if name not in self.house.tools]
        if unknown:
            yield f"there is no function {unknown[0]}"
        if intent.changes_something and not intent.functions:
            yield "no function is named that changes something"
        for key in () if _may_know_ids(assignment) else assignment.made_up:
            if states(intent.text, key):
                yield f"the user cannot know {key}, which only the system knows"


def _of_graph(assignment: Assignment, text: str) -> Iterator[str]:
    for name, value in assignment.said:
        if not isinstance(value, bool) and not states(text, value):
            yield f"he must know {name.replace('_', ' ')}: {_written(value)}"
    for value in assignment.hidden:
        if isinstance(value, str) and any(each.isdigit() for each in value) and states(text, value):
            yield f"he cannot know {value}"


def _may_know_ids(assignment: Assignment) -> bool:
    return assignment.scenario.get("experience") == "expert"


def _written(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
