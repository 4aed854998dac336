"""One shard's dialogues drawn at their places, in whatever process: what it gives depends on its task alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyarrow as pa
from pydantic import Field

from eigendata_assets.artifacts.coding import Need
from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.engine import Work
from eigendata_assets.execution.progress import Advance
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.generated_shards import GRAPHS, PartFiles, parts_of, read_column
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import open_generation, read_knowledge, wanted_of
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.origins import made_with
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.trajectories.staging import Made, Stage
from eigendata_assets.trajectories.taken import taken_by_others


class Drawing(Artifact):
    """A task: dialogues at some places of a shard are drawn, and the shard waits in the stage.

    `places` maps a place to the number of scenarios that were drawn for it before. All other rows are as they are
    `of` the shard that waits already, or that the domain has. Dialogues that other shards have, by the first `avoid`
    lines of the stage's file of what is taken, are not drawn.
    """

    shard: str
    batch: Batch
    places: dict[int, int]
    of: Literal["nothing", "stage", "domain"] = "nothing"
    avoid: int = Field(default=0, ge=0)


class Drawn(Artifact):
    """The answer: why drafts were not taken, which functions misbehave, and why no dialogue was found, if so."""

    shard: str
    dropped: dict[str, int] = {}
    needs: tuple[Need, ...] = ()
    failure: str = ""
    hint: str = ""


def settings_of(workspace: Workspace, domain: Domain) -> Json:
    """What `open_drawing` needs to know."""
    return {"workspace": str(workspace.root), "domain": domain.name}


def open_drawing(sandbox: Sandbox, settings: Json) -> Work:
    """The work of drawing shards of a domain; see `execution/engine.py`.

    Its process takes the system's memory for tables: Arrow's own pool would keep, for each thread, most of a shard.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    workspace = Workspace(Path(settings["workspace"]))
    domain = workspace.domain(settings["domain"])
    store = workspace.store(domain.name)
    stage = Stage(store, domain, read_dependencies(store, domain.depends_on))
    drawer = _Drawer(stage, read_knowledge(workspace, domain), sandbox)
    return lambda task, advance: drawer.draw(Drawing.model_validate(task), advance).model_dump(mode="json")


@dataclass(slots=True)
class _Drawer:
    stage: Stage
    knowledge: Knowledge
    sandbox: Sandbox
    last: tuple[Batch, Generation] | None = None

    def draw(self, task: Drawing, advance: Advance) -> Drawn:
        """The shard waits with the dialogues of the task."""
        before, first = self._before(task), task.batch.shards[task.shard][0]
        positions = [place - first for place in task.places]
        seen = _others(before, positions) | taken_by_others(self.stage.taken_file, task.avoid, task.shard)
        generation = self._generation(task.batch, seen)
        failure = hint = ""
        try:
            made = _told(generation.make(list(task.places), task.places), task.batch, advance)
            if before:
                self.stage.change(task.shard, before, made, positions)
            else:
                self.stage.add(task.shard, made)
        except GateFailed as error:
            failure, hint = error.message, error.hint
        return Drawn(
            shard=task.shard,
            dropped=dict(generation.dropped),
            needs=tuple(generation.needs.values()),
            failure=failure,
            hint=hint,
        )

    def _before(self, task: Drawing) -> PartFiles:
        if task.of == "nothing":
            return {}
        return self.stage.parts(task.shard) if task.of == "stage" else parts_of(self.stage.store.folder, task.shard)

    def _generation(self, batch: Batch, seen: set[bytes]) -> Generation:
        """A generation that has not begun, but knows these dialogues."""
        if self.last is None or self.last[0] != batch:
            opened = open_generation(
                self.stage.store, self.knowledge, self.stage.domain, wanted_of(batch), self.sandbox
            )  # fmt: skip
            self.last = batch, opened
        return replace(self.last[1], seen=seen, dropped=Counter(), needs={}, exhausted=Counter())


def _others(files: PartFiles, redrawn: Sequence[int]) -> set[bytes]:
    """What tells the rows apart that are not drawn."""
    skeletons, again = read_column(files[GRAPHS], "skeleton") if files else [], set(redrawn)
    return {bytes.fromhex(each) for position, each in enumerate(skeletons) if position not in again}


def _told(made: Iterable[Made], batch: Batch, advance: Advance) -> Iterator[Made]:
    """The dialogues as they come, which say what they were made with where a pilot has decided that."""
    for each in made:
        advance()
        yield replace(each, trajectory=made_with(each.trajectory, batch.prompts)) if batch.prompts else each
