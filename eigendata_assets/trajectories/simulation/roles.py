"""Who takes part in a simulation: each role with its prompt, which is the seed until a pilot has revised it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.conversation import Speaker
from eigendata_assets.agents.messages import Message, Tool
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.artifacts.pilot import PromptVersion
from eigendata_assets.trajectories.simulation.replies import Criticism, Intent, ProposedCalls


@dataclass(frozen=True, slots=True)
class Talker:
    """One side of a dialogue: who it is by its prompt, what it says next by the messages so far."""

    name: str
    prompt: Prompt
    tries: int = 3

    def with_prompt(self, prompt: Prompt) -> Talker:
        """The same side with another prompt, such as a revised one."""
        return replace(self, prompt=prompt)

    async def say(
        self,
        chat: ChatModel,
        fields: dict[str, object],
        history: Sequence[Message],
        tools: Sequence[Tool] = (),
        *,
        sample: int = 0,
    ) -> Reply[Message]:
        """The next message of this side, whose own messages in `history` have the role assistant."""
        return await Speaker(self.name, self.tries).say(
            chat,
            (*self.prompt.render(fields), *history),
            tools,
            sample=sample,
            prompt=self.prompt.name,
            prompt_version=self.prompt.version,
        )


def _prompt(name: str) -> Prompt:
    return Prompt.beside(__file__, f"{name}.md")


@dataclass(frozen=True, slots=True)
class SimulationAgents:
    """The roles of a simulation (EigenData 3.4); every one has `name`, `prompt` and `with_prompt`."""

    composer: Agent[ProposedCalls] = field(
        default_factory=lambda: Agent("tool_graph_composer_agent", _prompt("composer"), ProposedCalls)
    )
    intent_from_graph: Agent[Intent] = field(
        default_factory=lambda: Agent("user_intent_from_graph_agent", _prompt("intent_from_graph"), Intent)
    )
    intent: Agent[Intent] = field(default_factory=lambda: Agent("user_intent_agent", _prompt("intent"), Intent))
    user: Talker = field(default_factory=lambda: Talker("user_simulator_agent", _prompt("user")))
    assistant: Talker = field(default_factory=lambda: Talker("trajectory_agent", _prompt("assistant")))
    critic: Agent[Criticism] = field(default_factory=lambda: Agent("simulation_critic", _prompt("critic"), Criticism))

    def require(self, chat: ChatModel) -> None:
        """A model answers every role; raises `ModelNeeded` naming those without one."""
        require_models((*self.structured, Speaker(self.user.name), Speaker(self.assistant.name)), chat)

    @property
    def structured(self) -> tuple[Agent[ProposedCalls] | Agent[Intent] | Agent[Criticism], ...]:
        """The roles that answer in a form."""
        return self.composer, self.intent_from_graph, self.intent, self.critic

    @property
    def prompts(self) -> dict[str, Prompt]:
        """Role to its prompt, as it is now."""
        return {each.name: getattr(self, each.name).prompt for each in fields(self)}

    def told(self, versions: Iterable[PromptVersion]) -> SimulationAgents:
        """The same roles, each with the last of these versions that is its own, where there is one."""
        known = self.prompts
        return self.with_prompts({each.role: Prompt(known[each.role].name, each.text) for each in versions})

    def with_prompts(self, prompts: dict[str, Prompt]) -> SimulationAgents:
        """The same roles, those named with another prompt."""
        return replace(self, **{name: getattr(self, name).with_prompt(prompt) for name, prompt in prompts.items()})
