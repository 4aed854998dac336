"""One attempt at a dialogue: worded, held, executed as a whole, and looked at by rules, then by the critic."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.assistant_checks import assistant_failures, tool_failures, unmet_goal
from eigendata_assets.trajectories.simulation.composing import composed
from eigendata_assets.trajectories.simulation.conversation import Conversation, House, Talk
from eigendata_assets.trajectories.simulation.critic import criticised
from eigendata_assets.trajectories.simulation.failures import Culprit, SimulationFailure
from eigendata_assets.trajectories.simulation.intents import IntentWriter, UnfitIntentError
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.trajectory import trajectory_of
from eigendata_assets.trajectories.simulation.user_checks import stops_early, user_failures
from eigendata_assets.verification.proving import Proof


@dataclass(slots=True)
class Course:
    """What became of one assignment so far; `candidate` is a dialogue that the gate has not seen yet.

    The intent is kept from attempt to attempt, as long as nothing speaks against the task.
    """

    assignment: Assignment
    intent: Intent | None = None
    candidate: Trajectory | None = None
    trajectory: Trajectory | None = None
    proof: Proof | None = None
    failures: list[SimulationFailure] = field(default_factory=list)
    rejected: list[Trajectory] = field(default_factory=list)

    def fail(self, attempt: int, *failures: SimulationFailure) -> None:
        """The attempt has failed for these reasons; what was held is kept."""
        self.failures += [each.model_copy(update={"attempt": attempt}) for each in failures]
        if self.candidate is not None:
            self.rejected.append(self.candidate)
            self.candidate = None
        if any(each.by == "task" for each in failures):
            self.intent = None

    def accept(self, proof: Proof) -> None:
        """The candidate is the course's dialogue; what went wrong before it stands in its provenance."""
        if self.candidate is None:
            return
        provenance = self.candidate.provenance
        details = {**provenance.details, "failed_before": [each.model_dump() for each in self.failures]}
        self.trajectory = self.candidate.model_copy(
            update={"provenance": provenance.model_copy(update={"details": details})}
        )
        self.candidate, self.proof = None, proof


@dataclass(frozen=True, slots=True)
class Attempts:
    """Makes attempts at dialogues in one house."""

    house: House
    agents: SimulationAgents

    async def make(self, course: Course, attempt: int) -> None:
        """The course has a candidate, or what went wrong; raises where the model gives no usable reply."""
        if course.assignment.needs_graph and not await self._find_graph(course, attempt):
            return
        intent = course.intent or await self._intent(course, attempt)
        if intent is None:
            return
        talk = await Conversation(self.house, self.agents, course.assignment, intent, attempt).hold()
        draft = trajectory_of(course.assignment, intent, talk, self.house, self.agents.prompts)
        environment, sandbox = self.house.live.environment, self.house.live.sandbox
        [course.candidate] = await asyncio.to_thread(replay_trajectories, [draft], environment, sandbox)
        failures = await self._failures(course.assignment, intent, talk, course.candidate)
        if failures:
            course.fail(attempt, *failures)

    async def _find_graph(self, course: Course, attempt: int) -> bool:
        found = await composed(self.house, self.agents, course.assignment, attempt)
        if found is None:
            reason = f"neither the rules nor the model find calls that reach {course.assignment.goal}"
            course.fail(attempt, SimulationFailure(by="task", code="has_no_graph", reason=reason))
            return False
        course.assignment = found
        return True

    async def _intent(self, course: Course, attempt: int) -> Intent | None:
        try:
            course.intent = await IntentWriter(self.house, self.agents).write(course.assignment, attempt)
        except UnfitIntentError as error:
            course.fail(attempt, error.failure)
        return course.intent

    async def _failures(
        self, assignment: Assignment, intent: Intent, talk: Talk, executed: Trajectory
    ) -> list[SimulationFailure]:
        """What the rules have against the dialogue; where they have nothing, what the critic has."""
        unmet = unmet_goal(assignment, intent, executed, await self._expected(assignment))
        found = [
            *user_failures(assignment, intent, talk, self.house.tools),
            *tool_failures(executed),
            *_other_results(talk, executed),
            *assistant_failures(executed, tuple(self.house.tools.values())),
        ]
        found += _about_the_end(assignment, talk, unmet, is_explained=any(each.by != "assistant" for each in found))
        return found or await criticised(self.house, self.agents, assignment, intent, executed)

    async def _expected(self, assignment: Assignment) -> Json:
        """The state that the graph leads to."""
        made = [each for each in assignment.trace if each.tool not in assignment.never_offered]
        calls = [Call(name=each.tool, arguments=each.arguments) for each in made]
        return await self.house.live.final_state(assignment.tables, calls) if assignment.trace else None


def _other_results(talk: Talk, executed: Trajectory) -> Iterator[SimulationFailure]:
    """The first result that is another when the whole dialogue is executed again."""
    for number, (held, again) in enumerate(zip(talk.turns, executed.turns, strict=True)):
        if held.results != again.results:
            reason = "the environment gives other results when the dialogue is executed again"
            yield SimulationFailure(by="tool", code="gives_other_results", reason=reason, turn=number)
            return


def _about_the_end(
    assignment: Assignment, talk: Talk, unmet: str, *, is_explained: bool
) -> Iterator[SimulationFailure]:
    """Whether the dialogue ends, and with the goal reached; where it is not, a culprit is named unless one is known."""
    turn = len(talk.turns) - 1
    if talk.ending != "user is done":
        by: Culprit = "user" if talk.ending == "too many turns" and not unmet else "assistant"
        yield SimulationFailure(by=by, code="does_not_end", reason=f"there are {talk.ending}", turn=turn)
    early = stops_early(assignment, talk, unmet)
    if early is not None:
        yield early
    elif unmet and not is_explained:
        yield SimulationFailure(by="assistant", code="misses_the_goal", reason=f"it ends before {unmet}", turn=turn)
