"""Simulated dialogues as a story: assign, word the intent, talk, check, execute, criticise, prove; or try again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from eigendata_assets.agents.errors import ReplyError
from eigendata_assets.agents.many import for_each
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner
from eigendata_assets.trajectories.simulation.attempt import Attempts, Course
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.failures import Culprit, SimulationFailure
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.verification.evidence import task_of
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.proving import Proof
from eigendata_assets.verification.task_validation import validate_task


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a scenario: an accepted dialogue with its proof, or none; and all that went wrong on the way.

    `rejected` are the dialogues that were held and not taken, in the order of their attempts.
    """

    scenario: Scenario
    trajectory: Trajectory | None
    proof: Proof | None
    failures: tuple[SimulationFailure, ...]
    rejected: tuple[Trajectory, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulation:
    """Makes dialogues of one domain; `tries` limits those held for one scenario, `at_once` those under way.

    `seen` keeps dialogues apart; it grows.
    """

    house: House
    gate: Gate
    assigner: Assigner
    tries: int = 2
    at_once: int = 64
    seen: set[bytes] = field(default_factory=set)

    async def make(self, scenarios: Sequence[Scenario], agents: SimulationAgents) -> list[Simulated]:
        """What came of each scenario, in order; raises `ModelNeeded` where a role has no model."""
        agents.require(self.house.chat)
        courses = [Course(self.assigner.assign(scenario)) for scenario in scenarios]
        await self.run(courses, agents)
        return [
            Simulated(scenario, each.trajectory, each.proof, tuple(each.failures), tuple(each.rejected))
            for scenario, each in zip(scenarios, courses, strict=True)
        ]

    async def run(self, courses: Sequence[Course], agents: SimulationAgents) -> None:
        """Every course has its dialogue, or has failed as often as there are tries."""
        attempts = Attempts(self.house, agents)
        for attempt in range(self.tries):
            due = [each for each in courses if each.trajectory is None]
            await self._round(attempts, due, attempt)

    async def _round(self, attempts: Attempts, due: Sequence[Course], attempt: int) -> None:
        async def work(course: Course) -> None:
            await attempts.make(course, attempt)

        for course, outcome in zip(due, await for_each(due, work, at_once=self.at_once), strict=True):
            if isinstance(outcome.error, ReplyError):
                by = _culprit(attempts.agents, outcome.error.agent)
                reason = outcome.error.message
                course.fail(attempt, SimulationFailure(by=by, code="no_usable_reply", reason=reason))
            elif outcome.error is not None:
                raise outcome.error
        candidates = [(each, each.candidate) for each in due if each.candidate is not None]
        fresh = [(course, each) for course, each in candidates if self._is_new(course, each, attempt)]
        proofs = await asyncio.to_thread(lambda: list(self.gate.prove([each for _, each in fresh])))
        judged = [(*pair, proof) for pair, proof in zip(fresh, proofs, strict=True)]

        async def judge(row: tuple[Course, Trajectory, Proof]) -> None:
            await self._judge(*row, attempt)

        for outcome in await for_each(judged, judge, at_once=self.at_once):
            if outcome.error is not None:
                raise outcome.error

    def _is_new(self, course: Course, candidate: Trajectory, attempt: int) -> bool:
        """Whether no other dialogue has the same calls; it is remembered from now on."""
        digest = skeleton(candidate)
        if digest in self.seen:
            reason = "another dialogue has the same calls with the same values"
            course.fail(attempt, SimulationFailure(by="task", code="already_there", reason=reason))
            return False
        self.seen.add(digest)
        return True

    async def _judge(self, course: Course, candidate: Trajectory, proof: Proof, attempt: int) -> None:
        """The dialogue is accepted where the gate and, without a graph, the TaskValidationAgent let it through."""
        failure = _refusal(proof)
        if failure is None and not course.assignment.trace:
            task = task_of(candidate, self.gate.toolset, self.gate.ignore)
            verdict = await validate_task(self.house.chat, task, proof)
            reason = "; ".join(verdict.reasons) or "the task is not accepted"
            failure = None if verdict.accepted else SimulationFailure(by="task", code="not_accepted", reason=reason)
        if failure is not None:
            self.seen.discard(skeleton(candidate))
            course.fail(attempt, failure)
        else:
            course.accept(proof)


def _refusal(proof: Proof) -> SimulationFailure | None:
    if proof.function is not None:
        return None
    reason = "; ".join(f"{each.requirement}: {each.what}" for each in proof.soundness.failures)
    return SimulationFailure(by="task", code="refused_by_the_gate", reason=reason)


def _culprit(agents: SimulationAgents, agent: str) -> Culprit:
    return "user" if agent == agents.user.name else "assistant" if agent == agents.assistant.name else "task"
