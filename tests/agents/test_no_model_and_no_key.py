"""Without a model rules do the work; with a key, nothing that is written or printed ever holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

KEY = "sk-planted-0123456789abcdef"


def everything_written(workspace: Path) -> Iterator[tuple[str, bytes]]:
    for path in workspace.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def test_a_flow_whose_steps_all_have_rules_runs_without_key_and_base_url(asking: Any) -> None:
    code, out, err = asking.run(3, ONLY_RULES="1")
    assert (code, err) == (0, "")
    assert out.splitlines() == ["answered 0", "answered 1", "answered 2", "[]"]


def test_a_flow_that_needs_a_model_names_agent_and_setting_and_exits_with_2_before_any_work(asking: Any) -> None:
    code, out, err = asking.run(3)
    assert (code, out) == (2, "")
    assert err.startswith("agent needs a language model: `asker`; no model is named\n")
    assert "EIGENDATA_MODEL" in err
    assert "OPENAI_API_KEY" in err
    assert {name for name, _ in everything_written(asking.workspace)} == {"debug.log"}


def test_a_model_without_key_and_base_url_is_no_model(asking: Any) -> None:
    code, _, err = asking.run(3, EIGENDATA_MODEL="gpt-x")
    assert code == 2
    assert "for gpt-x, OPENAI_API_KEY is not set and there is no base_url" in err
    assert not (asking.workspace / "work-has-begun").exists()


HOSTILE = ["echo key in content", "500", "drop", "html", "cut body", "429"]


@pytest.mark.parametrize("faults", [[], HOSTILE], ids=["all well", "a server that fails and sends the key back"])
def test_no_key_is_in_any_log_artifact_error_or_output(
    asking: Any, model_server: Callable[..., Any], faults: list[str]
) -> None:
    server = model_server(fault_rate=0.7 if faults else 0, faults=faults, seed=4)
    asking.configure(server, retry={"attempts": 2, "first_wait_seconds": 0.001}, budget={"tokens": 1_000_000})
    code, out, err = asking.run(40, OPENAI_API_KEY=KEY)
    assert code == 0
    assert server.count()["keys"] == [KEY]
    assert set(server.count()["faults"]) == set(faults)
    assert KEY not in out + err
    written = dict(everything_written(asking.workspace))
    assert {"debug.log", "models.sqlite", "replies.sqlite"} <= set(written)
    assert written["debug.log"]
    assert [name for name, content in written.items() if KEY.encode() in content] == []
    if faults:
        assert b"[key]" in written["replies.sqlite"] + written.get("replies.sqlite-wal", b"")


def test_a_key_that_is_refused_ends_the_run_at_once_and_is_not_shown(
    asking: Any, model_server: Callable[..., Any]
) -> None:
    server = model_server(fault_rate=1, faults=["401 echo key"])
    asking.configure(server)
    code, out, err = asking.run(500, OPENAI_API_KEY=KEY)
    assert (code, out) == (1, "")
    assert "401: Incorrect API key: Bearer [key]" in err
    assert "Check the variable that `api_key_env` names" in err
    assert server.count()["requests"] <= 256
    assert [name for name, content in everything_written(asking.workspace) if KEY.encode() in content] == []


def test_a_key_for_one_address_is_not_sent_to_another(asking: Any, model_server: Callable[..., Any]) -> None:
    server = model_server()
    roles = {"roles": {"ruled": "rule", "asker": {"base_url": server.base_url, "revision": "local"}}}
    asking.configure(None, models=roles)
    code, _, _ = asking.run(2, OPENAI_API_KEY=KEY)
    assert code == 0
    assert server.count()["keys"] == ["none"]
