"""`eigendata generate NAME --count N --pilot SAMPLES`: rounds are shown, and the domain has the dialogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.pilot import PilotReport
from eigendata_assets.storage.memo import MADE_WITH
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.trajectories.lockers import LOCKERS


@pytest.fixture(scope="module")
def lockers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lockers")
    (folder / "lockers.yaml").write_text(LOCKERS)
    made = eigendata(folder / "w", "generate", folder / "lockers.yaml")
    assert made.code == 0, made.err
    return folder / "w"


def test_without_a_model_the_pilot_tunes_the_generator_and_shows_its_rounds(lockers: Path) -> None:
    done = eigendata(
        lockers, "generate", "lockers", "--count", "12", "--pilot", "6", "--rounds", "2",
        "--criterion", "several_turns=1", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    report = PilotReport.model_validate_json(done.out)
    (phase,) = report.phases
    assert (report.accepted, report.finished) == (12, True)
    assert len(phase.pilot.rounds) == 2
    best = phase.pilot.rounds[phase.pilot.best]
    assert best.values["several_turns"] >= phase.pilot.rounds[0].values["several_turns"]
    assert "Pilot, because of the first samples" in done.err
    (revised,) = [each for each in phase.pilot.strategies[1].prompts if each.parent]
    assert f"round 2: {revised.role} {revised.version} after {revised.parent}, by rule" in done.err
    store = Workspace(lockers).store("lockers")
    stored = [each for shard in sorted(store.shards()) for each in store.read_shard(shard)]
    assert len({each.id for each in stored}) == 12
    kept = {each.role: each.version for each in report.strategy.prompts}
    assert all(each.provenance.details[MADE_WITH] == kept for each in stored)
    assert (store.folder / "pilot" / "charts.png").exists()


def test_shares_that_were_asked_for_are_not_tuned(lockers: Path) -> None:
    done = eigendata(
        lockers, "generate", "lockers", "--count", "5", "--kinds", "single_turn_single_task=1", "--pilot", "5",
        "--criterion", "several_calls=1", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    (phase,) = PilotReport.model_validate_json(done.out).phases
    assert "several_calls" in phase.pilot.rounds[0].missed
    revised = {each.role for strategy in phase.pilot.strategies for each in strategy.prompts if each.parent}
    assert revised
    assert "kind" not in revised


def test_a_pilot_with_models_says_which_are_missing(lockers: Path) -> None:
    done = eigendata(lockers, "generate", "lockers", "--count", "5", "--mode", "graphs", "--pilot", "5")
    assert done.code == 2
    assert "user_simulator_agent" in done.err
    assert "EIGENDATA_MODEL" in done.err


def test_a_criterion_that_is_none_is_refused(lockers: Path) -> None:
    done = eigendata(lockers, "generate", "lockers", "--count", "5", "--pilot", "5", "--criterion", "beauty=1")
    assert done.code == 2
    assert "'beauty=1' is not NAME=SCORE" in done.err
