"""A changed schema makes exactly the trajectories stale that use the tool, as Dagster's own webserver sees it."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from eigendata_assets.cli.session import Session
from eigendata_assets.trajectories.assets import stale_shards
from tests.stale_status import stale
from tests.tiny_benchmark import IDS


@pytest.fixture
def session(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("DAGSTER_HOME", "set by the session")
    monkeypatch.setenv("EIGENDATA_WORKSPACE", str(workspace))
    session = Session(workspace)
    session.prepare()
    return session


def planned(session: Session) -> list[str]:
    """The shards that a refresh would take up."""
    with dg.DagsterInstance.get() as instance:
        return stale_shards(instance, session.workspace.domain("tiny"), session.workspace)


def edit_schema(session: Session, tool: str, **changes: Any) -> None:
    path = session.workspace.store("tiny").schema_folder / f"{tool}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    session.run("plan_tiny")


def test_a_changed_schema_makes_exactly_its_users_stale_and_a_refresh_makes_them_fresh(session: Session) -> None:
    store = session.workspace.store("tiny")
    before = {shard: store.shard_file(shard).read_bytes() for shard in IDS}
    users = {"multi_turn_base_0", "multi_turn_long_context_1"}  # read off the references: those that call add_box

    parameters = {"type": "object", "properties": {"name": {"type": "integer"}}, "required": ["name"]}
    edit_schema(session, "Shelf.add_box", parameters=parameters)

    assert stale(session, "tiny", IDS) == {shard: ["tiny/trajectory_plan"] for shard in users}

    shards = planned(session)
    session.run("refresh_tiny", ops={"refresh_tiny_shards": {"shards": shards}})

    assert set(shards) == users
    assert stale(session, "tiny", IDS) == {}
    after = {shard: store.shard_file(shard).read_bytes() for shard in IDS}
    assert {shard for shard in IDS if after[shard] != before[shard]} == users


def test_prose_in_a_schema_makes_nothing_stale(session: Session) -> None:
    edit_schema(session, "Shelf.add_box", description="Adds a box, now said better.")

    assert planned(session) == []


def test_materializing_one_partition_from_the_ui_makes_it_fresh(session: Session) -> None:
    parameters = {"type": "object", "properties": {"name": {"type": "integer"}}, "required": ["name"]}
    edit_schema(session, "Shelf.add_box", parameters=parameters)

    session.run("__ASSET_JOB", assets=[["tiny", "trajectories"]], partition="multi_turn_base_0")

    assert stale(session, "tiny", IDS).keys() == {"multi_turn_long_context_1"}


def test_a_range_of_partitions_is_made_by_one_run(session: Session) -> None:
    for shard in IDS:
        session.workspace.store("tiny").remove_shard(shard)

    session.run("__ASSET_JOB", assets=[["tiny", "trajectories"]], partition=f"{IDS[1]}...{IDS[3]}")

    assert session.workspace.store("tiny").shards() == set(IDS[1:4])
    assert planned(session) == [IDS[0], *IDS[4:]]


def test_an_entry_that_is_no_more_takes_its_partition_and_its_file_along(session: Session) -> None:
    store = session.workspace.store("tiny")
    store.write_references([each for each in store.read_references() if each.id != IDS[0]])

    session.run("plan_tiny")

    with dg.DagsterInstance.get() as instance:
        assert set(instance.get_dynamic_partitions("tiny_shards")) == set(IDS[1:])
    assert IDS[0] not in store.shards()
