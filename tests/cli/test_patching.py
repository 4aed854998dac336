"""`eigendata patch` brings schemas and trajectories to a new version at once, and what it cannot settle it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.patch_record import records_of
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import Done, eigendata
from tests.own_dialogues import TOOLS, VOIDING, write_schemas

USERS = {f"sale_{number}" for number in VOIDING}
REFUND = {**TOOLS["void"], "name": "refund"}


@pytest.fixture
def store(own: Path) -> DomainStore:
    return Workspace(own).store("till")


@pytest.fixture
def patched(own: Path, tmp_path: Path) -> Callable[..., Done]:
    """Runs the command with some tools changed; None takes one away."""

    def run(*words: str, **tools: dict[str, Any] | None) -> Done:
        listed = [each for each in {**TOOLS, **tools}.values() if each is not None]
        path = write_schemas(tmp_path / "new.json", listed)
        return eigendata(own, "patch", "till", "--schemas", path, *words)

    return run


def rows(store: DomainStore) -> dict[str, Trajectory]:
    return {each.id: each for each in store.planned_trajectories()}


def files(store: DomainStore) -> dict[str, bytes]:
    found = (path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(store.folder)): path.read_bytes() for path in found}


def ahead(workspace: Path, name: str = "till") -> dict[str, Any]:
    done = eigendata(workspace, "refresh", name, "--dry-run", "--json")
    assert done.code == 0, done.err
    return dict(json.loads(done.out))


def test_a_renamed_function_is_renamed_where_it_is_used_and_all_other_rows_keep_their_bytes(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    before, untouched = rows(store), store.shard_file("shard_00002").read_bytes()

    done = patched("--json", void=REFUND)

    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert report["outcomes"] == {"patched": 2}
    assert report["changes"][0].startswith("Till.void is now Till.refund")
    after = rows(store)
    assert {name for name in after if after[name] != before[name]} == USERS
    assert [call.name for call in after["sale_2"].calls] == ["pay", "refund", "total"]
    assert [step.results for turn in after["sale_2"].turns for step in turn.steps] == [
        step.results for turn in before["sale_2"].turns for step in turn.steps
    ]
    (record,) = records_of(after["sale_2"])
    assert record.turns == (1,)
    assert record.executed_as == ("refund(amount=1) as void(amount=1)",)
    assert store.shard_file("shard_00002").read_bytes() == untouched
    assert sorted(path.name for path in store.schema_folder.iterdir()) == [
        "Till.pay.json",
        "Till.refund.json",
        "Till.total.json",
    ]
    assert json.loads((store.schema_folder / "Till.refund.json").read_text())["implemented_as"]["name"] == "void"


def test_after_a_patch_nothing_is_out_of_date_and_a_refresh_undoes_nothing(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    assert patched(void=REFUND).code == 0
    before = files(store)

    assert ahead(own)["stale"] == []
    assert eigendata(own, "refresh", "till").code == 0

    after = files(store)
    assert {name for name in after if after[name] != before.get(name)} <= {"usage_index.sqlite"}
    used = json.loads(eigendata(own, "lineage", "till", "--function", "Till.refund", "--json").out)
    assert set(used["used_by"]) == USERS
    assert used["code"] == ["till.Till", "till.Till.__init__", "till.Till._load_scenario", "till.Till.void"]


def test_code_that_is_renamed_later_is_called_by_its_new_name(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    assert patched(void=REFUND).code == 0
    before = rows(store)
    module = store.environment_folder / "till.py"
    module.write_text(module.read_text().replace("def void(", "def refund("))

    assert {each["id"] for each in ahead(own)["stale"]} == USERS
    assert eigendata(own, "refresh", "till").code == 0

    after = rows(store)
    assert {name: each.turns for name, each in after.items()} == {name: each.turns for name, each in before.items()}
    assert all(each.failure is None for each in after.values())


def test_a_dry_run_changes_no_file(store: DomainStore, patched: Callable[..., Done]) -> None:
    before = files(store)

    done = patched("--dry-run", "--json", void=REFUND)

    report = json.loads(done.out)
    assert (done.code, report["dry_run"], report["decoded"]) == (0, True, 2)
    assert files(store) == before


def with_reason(**more: Any) -> dict[str, Any]:
    """The tool that takes payments back, with a parameter that must be given and that no rule knows."""
    parameters = {
        "type": "object",
        "properties": {**TOOLS["void"]["parameters"]["properties"], "reason": {"type": "string"}},
        "required": ["amount", "reason"],
    }
    return {**TOOLS["void"], "parameters": parameters, **more}


def test_what_needs_a_model_is_reported_stays_out_of_date_and_is_left_by_a_refresh(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    before = rows(store)

    done = patched("--json", void=with_reason())

    assert done.code == 0, done.err
    assert {each["id"] for each in json.loads(done.out)["needs_a_model"]} == USERS
    assert "2 trajectories need a model" in done.err
    assert eigendata(own, "refresh", "till").code == 0
    assert rows(store) == before
    plan = ahead(own)
    assert (plan["stale_trajectories"], plan["open_trajectories"]) == (0, 2)
    assert "reason must be given" in plan["needs_a_model"][0]["problems"][0]

    module = store.environment_folder / "till.py"  # something else changes: they are still not executed as if fine
    module.write_text(module.read_text().replace("self.paid -= amount", "self.paid = self.paid - amount"))
    assert eigendata(own, "refresh", "till").code == 0
    assert rows(store) == before


def test_a_mapping_that_gives_the_missing_value_settles_what_was_open(
    own: Path, store: DomainStore, patched: Callable[..., Done], tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.jsonl"
    mapping.write_text('{"function": "void", "defaults": {"reason": "wrong amount"}}\n')

    done = patched("--mapping", str(mapping), void=with_reason())

    assert done.code == 0, done.err
    assert rows(store)["sale_7"].calls[1].arguments == {"amount": 1, "reason": "wrong amount"}
    assert ahead(own)["stale"] == []
    assert ahead(own)["needs_a_model"] == []


def test_taking_the_change_back_settles_what_was_open(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    before = rows(store)
    assert patched(void=with_reason()).code == 0

    assert patched().code == 0

    plan = ahead(own)
    assert (plan["stale"], plan["needs_a_model"]) == ([], [])
    assert {name: each.turns for name, each in rows(store).items()} == {n: each.turns for n, each in before.items()}


def test_an_open_row_stays_open_through_another_change(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    assert patched(void=with_reason()).code == 0

    assert patched(void=with_reason(name="refund")).code == 0

    assert {each["id"] for each in ahead(own)["needs_a_model"]} == USERS
    assert [call.name for call in rows(store)["sale_2"].calls] == ["pay", "void", "total"]


def test_schemas_that_are_as_they_were_change_nothing(store: DomainStore, patched: Callable[..., Done]) -> None:
    before = files(store)

    done = patched()

    assert done.code == 0
    assert "nothing is to be done" in done.err
    assert files(store) == before


def test_a_domain_that_is_out_of_date_is_refreshed_first(
    own: Path, store: DomainStore, patched: Callable[..., Done]
) -> None:
    module = store.environment_folder / "till.py"
    module.write_text(module.read_text().replace('"voided"', '"taken back"'))
    before = files(store)

    done = patched(void=REFUND)

    assert done.code == 2
    assert "2 trajectories of till are out of date already" in done.err
    assert "`eigendata refresh till` first" in done.err
    assert files(store) == before
