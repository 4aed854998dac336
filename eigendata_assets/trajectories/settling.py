"""Shards that are drawn independently become one dataset: in their order, what an earlier one has is drawn again.

A shard as it is drawn first depends on nothing but its own places, and what is drawn again depends on the shards
before it alone. So the dataset is the same, byte for byte, whatever the number of processes.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
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
from eigendata_assets.trajectories.taken import Taken


@dataclass(slots=True)
class Settling:
    """Has shards drawn by a team of so many `processes`, and settles them in their order; `taken` is what they have.

    Shards are drawn ahead of those that are settled, so that every process has work while one draws something again.
    """

    team: Team
    stage: Stage
    advance: Advance
    processes: int
    taken: Taken
    dropped: Counter[str] = field(default_factory=Counter)
    needs: dict[str, Need] = field(default_factory=dict)
    _known: frozenset[str] = frozenset()
    _left: Iterator[Drawing] = field(default_factory=lambda: iter(()))
    _ahead: deque[tuple[Drawing, Future[Json] | None]] = field(default_factory=deque)

    def settled(self, tasks: Iterable[Drawing]) -> Iterator[str]:
        """The shards of the tasks, as they come to wait in the stage for good; what waits there already is kept."""
        self._left, self._known = iter(tasks), frozenset(self.stage.shards())
        self._draw_ahead()
        while self._ahead:
            task, future = self._ahead.popleft()
            if future is not None:
                self._hear(future)
            self._settle(task)
            yield task.shard
            self._draw_ahead()

    def _draw_ahead(self) -> None:
        """Every process has work, as long as there is any."""
        while len(self._unfinished()) < self.processes and (task := next(self._left, None)) is not None:
            future = None if task.shard in self._known else self.team.submit(task.model_dump(mode="json"), self.advance)
            self._ahead.append((task, future))

    def _unfinished(self) -> list[Future[Json]]:
        return [future for _, future in self._ahead if future is not None and not future.done()]

    def _hear(self, future: Future[Json]) -> None:
        """The answer is waited for; raises GateFailed where no dialogue was found."""
        while not future.done():
            self._draw_ahead()
            wait([future, *self._unfinished()], return_when=FIRST_COMPLETED)
        drawn = Drawn.model_validate(future.result())
        self.dropped.update(drawn.dropped)
        for each in drawn.needs:
            self.needs.setdefault(each.subject, each)
        if drawn.failure:
            raise GateFailed(drawn.failure, hint=drawn.hint)

    def _settle(self, task: Drawing) -> None:
        if again := self._doubles(task):
            redrawn = task.model_copy(update={"places": again, "of": "stage", "avoid": self.taken.lines})
            self.dropped["the same calls are in another dialogue"] += len(again)
            self._hear(self.team.submit(redrawn.model_dump(mode="json"), _nobody))
        self.taken.add(task.shard, self._skeletons(task.shard))

    def _doubles(self, task: Drawing) -> dict[int, int]:
        """The places of a shard whose dialogues another shard has, with the number of scenarios drawn for them."""
        first = task.batch.shards[task.shard][0]
        doubles = [
            position
            for position, skeleton in enumerate(self._skeletons(task.shard))
            if self.taken.is_of_another(task.shard, skeleton)
        ]
        if not doubles:
            return {}
        attempts = read_column(self.stage.parts(task.shard)[SCENARIOS], "attempt")
        return {first + position: attempts[position] + 1 for position in doubles}

    def _skeletons(self, shard: str) -> list[str]:
        return read_column(self.stage.parts(shard)[GRAPHS], "skeleton")


@contextmanager
def settling_of(
    workspace: Workspace,
    stage: Stage,
    engine: Engine,
    advance: Advance,
    processes: int | None = None,
    shards: Iterable[str] = (),
) -> Iterator[Settling]:
    """A team to settle shards with, beside some that the domain has.

    Which functions the environment has to mend is told it, whatever comes of all.
    """
    name = stage.domain.name
    with engine.open(open_drawing, settings_of(workspace, stage.domain), processes) as team:
        settling = Settling(team, stage, advance, processes or engine.processes, Taken(stage.taken_file))
        for shard in shards:
            settling.taken.add(shard, skeletons_in(stage.store, shard))
        try:
            yield settling
        finally:
            _tell_environment(environment_files(workspace, name), name, list(settling.needs.values()))


def skeletons_in(store: DomainStore, shard: str) -> list[str]:
    """What tells the dialogues of a shard apart that a domain has; nothing where they were not made by rule."""
    path = store.folder / GRAPHS / f"{shard}.parquet"
    return read_column(path, "skeleton") if path.exists() else []


def _tell_environment(files: EnvironmentFiles, name: str, needs: Sequence[Need]) -> None:
    before = files.read_feedback_to_environment()
    if needs or (before is not None and before.needs):
        files.write_feedback_to_environment(feedback_to_environment(name, needs, before))


def _nobody() -> None:
    """Nobody counts what is drawn again."""
