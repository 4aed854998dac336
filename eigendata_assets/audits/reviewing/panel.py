"""The reviews that there are: what each asks about, whom, and how its claims are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.check import Review
from eigendata_assets.audits.reviewing import function_review, trajectory_review
from eigendata_assets.audits.reviewing.answers import Answer, Fields
from eigendata_assets.audits.reviewing.claims import Draft, Dropped
from eigendata_assets.audits.reviewing.function_review import FunctionReply
from eigendata_assets.audits.reviewing.trajectory_review import TrajectoryReply
from eigendata_assets.audits.subject import AuditSubject

ThingT = TypeVar("ThingT")
ReplyT = TypeVar("ReplyT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reviewing(Generic[ThingT, ReplyT]):
    """A review with its agent: `things` are what it asks about, one question for each."""

    review: Review
    agent: Agent[ReplyT]
    what: str
    things: Callable[[AuditSubject], list[ThingT]]
    fields: Callable[[AuditSubject, ThingT], Fields]
    drafts: Callable[[AuditSubject, ThingT, Answer[ReplyT]], Iterator[Draft | Dropped]]

    def rows(self, subject: AuditSubject) -> list[Fields]:
        """The questions about a subject."""
        return [self.fields(subject, thing) for thing in self.things(subject)]


FUNCTIONS: Reviewing[ToolSchema, FunctionReply] = Reviewing(
    review=Review(
        code=function_review.CODE,
        component="implementation",
        title="A function does not do what its specification says, as calls of a reviewer show.",
        needs=frozenset({"schemas", "probes", "model"}),
    ),
    agent=function_review.FUNCTION_REVIEWER,
    what="functions",
    things=function_review.reviewed_functions,
    fields=function_review.fields_of,
    drafts=function_review.drafts,
)

DIALOGUES: Reviewing[Trajectory, TrajectoryReply] = Reviewing(
    review=Review(
        code=trajectory_review.CODE,
        component="trajectory",
        title="A dialogue breaks a rule, misses a goal, contradicts itself or invents something, as a reviewer shows.",
        needs=frozenset({"references", "requests", "model"}),
    ),
    agent=trajectory_review.VERIFICATION_AGENT,
    what="dialogues",
    things=trajectory_review.reviewed_entries,
    fields=trajectory_review.fields_of,
    drafts=trajectory_review.drafts,
)

PANEL: tuple[Reviewing[Any, Any], ...] = (FUNCTIONS, DIALOGUES)

REVIEWS = tuple(each.review for each in PANEL)
"""The reviews as checks, for lists."""
