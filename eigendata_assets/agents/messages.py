"""What is sent to a chat model and what comes back, independent of any provider's wire format.

Requests live in memory (frozen dataclasses). Messages, tool calls, usage and replies are written down, in the cache
and in recordings (frozen pydantic).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import Field

from eigendata_assets.artifacts.frozen import Artifact, Json

Role = Literal["system", "user", "assistant", "tool"]
Finish = Literal["stop", "length", "tool_calls", "content_filter"]


class ToolCall(Artifact):
    """A tool name and parsed arguments; `invalid` keeps the model's text where it is not a JSON object."""

    id: str
    name: str
    arguments: dict[str, Json] = Field(default_factory=dict)
    invalid: str | None = None


class Message(Artifact):
    """One turn of a dialogue; `tool_call_id` says which call a `tool` message answers."""

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


class Tool(Artifact):
    """A function the model may call; `parameters` is a JSON Schema of type object."""

    name: str
    description: str = ""
    parameters: dict[str, Json] = Field(default_factory=lambda: {"type": "object", "properties": {}})


class Parameters(Artifact):
    """How to generate; None leaves the choice to the server. `extra` goes into the request body as it is."""

    temperature: float | None = None
    seed: int | None = None
    max_tokens: int | None = Field(default=None, gt=0)
    extra: dict[str, Json] = Field(default_factory=dict)

    def or_else(self, other: Parameters) -> Parameters:
        """These parameters, and those of `other` where these leave a choice."""
        mine = {name: value for name, value in self if value is not None}
        return Parameters(**{**dict(other), **mine, "extra": {**other.extra, **self.extra}})


AS_CONFIGURED = Parameters()
"""Every parameter is left to the configuration."""


class Usage(Artifact):
    """Tokens of one call; `cached_input` of the `input` were cheaper; `estimated` where the server did not say."""

    input: int = Field(default=0, ge=0)
    cached_input: int = Field(default=0, ge=0)
    output: int = Field(default=0, ge=0)
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input + self.output


class ChatReply(Artifact):
    """What a model said: text, tool calls or a refusal, and what it took.

    `model` is the name the server gives. `cost` is in picodollars (1e-12 USD), None when no price is known.
    `cached` is True when nothing was asked now: usage, cost and seconds are then those of the first time.
    """

    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    finish: Finish = "stop"
    model: str = ""
    usage: Usage = Usage()
    cost: int | None = None
    seconds: float = 0.0
    cached: bool = False
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """For whom a question is asked; shapes no answer, is kept in the usage log."""

    run: str = ""
    asset: str = ""
    agent: str = ""
    prompt: str = ""
    prompt_version: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question to a chat model.

    `reply_schema` is the JSON Schema (type object) that the text of the reply shall fit, `schema_name` its name on
    the wire. `sample` numbers independent draws of the same question, `attempt` the tries within one draw; both are
    part of the cache key, so that asking again really asks.
    """

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    reply_schema: Mapping[str, Json] | None = None
    schema_name: str = "reply"
    parameters: Parameters = AS_CONFIGURED
    sample: int = 0
    attempt: int = 0
    labels: Labels = field(default_factory=Labels)

    def labelled(self, **labels: str) -> ChatRequest:
        """The same question with these labels set."""
        return replace(self, labels=replace(self.labels, **labels))
