"""The second phase: chunks under control charts, a pause that returns to the pilot, and runs that are stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.pilot import PilotReport, Strategy
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import Toolkit
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.pilot.model_bulk import ModelBulk
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.pilot.shelf import Shelf
from eigendata_assets.trajectories.pilot.two_phases import Generating, TwoPhases
from eigendata_assets.trajectories.staging import Stage, open_stage
from tests.trajectories.pilot.rooms import Rooms, engineer, judge, model, refused
from tests.trajectories.quality.dialogues import TOOLS

CODE = """
class Rooms:
    def find_room(self, floor, kind=None):
        return []

    def book_room(self, room, member):
        return {}
"""
DOMAIN = Domain(name="rooms", source=SpecSource(file="specs/rooms.yaml"))
Keep = Callable[[PilotReport], None]
WANTED = TwoPhases(count=30, samples=5, rounds=3, chunk=5)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    store = DomainStore(tmp_path / "rooms")
    store.write_toolset(TOOLS)
    store.write_environment({"rooms.py": CODE}, [Toolkit("Rooms", "rooms")], "load")
    return open_stage(store, DOMAIN, "a request")


@pytest.fixture
def files(stage: Stage) -> PilotFiles:
    return PilotFiles(stage.store.folder / "pilot")


def without_pictures(files: PilotFiles) -> Keep:
    """What a run goes on from; drawing the charts after every chunk takes longer than all else."""
    return lambda report: write_text(files.report_file, report.to_json())


def generate(
    stage: Stage, files: PilotFiles, rooms: Rooms, wanted: TwoPhases = WANTED, keep: Keep | None = None
) -> PilotReport:
    chat = ScriptedChat(model)
    batch = Batch(count=wanted.count, shard_size=12, made_by="scripted", mode="graphs")
    bulk = ModelBulk(rooms, Shelf(stage), batch, wanted.chunk)
    generating = Generating(rooms, bulk, judge(chat), engineer(chat), wanted, keep or without_pictures(files))
    report = asyncio.run(generating.run(files.read("rooms", "a request"), lambda: None))
    bulk.settle(report)
    return report


def waiting(stage: Stage) -> list[Trajectory]:
    """All dialogues that wait."""
    return [each for shard in stage.shards() for each in stage.dialogues(shard)]


def test_in_control_the_bulk_follows_the_strategy_of_the_pilot(stage: Stage, files: PilotFiles) -> None:
    rooms = Rooms()
    report = generate(stage, files, rooms)
    assert (report.accepted, report.places, report.chunks) == (30, 30, 6)
    (phase,) = report.phases
    assert phase.signals == ()
    assert [len(each.points) for each in phase.charts] == [6, 6]
    assert {version for version, _ in rooms.asked[2:]} == {report.strategy.version}
    assert len(waiting(stage)) == 30
    assert stage.shards() == ["shard_00000", "shard_00001", "shard_00002"]


def test_what_a_dialogue_was_made_with_is_in_its_provenance_and_its_fingerprint(
    stage: Stage, files: PilotFiles
) -> None:
    report = generate(stage, files, Rooms())
    entry = waiting(stage)[0]
    assert entry.provenance.details[MADE_WITH] == {each.role: each.version for each in report.strategy.prompts}
    assert MADE_WITH in entry.own_parts


def test_drift_pauses_returns_to_the_pilot_with_the_failing_samples_and_goes_on(
    stage: Stage, files: PilotFiles
) -> None:
    rooms = Rooms(drifts_at=10)
    report = generate(stage, files, rooms)
    first, second = report.phases
    assert first.signals == ("failures",)
    assert second.pilot.because == "failures rose in chunk 2"
    again = next(places for version, places in rooms.asked[5:] if version == first.pilot.strategy.version)
    assert set(first.failing) <= set(again)
    assert second.pilot.strategy.prompt("user").parent == first.pilot.strategy.prompt("user").version
    assert "please" in report.strategy.prompt("user").text
    assert report.accepted == 30
    assert report.dropped == {"the gate: omission": 5}
    assert second.signals == ()


class StoppedError(Exception):
    """The run was killed."""


class Stopping(Rooms):
    """Is killed when it is asked for the samples of a place for the first time in bulk."""

    def __init__(self, place: int, drifts_at: int = 1_000) -> None:
        super().__init__(drifts_at)
        self.place = place

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        if self.place in places:
            raise StoppedError
        return await super().make(strategy, places)


@pytest.mark.parametrize(("place", "drifts_at"), [(20, 1_000), (29, 10)])
def test_a_run_that_was_stopped_goes_on_where_it_was_and_comes_to_the_same(
    stage: Stage, files: PilotFiles, place: int, drifts_at: int
) -> None:
    with pytest.raises(StoppedError):
        generate(stage, files, Stopping(place, drifts_at))
    before = files.read("rooms", "a request")
    assert 0 < before.accepted < 30
    rooms = Rooms(drifts_at)
    resumed = generate(stage, files, rooms)
    assert before.places in rooms.asked[0][1]
    other = PilotFiles(files.folder.parent / "unbroken")
    kept = waiting(stage)
    unbroken = generate(open_stage(stage.store, DOMAIN, "again"), other, Rooms(drifts_at))
    assert resumed == unbroken
    assert waiting(stage) == kept


def test_a_chunk_that_was_staged_and_not_reported_is_made_again(stage: Stage, files: PilotFiles) -> None:
    def killed(report: PilotReport) -> None:
        if report.chunks == 2:
            raise StoppedError
        without_pictures(files)(report)

    with pytest.raises(StoppedError):
        generate(stage, files, Rooms(), keep=killed)
    assert generate(stage, files, Rooms()).accepted == 30
    ids = [each.id for each in waiting(stage)]
    assert len(ids) == len(set(ids)) == 30


def test_the_same_calls_are_taken_once(stage: Stage, files: PilotFiles) -> None:
    class Repeating(Rooms):
        async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
            made = await super().make(strategy, [place // 2 if place < 6 else place for place in places])
            return [replace(each, place=place) for each, place in zip(made, places, strict=True)]

    report = generate(stage, files, Repeating(), TwoPhases(count=6, samples=5, chunk=4))
    assert (report.accepted, report.left_out) == (6, ())
    assert report.dropped == {"the same calls are in another dialogue": 3}
    assert len({skeleton(each) for each in waiting(stage)}) == 6


def test_where_no_pilot_mends_what_fails_the_places_are_left_out_and_told(stage: Stage, files: PilotFiles) -> None:
    class Failing(Rooms):
        async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
            made = await super().make(strategy, places)
            return [refused(each.place) if each.place >= 10 else each for each in made]

    report = generate(stage, files, Failing())
    assert report.accepted == 10
    assert {each.place for each in report.left_out} == set(range(10, 30))
    assert len(report.phases) > 1
    assert [each.id for each in waiting(stage)] == [f"s{place}" for place in range(10)]


def test_a_place_that_was_tried_often_enough_is_left_out_and_told(stage: Stage, files: PilotFiles) -> None:
    class OneFails(Rooms):
        async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
            made = await super().make(strategy, places)
            failed = [replace(refused(each.place), labels={"kind": "recovery"}) for each in made]
            return [bad if each.place % 30 == 17 else each for each, bad in zip(made, failed, strict=True)]

    rooms = OneFails()
    report = generate(stage, files, rooms)
    assert [places for _, places in rooms.asked if places[-1] >= 30] == [(47,), (77,)]
    (left,) = report.left_out
    assert (left.place, left.kind, report.accepted, report.again) == (17, "recovery", 29, ())
    assert left.reasons == ("the gate: omission: it was not proved",)
    assert [each.id for each in waiting(stage)] == [f"s{place}" for place in range(30) if place != 17]


def test_the_files_show_the_prompts_the_charts_and_the_rounds(stage: Stage, files: PilotFiles) -> None:
    report = generate(stage, files, Rooms(drifts_at=10), keep=files.write)
    for prompt in report.strategy.prompts:
        assert (files.folder / "prompts" / prompt.role / f"{prompt.version}.md").read_text() == prompt.text
    assert (files.folder / "charts.png").read_bytes().startswith(b"\x89PNG")
    text = (files.folder / "pilot.md").read_text()
    assert "Pilot 2" in text
    assert "people greet" in text
    assert PilotReport.model_validate_json(files.report_file.read_bytes()) == report
    assert files.read("rooms", "another request").phases == ()
