"""The forms in which the roles of a simulation answer; the descriptions are read by the model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.trajectories.simulation.failures import Code


class KnownFact(Artifact):
    """Something that the user knows and may say."""

    label: str
    value: str


class Intent(Artifact):
    """What a simulated user wants, and all that he knows (UserIntentAgent, EigenData 3.4)."""

    story: str = Field(description="who the user is, what he wants and why, addressed as you")
    facts: tuple[KnownFact, ...] = Field(description="every name, code, day and number that the user may say")
    functions: tuple[str, ...] = Field((), description="functions that must have been called in the end")
    changes_something: bool = Field(False, description="whether something is to be changed in the end")

    @property
    def text(self) -> str:
        """All that the user has been told."""
        return "\n".join([self.story, *(f"- {each.label}: {each.value}" for each in self.facts)])


class ProposedCall(Artifact):
    """One call of a plan; `said` names the arguments that the user says, the others come from results before."""

    tool: str
    arguments: dict[str, Json]
    said: tuple[str, ...] = ()
    is_goal: bool = Field(False, description="whether this is what the user wants, not a look-up on the way")


class ProposedCalls(Artifact):
    """A plan of calls (ToolGraphComposerAgent, EigenData 3.4)."""

    calls: tuple[ProposedCall, ...]


class Criticised(Artifact):
    """One defect of a dialogue."""

    by: Literal["user", "assistant", "task"]
    code: Code
    reason: str
    turn: int


class Criticism(Artifact):
    """What is wrong with a dialogue; empty where nothing is."""

    failures: tuple[Criticised, ...]
