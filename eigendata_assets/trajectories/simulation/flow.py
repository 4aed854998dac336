"""A dataset of simulated dialogues, as a story: scenarios are played, some of them anew; what is accepted is kept."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.progress import Advance, Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked, write_text
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import REPORT
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge
from eigendata_assets.trajectories.generation import Generation, skeleton
from eigendata_assets.trajectories.graphs.composing import compose
from eigendata_assets.trajectories.origins import scenario_row
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner, Mode
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.live_tools import LiveTools
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.simulation import Simulated, Simulation
from eigendata_assets.trajectories.staging import Made, open_stage, read_dataset

REJECTED = "rejected_dialogues.jsonl"
_ROUNDS, _ATTEMPTS = 3, 6


@dataclass(frozen=True, slots=True)
class Played:
    """How dialogues are simulated: with tool graphs or from scenarios, by which models, added to others or not."""

    mode: Mode
    chat: ChatModel
    append: bool = False
    agents: SimulationAgents = field(default_factory=SimulationAgents)


def simulate_dialogues(
    workspace: Workspace, domain: Domain, wanted: Wanted, how: Played, sandbox: Sandbox, progress: Progress
) -> GenerationReport:
    """The domain's shards hold the accepted dialogues with their functions; those that were not are kept beside them.

    What was answered is in the cache of replies, so the same request made again after a stop asks only what is left.
    Raises `ModelNeeded` before any work, GateFailed where no dialogue was accepted.
    """
    how.agents.require(how.chat)
    store = workspace.store(domain.name)
    knowledge = read_knowledge(workspace, domain)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        before = read_dataset(store) if how.append else Dataset()
        generation = open_generation(store, knowledge, domain, wanted, sandbox)
        playing = _Playing(generation, simulation_in(generation, how.chat, how.mode), how)
        playing.simulation.seen.update(skeleton(each) for shard in before.shards for each in store.read_shard(shard))
        with progress(f"simulating dialogues of {domain.name}", wanted.count) as advance:
            asyncio.run(playing.play(wanted.count, advance))
        _keep_rejected(store, playing.all)
        if not playing.accepted:
            why = ", ".join(f"{what} {number}" for what, number in playing.failures.most_common(3))
            raise GateFailed(
                f"no dialogue of {wanted.count} was accepted: {why}", hint=f"See {store.folder / REJECTED}."
            )
        batch = _batch(before, wanted, len(playing.accepted), how.chat.model_for(how.agents.assistant.name))
        _publish(store, domain, before, batch, playing.made())
        report = _report(store, batch, playing)
        write_text(store.folder / REPORT, report.to_json(indent=1) + "\n")
    make_plan(store, domain.depends_on)
    return report


def simulation_in(generation: Generation, chat: ChatModel, mode: Mode) -> Simulation:
    """A simulation of the domain and the space of a generation."""
    spec, toolset = generation.knowledge.domain, generation.gate.toolset
    live = LiveTools(generation.environment, generation.sandbox, generation.toolkit)
    tools = {each.name: each for each in toolset.tools}
    house = House(spec.name, spec.description, spec.policy, spec.now, tools, live, chat)
    assigner = Assigner(generation.knowledge, generation.gives, mode, str(generation.space.seed))
    return Simulation(house, generation.gate, assigner)


def scenario_at(generation: Generation, mode: Mode, place: int, number: int = 0) -> Scenario:
    """A scenario of the place; with graphs one for which the rules find a graph, where a few draws give one."""
    attempts = range(number * _ATTEMPTS, (number + 1) * _ATTEMPTS)
    drawn = [generation.space.scenario(place, attempt) for attempt in attempts]
    if mode == "graphs":
        composed = (each for each in drawn if compose(generation.knowledge, generation.gives, each))
        return next(composed, drawn[0])
    return drawn[0]


@dataclass(slots=True)
class _Playing:
    """The places of a space, each with what came of its scenarios."""

    generation: Generation
    simulation: Simulation
    how: Played
    accepted: dict[int, Simulated] = field(default_factory=dict)
    all: list[Simulated] = field(default_factory=list)

    async def play(self, count: int, advance: Advance) -> None:
        """Every place has its dialogue, or has had as many scenarios as there are rounds."""
        for number in range(_ROUNDS):
            places = [place for place in range(count) if place not in self.accepted]
            scenarios = [scenario_at(self.generation, self.how.mode, place, number) for place in places]
            done = await self.simulation.make(scenarios, self.how.agents)
            self.all += done
            for place, each in zip(places, done, strict=True):
                if each.trajectory is not None:
                    self.accepted[place] = each
                    advance()

    @property
    def failures(self) -> Counter[str]:
        """What went wrong and who was to blame, how often."""
        return Counter(failure.label for each in self.all for failure in each.failures)

    def made(self) -> list[Made]:
        """The accepted dialogues, in the order of their places."""
        ordered = [each for _, each in sorted(self.accepted.items())]
        return [
            Made(each.trajectory, each.proof, scenario_row(each.trajectory.id, each.scenario))
            for each in ordered
            if each.trajectory is not None and each.proof is not None
        ]


def _batch(before: Dataset, wanted: Wanted, count: int, made_by: str) -> Batch:
    """No shares are promised: a dialogue has the kind that the speakers have made of it."""
    return Batch(
        count=count, seed=wanted.seed, first_shard=before.next_shard, shard_size=wanted.shard_size, made_by=made_by
    )


def _publish(store: DomainStore, domain: Domain, before: Dataset, batch: Batch, made: Sequence[Made]) -> None:
    stage = open_stage(store, domain, canonical_hash([each.trajectory.model_dump(mode="json") for each in made]))
    for shard, places in batch.shards.items():
        stage.add(shard, made[places.start : places.stop])
    stage.publish(Dataset(batches=(*before.batches, batch)))


def _report(store: DomainStore, batch: Batch, playing: _Playing) -> GenerationReport:
    trajectories = [each.trajectory for each in playing.made()]
    tools = Counter(dict.fromkeys(playing.simulation.house.tools, 0))
    tools.update(call.name for each in trajectories for call in each.calls)
    return GenerationReport(
        domain=store.folder.name,
        dialogues=batch.count,
        resumed=0,
        kinds=dict(sorted(Counter(each.category for each in trajectories).items())),
        tools=dict(tools),
        dropped=dict(playing.failures.most_common()),
        shards=tuple(batch.shards),
    )


def _keep_rejected(store: DomainStore, played: Sequence[Simulated]) -> None:
    """The dialogues that were held and not taken, each labelled with all that went wrong for its scenario."""
    rows = [
        {
            "failures": [failure.model_dump() for failure in each.failures],
            "trajectory": rejected.model_dump(mode="json"),
        }
        for each in played
        for rejected in each.rejected
    ]
    write_text(store.folder / REJECTED, "".join(f"{json.dumps(row)}\n" for row in rows))
