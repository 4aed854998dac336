"""What can go wrong in a simulated dialogue, and who is to blame: the user, the assistant, a tool, or the task."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact

Culprit = Literal["user", "assistant", "tool", "task"]

Code = Literal[
    "leaks_unseen_fact",
    "contradicts_scenario",
    "stops_early",
    "does_assistants_work",
    "breaks_a_rule",
    "argument_without_origin",
    "misses_the_goal",
    "does_not_end",
    "no_usable_reply",
    "call_breaks_down",
    "gives_other_results",
    "has_no_graph",
    "intent_does_not_fit",
    "refused_by_the_gate",
    "not_accepted",
    "already_there",
]
"""The first four are the user simulator's own, the next five may be anyone's who speaks, the rest tool's or task's."""


Unfit = Literal["becomes_another_kind"]
"""What speaks against a dialogue in its place, and against nobody's part in it; no critic is asked for it."""


class SimulationFailure(Artifact):
    """One reason why a dialogue was not taken: who, what, in which words; `turn` from 0, where it has a place.

    `attempt` counts the dialogues made for one scenario, from 0. `found_by` is `rule`, or the name of a model.
    """

    by: Culprit
    code: Code | Unfit
    reason: str
    turn: int | None = None
    attempt: int = 0
    found_by: str = "rule"

    @property
    def label(self) -> str:
        """How failures are counted."""
        return f"{self.by}: {self.code.replace('_', ' ')}"
