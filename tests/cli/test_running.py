"""`eigendata run` launches a domain's jobs, among them the one that repairs a benchmark as a whole."""

import json
from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.cli.session import Session
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata


def edit_code(workspace: Path, old: str, new: str) -> None:
    module = next(Workspace(workspace).store("tiny").environment_folder.rglob("counter.py"))
    assert old in module.read_text()
    module.write_text(module.read_text().replace(old, new))


def test_repairing_a_benchmark_refreshes_checks_and_judges_it_in_one_run(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_code(workspace, 'return "noted"', 'return "Noted"')

    done = eigendata(workspace, "run", "repair_benchmark", "tiny")

    assert done.code == 0, done.err
    assert json.loads(eigendata(workspace, "refresh", "tiny", "--dry-run", "--json").out)["stale"] == []
    store = Workspace(workspace).store("tiny")
    assert (store.evaluation_folder / "evaluation.json").exists()
    monkeypatch.setenv("DAGSTER_HOME", "set by the session")
    monkeypatch.setenv("EIGENDATA_WORKSPACE", "set by the session")
    Session(workspace).prepare()
    with dg.DagsterInstance.get() as instance:
        latest = instance.get_run_records(limit=1)[0].dagster_run
        assert latest.job_name == "repair_benchmark_tiny"
        checks = instance.event_log_storage.get_latest_asset_check_execution_by_key(
            [
                dg.AssetCheckKey(dg.AssetKey(["tiny", "trajectories"]), name)
                for name in ("gold_reaches_outcome", "trajectories_are_up_to_date")
            ]
        )
        assert {each.status.value for each in checks.values()} == {"SUCCEEDED"}


def test_a_gold_that_does_not_reach_its_outcome_stops_the_repair(workspace: Path) -> None:
    edit_code(workspace, 'return "noted"', "return str(id(object()))")
    edit_code(workspace, "self.value += steps", "self.value += id(self)")

    done = eigendata(workspace, "run", "repair_benchmark", "tiny")

    assert done.code == 1
    assert "the gold does not reach its outcome" in done.err


def test_a_job_that_is_not_there_is_a_wrong_request(own: Path) -> None:
    done = eigendata(own, "run", "repair_benchmark", "till")

    assert done.code == 2
    assert "till has no job repair_benchmark" in done.err
    assert "Its jobs: import, plan, refresh, verify." in done.err
