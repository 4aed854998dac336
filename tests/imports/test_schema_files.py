"""Toolsets from files that people write."""

import json
from pathlib import Path

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.audits.schema_diff import diff
from eigendata_assets.errors import InputError
from eigendata_assets.imports.schema_files import read_schemas
from tests.audits.desk import CLOSE, DESK


def read(folder: Path, document: object, known: Toolset | None = DESK) -> Toolset:
    path = folder / "new.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return read_schemas(path, known)


@pytest.mark.parametrize("wrap", [lambda tools: tools, lambda tools: {"tools": tools}])
def test_our_own_form_is_read(tmp_path: Path, wrap: object) -> None:
    tools = [tool.model_dump(mode="json") for tool in DESK.tools]
    assert callable(wrap)
    assert diff(DESK, read(tmp_path, wrap(tools))).changes == ()


def test_functions_as_models_are_given_them_keep_their_toolkit(tmp_path: Path) -> None:
    function = {"name": "close_ticket", "description": CLOSE.description, "parameters": CLOSE.parameters}
    found = read(tmp_path, [{"type": "function", "function": function}, {"name": "new_one"}])
    assert [tool.key for tool in found.tools] == ["Desk.close_ticket", "Desk.new_one"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "new.json: cannot be read as JSON"),
        ({"functions": []}, "new.json: not a list of functions"),
        ([{"name": 7}], "new.json: 7: a function is an object with a name"),
        (["x"], "new.json: function 1: a function is an object with a name"),
        ([{"name": "f", "toolkit": "Desk", "parameter": {}}], "new.json: f: unknown field parameter"),
        ([{"name": "f", "toolkit": "Desk", "parameters": 1}], "new.json: f: parameters: Input should be"),
        ([CLOSE.model_dump(), CLOSE.model_dump()], "new.json: Desk.close_ticket: two functions have this name"),
        (
            [{"name": "f", "toolkit": "Desk", "parameters": {"properties": {"a": {"type": "int"}}}}],
            "new.json: Desk.f: parameters.properties.a.type: not a JSON schema",
        ),
    ],
)
def test_a_wrong_file_is_named_with_its_function(tmp_path: Path, document: object, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, document)
    assert message in str(raised.value)


def test_a_function_whose_toolkit_cannot_be_known_must_name_it(tmp_path: Path) -> None:
    known = Toolset(tools=(*DESK.tools, CLOSE.model_copy(update={"toolkit": "Shop", "name": "sell"})))
    with pytest.raises(InputError, match="new_one: it names no toolkit"):
        read(tmp_path, [{"name": "new_one"}], known)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        read_schemas(tmp_path / "none.json")
