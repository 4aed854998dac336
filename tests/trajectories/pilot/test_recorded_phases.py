"""Both phases with recorded replies of a model: a revision that raised the judge's score, and a pause because of drift.

`recorded/assignments.json` holds what the dialogues begin with, the states by the keys of their rows; the replies in
`recorded/phases.json` were given through `llm_bridge.py`, by one who played the users of the first round and the
assistant from place 5 on badly on purpose, until the prompts were revised. Whoever changes a prompt of the pilot or of
the simulation records again: delete the file, start a server, and run this module as `tests/recordings.py` says.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.domain import Domain as Described
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.artifacts.pilot import Criterion, Pilot, PilotReport
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.trajectories.pilot.engineering import PromptEngineer
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.model_bulk import ModelBulk
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.pilot.simulation_maker import SimulationMaker
from eigendata_assets.trajectories.pilot.two_phases import Generating, TwoPhases
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.staging import open_stage
from tests.recordings import recording
from tests.trajectories.conftest import SPECS, Domain, _domain
from tests.trajectories.simulation.conftest import scenarios_of, simulation_of

HERE = Path(__file__).parent / "recorded"
COUNT = 14
CRITERIA = tuple(
    Criterion(name=name, at_least=least) for name, least in (("accepted", 0.8), ("realism", 0.75), ("formatting", 0.75))
)


@dataclass(frozen=True, slots=True)
class Prepared(Assigner):
    """Assigns what was recorded."""

    prepared: tuple[Assignment, ...] = ()

    def assign(self, scenario: Scenario) -> Assignment:
        return self.prepared[scenario.index]


@dataclass(frozen=True)
class Phases:
    """What came of the recording."""

    hotel: Domain
    report: PilotReport
    files: PilotFiles
    dialogues: tuple[Trajectory, ...]

    @property
    def pilots(self) -> list[Pilot]:
        return [phase.pilot for phase in self.report.phases]


def maker(hotel: Domain) -> SimulationMaker:
    spec, database = hotel.knowledge.domain, hotel.knowledge.database
    entries = json.loads((HERE / "assignments.json").read_text())
    prepared = [
        Assignment.model_validate({**each, "tables": slice_of(spec, database, each["tables"])}) for each in entries
    ]
    simulation = simulation_of(hotel, recording(HERE / "phases.json"), tries=1)
    assigner = Prepared(hotel.knowledge, hotel.gives, "graphs", "1", tuple(prepared))
    scenarios = scenarios_of(hotel, len(prepared))
    return SimulationMaker(replace(simulation, assigner=assigner), lambda place: scenarios[min(place, COUNT)])


@pytest.fixture(scope="module")
def phases(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Phases:
    folder = tmp_path_factory.mktemp("phases")
    hotel = _domain(SPECS / "hotel_chain.yaml", folder, sandbox)
    making = maker(hotel)
    chat, toolset = making.simulation.house.chat, making.simulation.gate.toolset
    store, files = DomainStore(folder / "store"), PilotFiles(folder / "store" / "pilot")
    store.write_toolset(toolset)
    code = {path.name: path.read_text() for path in hotel.environment.folder.glob("*.py")}
    store.write_environment(code, hotel.environment.toolkits, hotel.environment.loader)
    stage = open_stage(store, Described(name="hotel_chain", source=SpecSource(file="specs/x.yaml")), "recorded")
    wanted = TwoPhases(count=COUNT, samples=5, rounds=3, chunk=5)
    shelf, batch = Shelf(stage), Batch(count=COUNT, made_by="bridge", mode="graphs")
    generating = Generating(
        making, ModelBulk(making, shelf, batch, wanted.chunk), DialogueJudge(CRITERIA, toolset, chat),
        PromptEngineer(CRITERIA, chat), wanted, files.write,
    )  # fmt: skip
    report = asyncio.run(generating.run(files.read("hotel_chain", "recorded"), lambda: None))
    return Phases(hotel, report, files, tuple(shelf.first(report.chunks)))


def test_a_revised_prompt_raised_the_judges_score(phases: Phases) -> None:
    first, second = phases.pilots[0].rounds
    assert first.missed == ("realism",)
    assert second.values["realism"] > first.values["realism"] + 0.2
    assert second.missed == ()
    revised = phases.pilots[0].strategy.prompt("user")
    assert revised.parent == phases.pilots[0].strategies[0].prompt("user").version
    assert revised.reason
    assert revised.made_by == "bridge"


def test_drift_paused_the_bulk_and_returned_to_the_pilot_with_the_low_samples(phases: Phases) -> None:
    first, second = phases.report.phases
    assert first.signals == ("doubt",)
    assert set(first.failing) == {5, 6, 7, 8, 9}
    assert second.pilot.because == "doubt rose in chunk 1"
    before, after = second.pilot.rounds
    assert before.missed == ("realism", "formatting")
    assert after.missed == ()
    assert second.pilot.strategy.prompt("assistant").parent == first.pilot.strategy.prompt("assistant").version
    assert second.pilot.strategy.prompt("user") == first.pilot.strategy.prompt("user")
    assert second.signals == ()


def test_all_that_were_taken_are_executed_and_say_what_they_were_made_with(phases: Phases) -> None:
    assert (phases.report.accepted, phases.report.dropped) == (14, {"assistant: breaks a rule": 1})
    again = replay_trajectories(list(phases.dialogues), phases.hotel.environment, phases.hotel.sandbox)
    assert [each.final_state for each in again] == [each.final_state for each in phases.dialogues]
    versions = [each.provenance.details[MADE_WITH]["assistant"] for each in phases.dialogues]
    old, new = (pilot.strategy.prompt("assistant").version for pilot in phases.pilots)
    assert versions == [old] * 9 + [new] * 5


def test_the_workspace_holds_every_prompt_with_its_parent(phases: Phases) -> None:
    for pilot in phases.pilots:
        for strategy in pilot.strategies:
            for each in strategy.prompts:
                assert (phases.files.folder / "prompts" / each.role / f"{each.version}.md").read_text() == each.text
    text = (phases.files.folder / "pilot.md").read_text()
    assert "doubt rose in chunk 1" in text
