"""`eigendata usage` and `eigendata prompts` show tables to people and one JSON document to programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import validate

from eigendata_assets.agents.messages import ChatRequest, Labels, Message, Usage
from eigendata_assets.agents.prompt_list import PACKAGE
from eigendata_assets.agents.usage_log import Call, UsageLog
from eigendata_assets.cli.prompts import prompts
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.usage import usage
from resources.model_stack import usage_file

SCHEMAS = PACKAGE / "agents" / "schemas"


def run(workspace: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(usage, list(arguments), obj=Session(workspace), catch_exceptions=False)
    assert result.exit_code == 0
    return result


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    log = UsageLog(usage_file(tmp_path))
    for run_id, asset, agent, model, cost in [
        ("r1", "airline/trajectories", "judge", "large", 2 * 10**12),
        ("r1", "airline/trajectories", "user", "small", 10**10),
        ("r2", "", "judge", "local", None),
    ]:
        request = ChatRequest((Message(role="user", content="?"),), labels=Labels(run=run_id, asset=asset, agent=agent))
        log.record(request, model, Call("replied", "known", Usage(input=1000, output=50), cost, 1.5))
        log.record_hit(request, model)
    request = ChatRequest((), labels=Labels(run="r2", agent="judge"))
    log.record(request, "local", Call("TimedOut", "unconfirmed", Usage(), 0, 3))
    return tmp_path


def test_people_see_spending_by_run_asset_agent_and_model(workspace: Path) -> None:
    result = run(workspace)
    assert result.stdout == ""
    for title in ("By run", "By asset", "By agent", "By model"):
        assert title in result.stderr
    for text in ("airline/trajectories", "judge", "large", "$2.00", "price unknown", "(none)"):
        assert text in result.stderr
    assert "4 calls, $2.01 and more; 3 questions answered from the cache" in result.stderr
    assert "1 calls ended without a reply" in result.stderr
    assert "add them under `prices:`" in result.stderr


def test_programs_get_one_document_that_fits_its_schema(workspace: Path) -> None:
    document = json.loads(run(workspace, "--json").stdout)
    validate(document, json.loads((SCHEMAS / "usage.json").read_text()))
    assert document["format_version"] == 1
    assert document["total"]["calls"] == 4
    assert len(document["rows"]) == 3
    assert document["rows"][0]["model"] == "large"


def test_groups_and_one_run_can_be_chosen(workspace: Path) -> None:
    document = json.loads(run(workspace, "--json", "--by", "model", "--run", "r1").stdout)
    assert document["by"] == ["model"]
    assert {row["model"] for row in document["rows"]} == {"large", "small"}
    assert "By agent, model" in run(workspace, "--by", "agent", "--by", "model").stderr


def test_a_workspace_that_asked_nothing_has_spent_nothing(tmp_path: Path) -> None:
    assert "0 calls, $0.00; 0 questions" in run(tmp_path).stderr
    assert json.loads(run(tmp_path, "--json").stdout)["rows"] == []
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_group_is_a_wrong_request(tmp_path: Path) -> None:
    assert CliRunner().invoke(usage, ["--by", "weekday"], obj=Session(tmp_path)).exit_code == 2


def test_prompts_are_listed_with_versions_and_fields() -> None:
    result = CliRunner().invoke(prompts, [], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "agents/malformed_reply" in result.stderr
    assert "problems" in result.stderr


def test_prompts_are_one_document_for_programs() -> None:
    document = json.loads(CliRunner().invoke(prompts, ["--json"], catch_exceptions=False).stdout)
    validate(document, json.loads((SCHEMAS / "prompts.json").read_text()))
    names = [entry["name"] for entry in document["prompts"]]
    assert names == sorted(names)
    assert "agents/reply_format" in names
