"""What is wrong with new schemas or a mapping is one clear line, and the workspace is as it was."""

import json
from pathlib import Path

import pytest

from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.own_dialogues import TOOLS, write_schemas


@pytest.fixture
def store(own: Path) -> DomainStore:
    return Workspace(own).store("till")


def everything(workspace: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(workspace)): path.read_bytes()
        for path in workspace.rglob("*")
        if path.is_file() and path.name != ".lock" and "dagster_home" not in path.parts
    }


def refused(workspace: Path, *words: str | Path) -> str:
    """The one line that says what is wrong; nothing of the workspace is another."""
    before = everything(workspace)
    done = eigendata(workspace, *words)
    assert done.code == 2, done.err
    assert everything(workspace) == before
    return next(line for line in done.err.splitlines() if line.startswith("error:"))


def test_an_invalid_json_schema_is_named_with_file_function_and_place(own: Path, tmp_path: Path) -> None:
    wrong = {**TOOLS["void"], "parameters": {"type": "object", "properties": {"amount": {"type": "nmber"}}}}
    path = write_schemas(tmp_path / "new.json", [TOOLS["pay"], wrong, TOOLS["total"]])

    said = refused(own, "patch", "till", "--schemas", path)

    assert f"{path}: Till.void: parameters.properties.amount.type: not a JSON schema" in said


def test_two_functions_of_one_name_are_named_with_the_file(own: Path, tmp_path: Path) -> None:
    path = write_schemas(tmp_path / "new.json", [*TOOLS.values(), TOOLS["pay"]])

    assert f"{path}: Till.pay: two functions have this name" in refused(own, "patch", "till", "--schemas", path)


def test_a_mapping_to_a_function_that_does_not_exist_is_named_with_file_and_line(own: Path, tmp_path: Path) -> None:
    path = write_schemas(tmp_path / "new.json", TOOLS.values())
    mapping = tmp_path / "mapping.jsonl"
    mapping.write_text('{"function": "pay"}\n{"function": "void", "to": "refund"}\n')

    said = refused(own, "patch", "till", "--schemas", path, "--mapping", mapping)

    assert f"{mapping}: line 2: Till.void: there is no function refund after the change" in said


@pytest.mark.parametrize("name", ["new.json", "nowhere/new.json"])
def test_a_file_that_cannot_be_read_is_named(own: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "new.json").write_text("{")

    assert f"{name}: cannot be read as JSON" in refused(own, "patch", "till", "--schemas", tmp_path / name)


@pytest.mark.parametrize("words", [["refresh", "till"], ["refresh", "till", "--dry-run"]])
def test_a_schema_file_that_is_gone_while_trajectories_use_it_is_named(
    own: Path, store: DomainStore, words: list[str]
) -> None:
    path = store.schema_folder / "Till.void.json"
    path.unlink()

    said = refused(own, *words)

    assert f"{path}: Till.void: the schema is gone, and trajectories use it, sale_2 among them" in said


def test_a_schema_file_that_is_edited_into_something_invalid_is_named(own: Path, store: DomainStore) -> None:
    path = store.schema_folder / "Till.void.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "parameters": {"required": "amount"}}))

    assert f"{path}: Till.void: parameters.required: not a JSON schema" in refused(own, "refresh", "till")


def test_two_schema_files_of_one_function_are_named(own: Path, store: DomainStore) -> None:
    (store.schema_folder / "copy.json").write_text((store.schema_folder / "Till.void.json").read_text())

    assert "Till.void is described twice" in refused(own, "refresh", "till")
