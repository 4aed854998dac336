"""Who made a reply, from which prompt, and what it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from eigendata_assets.agents.messages import ChatReply, Labels
from eigendata_assets.artifacts.frozen import Artifact

T = TypeVar("T")
RULE = "rule"


class Origin(Artifact):
    """What stays the same when the same question is asked again: fit for artifacts that keep their bytes.

    `made_by` is the model's name, or `rule`. `cost` is what the first asking cost, in picodollars, None when the
    price is unknown. `tries` counts the replies it took until one could be used.
    """

    agent: str
    made_by: str
    prompt: str = ""
    prompt_version: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int | None = 0
    tries: int = 1


class Provenance(Origin):
    """The origin, and how this run came by the reply: `cached` when nothing was asked now; seconds of asking."""

    cached: bool = False
    seconds: float = 0.0

    def origin(self) -> Origin:
        """The lasting part."""
        return Origin.model_validate(self.model_dump(exclude={"cached", "seconds"}))


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A usable reply and its provenance."""

    value: T
    provenance: Provenance


def provenance_of(labels: Labels, model: str, replies: Sequence[ChatReply]) -> Provenance:
    """The provenance of an answer that took these replies, the unusable ones included."""
    costs = [reply.cost for reply in replies]
    return Provenance(
        agent=labels.agent,
        made_by=model,
        prompt=labels.prompt,
        prompt_version=labels.prompt_version,
        input_tokens=sum(reply.usage.input for reply in replies),
        output_tokens=sum(reply.usage.output for reply in replies),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        tries=len(replies),
        cached=all(reply.cached for reply in replies),
        seconds=round(sum(reply.seconds for reply in replies if not reply.cached), 3),
    )
