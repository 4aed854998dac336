"""A plan looks at what a change may touch, names what is out of date, and counts what the domain says."""

import json
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.trajectory_shards import read_memo, write_table
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.flow import look_ahead, make_plan
from tests.command_line import eigendata


@pytest.fixture
def store(own: Path) -> DomainStore:
    return Workspace(own).store("till")


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The shards whose columns are read."""
    seen: list[str] = []

    def watched(path: Path) -> Any:
        seen.append(path.stem)
        return read_memo(path)

    monkeypatch.setattr("eigendata_assets.trajectories.corpus.read_memo", watched)
    return seen


def edit_code(store: DomainStore, old: str, new: str) -> None:
    module = store.environment_folder / "till.py"
    assert old in module.read_text()
    module.write_text(module.read_text().replace(old, new))


def edit_schema(store: DomainStore, tool: str, **changes: Any) -> None:
    path = store.schema_folder / f"{tool}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_where_nothing_changed_no_shard_is_looked_at(store: DomainStore, looked_at: list[str]) -> None:
    assert look_ahead(store).stale_trajectories == 0
    assert looked_at == []


def test_only_shards_that_use_a_changed_function_are_looked_at(store: DomainStore, looked_at: list[str]) -> None:
    edit_code(store, '"voided": amount', '"voided": -amount')

    plan = look_ahead(store)

    assert looked_at == ["shard_00000", "shard_00001"]
    assert [each.id for each in plan.stale] == ["sale_2", "sale_7"]
    assert plan.stale_shards == ["shard_00000", "shard_00001"]
    assert plan.calls == 6


def test_the_loading_of_a_toolkit_concerns_all(store: DomainStore, looked_at: list[str]) -> None:
    edit_code(store, 'scenario.get("paid", 0)', 'scenario.get("paid", 1)')

    assert look_ahead(store).stale_trajectories == 10
    assert looked_at == ["shard_00000", "shard_00001", "shard_00002"]


def test_a_shard_whose_file_is_another_is_looked_at_and_indexed_anew(store: DomainStore, looked_at: list[str]) -> None:
    write_table(store.shard_file("shard_00002"), store.read_table("shard_00002").slice(0, 1))

    plan = make_plan(store)

    assert looked_at == ["shard_00002"]
    assert (plan.trajectories, plan.stale_trajectories) == (9, 0)
    assert "sale_9" not in store.usage_index.trajectories()


def test_a_plan_that_was_not_carried_out_is_made_again(store: DomainStore) -> None:
    edit_code(store, '"voided": amount', '"voided": -amount')
    make_plan(store)

    assert [each.id for each in look_ahead(store).stale] == ["sale_2", "sale_7"]


def test_functions_offered_count_where_the_domain_says_so(own: Path, store: DomainStore) -> None:
    workspace = Workspace(own)
    domain = workspace.domain("till")
    workspace.write_domain(domain.model_copy(update={"depends_on": "offered"}))
    assert eigendata(own, "refresh", "till").code == 0
    assert look_ahead(store, "offered").stale_trajectories == 0

    parameters = {"type": "object", "properties": {"amount": {"type": "integer", "maximum": 99}}}
    edit_schema(store, "Till.void", parameters=parameters)

    assert look_ahead(store, "offered").stale_trajectories == 10
    assert json.loads(eigendata(own, "refresh", "till", "--dry-run", "--json").out)["stale_trajectories"] == 10


def test_another_policy_makes_all_out_of_date_once(store: DomainStore) -> None:
    assert look_ahead(store, "offered").stale_trajectories == 10
