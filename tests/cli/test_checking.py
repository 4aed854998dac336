"""`eigendata check-dialogues` and `eigendata review`: dialogues get verdicts, people the last word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.published import schema_of
from eigendata_assets.artifacts.trajectory import Trajectory
from tests.command_line import Done, eigendata
from tests.real_data import real_results

FUNCTION = {
    "name": "weather",
    "description": "The weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def talk(answer: str, arguments: str = '{"city": "Rome"}') -> dict[str, Any]:
    call = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": arguments}}
    return {
        "messages": [
            {"role": "user", "content": "How is it in Rome?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": '{"degrees": 20}'},
            {"role": "assistant", "content": answer},
        ],
        "tools": [{"type": "function", "function": FUNCTION}],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talks.jsonl"
    lines = [talk("It is 20 degrees."), talk("It is 31 degrees."), talk("20 degrees.", '{"town": "Rome"}')]
    named = [{**line, "id": name} for line, name in zip(lines, ("right", "wrong", "blocked"), strict=True)]
    path.write_text("\n".join(map(json.dumps, named)))
    return path


def document(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    assert [error.message for error in Draft202012Validator(schema_of("dialogue_checks")).iter_errors(found)] == []
    return found


def test_a_file_of_dialogues_gets_verdicts_with_reasons(tmp_path: Path, file: Path) -> None:
    workspace, kept = tmp_path / "workspace", tmp_path / "kept.jsonl"
    done = eigendata(workspace, "check-dialogues", file, "--keep", kept, "--json")
    assert done.code == 0, done.err
    found = {each["id"]: each for each in document(done)["verdicts"]}
    assert {name: each["decision"] for name, each in found.items()} == {
        "right": "accepted",
        "wrong": "review",
        "blocked": "review",
    }
    assert found["blocked"]["priority"] > found["wrong"]["priority"]
    assert "'31'" in found["wrong"]["failures"][0]["message"]
    assert "model checker: not run" in done.err
    assert [Trajectory.model_validate_json(line).id for line in kept.read_text().splitlines()] == ["right"]
    assert json.loads((workspace / "quality" / "talks" / "dialogue_checks.json").read_text()) == document(done)


def test_tools_can_come_from_elsewhere(tmp_path: Path, file: Path) -> None:
    schemas = tmp_path / "tools.json"
    schemas.write_text(json.dumps([{**FUNCTION, "toolkit": "Sky"}]))
    lines = file.read_text().splitlines()
    bare = [{key: value for key, value in json.loads(line).items() if key != "tools"} for line in lines]
    file.write_text("\n".join(map(json.dumps, bare)))
    without = document(eigendata(tmp_path / "w", "check-dialogues", file, "--json"))
    having = document(eigendata(tmp_path / "w", "check-dialogues", file, "--tools", schemas, "--json"))
    assert [each["rule"] for each in without["rules"] if each["missing"]] == [
        "tool_is_defined_completely",
        "tool_is_offered",
        "arguments_fit_the_schema",
    ]
    assert not any(each["missing"] for each in having["rules"])


def test_a_domain_is_checked_as_it_is_stored(own: Path) -> None:
    done = eigendata(own, "check-dialogues", "till", "--json")
    assert done.code == 0, done.err
    assert document(done)["verdicts"]
    assert (own / "artifacts" / "till" / "quality" / "dialogue_checks.json").exists()


def test_people_look_revise_and_approve(tmp_path: Path, file: Path) -> None:
    workspace = tmp_path / "workspace"
    eigendata(workspace, "check-dialogues", file)
    listed = eigendata(workspace, "review", "list", "talks")
    assert listed.err.index("blocked") < listed.err.index("wrong")
    shown = eigendata(workspace, "review", "show", "talks", "wrong", "--json")
    assert "It is 31 degrees." in shown.err
    revised = tmp_path / "revised.json"
    revised.write_text(shown.out.replace("31 degrees", "20 degrees"))
    first = eigendata(workspace, "review", "revise", "talks", revised, "--by", "ann")
    assert (first.code, "second pass" in first.err) == (0, True)
    assert eigendata(workspace, "review", "approve", "talks", "wrong", "--by", "ann").code == 2
    assert "approved" in eigendata(workspace, "review", "approve", "talks", "wrong", "--by", "bea").err
    assert "rejected" in eigendata(workspace, "review", "reject", "talks", "blocked", "--by", "ann").err
    kept = tmp_path / "kept.jsonl"
    again = document(eigendata(workspace, "check-dialogues", file, "--keep", kept, "--json"))
    assert [each["decision"] for each in again["verdicts"]] == ["accepted", "approved", "rejected"]
    texts = [Trajectory.model_validate_json(line).turns[0].steps[-1].text for line in kept.read_text().splitlines()]
    assert texts == ["It is 20 degrees.", "It is 20 degrees."]
    log = eigendata(workspace, "review", "log", "talks").err
    assert [log.count(each) for each in ("ann", "bea")] == [2, 1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check-dialogues", "nothing"), "has no domain 'nothing'"),
        (("review", "show", "talks", "x"), "no dialogue x of talks"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = eigendata(tmp_path, *words)
    assert (done.code, said in done.err) == (2, True)


@pytest.mark.needs_shared
def test_real_logs_of_the_benchmark_get_verdicts_with_reasons(tmp_path: Path) -> None:
    for number, path in enumerate(real_results("result")):
        found = document(eigendata(tmp_path / str(number), "check-dialogues", path, "--json"))
        assert len(found["verdicts"]) > 150
        assert all(each["failures"] for each in found["verdicts"] if each["decision"] == "review")
        run = {each["rule"] for each in found["rules"] if not each["missing"]}
        assert run >= {"identifiers_come_from_somewhere", "every_call_has_its_result", "user_speaks_first"}


def test_the_variety_of_a_file_is_measured_with_a_page(tmp_path: Path, file: Path) -> None:
    done = eigendata(tmp_path / "workspace", "diversity", file, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert list(Draft202012Validator(schema_of("diversity_report")).iter_errors(found)) == []
    assert (found["dialogues"], found["calls"]) == (3, 3)
    assert "tools called" in done.err
    assert (tmp_path / "workspace" / "quality" / "talks" / "report.html").exists()


def test_a_domain_has_one_report_of_verdicts_and_variety(own: Path) -> None:
    eigendata(own, "check-dialogues", "till")
    assert eigendata(own, "diversity", "till").code == 0
    text = (own / "artifacts" / "till" / "quality" / "report.md").read_text()
    assert "## Checks" in text
    assert "Model checker: `not run`" in text
