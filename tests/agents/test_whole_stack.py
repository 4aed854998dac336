"""The whole stack against a server that fails, is slow, or is not there: nothing is lost, doubled, or said twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.errors import BudgetExceeded, CallFailed, ModelNeeded, PriceNeeded, ReplyError
from eigendata_assets.agents.many import Outcome, for_each
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.agents.settings import Settings
from eigendata_assets.agents.usage_report import usage_report
from resources.model_stack import ModelStack

FAULTS = ["429", "429 after", "500", "hang", "drop", "html", "cut body", "wrong shape", "empty", "refusal"]
BEYOND = ["cut content", "wrong body"]
PRICES = {"m": {"input": "1", "output": "2"}}


class Answer(BaseModel):
    answer: int


ASKER = Agent("asker", Prompt("tests/question", "This is question {{ number }}. Give its number."), Answer)
Outcomes = list[Outcome[Reply[Answer]]]


class Asking:
    """A stack in a workspace, and what it answers."""

    def __init__(self, workspace: Path, server: Any, **settings: Any) -> None:
        default = {"model": "m", "base_url": server.base_url} | settings.pop("default", {})
        document = {"models": {"default": default}, "prices": PRICES} | settings
        self.stack = ModelStack(Settings.model_validate(document), workspace, {})

    def ask(self, rows: int, run: str = "r1", agent: Agent[Answer] = ASKER) -> Outcomes:
        chat = self.stack.chat(run)
        return asyncio.run(for_each(range(rows), lambda number: agent.ask(chat, number=number)))

    def total(self, run: str | None = None) -> Any:
        return usage_report(self.stack.log, (), run=run).total


@pytest.mark.parametrize(("rows", "faults"), [(1000, FAULTS), (200, FAULTS + BEYOND)])
def test_calls_to_a_server_that_fails_in_every_way_all_end_with_a_reply_or_a_named_error(
    tmp_path: Path, model_server: Callable[..., Any], rows: int, faults: list[str]
) -> None:
    server = model_server(fault_rate=0.3, faults=faults, seed=rows)
    default = {"timeout_seconds": 0.5, "concurrency": 64}
    asking = Asking(tmp_path, server, default=default, retry={"first_wait_seconds": 0.01})
    outcomes = asking.ask(rows)
    count, total = server.count(), asking.total()
    assert set(count["faults"]) == set(faults)
    assert len(outcomes) == rows
    for number, outcome in enumerate(outcomes):
        answers = count["answers"].get(str(number), 0)
        if outcome.value:
            assert (outcome.value.value.answer, answers) == (number, 1)
        else:
            assert isinstance(outcome.error, (CallFailed, ReplyError))
            assert answers == 0
    assert total.calls == count["requests"] == len(count["answers"]) + sum(count["faults"].values())
    assert total.input_tokens + total.output_tokens == count["charged"]
    assert total.cost_picodollars == (total.input_tokens + 2 * total.output_tokens) * 10**6


def test_a_program_killed_in_the_middle_and_run_again_asks_nothing_that_it_had_an_answer_to(
    asking: Any, model_server: Callable[..., Any]
) -> None:
    server = model_server(latency=0.02)
    asking.configure(server, default={"concurrency": 8})
    counts: dict[str, int] = {}
    asked_until_received: dict[str, int] = {}
    for stop_after in (40, 60, None):
        with asking.start(150) as process:
            lines = [process.stdout.readline() for _ in range(stop_after or 150)]
            if stop_after:
                process.kill()
            lines += process.communicate()[0].splitlines()
        assert (process.returncode == 0) == (stop_after is None)
        counts = server.count()["answers"]
        for number in [line.split()[-1] for line in lines if line.startswith("answered ")]:
            asked_until_received.setdefault(number, counts[number])
    assert len(counts) == len(asked_until_received) == 150
    assert counts == asked_until_received, "nothing was asked again after its answer had been received"
    assert sum(counts.values()) <= 150 + 2 * 8, "and of the rest no more than were under way at each kill"
    before = server.count()["requests"]
    assert asking.run(150)[0] == 0
    assert server.count()["requests"] == before


def test_two_hundred_slow_calls_take_little_longer_than_the_concurrency_allows(
    tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    server = model_server(latency=0.1)
    ideal = 13 * 0.1  # 200 calls, 16 at once
    times = []
    for attempt in range(3):
        asking = Asking(tmp_path / str(attempt), server)
        started = time.perf_counter()
        assert all(outcome.value for outcome in asking.ask(200))
        times.append(time.perf_counter() - started)
        if times[-1] < 1.2 * ideal:
            break
    assert server.count()["most_at_once"] == 16
    assert min(times) < 1.2 * ideal


def test_a_server_with_a_limit_is_served_within_it(tmp_path: Path, model_server: Callable[..., Any]) -> None:
    server = model_server(latency=0.01, limit=6)
    asking = Asking(tmp_path, server, default={"concurrency": 40}, retry={"first_wait_seconds": 0.05, "attempts": 12})
    assert all(outcome.value for outcome in asking.ask(300))
    count = server.count()
    assert count["faults"]["429"] < 150
    assert max(count["answers"].values()) == 1


def test_a_budget_stops_before_the_limit_with_everything_saved_and_a_higher_one_goes_on(
    tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    server = model_server(latency=0.005)
    default = {"max_tokens": 50, "concurrency": 8}
    with pytest.raises(BudgetExceeded, match=r"\d+ of 100 rows are done, \d+ are left") as caught:
        Asking(tmp_path, server, default=default, budget={"tokens": 6_000}).ask(100)
    done = int(caught.value.left.split()[0])
    stopped = server.count()
    assert stopped["requests"] == done > 30
    assert 6_000 - 1_000 < stopped["charged"] <= 6_000
    asking = Asking(tmp_path, server, default=default, budget={"tokens": 20_000, "usd": 1})
    assert all(outcome.value for outcome in asking.ask(100, run="r2"))
    count = server.count()
    assert count["requests"] == 100
    assert set(count["answers"].values()) == {1}
    assert asking.total("r2").cache_hits == done
    assert (
        sum(asking.total(run).input_tokens + asking.total(run).output_tokens for run in ("r1", "r2"))
        == count["charged"]
    )


def test_a_budget_in_money_needs_a_price(tmp_path: Path, model_server: Callable[..., Any]) -> None:
    asking = Asking(tmp_path, model_server(), default={"model": "unlisted"}, budget={"usd": 1})
    with pytest.raises(PriceNeeded, match="the price of unlisted is not known") as caught:
        asking.ask(1)
    assert caught.value.exit_code == 2
    assert "prices: {unlisted: {input: ..., output: ...}}" in caught.value.hint


def test_roles_of_one_configuration_have_their_own_model_and_parameters(
    tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    server = model_server()
    models = {
        "default": {"model": "small", "base_url": server.base_url, "temperature": 1},
        "roles": {"asker": {"model": "large", "temperature": 0}, "planner": "rule"},
    }
    stack = ModelStack(Settings.model_validate({"models": models}), tmp_path, {})
    chat = stack.chat("r1")
    assert (chat.model_for("asker"), chat.model_for("anyone")) == ("large", "small")
    with pytest.raises(ModelNeeded, match=r"models\.roles\.planner is `rule`"):
        chat.model_for("planner")
    assert asyncio.run(ASKER.ask(chat, number=3)).provenance.made_by == "large"
    assert [row.model for row in usage_report(stack.log, ["model"]).rows] == ["large"]


def test_a_server_without_schemas_is_asked_by_instruction(tmp_path: Path, model_server: Callable[..., Any]) -> None:
    server = model_server(refuses_schema=True)
    assert all(outcome.value for outcome in Asking(tmp_path, server).ask(5))
    assert server.count()["faults"]["schema"] >= 1


def test_an_independent_draw_is_asked_and_the_same_draw_is_not(
    tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    server = model_server()
    asking = Asking(tmp_path, server)
    for agent in (ASKER, ASKER.draw(1), ASKER.draw(1), ASKER):
        asking.ask(1, agent=agent)
    assert server.count()["answers"] == {"0": 2}
