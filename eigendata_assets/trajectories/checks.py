"""What must hold of executed trajectories, and the evidence where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.storage.domain_store import DomainStore

_TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a check does not hold; turns and calls count from 0."""

    trajectory: str
    turn: int
    subject: str
    message: str


@dataclass(slots=True)
class Checked:
    """How many trajectories were looked at, and where the two checks do not hold."""

    trajectories: int = 0
    gold: list[Violation] = field(default_factory=list)
    calls: list[Violation] = field(default_factory=list)


def check_stored(store: DomainStore, sandbox: Sandbox, progress: Progress) -> Checked:
    """Both checks over all stored trajectories, some thousands at a time."""
    found, stored = Checked(), store.planned_trajectories()
    toolset = store.read_toolset()
    environment = current_environment(store, toolset)
    while together := list(islice(stored, _TOGETHER)):
        found.trajectories += len(together)
        found.gold += gold_reaches_outcome(together, environment, sandbox, progress)
        found.calls += every_call_matches_a_schema(together, toolset)
    return found


def gold_reaches_outcome(
    trajectories: Sequence[Trajectory], environment: EnvironmentCode, sandbox: Sandbox, progress: Progress
) -> list[Violation]:
    """Where a second execution does not reach the results and states that are stored, or the first one failed."""
    with progress("replaying again", len(trajectories)) as advance:
        again = replay_trajectories(trajectories, environment, sandbox, on_done=lambda _: advance())
    return [
        violation
        for stored, found in zip(trajectories, again, strict=True)
        if (violation := _difference(stored, found)) is not None
    ]


def _difference(stored: Trajectory, found: Trajectory) -> Violation | None:
    if found.failure is not None:
        return Violation(stored.id, len(found.turns), "", found.failure)
    for number, (before, after) in enumerate(zip(stored.turns, found.turns, strict=True)):
        if before.results != after.results:
            return Violation(stored.id, number, "", "a result is another than the stored one")
        if before.state_hashes != after.state_hashes:
            return Violation(stored.id, number, "", "the state is another than the stored one")
        if any(text.startswith("never:") for text in after.state_hashes.values()):
            return Violation(stored.id, number, "", "the state equals no state, not even itself")
    return None


def every_call_matches_a_schema(trajectories: Sequence[Trajectory], toolset: Toolset) -> list[Violation]:
    """Where a call names a tool that is not offered at that turn, or has arguments that its schema refuses."""
    validators = {key: Draft202012Validator(_closed(tool.parameters)) for key, tool in toolset.by_key.items()}
    found = []
    for trajectory in trajectories:
        offered = {key.partition(".")[2]: key for key in trajectory.tools}
        for number, turn in enumerate(trajectory.turns):
            offered |= {key.partition(".")[2]: key for key in turn.tools_added}
            for call in turn.calls:
                if call.name not in offered:
                    found.append(Violation(trajectory.id, number, call.name, "the tool is not offered"))
                    continue
                key = offered[call.name]
                found += [
                    Violation(trajectory.id, number, key, f"{error.json_path}: {error.message}"[:300])
                    for error in validators[key].iter_errors(call.arguments)
                ]
    return found


def _closed(parameters: dict[str, object]) -> dict[str, object]:
    """The schema with unknown parameters refused, unless it says otherwise."""
    return {"additionalProperties": False, **parameters}
