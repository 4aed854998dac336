"""Trajectories: dialogues with their calls, results, states and provenance."""

from __future__ import annotations

import json
from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

SIMULATED = "simulated"
"""What provenance says of results that a model has made up: no tool was executed for them."""


class Call(Artifact):
    """A tool name and parsed arguments; never a string to evaluate."""

    name: str
    arguments: dict[str, Json]


class Result(Artifact):
    """What a call gave: a value, and the type of the error where the tool raised one.

    `text` is what an assistant is shown where that is not the value itself (a string) or the value as JSON.
    """

    value: Json
    error: str | None = None
    text: str | None = None

    @property
    def shown(self) -> str:
        """What an assistant is shown: a string as it is, anything else as JSON, or `text` where that differs."""
        if self.text is not None:
            return self.text
        return self.value if isinstance(self.value, str) else json.dumps(self.value)


class Message(Artifact):
    """Something said that is not a call."""

    role: Literal["system", "user", "assistant"]
    content: str


class Step(Artifact):
    """One move of the assistant: what it said, the calls it made at once, and their results in the same order.

    `changed` names the toolkits whose state was another after the step than before it.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    results: tuple[Result, ...] = ()
    changed: tuple[str, ...] = ()


class Turn(Artifact):
    """What the user said, and the assistant's steps until it was the user's turn again.

    `tools_added` are offered from this turn on. `state_hashes` maps each toolkit to the hash of its state afterwards.
    """

    messages: tuple[Message, ...] = ()
    steps: tuple[Step, ...] = ()
    tools_added: tuple[str, ...] = ()
    state_hashes: dict[str, str] = {}

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls of the turn, in order."""
        return tuple(call for step in self.steps for call in step.calls)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results of the turn, in the order of its calls."""
        return tuple(result for step in self.steps for result in step.results)


class Provenance(Artifact):
    """Where an artifact comes from: who made it, from which source, by which version."""

    source: str
    version: str
    entry: str
    details: dict[str, Json] = {}


class Trajectory(Artifact):
    """A dialogue, executed.

    `toolkits` are instantiated, `tools` (as `Toolkit.tool`) are offered from the start. `initial_state` and
    `final_state` map toolkit to state: the first as the environment's loader takes it, the second as a snapshot.
    `load_options` are passed to the loader. `failure` says why the replay stopped early, if it did. `fingerprint`,
    `depends_on` and `own_parts` are those of the plan it was executed by (see `artifacts/plan.py`).
    """

    format_version: int = FORMAT_VERSION
    id: str
    category: str
    toolkits: tuple[str, ...]
    tools: tuple[str, ...]
    turns: tuple[Turn, ...]
    initial_state: dict[str, Json] = {}
    load_options: dict[str, Json] = {}
    final_state: dict[str, Json] = {}
    failure: str | None = None
    fingerprint: str = ""
    depends_on: dict[str, str] = {}
    own_parts: dict[str, str] = {}
    provenance: Provenance

    @property
    def is_simulated(self) -> bool:
        """Whether its results were made up by a model, so that nothing about behaviour follows from them."""
        return self.provenance.details.get("results") == SIMULATED

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls, in order."""
        return tuple(call for turn in self.turns for call in turn.calls)
