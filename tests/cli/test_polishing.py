"""`eigendata polish` asks about each change of a schema, or takes them all, and writes only what was accepted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.published import schema_of
from eigendata_assets.cli.main import eigendata as command
from tests.command_line import eigendata

SCHEMA = "artifacts/tiny/tool_schemas/Counter.read.json"


@pytest.fixture
def wrong(workspace: Path) -> Path:
    """A workspace in which `read` is declared to give a key that it does not give."""
    path = workspace / SCHEMA
    schema = json.loads(path.read_text())
    schema["returns"]["properties"] = {"amount": {"type": "integer"}}
    path.write_text(json.dumps(schema))
    return workspace


def answered(workspace: Path, said: str) -> Result:
    """An invocation at a terminal at which somebody answers."""
    kept = dict(os.environ)
    try:
        return CliRunner().invoke(command, ["--workspace", str(workspace), "polish", "tiny", "--json"], input=said)
    finally:
        os.environ.clear()
        os.environ.update(kept)


def keys(workspace: Path) -> set[str]:
    return set(json.loads((workspace / SCHEMA).read_text())["returns"]["properties"])


def report(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    assert list(Draft202012Validator(schema_of("polish_report")).iter_errors(found)) == []
    return found


def test_accepting_all_mends_the_schema_without_a_question(wrong: Path) -> None:
    done = eigendata(wrong, "polish", "tiny", "--accept", "--json")
    assert done.code == 0, done.err
    assert keys(wrong) == {"value"}
    assert {each["decision"] for each in report(done.out)["proposals"]} == {"accepted"}
    assert "before" in done.err
    assert "eigendata refresh tiny --dry-run" in done.err
    again = eigendata(wrong, "polish", "tiny", "--accept", "--json")
    assert [each for each in report(again.out)["proposals"] if each["tool"] == "Counter.read"] == []


def test_a_rejected_change_is_kept_with_its_reason_and_never_asked_again(wrong: Path) -> None:
    first = answered(wrong, "reject\nI like it so\n" * 30)
    assert first.exit_code == 0, first.output
    assert keys(wrong) == {"amount"}
    decisions = json.loads((wrong / "artifacts" / "tiny" / "audit" / "polish.json").read_text())
    assert {each["feedback"] for each in decisions["proposals"]} == {"I like it so"}
    second = answered(wrong, "")
    assert second.exit_code == 0, second.output
    assert keys(wrong) == {"amount"}


def test_the_rest_can_be_rejected_at_once(wrong: Path) -> None:
    done = answered(wrong, "reject-rest\nenough\n")
    assert done.exit_code == 0, done.output
    assert keys(wrong) == {"amount"}


def test_a_request_in_words_needs_a_model(wrong: Path) -> None:
    done = eigendata(wrong, "polish", "tiny", "--request", "Say everything in French.")
    assert done.code == 2
    assert "needs a language model: `schema_modify_agent`" in done.err
    assert keys(wrong) == {"amount"}


def test_the_tools_of_a_file_are_written_beside_its_audit(tmp_path: Path) -> None:
    parameters = {"type": "object", "properties": {"id": {"type": "integer"}}}
    tools = [{"type": "function", "function": {"name": "close", "parameters": parameters}}]
    call = {"id": "1", "type": "function", "function": {"name": "close", "arguments": '{"id": "t1"}'}}
    said = [{"role": "user", "content": "Close t1."}, {"role": "assistant", "tool_calls": [call]}]
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"messages": said, "tools": tools}))
    before = path.read_text()
    done = eigendata(tmp_path / "workspace", "polish", path, "--accept")
    assert done.code == 0, done.err
    (close,) = json.loads((tmp_path / "workspace" / "audits" / "mine" / "polished_tools.json").read_text())
    assert close["parameters"]["properties"]["id"]["type"] == "string"
    assert path.read_text() == before
