"""The doctor shows the configuration in force and what the model can do, and never a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.cli.model_check import check_models
from tests.model_servers import ModelServer, model_servers

KEY = "sk-planted-0123456789abcdef"


@pytest.fixture
def start() -> Iterator[Callable[..., ModelServer]]:
    with model_servers() as starting:
        yield starting


def look(workspace: Path, **environ: str) -> dict[str, tuple[bool, str]]:
    return {each.subject: (each.ok, each.seen) for each in check_models(workspace, environ)}


def at(server: ModelServer, **more: str) -> dict[str, str]:
    return {"EIGENDATA_MODEL": "m", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": KEY} | more


def test_without_a_model_nothing_is_wrong_and_nothing_is_written(tmp_path: Path) -> None:
    seen = look(tmp_path)
    assert seen["model"] == (True, "none (no model is named): agents use their rules")
    assert seen["key OPENAI_API_KEY"] == (True, "not set")
    assert list(tmp_path.iterdir()) == []


def test_each_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "eigendata.yaml").write_text("models: {default: {seed: 3}, roles: {judge: {api_key_env: JUDGE_KEY}}}")
    seen = look(tmp_path, EIGENDATA_MODE="batch", JUDGE_KEY=KEY)
    assert seen["setting models.default.seed"] == (True, "3 (eigendata.yaml)")
    assert seen["setting models.default.mode"] == (True, '"batch" (EIGENDATA_MODE)')
    assert seen["setting models.default.concurrency"] == (True, "16 (default)")
    assert seen["key JUDGE_KEY"] == (True, "set")
    assert KEY not in str(seen)


def test_a_mistake_in_the_configuration_is_a_defect(tmp_path: Path) -> None:
    (tmp_path / "eigendata.yaml").write_text("budgets: {}")
    ok, said = look(tmp_path)["models"]
    assert not ok
    assert "eigendata.yaml: budgets: Extra inputs are not permitted" in said


def test_a_model_that_answers_shows_its_latency_schema_and_tool_support(
    tmp_path: Path, start: Callable[..., Any]
) -> None:
    server = start(latency=0.02, capital=True)
    seen = look(tmp_path, **at(server))
    ok, said = seen["model"]
    assert ok
    assert said.startswith("m answered in 0.")
    assert seen["model: JSON schema"] == (True, "yes")
    assert seen["model: tool calls"] == (True, "yes")
    assert server.count()["requests"] == 2


def test_a_model_that_ignores_schemas_and_tools_is_told(tmp_path: Path, start: Callable[..., Any]) -> None:
    seen = look(tmp_path, **at(start()))
    assert "ignored" in seen["model: JSON schema"][1]
    assert "without calling the tool" in seen["model: tool calls"][1]


def test_a_server_that_refuses_schemas_is_asked_without(tmp_path: Path, start: Callable[..., Any]) -> None:
    seen = look(tmp_path, **at(start(refuses_schema=True)))
    assert seen["model"][0]
    assert seen["model: JSON schema"][1].startswith("no: ")


@pytest.mark.parametrize("fault", ["500", "401 echo key", "html", "drop"])
def test_a_server_that_fails_is_a_defect_named_without_the_key(
    tmp_path: Path, start: Callable[..., Any], fault: str
) -> None:
    server = start(fault_rate=1, faults=[fault])
    seen = look(tmp_path, **at(server))
    assert not seen["model"][0]
    assert KEY not in str(seen)
    assert server.count()["keys"] == [KEY]
