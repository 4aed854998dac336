"""A domain's dialogues in two phases: pilot, bulk, and the place of all that was made, as a story."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Literal

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.counted import Counted
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport, ModelWork
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import Criterion, PilotReport
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.engine import Engine, Here
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked, write_text
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import REPORT, next_batch, report_of
from eigendata_assets.trajectories.dialogues.trajectory_agent import RULES_VERSION
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge, wanted_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.pilot.engineering import PromptEngineer
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.model_bulk import ModelBulk
from eigendata_assets.trajectories.pilot.modifying import Modifier
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles
from eigendata_assets.trajectories.pilot.rules_bulk import RulesBulk
from eigendata_assets.trajectories.pilot.rules_maker import RulesMaker
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.pilot.simulation_maker import SimulationMaker
from eigendata_assets.trajectories.pilot.tuning import KIND, WeightTuner
from eigendata_assets.trajectories.pilot.two_phases import Generating, TwoPhases
from eigendata_assets.trajectories.possible_kinds import possible
from eigendata_assets.trajectories.scenarios.scenario import SHARES
from eigendata_assets.trajectories.settling import settling_of
from eigendata_assets.trajectories.simulation.assigning import Mode
from eigendata_assets.trajectories.simulation.playing import ATTEMPTS, scenario_at, simulation_in
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.trajectory import SIMULATION_VERSION
from eigendata_assets.trajectories.staging import Stage, open_stage
from eigendata_assets.verification.gate import GATE_VERSION, Gate


@dataclass(frozen=True, slots=True)
class Asked:
    """A generation in two phases: which dialogues, made by rule or by models, judged by which criteria."""

    wanted: Wanted
    phases: TwoPhases
    criteria: tuple[Criterion, ...]
    mode: Literal["rules"] | Mode = "rules"
    attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class _House:
    """All that the two phases of a request work in and with."""

    workspace: Workspace
    knowledge: Knowledge
    asked: Asked
    stage: Stage
    judge: DialogueJudge
    chat: Counted
    files: PilotFiles

    @property
    def store(self) -> DomainStore:
        return self.stage.store

    @property
    def domain(self) -> Domain:
        return self.stage.domain


def generate_in_two_phases(
    workspace: Workspace, domain: Domain, asked: Asked, sandbox: Sandbox, chat: ChatModel, progress: Progress,
    engine: Engine | None = None,
) -> PilotReport:  # fmt: skip
    """The domain's shards hold the dialogues, with their functions; `pilot/` says how they came about.

    The same request made again after a stop goes on with the chunk that it was at. Raises `ModelNeeded` before any
    work where a role or a criterion needs a model, GateFailed where drift cannot be mended.
    """
    store, knowledge, counted = workspace.store(domain.name), read_knowledge(workspace, domain), Counted(chat)
    judge = DialogueJudge(asked.criteria, store.read_toolset(), counted, knowledge.domain.now)
    if asked.mode != "rules":
        SimulationAgents().require(chat)
    judge.require()
    request = _request(store, knowledge, asked, chat)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        stage = open_stage(store, domain, request)
        house = _House(workspace, knowledge, asked, stage, judge, counted, PilotFiles(store.folder / "pilot"))
        report = house.files.read(domain.name, request).model_copy(update={"mode": asked.mode, "made_by": _by(house)})
        with (
            progress(f"generating dialogues of {domain.name}", asked.wanted.count - report.accepted) as advance,
            _generating(house, sandbox, engine or Here(sandbox)) as generating,
        ):
            report = asyncio.run(generating.run(report, advance))
            _require_some(report, house.files)
            batches = generating.bulk.settle(report)
            stage.publish(Dataset(batches=batches))
        report = _counted(report, counted).model_copy(update={"finished": True})
        write_text(store.folder / REPORT, _told(store, batches, report).to_json(indent=1) + "\n")
        house.files.write(report)
    make_plan(store, domain.depends_on)
    return report


def pilot_files(workspace: Workspace, name: str) -> PilotFiles:
    """Where a domain's pilots are told of."""
    return PilotFiles(workspace.store(name).folder / "pilot")


