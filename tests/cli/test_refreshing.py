"""`eigendata refresh` redoes what a change touches, names the cause, and leaves every other byte alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.tiny_benchmark import IDS

SHELF_USERS = {"multi_turn_base_0", "multi_turn_miss_func_0", "multi_turn_long_context_0", "multi_turn_long_context_1"}


@pytest.fixture
def store(workspace: Path) -> DomainStore:
    return Workspace(workspace).store("tiny")


def edit_schema(store: DomainStore, tool: str, **changes: Any) -> None:
    path = store.schema_folder / f"{tool}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def edit_code(store: DomainStore, module: str, old: str, new: str) -> None:
    path = next(store.environment_folder.rglob(f"{module}.py"))
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def looked_ahead(workspace: Path) -> dict[str, tuple[str, ...]]:
    """Stale trajectory to the reasons, as the dry run tells them."""
    done = eigendata(workspace, "refresh", "tiny", "--dry-run", "--json")
    assert done.code == 0, done.err
    return {each["id"]: tuple(each["reasons"]) for each in json.loads(done.out)["stale"]}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_stale_after_an_import(workspace: Path) -> None:
    assert looked_ahead(workspace) == {}


def test_the_cause_is_named_to_the_last_keyword(workspace: Path, store: DomainStore) -> None:
    parameters = {"type": "object", "properties": {"name": {"type": "integer"}}, "required": ["name"]}
    edit_schema(store, "Shelf.add_box", parameters=parameters)

    assert looked_ahead(workspace) == {
        "multi_turn_base_0": ("Shelf.add_box.parameters.name.type",),
        "multi_turn_long_context_1": ("Shelf.add_box.parameters.name.type",),
    }


def test_a_dry_run_changes_no_file(workspace: Path, store: DomainStore) -> None:
    edit_schema(store, "Shelf.add_box", parameters={"type": "object"})
    before = files(store.folder)

    looked_ahead(workspace)

    assert {name: content for name, content in files(store.folder).items() if name != ".lock"} == {
        name: content for name, content in before.items() if name != ".lock"
    }


def test_a_changed_private_helper_marks_exactly_those_whose_functions_reach_it(
    workspace: Path, store: DomainStore
) -> None:
    edit_code(store, "shelf", "box.contents[name] = Box(name, box)", "box.contents[name] = Box(str(name), box)")

    stale = looked_ahead(workspace)

    assert stale.keys() == SHELF_USERS  # all load their boxes with it
    assert all("shelf.Shelf._fill" in reasons for reasons in stale.values())


def test_a_changed_function_marks_its_users_and_a_comment_marks_none(workspace: Path, store: DomainStore) -> None:
    edit_code(store, "counter", '"""A number,', '"""One number,')
    edit_code(store, "counter", "self.value += steps", "self.value += steps  # counted\n")
    assert looked_ahead(workspace) == {}

    edit_code(store, "counter", 'return "noted"', 'return "Noted"')
    assert looked_ahead(workspace).keys() == {"multi_turn_base_1", "multi_turn_miss_param_0"}


def test_a_changed_initial_state_marks_its_dialogue(workspace: Path, store: DomainStore) -> None:
    references = store.read_references()
    changed = references[0].model_copy(update={"initial_state": {"Shelf": {"boxes": {"tools": {}}}}})
    store.write_database([changed, *references[1:]])

    assert looked_ahead(workspace) == {IDS[0]: ("initial_state.Shelf",)}


def test_a_refresh_gives_what_making_everything_anew_gives_and_keeps_the_other_bytes(
    workspace: Path, store: DomainStore
) -> None:
    before = files(store.folder / "trajectories")
    edit_code(store, "counter", 'return "noted"', 'return "Noted"')

    done = eigendata(workspace, "refresh", "tiny")

    assert done.code == 0, done.err
    after = files(store.folder / "trajectories")
    assert {name for name in after if after[name] != before[name]} == {
        "multi_turn_base_1.parquet",
        "multi_turn_miss_param_0.parquet",
    }
    for shard in IDS:
        store.remove_shard(shard)
    eigendata(workspace, "refresh", "tiny")
    assert files(store.folder / "trajectories") == after


def test_the_users_of_a_function_are_told_with_the_code_it_reaches(workspace: Path) -> None:
    done = eigendata(workspace, "lineage", "tiny", "--function", "Shelf.add_box", "--json")

    found = json.loads(done.out)
    assert set(found["used_by"]) == {"multi_turn_base_0", "multi_turn_long_context_1"}
    assert set(found["offered_to"]) == SHELF_USERS - set(found["used_by"])
    assert "shelf.Box" in found["code"]


def test_a_function_that_is_not_there_is_a_wrong_request_with_a_hint(workspace: Path) -> None:
    done = eigendata(workspace, "lineage", "tiny", "--function", "Cupboard.add_box")

    assert done.code == 2
    assert "Did you mean Shelf.add_box?" in done.err


def test_a_schema_that_is_broken_stops_the_refresh_and_nothing_is_changed(workspace: Path, store: DomainStore) -> None:
    (store.schema_folder / "Shelf.add_box.json").write_text("{")
    before = files(store.folder)

    done = eigendata(workspace, "refresh", "tiny")

    assert done.code == 2
    assert "Shelf.add_box.json: not a tool schema" in done.err
    assert files(store.folder) == before


def test_a_number_written_another_way_is_noticed_because_results_show_it(workspace: Path, store: DomainStore) -> None:
    references = store.read_references()
    changed = [
        each.model_copy(update={"initial_state": {"Counter": {"value": 3.0}}}) if each.id == IDS[1] else each
        for each in references
    ]
    store.write_database(changed)

    assert looked_ahead(workspace) == {IDS[1]: ("initial_state.Counter",)}
