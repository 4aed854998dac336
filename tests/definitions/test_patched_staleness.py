"""After a patch Dagster itself says the truth: nothing is stale but what needs a model."""

import json
import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.cli.session import Session
from eigendata_assets.storage.commit import is_unfinished
from eigendata_assets.storage.files import TEMPORARY
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.own_dialogues import TOOLS, write_schemas
from tests.processes import kill_when, start
from tests.stale_status import stale
from tests.tiny_benchmark import IDS

SHARDS = ("shard_00000", "shard_00001", "shard_00002")
REFUND = [TOOLS["pay"], TOOLS["total"], {**TOOLS["void"], "name": "refund"}]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a session sets is taken back."""
    monkeypatch.setenv("DAGSTER_HOME", "set by the session")
    monkeypatch.setenv("EIGENDATA_WORKSPACE", "set by the session")


def opened(workspace: Path) -> Session:
    session = Session(workspace)
    session.prepare()
    return session


def rows(workspace: Path) -> dict[str, Trajectory]:
    return {each.id: each for each in Workspace(workspace).store("till").planned_trajectories()}


def check(instance: dg.DagsterInstance, domain: str) -> tuple[bool, dict[str, Any]]:
    """The latest word of the check that everything is up to date."""
    key = dg.AssetCheckKey(dg.AssetKey([domain, "trajectories"]), "trajectories_are_up_to_date")
    record = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)[0]
    found = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    return found.passed, {name: each.value for name, each in found.metadata.items()}


def test_patched_bulk_shards_are_fresh_and_recorded_with_their_version(
    own: Path, tmp_path: Path, environment: None
) -> None:
    done = eigendata(own, "patch", "till", "--schemas", write_schemas(tmp_path / "new.json", REFUND))

    assert done.code == 0, done.err
    assert stale(opened(own), "till", SHARDS) == {}


def test_a_shard_with_a_row_that_needs_a_model_stays_stale_and_the_check_says_why(
    own: Path, tmp_path: Path, environment: None
) -> None:
    parameters = {**TOOLS["void"]["parameters"], "required": ["amount", "reason"]}
    parameters["properties"] = {**parameters["properties"], "reason": {"type": "string"}}
    schemas = write_schemas(
        tmp_path / "new.json", [TOOLS["pay"], TOOLS["total"], {**TOOLS["void"], "parameters": parameters}]
    )
    assert eigendata(own, "patch", "till", "--schemas", schemas).code == 0
    session = opened(own)
    affected = {"shard_00000": ["till/trajectory_plan"], "shard_00001": ["till/trajectory_plan"]}

    assert stale(session, "till", SHARDS) == affected
    assert eigendata(own, "refresh", "till").code == 0
    assert stale(opened(own), "till", SHARDS) == affected

    opened(own).run("plan_till")
    with dg.DagsterInstance.get() as instance:
        passed, said = check(instance, "till")
    assert not passed
    assert (said["stale shards"], said["need a model"]) == (2, 2)
    assert "| `shard_00001` | `needs a model` |" in said["shards and causes"]


def test_a_patched_benchmark_has_new_references_and_nothing_is_stale(
    workspace: Path, tmp_path: Path, environment: None
) -> None:
    store = Workspace(workspace).store("tiny")
    lines = store.references_file.read_text().splitlines()
    tools = [
        {**tool.model_dump(exclude={"original"}), **({"name": "put_box"} if tool.key == "Shelf.add_box" else {})}
        for tool in store.read_toolset().tools
    ]

    done = eigendata(workspace, "patch", "tiny", "--schemas", write_schemas(tmp_path / "new.json", tools))

    assert done.code == 0, done.err
    users = {"multi_turn_base_0", "multi_turn_long_context_1"}
    after = store.references_file.read_text().splitlines()
    assert {json.loads(new)["id"] for old, new in zip(lines, after, strict=True) if old != new} == users
    assert stale(opened(workspace), "tiny", IDS) == {}
    ahead = json.loads(eigendata(workspace, "refresh", "tiny", "--dry-run", "--json").out)
    assert (ahead["stale"], ahead["needs_a_model"]) == ([], [])
    names = {each.id: [call.name for call in each.calls] for each in store.planned_trajectories()}
    assert names["multi_turn_base_0"] == ["open_box", "put_box", "list_boxes"]
    key_calls = {call.call.name for name in users for call in store.read_key_calls().entries[name]}
    assert "put_box" in key_calls
    judged = eigendata(workspace, "evaluate", "tiny", "--json")
    assert judged.code == 0, judged.err
    gold = [each for each in json.loads(judged.out)["entries"] if each["model"] == "the reference itself"]
    assert all(each["official"] and each["config_func"] for each in gold)


def refund_file(workspace: Path) -> Path:
    return Workspace(workspace).store("till").folder / "tool_schemas" / "Till.refund.json"


def test_a_patch_killed_at_any_moment_and_run_again_ends_as_an_undisturbed_one(
    own: Path, imported_own: Path, tmp_path: Path, environment: None
) -> None:
    words = ("patch", "till", "--schemas", write_schemas(tmp_path / "new.json", REFUND))
    undisturbed = shutil.copytree(imported_own, tmp_path / "undisturbed")
    assert eigendata(undisturbed, *words).code == 0
    folder = refund_file(own).parents[1]

    for moment in (lambda: any(folder.glob(f"{TEMPORARY}*")), refund_file(own).exists):
        shutil.rmtree(own)
        shutil.copytree(imported_own, own)
        kill_when(moment, start(own, *map(str, words)))

        done = eigendata(own, *words)
        assert done.code == 0, done.err
        assert eigendata(own, "refresh", "till").code == 0
        assert rows(own) == rows(undisturbed)
        assert not is_unfinished(folder)
