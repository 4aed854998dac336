"""The gate over many trajectories: all their runs go to the sandbox in one batch, then each function proves itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.many import Outcome, for_each
from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import Progress, silent
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Sandbox
from eigendata_assets.execution.replay import replay_all, replay_of
from eigendata_assets.verification.candidates import Effort, candidates
from eigendata_assets.verification.derivation import Choice, choose
from eigendata_assets.verification.evidence import Task, task_of
from eigendata_assets.verification.function_agent import choose_with, has_model
from eigendata_assets.verification.proving import Proof, prove, stopped
from eigendata_assets.verification.runs import Runs, StoppedError, gather

GATE_VERSION = "3"
"""Part of what a stored proof was made for; raised when functions come out otherwise or the gate asks other things."""

CHUNK = 200
"""So many trajectories are in memory with all their runs."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What trajectories of a domain are proved with; `ignore` names tables that are not compared."""

    toolset: Toolset
    environment: EnvironmentCode
    sandbox: Sandbox
    ignore: tuple[str, ...] = ()
    effort: Effort = field(default_factory=Effort)
    chat: ChatModel = field(default_factory=Offline)

    def prove(self, trajectories: Sequence[Trajectory], progress: Progress = silent) -> Iterator[Proof]:
        """A proof for each executed trajectory, in order; worked off in chunks, so that memory stays small."""
        with progress("proving verification functions", len(trajectories)) as advance:
            for start in range(0, len(trajectories), CHUNK):
                for proof in self._chunk(trajectories[start : start + CHUNK]):
                    advance()
                    yield proof

    def _chunk(self, trajectories: Sequence[Trajectory]) -> list[Proof]:
        executed = self.run([task_of(each, self.toolset, self.ignore) for each in trajectories])
        if has_model(self.chat):
            return asyncio.run(self._asked(list(executed)))
        return [each if isinstance(each, Proof) else prove(each, choose(each.task, each.evidence)) for each in executed]

    def run(self, tasks: Sequence[Task]) -> Iterator[Runs | Proof]:
        """The runs of each task, executed in one batch; where the reference itself stops, that there is no proof."""
        planned = [candidates(task, self.effort) for task in tasks]
        replays: list[Replay] = [
            replay_of(task.trajectory, each.parts) for task, made in zip(tasks, planned, strict=True) for each in made
        ]
        outcomes = iter(replay_all(replays, self.environment, self.sandbox))
        for task, made in zip(tasks, planned, strict=True):
            own = [next(outcomes) for _ in made]
            try:
                yield gather(task, made, own)
            except StoppedError as error:
                yield stopped(task.trajectory.id, str(error))

    async def _asked(self, executed: Sequence[Runs | Proof]) -> list[Proof]:
        """The proofs, with what a model chooses."""
        rows = [each for each in executed if isinstance(each, Runs)]
        chosen = iter(await for_each(rows, lambda runs: choose_with(self.chat, runs)))
        return [each if isinstance(each, Proof) else _chosen(each, next(chosen)) for each in executed]


def _chosen(runs: Runs, outcome: Outcome[tuple[Choice, str]]) -> Proof:
    if outcome.value is None:
        return stopped(runs.task.trajectory.id, f"the model gave no usable answer: {outcome.error}")
    choice, made_by = outcome.value
    proof = prove(runs, choice)
    if proof.function is not None:
        proof.function["made_by"] = made_by
    return proof
