"""A dataset of simulated dialogues, as a story: shards are played, wait, and take their place all at once."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.counted import Counted
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport, ModelWork
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.progress import Advance, Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked, write_text
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import REPORT, next_batch, report_of
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge, wanted_of
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.possible_kinds import possible
from eigendata_assets.trajectories.settling import skeletons_in
from eigendata_assets.trajectories.simulation.assigning import Mode
from eigendata_assets.trajectories.simulation.playing import ATTEMPTS, PlayedPlaces, Playing, scenario_at, simulation_in
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.trajectory import SIMULATION_VERSION
from eigendata_assets.trajectories.staging import Stage, open_stage, read_dataset
from eigendata_assets.verification.gate import GATE_VERSION

REJECTED = "rejected_dialogues.jsonl"


@dataclass(frozen=True, slots=True)
class Played:
    """How dialogues are simulated: with tool graphs or from scenarios, by which models, added to others or not.

    Each place is tried with as many scenarios of its kind as there are `attempts`.
    """

    mode: Mode
    chat: ChatModel
    append: bool = False
    agents: SimulationAgents = field(default_factory=SimulationAgents)
    attempts: int = ATTEMPTS

    @property
    def model(self) -> str:
        """The name of the model that plays the assistant."""
        return self.chat.model_for(self.agents.assistant.name)


def simulate_dialogues(
    workspace: Workspace, domain: Domain, wanted: Wanted, how: Played, sandbox: Sandbox, progress: Progress
) -> GenerationReport:
    """The domain's shards hold the accepted dialogues with their functions; those that were not are kept beside them.

    Every place has a dialogue of the kind that the shares say, or is told as left out, with all that failed. Shards are
    kept as they are played: the same request made again after a stop goes on with those that are missing, and what was
    answered in an unfinished one is in the cache of replies. Raises `ModelNeeded` before any work, GateFailed where no
    dialogue was accepted.
    """
    how.agents.require(how.chat)
    store, knowledge = workspace.store(domain.name), read_knowledge(workspace, domain)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        before = read_dataset(store) if how.append else Dataset()
        batch = next_batch(before, possible(knowledge, wanted), how.model, how.mode)
        stage = open_stage(store, domain, _request(store, knowledge, before, batch, how))
        resumed = sum(len(batch.shards[shard]) - len(read_played(stage, shard).left_out) for shard in stage.shards())
        playing = playing_of(stage, knowledge, batch, how, sandbox)
        playing.simulation.seen.update(calls_in(store, before.shards))
        with progress(f"simulating dialogues of {domain.name}", batch.count - resumed) as advance:
            asyncio.run(_play(stage, batch, playing, advance))
        played = {shard: read_played(stage, shard) for shard in batch.shards}
        batch = batch.model_copy(update={"left_out": _left_out(played)})
        write_text(store.folder / REJECTED, "".join(_rejected_file(stage, shard).read_text() for shard in batch.shards))
        _require_some(stage, batch, played)
        stage.publish(Dataset(batches=(*before.batches, batch)))
        report = report_of(store, [batch], resumed, _failures(played)).model_copy(update={"by_models": played})
        write_text(store.folder / REPORT, report.to_json(indent=1) + "\n")
    make_plan(store, domain.depends_on)
    return report


def playing_of(stage: Stage, knowledge: Knowledge, batch: Batch, how: Played, sandbox: Sandbox) -> Playing:
    """Plays the places of a batch in its mode."""
    generation = open_generation(stage.store, knowledge, stage.domain, wanted_of(batch), sandbox)
    chat = Counted(how.chat)
    scenario = partial(scenario_at, generation, how.mode)
    return Playing(simulation_in(generation, chat, how.mode), chat, scenario, how.agents, how.attempts)


def calls_in(store: DomainStore, shards: Iterable[str]) -> Iterator[bytes]:
    """What no two dialogues share, of all dialogues in some shards; a rule's stand beside their graphs."""
    for shard in shards:
        if known := skeletons_in(store, shard):
            yield from map(bytes.fromhex, known)
        elif store.shard_file(shard).exists():
            yield from map(skeleton, store.read_shard(shard))


async def _play(stage: Stage, batch: Batch, playing: Playing, advance: Advance) -> None:
    """Every shard waits in the stage; what waits there already is known by its calls, and kept."""
    waiting = set(stage.shards())
    for shard in waiting:
        playing.simulation.seen.update(map(skeleton, stage.dialogues(shard)))
    for shard, places in batch.shards.items():
        if shard not in waiting:
            keep(stage, shard, await playing.play(places, advance))


def keep(stage: Stage, shard: str, done: PlayedPlaces) -> None:
    """The shard waits, and beside it what it took and what was held in vain; the shard comes last."""
    write_text(_rejected_file(stage, shard), "".join(f"{json.dumps(row)}\n" for row in done.rejected))
    write_text(_played_file(stage, shard), done.work.to_json(indent=1) + "\n")
    stage.add(shard, done.made)


def read_played(stage: Stage, shard: str) -> ModelWork:
    """What models did for a shard that waits."""
    return ModelWork.model_validate_json(_played_file(stage, shard).read_bytes())


def _played_file(stage: Stage, shard: str) -> Path:
    return stage.folder / "played" / f"{shard}.json"


def _rejected_file(stage: Stage, shard: str) -> Path:
    return stage.folder / "played" / f"{shard}.jsonl"


def _left_out(played: dict[str, ModelWork]) -> tuple[int, ...]:
    return tuple(place.place for each in played.values() for place in each.left_out)


def _failures(played: dict[str, ModelWork]) -> Counter[str]:
    found = Counter[str]()
    for each in played.values():
        found.update(each.failures)
    return found


def _require_some(stage: Stage, batch: Batch, played: dict[str, ModelWork]) -> None:
    """There is a dialogue; else nothing waits any more, so that another run begins anew."""
    if not batch.dialogues:
        shutil.rmtree(stage.folder)
        why = ", ".join(f"{what} {number}" for what, number in _failures(played).most_common(3))
        hint = f"See {stage.store.folder / REJECTED}."
        raise GateFailed(f"no dialogue of {batch.count} was accepted: {why}", hint=hint)


def _request(store: DomainStore, knowledge: Knowledge, before: Dataset, batch: Batch, how: Played) -> str:
    """What decides a dataset, as a hash; of what models say, their names and prompts."""
    prompts = {role: [prompt.version, how.chat.model_for(role)] for role, prompt in how.agents.prompts.items()}
    made = [before.model_dump(), batch.model_dump(), prompts, how.attempts, SIMULATION_VERSION, GATE_VERSION]
    return canonical_hash([*made, store.edited_files_digest(), knowledge.domain.model_dump(mode="json")])
