"""`eigendata audit`, `evidence` and `checks`: what is printed, what is written, and with which code they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.published import schema_of
from tests.command_line import Done, eigendata

SCHEMA = "artifacts/tiny/tool_schemas/Counter.read.json"


def document(done: Done, name: str = "audit_report") -> dict[str, Any]:
    """The document on stdout, which fits its published schema."""
    found: dict[str, Any] = json.loads(done.out)
    assert [error.message for error in Draft202012Validator(schema_of(name)).iter_errors(found)] == []
    return found


def break_schema(workspace: Path) -> None:
    """The tool `read` is declared to give a key that it does not give."""
    path = workspace / SCHEMA
    schema = json.loads(path.read_text())
    schema["returns"]["properties"] = {"amount": {"type": "integer"}}
    path.write_text(json.dumps(schema))


@pytest.fixture(scope="module")
def audited(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a broken schema, and the audit that found it; not to be changed."""
    copy = tmp_path_factory.mktemp("audited") / "workspace"
    shutil.copytree(imported, copy)
    break_schema(copy)
    assert eigendata(copy, "audit", "tiny").code == 0
    return copy


def found_in(audited: Path) -> str:
    """The id of what was found of the broken schema."""
    findings = json.loads((audited / "artifacts/tiny/audit/audit.json").read_text())["findings"]
    (wanted,) = [each["id"] for each in findings if each["function"] == "Counter.read"]
    return str(wanted)


def codes(done: Done) -> set[tuple[str, str]]:
    return {(each["code"], each["function"]) for each in document(done)["findings"]}


def test_a_planted_defect_is_found_with_its_report_and_nothing_else_is_new(workspace: Path) -> None:
    before = eigendata(workspace, "audit", "tiny", "--json")
    assert before.code == 0, before.err
    break_schema(workspace)
    after = eigendata(workspace, "audit", "tiny", "--json")
    assert codes(after) - codes(before) == {("result_key_never_returned", "Counter.read")}
    folder = workspace / "artifacts" / "tiny" / "audit"
    assert json.loads((folder / "audit.json").read_text()) == document(after)
    assert "Counter" in (folder / "report.html").read_text()
    assert "`Counter.read`" in (folder / "report.md").read_text()
    assert str(folder / "report.html") in after.err


def test_a_second_audit_tries_nothing_and_says_the_same(workspace: Path) -> None:
    first = eigendata(workspace, "audit", "tiny", "--json")
    second = eigendata(workspace, "audit", "tiny", "--json")
    assert document(first) == document(second)
    assert "trying calls" in first.err
    assert "trying calls" not in second.err


def test_evidence_is_run_again_and_shown_with_what_was_expected(audited: Path) -> None:
    done = eigendata(audited, "evidence", found_in(audited), "--json")
    assert done.code == 0, done.err
    assert document(done, "evidence_run")["verdict"] == "reproduced"
    assert "read()" in done.err
    assert "expected a result with the key amount" in done.err


def test_evidence_that_gives_something_else_now_ends_with_one(audited: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(audited, workspace)
    (code,) = (workspace / "artifacts" / "tiny" / "environment").rglob("counter.py")
    code.write_text(code.read_text().replace('return {"value": self.value}', 'return {"amount": self.value}'))
    done = eigendata(workspace, "evidence", found_in(audited), "--domain", "tiny")
    assert done.code == 1
    assert "changed" in done.err


@pytest.mark.parametrize(("identifier", "problem"), [("zzz", "no finding has an id"), ("", "findings have an id")])
def test_an_id_that_names_no_finding_or_several_is_refused(audited: Path, identifier: str, problem: str) -> None:
    done = eigendata(audited, "evidence", identifier)
    assert done.code == 2
    assert problem in done.err


def test_before_an_audit_there_is_no_evidence(workspace: Path) -> None:
    done = eigendata(workspace, "evidence", "abc")
    assert (done.code, "0 domains have been audited" in done.err) == (2, True)
    done = eigendata(workspace, "evidence", "abc", "--domain", "tiny")
    assert (done.code, "there has been no audit" in done.err) == (2, True)


def test_only_findings_that_a_baseline_does_not_name_fail(workspace: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert eigendata(workspace, "audit", "tiny", "--write-baseline", known).code == 0
    assert eigendata(workspace, "audit", "tiny", "--baseline", known, "--fail-on", "info").code == 0
    break_schema(workspace)
    failed = eigendata(workspace, "audit", "tiny", "--baseline", known, "--fail-on", "error", "--json")
    assert failed.code == 1
    assert [each["function"] for each in document(failed)["findings"]] == ["Counter.read"]
    assert "1 findings are error or worse" in failed.err


def test_a_threshold_of_one_lists_nothing_and_counts_what_it_hides(workspace: Path) -> None:
    break_schema(workspace)
    found = document(eigendata(workspace, "audit", "tiny", "--threshold", "1", "--json"))
    assert found["findings"] == []
    assert found["summary"]["hidden"] >= 1


def test_what_is_neither_a_domain_nor_a_file_is_refused(workspace: Path) -> None:
    done = eigendata(workspace, "audit", "nothing")
    assert done.code == 2
    assert "no domain 'nothing'" in done.err


def test_a_file_of_dialogues_is_audited_and_its_bad_lines_are_named(tmp_path: Path) -> None:
    parameters = {"type": "object", "properties": {"id": {"type": "integer"}}}
    tools = [{"type": "function", "function": {"name": "close", "parameters": parameters}}]
    call = {"id": "1", "type": "function", "function": {"name": "close", "arguments": '{"id": "t1"}'}}
    said = [{"role": "user", "content": "Close t1."}, {"role": "assistant", "tool_calls": [call]}]
    answer = {"role": "tool", "tool_call_id": "1", "content": "closed"}
    path = tmp_path / "mine.jsonl"
    lines = [json.dumps({"messages": [*said, answer], "tools": tools}), '{"messages": 5}', "{"]
    path.write_text("\n".join(lines))
    done = eigendata(tmp_path / "workspace", "audit", path, "--json")
    assert done.code == 0, done.err
    found = document(done)
    assert [each["function"] for each in found["findings"]] == ["tools.close"]
    assert [": ".join(line.split(": ")[1:3]) for line in found["summary"]["unreadable"]] == [
        "line 2: messages",
        "line 3: not JSON",
    ]
    assert (tmp_path / "workspace" / "audits" / "mine" / "report.html").exists()
    assert "for want of" in done.err


def test_a_file_without_a_dialogue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"some": "thing"}\n')
    done = eigendata(tmp_path / "workspace", "audit", path)
    assert done.code == 2
    assert "line 1: it is in no format that is known" in done.err


def test_the_checks_are_listed_for_people_and_for_programs(tmp_path: Path) -> None:
    done = eigendata(tmp_path, "checks", "--json")
    listed = document(done, "check_list")["checks"]
    assert done.code == 0
    assert all(each["code"] in done.err for each in listed)
    assert {"schema", "implementation", "trajectory", "evaluation"} <= {each["component"] for each in listed}
