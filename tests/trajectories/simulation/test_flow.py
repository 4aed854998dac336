"""Simulated dialogues take their place in a domain as those made by rule do; what was rejected is kept beside them."""

from __future__ import annotations

import json

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.progress import silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted
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

    report = simulated(lockers, sandbox, ensemble(lockers, sandbox, {"TrajectoryAgent": careless}))
    assert report.dropped == {"assistant: misses the goal": COUNT}
    rows = [json.loads(line) for line in (lockers.store("lockers").folder / REJECTED).read_text().splitlines()]
    assert len(rows) == COUNT
    assert rows[0]["failures"][0]["by"] == "assistant"
    assert rows[0]["trajectory"]["turns"]


def test_where_nothing_is_accepted_nothing_is_published(lockers: Workspace, sandbox: Sandbox) -> None:
    chat = ensemble(lockers, sandbox, {"TrajectoryAgent": lambda request, perfect: "All of that is done."})
    with pytest.raises(GateFailed, match="misses the goal"):
        simulated(lockers, sandbox, chat)
    assert read_dataset(lockers.store("lockers")).batches == ()


def test_without_a_model_nothing_is_begun_and_every_role_is_named(lockers: Workspace, sandbox: Sandbox) -> None:
    with pytest.raises(ModelNeeded, match=r"UserSimulatorAgent.*TrajectoryAgent"):
        simulate_dialogues(lockers, lockers.domain("lockers"), wanted(), Played("graphs", Offline()), sandbox, silent)
