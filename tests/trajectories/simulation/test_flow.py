"""Simulated dialogues take their place in a domain as those made by rule do; what was rejected is kept beside them."""

from __future__ import annotations

import json

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.errors import GateFailed, RequestError
from eigendata_assets.execution.engine import Here
from eigendata_assets.execution.progress import silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generated.checks import judge
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.redrawing import redraw_dialogues
from eigendata_assets.trajectories.simulation.again import simulate_again
from eigendata_assets.trajectories.simulation.flow import REJECTED, Played, simulate_dialogues
from eigendata_assets.trajectories.staging import read_dataset
from tests.trajectories.simulation.conftest import Line, ensemble_of

COUNT = 4


def wanted(seed: int = 1) -> Wanted:
    return Wanted(COUNT, seed, {"single_turn_single_task": 1}, shard_size=3)


def ensemble(lockers: Workspace, sandbox: Sandbox, instead: dict[str, Line], seed: int = 1) -> ScriptedChat:
    """Players of all scenarios that may be drawn."""
    return ensemble_of(lockers, sandbox, wanted(seed), instead).chat()


def simulated(lockers: Workspace, sandbox: Sandbox, chat: ScriptedChat, **how: int | bool) -> GenerationReport:
    played = Played("graphs", chat, append=bool(how.get("append", False)))
    domain = lockers.domain("lockers")
    return simulate_dialogues(lockers, domain, wanted(int(how.get("seed", 1))), played, sandbox, silent)


def test_accepted_dialogues_are_the_domains_with_their_functions(lockers: Workspace, sandbox: Sandbox) -> None:
    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    store = lockers.store("lockers")
    assert (report.dialogues, report.dropped) == (COUNT, {})
    assert report.shards == ("shard_00000", "shard_00001")
    stored = [each for shard in report.shards for each in store.read_shard(shard)]
    assert all(each.fingerprint for each in stored)
    assert {each.provenance.source for each in stored} == {"simulated in lockers"}
    assert read_dataset(store).batches[0].made_by == "scripted"
    assert (store.folder / REJECTED).read_text() == ""


def test_others_are_added_to_what_is_there(lockers: Workspace, sandbox: Sandbox) -> None:
    simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    simulated(lockers, sandbox, ensemble(lockers, sandbox, {}, seed=2), seed=2, append=True)
    dataset = read_dataset(lockers.store("lockers"))
    assert [batch.seed for batch in dataset.batches] == [1, 2]
    assert len(dataset.shards) == 4


def test_what_was_rejected_is_kept_with_its_label(lockers: Workspace, sandbox: Sandbox) -> None:
    def careless(request: ChatRequest, perfect: Answer) -> Answer:
        return "All of that is done." if request.sample == 0 else perfect

    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {"trajectory_agent": careless}))
    assert report.dropped == {"assistant: misses the goal": COUNT}
    rows = [json.loads(line) for line in (lockers.store("lockers").folder / REJECTED).read_text().splitlines()]
    assert len(rows) == COUNT
    assert rows[0]["failures"][0]["by"] == "assistant"
    assert rows[0]["trajectory"]["turns"]


def test_where_nothing_is_accepted_nothing_is_published(lockers: Workspace, sandbox: Sandbox) -> None:
    chat = ensemble(lockers, sandbox, {"trajectory_agent": lambda request, perfect: "All of that is done."})
    with pytest.raises(GateFailed, match="misses the goal"):
        simulated(lockers, sandbox, chat)
    assert read_dataset(lockers.store("lockers")).batches == ()


def test_without_a_model_nothing_is_begun_and_every_role_is_named(lockers: Workspace, sandbox: Sandbox) -> None:
    with pytest.raises(ModelNeeded, match=r"user_simulator_agent.*trajectory_agent"):
        simulate_dialogues(lockers, lockers.domain("lockers"), wanted(), Played("graphs", Offline()), sandbox, silent)


class StoppedError(Exception):
    """The run was killed."""


def about(request: ChatRequest, cases: set[int]) -> bool:
    text = "\n".join(message.content for message in request.messages)
    return any(f"case {case}:" in text or f"Your case has number {case}." in text for case in cases)


def cases_of(lockers: Workspace, sandbox: Sandbox, place: int) -> set[int]:
    """The numbers by which the players know the scenarios of a place; those with the same calls have one number."""
    players = ensemble_of(lockers, sandbox, wanted(), {}).players
    first = {each.assignment.model_dump_json(include={"trace"}): each.case for each in reversed(players)}
    mine = [each.assignment for each in players if each.assignment.id.endswith(f"{place:06d}")]
    return {first[each.model_dump_json(include={"trace"})] for each in mine}


