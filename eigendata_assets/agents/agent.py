"""An agent: one kind of question, its prompt, the type of its answer, and the rule that answers without a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Generic, TypeVar

from pydantic import BaseModel

from eigendata_assets.agents.asking import ask_until_usable
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import AS_CONFIGURED, ChatReply, ChatRequest, Labels, Parameters
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import RULE, Provenance, Reply
from eigendata_assets.agents.reply_json import read_reply
from eigendata_assets.agents.reply_schema import reply_schema, schema_name

REPLY_FORMAT = Prompt.beside(__file__, "reply_format.md")

ReplyT = TypeVar("ReplyT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Agent(Generic[ReplyT]):
    """Asks a model for a reply of one type; without a model its `rule` answers, with the same fields.

    `sample` numbers independent draws of the same question, `tries` limits the replies asked for until one can be
    used, `parameters` override those of the configuration.
    """

    name: str
    prompt: Prompt
    reply: type[ReplyT]
    rule: Callable[..., ReplyT] | None = None
    tries: int = 3
    sample: int = 0
    parameters: Parameters = AS_CONFIGURED

    async def ask(self, chat: ChatModel, /, **fields: object) -> Reply[ReplyT]:
        """A reply that fits the agent's type, with its provenance.

        Raises `ModelNeeded` (no model, no rule), `ReplyError` (no usable reply in `tries`), `CallFailed`,
        `BudgetExceeded`, `PromptError`.
        """
        try:
            chat.model_for(self.name)
        except ModelNeeded:
            if self.rule is None:
                raise
            return Reply(self.rule(**fields), Provenance(agent=self.name, made_by=RULE))
        return await ask_until_usable(chat, self.question(fields), self._read, tries=self.tries)

    def question(self, fields: dict[str, object]) -> ChatRequest:
        """What is sent for these fields: the prompt, then the format of the reply."""
        *before, last = self.prompt.render(fields)
        return ChatRequest(
            messages=(*before, last.model_copy(update={"content": f"{last.content}\n\n{format_of(self.reply)}"})),
            reply_schema=reply_schema(self.reply),
            schema_name=schema_name(self.reply),
            parameters=self.parameters,
            sample=self.sample,
            labels=Labels(agent=self.name, prompt=self.prompt.name, prompt_version=self.prompt.version),
        )

    def draw(self, sample: int) -> Agent[ReplyT]:
        """The same agent for an independent draw: the same question is then asked anew."""
        return replace(self, sample=sample)

    def with_prompt(self, prompt: Prompt) -> Agent[ReplyT]:
        """The same agent with another prompt, such as an evolved one; the seed stays as it is."""
        return replace(self, prompt=prompt)

    def _read(self, reply: ChatReply) -> ReplyT:
        return read_reply(reply.content, self.reply)


@cache
def format_of(reply: type[BaseModel]) -> str:
    """What a model is told about the form of this reply; servers that enforce a schema do not show it to the model."""
    return "\n\n".join(message.content for message in REPLY_FORMAT.render({"schema": reply_schema(reply)}))
