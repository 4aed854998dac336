"""Shards that are drawn independently become one dataset: in their order, what an earlier one has is drawn again.

A shard as it is drawn first depends on nothing but its own places, and what is drawn again depends on the shards
before it alone. So the dataset is the same, byte for byte, whatever the number of processes.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from eigendata_assets.artifacts.coding import Need
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.environments.feedback import feedback_to_environment
from eigendata_assets.environments.flow import environment_files
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.engine import Engine, Team
from eigendata_assets.execution.progress import Advance
from eigendata_assets.storage.coding_files import EnvironmentFiles
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.generated_shards import GRAPHS, SCENARIOS, read_column
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.drawing import Drawing, Drawn, open_drawing, settings_of
from eigendata_assets.trajectories.staging import Stage


@dataclass(slots=True)
class Settling:
    """Has shards drawn by a team, so many `ahead`, and settles them in their order.

    `owners` maps what tells a dialogue apart to the shard that has it.
    """

    team: Team
    stage: Stage
    advance: Advance
    ahead: int
    owners: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    needs: dict[str, Need] = field(default_factory=dict)

    def settled(self, tasks: Iterable[Drawing]) -> Iterator[str]:
        """The shards of the tasks, as they come to wait in the stage for good; what waits there already is kept."""
        waiting, known = deque[tuple[Drawing, Future[Json] | None]](), set(self.stage.shards())
        for task in tasks:
            future = None if task.shard in known else self.team.submit(task.model_dump(mode="json"), self.advance)
            waiting.append((task, future))
            if len(waiting) > self.ahead:
                yield self._settle(*waiting.popleft())
        while waiting:
            yield self._settle(*waiting.popleft())

    def _settle(self, task: Drawing, future: Future[Json] | None) -> str:
        if future is not None:
            self._hear(Drawn.model_validate(future.result()))
        if again := self._doubles(task):
            avoid = tuple(each for each, shard in self.owners.items() if shard != task.shard)
            redrawn = task.model_copy(update={"places": again, "of": "stage", "avoid": avoid})
            self.dropped["the same calls are in another dialogue"] += len(again)
            self._hear(Drawn.model_validate(self.team.submit(redrawn.model_dump(mode="json"), _nobody).result()))
        self.owners |= dict.fromkeys(self._skeletons(task.shard), task.shard)
        return task.shard

    def _doubles(self, task: Drawing) -> dict[int, int]:
        """The places of a shard whose dialogues another shard has, with the number of scenarios drawn for them."""
        first = task.batch.shards[task.shard][0]
        doubles = [
            position
            for position, skeleton in enumerate(self._skeletons(task.shard))
            if self.owners.get(skeleton, task.shard) != task.shard
        ]
        if not doubles:
            return {}
        attempts = read_column(self.stage.parts(task.shard)[SCENARIOS], "attempt")
        return {first + position: attempts[position] + 1 for position in doubles}

    def _skeletons(self, shard: str) -> list[str]:
        return read_column(self.stage.parts(shard)[GRAPHS], "skeleton")

    def _hear(self, drawn: Drawn) -> None:
        self.dropped.update(drawn.dropped)
        for each in drawn.needs:
            self.needs.setdefault(each.subject, each)
        if drawn.failure:
            raise GateFailed(drawn.failure, hint=drawn.hint)


@contextmanager
def settling_of(
    workspace: Workspace, stage: Stage, engine: Engine, advance: Advance, processes: int | None = None
) -> Iterator[Settling]:
    """A team to settle shards with; which functions the environment has to mend is told it, whatever comes of all."""
    name = stage.domain.name
    with engine.open(open_drawing, settings_of(workspace, stage.domain), processes) as team:
        settling = Settling(team, stage, advance, 2 * (processes or engine.processes))
        try:
            yield settling
        finally:
            _tell_environment(environment_files(workspace, name), name, list(settling.needs.values()))


def owners(store: DomainStore, shards: Iterable[str]) -> dict[str, str]:
    """What tells the dialogues of some shards of a domain apart, with the shard of each."""
    paths = {shard: store.folder / GRAPHS / f"{shard}.parquet" for shard in shards}
    return {each: shard for shard, path in paths.items() if path.exists() for each in read_column(path, "skeleton")}


def _tell_environment(files: EnvironmentFiles, name: str, needs: Sequence[Need]) -> None:
    before = files.read_feedback_to_environment()
    if needs or (before is not None and before.needs):
        files.write_feedback_to_environment(feedback_to_environment(name, needs, before))


def _nobody() -> None:
    """Nobody counts what is drawn again."""
