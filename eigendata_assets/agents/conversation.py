"""Agents that hold a dialogue: the user simulator and the assistant say the next message, with or without tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.agents.asking import ask_until_usable
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import AS_CONFIGURED, ChatReply, ChatRequest, Labels, Message, Parameters, Tool
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.agents.reply_json import UnreadableReplyError


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says the next message of a dialogue; `tries` limits the replies asked for until one can be used."""

    name: str
    tries: int = 3
    parameters: Parameters = AS_CONFIGURED

    async def say(
        self,
        chat: ChatModel,
        messages: Sequence[Message],
        tools: Sequence[Tool] = (),
        *,
        sample: int = 0,
        prompt: str = "",
        prompt_version: str = "",
    ) -> Reply[Message]:
        """The next message of role assistant: text, tool calls, or both; tool calls have JSON objects as arguments.

        A call of a tool that was not offered is the model's own doing and is kept. Raises as `Agent.ask` does.
        """
        labels = Labels(agent=self.name, prompt=prompt, prompt_version=prompt_version)
        question = ChatRequest(
            messages=tuple(messages), tools=tuple(tools), parameters=self.parameters, sample=sample, labels=labels
        )
        return await ask_until_usable(chat, question, _as_message, tries=self.tries)


def _as_message(reply: ChatReply) -> Message:
    invalid = [call for call in reply.tool_calls if call.invalid is not None]
    if invalid:
        raise UnreadableReplyError([f"the arguments of {call.name} are not a JSON object" for call in invalid])
    return Message(role="assistant", content=reply.content, tool_calls=reply.tool_calls)