def test_a_run_that_was_stopped_keeps_its_shards_and_comes_to_the_same(lockers: Workspace, sandbox: Sandbox) -> None:
    last = cases_of(lockers, sandbox, 3)
    folder = lockers.store("lockers").folder
    asked: list[ChatRequest] = []

    def killed(request: ChatRequest, perfect: Answer) -> Answer:
        if about(request, last):
            raise StoppedError
        return perfect

    def heard(request: ChatRequest, perfect: Answer) -> Answer:
        asked.append(request)
        return perfect

    with pytest.raises(StoppedError):
        simulated(lockers, sandbox, ensemble(lockers, sandbox, {"user_simulator_agent": killed}))
    assert [each.name for each in (folder / "generation").glob("shard_*")] == ["shard_00000"]
    resumed = simulated(lockers, sandbox, ensemble(lockers, sandbox, {"user_simulator_agent": heard}))
    assert (resumed.dialogues, resumed.resumed) == (COUNT, 3)
    assert asked
    assert all(about(request, last) for request in asked)
    after = [path.read_bytes() for path in sorted(folder.glob("trajectories/*.parquet"))]
    simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    assert [path.read_bytes() for path in sorted(folder.glob("trajectories/*.parquet"))] == after


def test_a_place_that_fails_is_tried_with_other_scenarios_of_its_kind_then_left_out_and_told(
    lockers: Workspace, sandbox: Sandbox
) -> None:
    hopeless = cases_of(lockers, sandbox, 1)

    def lazy(request: ChatRequest, perfect: Answer) -> Answer:
        return "All of that is done." if about(request, hopeless) else perfect

    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {"trajectory_agent": lazy}))
    assert (report.dialogues, report.wanted) == (COUNT - 1, COUNT)
    (left,) = report.left_out
    assert (left.place, left.kind) == (1, "single_turn_single_task")
    assert all(reason.startswith("assistant: misses the goal: it ends before") for reason in left.reasons)
    assert report.by_models["shard_00000"].failures == {"assistant: misses the goal": 6}
    store = lockers.store("lockers")
    (batch,) = read_dataset(store).batches
    assert (batch.left_out, batch.dialogues, list(batch.shards["shard_00000"])) == ((1,), 3, [0, 2])
    assert [each.id[-1] for each in store.read_shard("shard_00000")] == ["0", "2"]
    judged = judge(store, read_dataset(store), silent)
    assert judged.problems["kinds_have_their_shares"] == [
        "batch 0: 3 of the kind single_turn_single_task, 4 were asked for"
    ]


def test_a_dialogue_that_becomes_of_another_kind_does_not_take_the_place_of_one_that_was_asked_for(
    lockers: Workspace, sandbox: Sandbox
) -> None:
    talkative = cases_of(lockers, sandbox, 2)

    def chatty(request: ChatRequest, perfect: Answer) -> Answer:
        spoken = sum(message.role == "assistant" for message in request.messages)
        return "Thank you, that is good to know." if spoken == 1 and about(request, talkative) else perfect

    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {"user_simulator_agent": chatty}))
    assert report.kinds == {"single_turn_single_task": 3}
    assert report.dropped.keys() == {"user: becomes another kind"}
    assert [each.place for each in report.left_out] == [2]


def test_what_a_model_took_is_counted_by_shard(lockers: Workspace, sandbox: Sandbox) -> None:
    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    assert (report.mode, report.made_by) == ("graphs", "scripted")
    assert list(report.by_models) == ["shard_00000", "shard_00001"]
    assert all(each.asked >= 4 for each in report.by_models.values())
    assert report.by_models["shard_00000"].asked > report.by_models["shard_00001"].asked


def test_what_a_change_affects_is_held_again_by_the_model_and_nothing_else(
    lockers: Workspace, sandbox: Sandbox
) -> None:
    simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    store, domain = lockers.store("lockers"), lockers.domain("lockers")
    shards = list(read_dataset(store).shards)
    before = {shard: list(store.read_shard(shard)) for shard in shards}
    store.shard_file(shards[1]).unlink()
    with pytest.raises(RequestError, match="1 of the shards of lockers are a model's work, and stay as they are"):
        simulate_again(lockers, domain, shards[1:], Offline(), sandbox, silent)
    chat = ensemble(lockers, sandbox, {})
    done = simulate_again(lockers, domain, shards, chat, sandbox, silent)
    assert done.rows == {"shard_00000": 0, "shard_00001": 1}
    assert {shard: list(store.read_shard(shard)) for shard in shards} == before
    with pytest.raises(RequestError, match="is in no batch that was made by rule"):
        redraw_dialogues(lockers, domain, shards, Here(sandbox), silent)


def test_a_place_that_cannot_be_held_again_is_told_and_its_shard_stays(lockers: Workspace, sandbox: Sandbox) -> None:
    simulated(lockers, sandbox, ensemble(lockers, sandbox, {}))
    store = lockers.store("lockers")
    store.shard_file("shard_00001").unlink()
    chat = ensemble(lockers, sandbox, {"trajectory_agent": lambda request, perfect: "All of that is done."})
    with pytest.raises(GateFailed, match=r"1 dialogues of lockers could not be held again; place 3 of shard_00001"):
        simulate_again(lockers, lockers.domain("lockers"), ["shard_00001"], chat, sandbox, silent)
    assert not store.shard_file("shard_00001").exists()
    assert store.shard_file("shard_00000").exists()
