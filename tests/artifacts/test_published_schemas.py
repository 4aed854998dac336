"""The JSON Schemas in the repository are those of the models, and the documents we write fit them."""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import eigendata_assets.artifacts as room
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.published import (
    DOCUMENTS,
    FOLDER,
    SPEC_SCHEMA,
    WRITTEN_BY_PEOPLE,
    published,
    schema_of,
    spec_schema,
    write,
)
from tests.artifacts.documents import EXAMPLES


def document(name: str) -> dict[str, Any]:
    """An example as it is written."""
    found: dict[str, Any] = json.loads(EXAMPLES[name].model_dump_json())
    return {"format_version": FORMAT_VERSION, **found}


def problems(name: str, value: Any) -> list[str]:
    """What the published schema has against a document."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_the_published_schemas_are_those_of_the_models() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in found.keys() | published().keys() if found.get(name) != published().get(name))
    assert stale == [], "run `make schemas` and say in CHANGELOG.md what changed for readers of the documents"


def test_the_schema_of_specs_is_that_of_the_model_and_takes_a_spec() -> None:
    assert SPEC_SCHEMA.read_text(encoding="utf-8") == spec_schema()
    schema = json.loads(spec_schema())
    Draft202012Validator.check_schema(schema)
    column = {"type": "text", "draw": {"sequence": "C{n}"}}
    tables = {"cars": {"key": "id", "rows": 3, "columns": {"id": column}}}
    step = {"get": "car", "from": "cars", "key": "args.id", "else": "No such car."}
    tools = {"go": {"description": "Go.", "steps": [step], "returns": {"car": "car"}}}
    spec = {"name": "cars", "description": "Cars.", "tables": tables, "tools": tools}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(spec)] == []
    assert list(Draft202012Validator(schema).iter_errors({**spec, "surprise": 1}))


def test_every_type_with_a_format_version_is_published() -> None:
    modules = [import_module(f"{room.__name__}.{each.name}") for each in iter_modules(room.__path__)]
    types = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Artifact) and "format_version" in value.model_fields
    }
    assert types
    assert types <= set(DOCUMENTS.values())


def test_every_document_has_an_example_here() -> None:
    assert {name: type(example) for name, example in EXAMPLES.items()} == dict(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_a_schema_with_a_format_version(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["format_version"]["const"] == FORMAT_VERSION
    assert "format_version" in schema["required"]
    assert schema["additionalProperties"] is False
    assert schema["$id"] == f"urn:eigendata:{name}:{FORMAT_VERSION}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_we_write_fits_its_schema(name: str) -> None:
    assert problems(name, document(name)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_another_version_or_with_an_unknown_field_does_not_fit(name: str) -> None:
    assert problems(name, document(name) | {"format_version": FORMAT_VERSION + 1})
    assert problems(name, document(name) | {"surprise": 1})
    assert problems(name, {key: value for key, value in document(name).items() if key != "format_version"})


@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - WRITTEN_BY_PEOPLE))
def test_readers_can_rely_on_every_field_of_what_we_write(name: str) -> None:
    for field in document(name):
        assert problems(name, {key: value for key, value in document(name).items() if key != field}), field


def test_people_may_leave_out_what_has_a_default() -> None:
    assert problems("domain", {key: value for key, value in document("domain").items() if key != "ignore_state"}) == []


def test_writing_gives_the_files_that_changed_and_removes_those_of_no_document(tmp_path: Path) -> None:
    assert len(write(tmp_path)) == len(DOCUMENTS)
    assert write(tmp_path) == ()
    (tmp_path / "gone.schema.json").write_text("{}")
    (tmp_path / "domain.schema.json").write_text("{}")
    assert write(tmp_path) == ("domain.schema.json", "gone.schema.json")
    assert write(tmp_path) == ()