@contextmanager
def _generating(house: _House, sandbox: Sandbox, engine: Engine) -> Iterator[Generating]:
    """Both phases, ready to run; keeping a report counts what was asked."""
    asked, judge = house.asked, house.judge

    def keep(report: PilotReport) -> None:
        house.files.write(_counted(report, house.chat))

    if asked.mode != "rules":
        maker, bulk = _by_models(house, asked.mode, sandbox)
        yield Generating(maker, bulk, judge, PromptEngineer(asked.criteria, house.chat), asked.phases, keep)
        return
    fixed = frozenset({KIND} if asked.wanted.shares is not None else ())
    wanted = possible(house.knowledge, asked.wanted)
    rules = RulesMaker(house.store, house.domain, house.knowledge, sandbox, wanted.seed, wanted.shares or SHARES)
    with settling_of(house.workspace, house.stage, engine, _nobody) as settling:
        drawing = RulesBulk(settling, wanted.seed, wanted.count, asked.phases.chunk)
        yield Generating(rules, drawing, judge, WeightTuner(judge, fixed), asked.phases, keep)


def _by_models(house: _House, mode: Mode, sandbox: Sandbox) -> tuple[SimulationMaker, ModelBulk]:
    """Makers of samples and of all dialogues; at `place + count` there is the second scenario of a place."""
    store, domain, asked = house.store, house.domain, house.asked
    wanted = replace(possible(house.knowledge, asked.wanted), exact=asked.wanted.shares is not None)
    batch = next_batch(Dataset(), wanted, _by(house), mode)
    opened = open_generation(store, house.knowledge, domain, wanted_of(batch), sandbox)
    simulation = simulation_in(opened, house.chat, mode)
    maker = SimulationMaker(
        simulation,
        lambda place: scenario_at(opened, mode, place % batch.count, place // batch.count),
        exact=batch.exact,
    )
    modifier = Modifier(
        Gate(store.read_toolset(), current_environment(store), sandbox, domain.ignore_state), house.chat
    )
    return maker, ModelBulk(maker, Shelf(house.stage), batch, asked.phases.chunk, modifier, asked.attempts)


def _by(house: _House) -> str:
    """Who makes the dialogues."""
    return "rule" if house.asked.mode == "rules" else house.chat.model_for(SimulationAgents().assistant.name)


def _counted(report: PilotReport, chat: Counted) -> PilotReport:
    return report.model_copy(update={"asked": report.asked + chat.asked, "tokens": report.tokens + chat.tokens})


def _told(store: DomainStore, batches: Sequence[Batch], report: PilotReport) -> GenerationReport:
    """What both phases came to, as any generation tells it."""
    told = report_of(store, batches, 0, Counter(report.dropped))
    if report.mode == "rules":
        return told
    work = ModelWork(asked=report.asked, tokens=report.tokens, failures=report.dropped, left_out=report.left_out)
    return told.model_copy(update={"by_models": {"pilot": work}})


def _require_some(report: PilotReport, files: PilotFiles) -> None:
    if not report.accepted:
        raise GateFailed(f"none of {report.places} dialogues was accepted", hint=f"See {files.folder}.")


def _request(store: DomainStore, knowledge: Knowledge, asked: Asked, chat: ChatModel) -> str:
    """What decides the dataset, as a hash; of models, their names."""
    agents = () if asked.mode == "rules" else SimulationAgents().prompts
    models = [chat.model_for(name) for name in agents]
    criteria = [each.model_dump() for each in asked.criteria]
    wanted = [asked.wanted.count, asked.wanted.seed, dict(asked.wanted.shares or {}), asked.attempts]
    versions = [RULES_VERSION, SIMULATION_VERSION, GATE_VERSION, store.edited_files_digest()]
    parts = [*wanted, asdict(asked.phases), criteria, asked.mode, models, *versions]
    return canonical_hash([*parts, knowledge.domain.model_dump(mode="json")])


def _nobody() -> None:
    """Dialogues are counted chunk by chunk."""
