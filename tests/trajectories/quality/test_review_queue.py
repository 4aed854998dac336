"""The review queue: most urgent first, two passes by two people, decisions that hold while the dialogue stays."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.quality import DialogueChecks
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.execution.progress import silent
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.quality import flow
from eigendata_assets.trajectories.quality.review_queue import ReviewQueue
from tests.trajectories.quality.dialogues import broken, collection, good, made_up


@pytest.fixture
def queue(tmp_path: Path) -> ReviewQueue:
    return flow.queue_of(Workspace(tmp_path))


def check(queue: ReviewQueue, *entries: Trajectory) -> tuple[DialogueChecks, list[Trajectory]]:
    kept: list[Trajectory] = []
    done = asyncio.run(flow.check_dialogues(collection(*entries), queue, Offline(), silent, keep=kept.append))
    return done, kept


def waiting(queue: ReviewQueue) -> list[tuple[str, str]]:
    return [(each.entry.id, each.state) for each in queue.waiting("rooms")]


def decisions(done: DialogueChecks) -> dict[str, str]:
    return {each.id: each.decision for each in done.verdicts}


def test_what_fails_waits_with_its_reasons_the_most_urgent_first(queue: ReviewQueue) -> None:
    _, kept = check(queue, made_up(), good(), broken())
    assert waiting(queue) == [("broken", "first pass"), ("made_up", "first pass")]
    assert kept == [good()]
    assert "neither said nor returned" in queue.find("rooms", "made_up").verdict.reasons[0]


def test_two_people_approve_and_then_the_dialogue_is_kept(queue: ReviewQueue) -> None:
    check(queue, made_up())
    assert queue.approve("rooms", "made_up", "ann").state == "second pass"
    with pytest.raises(RequestError, match="ann has already looked"):
        queue.approve("rooms", "made_up", "ann")
    assert queue.approve("rooms", "made_up", "bea", "it is a test room").state == "approved"
    done, kept = check(queue, made_up())
    assert decisions(done) == {"made_up": "approved"}
    assert kept == [made_up()]
    assert [(each.action, each.reviewer, each.note) for each in queue.log("rooms")] == [
        ("approved", "ann", ""),
        ("approved", "bea", "it is a test room"),
    ]


def test_what_is_rejected_is_not_kept_and_not_decided_twice(queue: ReviewQueue) -> None:
    check(queue, made_up())
    queue.reject("rooms", "made_up", "ann")
    done, kept = check(queue, made_up())
    assert (decisions(done), kept, waiting(queue)) == ({"made_up": "rejected"}, [], [])
    with pytest.raises(RequestError, match="is rejected already"):
        queue.approve("rooms", "made_up", "bea")


def test_a_revised_dialogue_waits_for_another_person_and_is_kept_as_revised(queue: ReviewQueue, tmp_path: Path) -> None:
    check(queue, made_up())
    path = tmp_path / "revised.json"
    path.write_text(good("made_up").to_json())
    revised = flow.revise(queue, "rooms", path, "ann", "said where the room comes from")
    assert (revised.state, revised.entry, revised.verdict.failures) == ("second pass", good("made_up"), ())
    queue.approve("rooms", "made_up", "bea")
    assert check(queue, made_up())[1] == [good("made_up")]


def test_a_revision_that_cannot_be_executed_is_refused(queue: ReviewQueue, tmp_path: Path) -> None:
    check(queue, made_up())
    path = tmp_path / "revised.json"
    path.write_text(broken("made_up").to_json())
    with pytest.raises(RequestError, match="made_up cannot be executed: turn 0, step 0, find_room"):
        flow.revise(queue, "rooms", path, "ann")
    path.write_text("{")
    with pytest.raises(InputError, match="not a trajectory"):
        flow.revise(queue, "rooms", path, "ann")
    assert waiting(queue) == [("made_up", "first pass")]


def test_a_changed_dialogue_is_to_be_decided_anew(queue: ReviewQueue) -> None:
    check(queue, made_up())
    queue.reject("rooms", "made_up", "ann")
    done, _ = check(queue, broken("made_up"))
    assert decisions(done) == {"made_up": "review"}
    assert waiting(queue) == [("made_up", "first pass")]


def test_what_passes_now_or_is_gone_waits_no_more(queue: ReviewQueue) -> None:
    check(queue, made_up(), broken())
    check(queue, good("made_up"))
    assert waiting(queue) == []
    with pytest.raises(RequestError, match="no dialogue broken of rooms"):
        queue.find("rooms", "broken")


def test_subjects_do_not_touch_each_other(queue: ReviewQueue) -> None:
    check(queue, made_up())
    other = collection(broken(), name="other")
    asyncio.run(flow.check_dialogues(other, queue, Offline(), silent))
    assert [each.subject for each in queue.waiting()] == ["other", "rooms"]
    assert [each.subject for each in queue.waiting("rooms")] == ["rooms"]
