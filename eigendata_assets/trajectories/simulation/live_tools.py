"""ToolGraphExecutorAgent (EigenData 3.4) for dialogues under way: every call is executed before the next is made."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Sandbox
from eigendata_assets.execution.replay import as_result, replay_all


@dataclass(frozen=True, slots=True)
class LiveTools:
    """The environment that a dialogue is held on.

    A step is executed after all steps before it, on fresh instances: what a call gives is what the same calls give when
    they are replayed, and nothing has to be kept open while a model thinks.
    """

    environment: EnvironmentCode
    sandbox: Sandbox
    toolkit: str

    async def results(self, tables: Json, steps: Sequence[Sequence[Call]]) -> tuple[Result, ...]:
        """What the calls of the last step give; where the environment breaks down, that is the result."""
        turns = [[(call.name, call.arguments) for call in step] for step in steps]
        replay = Replay("live", (self.toolkit,), {self.toolkit: tables}, turns)
        [outcome] = await asyncio.to_thread(replay_all, [replay], self.environment, self.sandbox)
        last = outcome.results[len(steps) - 1] if len(outcome.results) >= len(steps) else ()
        given = tuple(map(as_result, last))
        if outcome.failure is None:
            return given
        broken = Result(value=outcome.failure.message, error=f"limit:{outcome.failure.kind}")
        return (*given, *[broken] * (len(steps[-1]) - len(given)))

    async def final_state(self, tables: Json, calls: Sequence[Call]) -> dict[str, Json]:
        """The state after some calls, one after the other; empty where the environment breaks down."""
        turns = [[(call.name, call.arguments)] for call in calls]
        replay = Replay("live", (self.toolkit,), {self.toolkit: tables}, turns)
        [outcome] = await asyncio.to_thread(replay_all, [replay], self.environment, self.sandbox)
        return outcome.final_state
