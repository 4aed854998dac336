"""Both phases on a generated domain, dialogues made by models: from the request to the domain's shards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.artifacts.pilot import Criterion, PilotReport
from eigendata_assets.execution.progress import silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.pilot.flow import Asked, generate_in_two_phases, pilot_files
from eigendata_assets.trajectories.pilot.two_phases import TwoPhases
from eigendata_assets.trajectories.staging import read_dataset
from tests.trajectories.simulation.conftest import Line, ensemble_of

COUNT = 4
PHASES = TwoPhases.of(COUNT, samples=5, rounds=2)
CRITERIA = (Criterion(name="accepted", at_least=0.6), Criterion(name="realism", at_least=0.7))


def asked(seed: int = 1) -> Asked:
    return Asked(Wanted(COUNT, seed, {"single_turn_single_task": 1}), PHASES, CRITERIA, "graphs")


def players(lockers: Workspace, sandbox: Sandbox, instead: dict[str, Line]) -> Callable[[ChatRequest], Answer]:
    """Everybody who takes part, and a judge who likes what he reads."""
    drawn = Wanted(COUNT, 1, {"single_turn_single_task": 1})
    ensemble = ensemble_of(lockers, sandbox, drawn, instead)

    def answer(request: ChatRequest) -> Answer:
        if request.labels.agent == "dialogue_judge":
            return {"realism": {"score": 0.9, "reason": "nothing"}}
        return ensemble.answer(request)

    return answer


def made(lockers: Workspace, sandbox: Sandbox, answer: Callable[[ChatRequest], Answer]) -> PilotReport:
    domain = lockers.domain("lockers")
    return generate_in_two_phases(lockers, domain, asked(), sandbox, ScriptedChat(answer), silent)


def test_models_make_judged_dialogues_that_are_the_domains(lockers: Workspace, sandbox: Sandbox) -> None:
    report = made(lockers, sandbox, players(lockers, sandbox, {}))
    assert (report.accepted, report.finished) == (COUNT, True)
    (phase,) = report.phases
    assert {each.measure for each in phase.charts} == {"failures", "doubt"}
    assert [each.role for each in report.strategy.prompts] == ["intent_from_graph", "user", "assistant"]
    store = lockers.store("lockers")
    (batch,) = read_dataset(store).batches
    assert (batch.count, batch.made_by) == (COUNT, "scripted")
    stored = list(store.read_shard("shard_00000"))
    kept = {each.role: each.version for each in report.strategy.prompts}
    assert [each.provenance.details[MADE_WITH] for each in stored] == [kept] * COUNT
    assert pilot_files(lockers, "lockers").report_file.exists()


def test_a_finished_request_is_begun_anew_when_it_is_made_again(lockers: Workspace, sandbox: Sandbox) -> None:
    answer = players(lockers, sandbox, {})
    first = made(lockers, sandbox, answer)
    assert made(lockers, sandbox, answer) == first


@pytest.mark.parametrize("mode", ["graphs", "scenarios"])
def test_without_a_model_it_is_said_which_roles_need_one(lockers: Workspace, sandbox: Sandbox, mode: str) -> None:
    wanted = asked() if mode == "graphs" else Asked(asked().wanted, PHASES, CRITERIA, "scenarios")
    with pytest.raises(ModelNeeded, match="user_simulator_agent"):
        generate_in_two_phases(lockers, lockers.domain("lockers"), wanted, sandbox, Offline(), silent)
