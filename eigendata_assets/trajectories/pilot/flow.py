"""A domain's dialogues in two phases: pilot, bulk, and the place of all that was made, as a story."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Literal

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import Criterion, PilotReport
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dialogues.trajectory_agent import RULES_VERSION
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.pilot.engineering import PromptEngineer
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.modifying import Modifier
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles
from eigendata_assets.trajectories.pilot.rules_maker import RulesMaker
from eigendata_assets.trajectories.pilot.samples import Engineer, Maker
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.pilot.simulation_maker import SimulationMaker
from eigendata_assets.trajectories.pilot.tuning import WeightTuner
from eigendata_assets.trajectories.pilot.two_phases import MOST_PLACES, Generating, TwoPhases
from eigendata_assets.trajectories.simulation.assigning import Mode
from eigendata_assets.trajectories.simulation.flow import scenario_at, simulation_in
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.staging import open_stage
from eigendata_assets.verification.gate import Gate


@dataclass(frozen=True, slots=True)
class Asked:
    """A generation in two phases: which dialogues, made by rule or by models, judged by which criteria."""

    wanted: Wanted
    phases: TwoPhases
    criteria: tuple[Criterion, ...]
    mode: Literal["rules"] | Mode = "rules"


def generate_in_two_phases(
    workspace: Workspace, domain: Domain, asked: Asked, sandbox: Sandbox, chat: ChatModel, progress: Progress
) -> PilotReport:
    """The domain's shards hold the dialogues, with their functions; `pilot/` says how they came about.

    The same request made again after a stop goes on with the chunk that it was at. Raises `ModelNeeded` before any
    work where a role or a criterion needs a model, GateFailed where drift cannot be mended.
    """
    store, knowledge = workspace.store(domain.name), read_knowledge(workspace, domain)
    judge = DialogueJudge(asked.criteria, store.read_toolset(), chat, knowledge.domain.now)
    maker, engineer = _maker(store, knowledge, domain, asked, sandbox, chat), _engineer(judge, asked, chat)
    request, files = _request(store, knowledge, asked, chat), PilotFiles(store.folder / "pilot")
    with locked(store.lock_file, f"a generation of {domain.name}"):
        stage = open_stage(store, domain, request)
        report = files.read(domain.name, request)
        with progress(f"generating dialogues of {domain.name}", asked.wanted.count - report.accepted) as advance:
            modifier = None if asked.mode == "rules" else _modifier(store, domain, sandbox, chat)
            generating = Generating(maker, judge, engineer, Shelf(stage), asked.phases, files.write, modifier)
            report = asyncio.run(generating.run(report, advance))
        stage.publish(Dataset(batches=(_batch(asked, report, chat),)))
        report = report.model_copy(update={"finished": True})
        files.write(report)
    make_plan(store, domain.depends_on)
    return report


def pilot_files(workspace: Workspace, name: str) -> PilotFiles:
    """Where a domain's pilots are told of."""
    return PilotFiles(workspace.store(name).folder / "pilot")


def _maker(
    store: DomainStore, knowledge: Knowledge, domain: Domain, asked: Asked, sandbox: Sandbox, chat: ChatModel
) -> Maker:
    wanted = asked.wanted
    if asked.mode == "rules":
        return RulesMaker(store, domain, knowledge, sandbox, wanted.seed, wanted.shares)
    SimulationAgents().require(chat)
    many = replace(wanted, count=wanted.count * MOST_PLACES + asked.phases.chunk)
    opened = open_generation(store, knowledge, domain, many, sandbox)
    simulation = simulation_in(opened, chat, asked.mode)
    return SimulationMaker(simulation, partial(scenario_at, opened, asked.mode))


def _batch(asked: Asked, report: PilotReport, chat: ChatModel) -> Batch:
    """What the domain is told of its dialogues; by rule too, a place cannot be drawn again without its chunk."""
    by_rule = asked.mode == "rules"
    made_by = "rule, in two phases" if by_rule else chat.model_for(SimulationAgents().assistant.name)
    return Batch(count=report.accepted, seed=asked.wanted.seed, made_by=made_by)


def _modifier(store: DomainStore, domain: Domain, sandbox: Sandbox, chat: ChatModel) -> Modifier:
    return Modifier(Gate(store.read_toolset(), current_environment(store), sandbox, domain.ignore_state), chat)


def _engineer(judge: DialogueJudge, asked: Asked, chat: ChatModel) -> Engineer:
    """By rule, shares that were asked for are left as they are."""
    if asked.mode != "rules":
        return PromptEngineer(asked.criteria, chat)
    return WeightTuner(judge, fixed=asked.wanted.shares is not None)


def _request(store: DomainStore, knowledge: Knowledge, asked: Asked, chat: ChatModel) -> str:
    """What decides the dataset, as a hash; of models, their names."""
    agents = () if asked.mode == "rules" else SimulationAgents().prompts
    models = [] if isinstance(chat, Offline) else [chat.model_for(name) for name in agents]
    criteria = [each.model_dump() for each in asked.criteria]
    wanted = [asked.wanted.count, asked.wanted.seed, dict(asked.wanted.shares or {})]
    parts = [*wanted, asdict(asked.phases), criteria, asked.mode, models, RULES_VERSION, store.edited_files_digest()]
    return canonical_hash([*parts, knowledge.domain.model_dump(mode="json")])
