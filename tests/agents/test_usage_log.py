"""Every call that reached a server is in the usage log, and sums of it are what was spent."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate

from eigendata_assets.agents.cache import Cached, ReplyStore
from eigendata_assets.agents.errors import ServerFailed, TimedOut
from eigendata_assets.agents.labels import Labelled
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Labels, Message, Usage
from eigendata_assets.agents.money import Price
from eigendata_assets.agents.prompt_list import PACKAGE, PromptList, prompt_list
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.agents.usage_log import Call, Logged, UsageLog
from eigendata_assets.agents.usage_report import UsageReport, UsageRow, usage_report
from eigendata_assets.artifacts.frozen import Artifact

PRICE = Price(input=Decimal(1), output=Decimal(2))
SCHEMAS = PACKAGE / "agents" / "schemas"


def question(text: str = "?", **labels: str) -> ChatRequest:
    return ChatRequest((Message(role="user", content=text),), labels=Labels(**labels))


def replying(into: int, out: int) -> ChatReply:
    return ChatReply(content="x", usage=Usage(input=into, output=out, cached_input=1))


def test_a_reply_is_logged_with_labels_tokens_money_and_time(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    chat = Labelled(Logged(ScriptedChat([replying(10, 5)], seconds=0.01), log, PRICE), run="r1", asset="d/a")
    reply = asyncio.run(chat.complete(question(agent="judge", prompt="room/judge", prompt_version="abc")))
    assert (reply.cost, reply.seconds >= 0.01) == (20 * 10**6, True)
    names = "run, asset, agent, model, prompt, prompt_version, outcome, charged, batch, input_tokens, "
    names += "cached_input_tokens, output_tokens, cost_picodollars"
    assert log.file.rows(f"SELECT {names} FROM calls") == [
        ("r1", "d/a", "judge", "scripted", "room/judge", "abc", "replied", "known", 0, 10, 1, 5, 20 * 10**6)
    ]


def test_a_failed_call_is_logged_by_the_name_of_its_error(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    failures: list[Answer] = [ServerFailed("down"), TimedOut("late")]
    for _ in range(2):
        with pytest.raises((ServerFailed, TimedOut)):
            asyncio.run(Logged(ScriptedChat(failures), log, PRICE).complete(question()))
        failures.pop(0)
    rows = log.file.rows("SELECT outcome, charged, cost_picodollars FROM calls ORDER BY id")
    assert rows == [("ServerFailed", "none", 0), ("TimedOut", "unconfirmed", 0)]


def test_without_a_price_the_cost_is_unknown_not_zero(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    reply = asyncio.run(Logged(ScriptedChat([replying(10, 5)]), log).complete(question()))
    assert reply.cost is None
    total = usage_report(log, ()).total
    assert (total.calls_without_price, total.cost_picodollars, total.input_tokens) == (1, 0, 10)


def test_hits_of_the_cache_are_counted_and_cost_nothing(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    logged = Logged(ScriptedChat([replying(10, 5)]), log, PRICE)
    chat = Cached(logged, ReplyStore(tmp_path / "c.sqlite"), log.record_hit)
    for run in ("r1", "r2", "r2"):
        asyncio.run(chat.complete(question(run=run, agent="judge")))
    rows = {row.run: (row.calls, row.cache_hits) for row in usage_report(log, ["run"]).rows}
    assert rows == {"r1": (1, 0), "r2": (0, 2)}


CALLS = st.tuples(
    st.sampled_from(["r1", "r2"]),
    st.sampled_from(["a1", ""]),
    st.sampled_from(["judge", "user"]),
    st.sampled_from(["small", "large"]),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.none() | st.integers(0, 10**12),
)


@given(st.lists(CALLS, max_size=12))
def test_sums_by_any_group_add_up_to_the_total(calls: list[tuple[str, str, str, str, int, int, int | None]]) -> None:
    log = UsageLog(Path(":memory:"))
    for run, asset, agent, model, into, out, cost in calls:
        request = question(run=run, asset=asset, agent=agent)
        log.record(request, model, Call("replied", "known", Usage(input=into, output=out), cost, 0.5))
        log.record_hit(request, model)
    for by in (["run"], ["asset", "agent"], ["run", "asset", "agent", "model"]):
        report = usage_report(log, by)  # type: ignore[arg-type]
        for name in ("calls", "input_tokens", "output_tokens", "cost_picodollars", "calls_without_price", "cache_hits"):
            assert sum(getattr(row, name) for row in report.rows) == getattr(report.total, name)
    total = usage_report(log, ()).total
    assert total.calls == total.cache_hits == len(calls)
    assert total.cost_picodollars == sum(cost or 0 for *_, cost in calls)
    assert Decimal(total.cost_usd) * 10**12 == total.cost_picodollars
    log.file.close()


def test_one_run_can_be_looked_at_alone(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    for run in ("r1", "r1", "r2'; DROP TABLE calls; --"):
        log.record(question(run=run), "m", Call("replied", "known", Usage(input=1), 1, 0.1))
    assert usage_report(log, (), run="r1").total.calls == 2
    assert usage_report(log, ["run"], run="r2'; DROP TABLE calls; --").rows[0].calls == 1
    assert usage_report(log, (), run="none").total == UsageRow()


@pytest.mark.parametrize(("name", "document"), [("usage", UsageReport), ("prompts", PromptList)])
def test_the_json_schema_in_the_package_is_that_of_the_document(name: str, document: type[Artifact]) -> None:
    kept = json.loads((SCHEMAS / f"{name}.json").read_text())
    assert kept == {"$schema": "https://json-schema.org/draft/2020-12/schema"} | document.model_json_schema()


def test_documents_fit_their_schemas_and_say_their_format_version(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "u.sqlite")
    log.record(question(run="r"), "m", Call("replied", "known", Usage(input=1), 1, 0.1))
    documents = {"usage": usage_report(log, ["run"]), "prompts": prompt_list()}
    for name, document in documents.items():
        written = json.loads(document.model_dump_json())
        assert written["format_version"] == 1
        validate(written, json.loads((SCHEMAS / f"{name}.json").read_text()))
