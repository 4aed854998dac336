"""`eigendata generate FILE --mode schema-only` needs a model, and says so before any work."""

import json
from pathlib import Path

from eigendata_assets.imports.schema_files import read_schemas
from tests.command_line import eigendata
from tests.trajectories.schema_only.kitchen import POOL


def written(folder: Path) -> Path:
    """The kitchen's tools as OpenAI's format has them."""
    path = folder / "kitchen.json"
    functions = [
        {"type": "function", "function": {"name": t.name, "description": t.description, "parameters": t.parameters}}
        for t in POOL.tools
    ]
    path.write_text(json.dumps(functions), encoding="utf-8")
    return path


def test_schemas_are_read_from_a_file_of_functions_that_name_no_toolkit(tmp_path: Path) -> None:
    tools = read_schemas(written(tmp_path), toolkit="kitchen").tools
    assert [tool.key for tool in tools] == [f"kitchen.{tool.name}" for tool in POOL.tools]


def test_without_a_model_it_says_how_to_have_one_and_nothing_is_written(tmp_path: Path) -> None:
    done = eigendata(tmp_path / "ws", "generate", written(tmp_path), "--mode", "schema-only", "--count", "3")

    assert done.code == 2
    assert "function_agent" in done.err
    assert "EIGENDATA_MODEL" in done.err or "models.yaml" in done.err
    assert not (tmp_path / "ws" / "simulated").exists()


def test_a_pilot_is_not_for_dialogues_without_an_environment(tmp_path: Path) -> None:
    words = ("generate", written(tmp_path), "--mode", "schema-only", "--count", "3", "--pilot", "5")

    done = eigendata(tmp_path / "ws", *words)

    assert done.code == 2
    assert "--pilot and --append are for dialogues on an environment" in done.err
