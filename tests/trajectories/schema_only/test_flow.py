import asyncio
from pathlib import Path

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import silent
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.rules import failures_of
from eigendata_assets.trajectories.schema_only.flow import SchemaOnly, Told, schema_only
from eigendata_assets.trajectories.schema_only.writing import openai_line
from eigendata_assets.verification.evidence import task_of
from eigendata_assets.verification.runs import StoppedError, gather
from tests.trajectories.schema_only.kitchen import POOL, cook


@pytest.fixture(scope="module")
def made() -> tuple[SchemaOnly, list[Told]]:
    generation = schema_only(POOL, "pool", 25, 7, ScriptedChat(cook()))
    return generation, asyncio.run(generation.make(silent))


def test_every_dialogue_that_was_asked_for_is_made(made: tuple[SchemaOnly, list[Told]]) -> None:
    generation, told = made
    assert [each.sample.index for each in told] == list(range(25))
    report = generation.report(told)
    assert (report.asked, report.made, report.topics, report.dropped) == (25, 25, 25, {})
    assert report.swaps >= 5 > report.swaps_agreed
    assert 0 < report.slot_filling < 1
    assert set(report.distractors) == {"high", "medium", "low"}


def test_the_rules_find_nothing_wrong_with_them(made: tuple[SchemaOnly, list[Told]]) -> None:
    generation, told = made
    collection = Collection("pool", "simulated", tuple(generation.trajectories(told)), POOL)
    blocking = [
        each for entry in collection.entries for each in failures_of(collection, entry) if each.weight == "blocks"
    ]
    assert blocking == []


def test_they_say_that_their_results_are_simulated(made: tuple[SchemaOnly, list[Told]]) -> None:
    generation, told = made
    entries = generation.trajectories(told)
    assert all(entry.is_simulated and entry.provenance.details["made_by"] == "scripted" for entry in entries)
    assert all(set(entry.provenance.details["targets"]) <= {tool.key for tool in POOL.tools} for entry in entries)


def test_simulated_results_prove_nothing(made: tuple[SchemaOnly, list[Told]]) -> None:
    generation, told = made
    with pytest.raises(StoppedError, match="its results are simulated"):
        gather(task_of(generation.trajectories(told)[0], POOL), [], [])


def test_what_is_written_is_read_back_the_same(made: tuple[SchemaOnly, list[Told]], tmp_path: Path) -> None:
    generation, told = made
    entries = generation.trajectories(told)
    path = tmp_path / "dialogues.jsonl"
    lines = [openai_line(entry, [POOL.by_key[key] for key in entry.tools]) for entry in entries]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_dialogues(path)
    assert (read.unreadable, read.formats) == ((), ("openai",))
    assert [_content(each) for each in read.entries] == [_content(each) for each in entries]
    assert {tool.name for tool in read.toolset.tools} == {tool.name for tool in POOL.tools}


def _content(entry: Trajectory) -> tuple[object, ...]:
    said = [[message.content for message in turn.messages] for turn in entry.turns]
    answers = [[step.text for step in turn.steps if step.text] for turn in entry.turns]
    return entry.id, said, answers, entry.calls, [result.value for turn in entry.turns for result in turn.results]


def test_the_same_topic_again_is_drawn_anew_and_then_left_out() -> None:
    answer = cook()
    chat = ScriptedChat(lambda request: answer(request) | ({} if "judge" in request.labels.agent else {"topic": "tea"}))
    generation = schema_only(POOL, "pool", 12, 7, chat, {"single_turn_single_task": 1})
    told = asyncio.run(generation.make(silent))
    keys = [each.sample.targets[0].key for each in told]
    assert len(keys) == len(set(keys)) == len(POOL.tools)
    assert generation.report(told).topics_refused > 0


def test_without_a_model_nothing_is_begun() -> None:
    generation = schema_only(POOL, "pool", 3, 0, Offline())
    with pytest.raises(ModelNeeded):
        asyncio.run(generation.make(silent))
