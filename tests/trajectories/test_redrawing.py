"""`redraw_dialogues`: a change of the spec redoes the dialogues that it affects, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.environments.flow import patch_environment
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.engine import Here
from eigendata_assets.execution.progress import silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.generated_shards import PARTS
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import generate_dialogues
from eigendata_assets.trajectories.flow import look_ahead
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.redrawing import redraw_dialogues
from eigendata_assets.verification.flow import read_functions, read_report

SHARDS = [f"shard_{number:05}" for number in range(9)]


@pytest.fixture
def generated(lockers: Workspace, sandbox: Sandbox) -> Workspace:
    """Nine shards of two dialogues."""
    wanted = Wanted(18, 3, {"single_turn_single_task": 1}, 2)
    generate_dialogues(lockers, lockers.domain("lockers"), wanted, Here(sandbox), silent)
    return lockers


def files(workspace: Workspace) -> dict[Path, bytes]:
    folder = workspace.store("lockers").folder
    return {path: path.read_bytes() for part in PARTS for path in folder.glob(f"{part}/*.parquet")}


def change_spec(workspace: Workspace, old: str, new: str, sandbox: Sandbox) -> None:
    """The spec says something else, and the environment follows it."""
    path = workspace.root / "specs" / "lockers.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    patch_environment(workspace, "lockers", SpecSource(file="specs/lockers.yaml"), sandbox, Offline())


def test_a_missing_shard_comes_to_be_what_it_was(generated: Workspace, sandbox: Sandbox) -> None:
    store, before = generated.store("lockers"), files(generated)
    for shard in (SHARDS[2], SHARDS[4]):
        store.shard_file(shard).unlink()
    done = redraw_dialogues(generated, generated.domain("lockers"), SHARDS, Here(sandbox), silent)
    assert done.rows == {shard: 2 if shard in (SHARDS[2], SHARDS[4]) else 0 for shard in SHARDS}
    assert files(generated) == before


def test_a_changed_function_redoes_the_dialogues_that_use_it_and_keeps_all_others(
    generated: Workspace, sandbox: Sandbox
) -> None:
    store = generated.store("lockers")
    before = {each.id: each for shard in SHARDS for each in store.read_shard(shard)}
    bytes_before = files(generated)
    change_spec(generated, "months: locker.months}", "months_left: locker.months}", sandbox)
    users = {name for name, each in before.items() if any(call.name == "extend_locker" for call in each.calls)}
    plan = look_ahead(store)
    assert {each.id for each in plan.stale} == users
    assert 0 < len(plan.stale_shards) < len(SHARDS)

    done = redraw_dialogues(generated, generated.domain("lockers"), SHARDS, Here(sandbox), silent)

    assert sum(done.rows.values()) == len(users)
    assert {shard for shard, rows in done.rows.items() if rows} == set(plan.stale_shards)
    touched = {path.stem for path, content in files(generated).items() if bytes_before[path] != content}
    assert touched == set(plan.stale_shards)
    after = {each.id: each for shard in SHARDS for each in store.read_shard(shard)}
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == users
    assert look_ahead(store).stale_trajectories == 0
    report, functions = read_report(store), read_functions(store)
    assert (report.trajectories, report.dropped) == (18, 0)
    assert all(functions[name]["fingerprint"] == each.fingerprint for name, each in after.items())


def test_nothing_is_done_where_nothing_is_due(generated: Workspace, sandbox: Sandbox) -> None:
    before = files(generated)
    done = redraw_dialogues(generated, generated.domain("lockers"), SHARDS[:2], Here(sandbox), silent)
    assert done.rows == {SHARDS[0]: 0, SHARDS[1]: 0}
    assert files(generated) == before


def test_a_shard_that_was_never_asked_for_is_refused(generated: Workspace, sandbox: Sandbox) -> None:
    with pytest.raises(RequestError, match="shard_00077 of lockers is in no batch"):
        redraw_dialogues(generated, generated.domain("lockers"), ["shard_00077"], Here(sandbox), silent)
