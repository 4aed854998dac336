"""Both phases with replies that a language model gave, one by one: what its judge missed, revised, and a drift noticed.

`recorded/assignments.json` holds what the dialogues begin with, the states by the keys of their rows; the replies in
`recorded/phases.json` were given through `llm_bridge.py` by a language model that read every request as it came and
did what its prompt asked; no program wrote one. The criteria (0.9 for what the judge scores) were set before the first
score. One thing it was told besides: from place 5 on, the three roles that make dialogues (task, user, assistant)
answer as a model that its provider has weakened without a word: as briefly as the prompt lets it, without persona,
reasons or checks, with fields in place of words, repeating itself; what a prompt asks in so many words it still does.
Judge, critic, analyser and prompt engineer were never weakened. On the way, two rules that refused right dialogues were
mended, and the prompts of judge and engineer; nothing was answered twice. Whoever changes a prompt of the pilot or the
simulation records again: delete the file, start a server, and run this module as `tests/recordings.py` says.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from eigendata_assets.agents.cache import request_key
from eigendata_assets.agents.messages import ChatReply, ChatRequest
from eigendata_assets.agents.recorded import Recorded
from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.domain import Domain as Described
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.artifacts.pilot import Criterion, Pilot, PilotReport
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.trajectories.pilot.criteria import BY_MODEL
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
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import scenarios_of, simulation_of

HERE = Path(__file__).parent / "recorded"
COUNT = 13
CRITERIA = (Criterion(name="accepted", at_least=0.8), *(Criterion(name=name, at_least=0.9) for name in BY_MODEL))


@dataclass(frozen=True, slots=True)
class Prepared(Assigner):
    """Assigns what was recorded."""

    prepared: tuple[Assignment, ...] = ()

    def assign(self, scenario: Scenario) -> Assignment:
        return self.prepared[scenario.index]


@dataclass(frozen=True, slots=True)
class Noted:
    """The recording, and which of its replies were asked for."""

    recording: Recorded
    asked: set[str] = field(default_factory=set)

    def model_for(self, agent: str) -> str:
        return self.recording.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        self.asked.add(request_key(self.recording.name, request))
        return await self.recording.complete(request)


@dataclass(frozen=True)
class Phases:
    """What came of the recording."""

    hotel: Domain
    report: PilotReport
    files: PilotFiles
    dialogues: tuple[Trajectory, ...]
    asked: set[str]

    @property
    def pilots(self) -> list[Pilot]:
        return [phase.pilot for phase in self.report.phases]


def maker(hotel: Domain, chat: Noted) -> SimulationMaker:
    spec, database = hotel.knowledge.domain, hotel.knowledge.database
    entries = json.loads((HERE / "assignments.json").read_text())
    prepared = [
        Assignment.model_validate({**each, "tables": slice_of(spec, database, each["tables"])}) for each in entries
    ]
    simulation = simulation_of(hotel, chat, tries=1)
    assigner = Prepared(hotel.knowledge, hotel.gives, "graphs", "1", tuple(prepared))
    scenarios = scenarios_of(hotel, len(prepared))
    second = dict[int, int]()

    def scenario(place: int) -> Scenario:
        """Of a place; those that are tried again take the ones that are left, as they come."""
        return scenarios[place if place < COUNT else second.setdefault(place, COUNT + len(second))]

    return SimulationMaker(replace(simulation, assigner=assigner), scenario, exact=False)


@pytest.fixture(scope="module")
def phases(tmp_path_factory: pytest.TempPathFactory, populated: Callable[[str], Domain]) -> Phases:
    folder, hotel = tmp_path_factory.mktemp("phases"), populated("hotel_chain")
    chat = Noted(recording(HERE / "phases.json"))
    making = maker(hotel, chat)
    toolset = making.simulation.gate.toolset
    store, files = DomainStore(folder / "store"), PilotFiles(folder / "store" / "pilot")
    store.write_toolset(toolset)
    code = {path.name: path.read_text() for path in hotel.environment.folder.glob("*.py")}
    store.write_environment(code, hotel.environment.toolkits, hotel.environment.loader)
    stage = open_stage(store, Described(name="hotel_chain", source=SpecSource(file="specs/x.yaml")), "recorded")
    judge = DialogueJudge(CRITERIA, toolset, chat, making.simulation.house.now)
    wanted = TwoPhases(count=COUNT, samples=5, rounds=3, chunk=5)
    shelf, batch = Shelf(stage), Batch(count=COUNT, made_by="bridge", mode="graphs")
    generating = Generating(
        making,
        ModelBulk(making, shelf, batch, wanted.chunk),
        judge,
        PromptEngineer(CRITERIA, chat),
        wanted,
        files.write,
    )
    report = asyncio.run(generating.run(files.read("hotel_chain", "recorded"), lambda: None))
    return Phases(hotel, report, files, tuple(shelf.first(report.chunks)), chat.asked)


def test_a_revision_that_the_model_wrote_raised_the_score_it_gave(phases: Phases) -> None:
    first, second = phases.pilots[0].rounds
    assert first.missed == ("realism",)
    assert (first.values["realism"], second.values["realism"]) == (0.775, 0.98)
    assert second.missed == ()
    for role in ("user", "assistant"):
        revised = phases.pilots[0].strategy.prompt(role)
        assert revised.parent == phases.pilots[0].strategies[0].prompt(role).version
        assert revised.reason
        assert revised.made_by == "bridge"


def test_the_weakened_model_paused_the_bulk_though_most_of_its_dialogues_passed_the_checks(phases: Phases) -> None:
    first, second = phases.report.phases
    assert first.signals == ("doubt",)
    assert set(first.failing) == {5, 6, 7, 8, 9}
    assert second.pilot.because == "doubt rose in chunk 1"
    failures = next(chart for chart in first.charts if chart.measure == "failures")
    assert [point.value for point in failures.points] == [0.0, 0.4]


def test_the_second_pilot_needed_two_revisions_since_the_first_did_not_suffice(phases: Phases) -> None:
    drifted, better, kept = phases.pilots[1].rounds
    assert drifted.missed == ("accepted", "formatting", "realism")
    assert better.missed == ("realism",)
    assert kept.missed == ()
    assert [each.values["realism"] for each in (drifted, better, kept)] == [0.1333, 0.6875, 0.9]
    assert [each.values["formatting"] for each in (drifted, better, kept)] == [0.2333, 1.0, 1.0]
    old, new = (pilot.strategy for pilot in phases.pilots)
    assert new.prompt("intent_from_graph").parent == old.prompt("intent_from_graph").version
    assert phases.report.phases[1].signals == ()


def test_failures_are_caught_by_rule_and_by_reading_each_with_who_is_to_blame(phases: Phases) -> None:
    rounds = [each for pilot in phases.pilots for each in pilot.rounds]
    found = [(each.code, each.blame) for done in rounds for sample in done.samples for each in sample.failures]
    assert Counter(found) == {
        ("argument_without_origin", "assistant"): 1,
        ("contradicts_scenario", "user"): 1,
        ("misses_the_goal", "assistant"): 3,
    }


def test_all_that_were_taken_are_executed_and_say_what_they_were_made_with(phases: Phases) -> None:
    assert phases.report.accepted == 13
    assert phases.report.dropped == {"assistant: misses the goal": 1, "user: contradicts scenario": 1}
    again = replay_trajectories(list(phases.dialogues), phases.hotel.environment, phases.hotel.sandbox)
    assert [each.final_state for each in again] == [each.final_state for each in phases.dialogues]
    versions = [each.provenance.details[MADE_WITH]["assistant"] for each in phases.dialogues]
    old, new = (pilot.strategy.prompt("assistant").version for pilot in phases.pilots)
    assert versions == [old] * 8 + [new] * 5


def test_every_reply_of_the_recording_is_needed(phases: Phases) -> None:
    entries = json.loads((HERE / "phases.json").read_text())["entries"]
    assert phases.asked == set(entries)


def test_the_workspace_holds_every_prompt_with_its_parent(phases: Phases) -> None:
    for pilot in phases.pilots:
        for strategy in pilot.strategies:
            for each in strategy.prompts:
                assert (phases.files.folder / "prompts" / each.role / f"{each.version}.md").read_text() == each.text
    text = (phases.files.folder / "pilot.md").read_text()
    assert "doubt rose in chunk 1" in text
    prompts = [each for pilot in phases.pilots for strategy in pilot.strategies for each in strategy.prompts]
    revised = {each.version for each in prompts if each.parent}
    assert {version: text.count(f"`{version}`, after") for version in revised} == dict.fromkeys(revised, 1)
