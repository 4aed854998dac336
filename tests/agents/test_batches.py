"""Batches against a server with a Batch API: submitted once, waited for across processes, collected at half price."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.batch_queue import Collected
from eigendata_assets.agents.errors import AnswersPending, BudgetExceeded, CallFailed
from eigendata_assets.agents.many import for_each
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.settings import Settings
from eigendata_assets.agents.usage_report import usage_report
from resources.model_stack import ModelStack
from resources.openai_batch import ABANDONED_SECONDS, BatchDesk


class Answer(BaseModel):
    answer: int


ASKER = Agent("asker", Prompt("tests/question", "This is question {{ number }}."), Answer)
PRICES = {"m": {"input": "1", "output": "2"}}


class Office:
    """A workspace in batch mode; every method opens it anew, as another process would."""

    def __init__(self, workspace: Path, server: Any, **settings: Any) -> None:
        self.workspace = workspace
        default = {"model": "m", "base_url": server.base_url, "mode": "batch", "max_tokens": 50}
        document = {"models": {"default": default}, "prices": PRICES, "batch": {"fewest_calls": 5}} | settings
        self.settings = Settings.model_validate(document)

    def stack(self) -> ModelStack:
        return ModelStack(self.settings, self.workspace, {})

    def desk(self) -> BatchDesk:
        return self.stack().desk()

    def ask(self, rows: int, run: str = "r1") -> list[int | None]:
        chat = self.stack().chat(run)
        outcomes = asyncio.run(for_each(range(rows), lambda number: ASKER.ask(chat, number=number)))
        return [outcome.value.value.answer if outcome.value else None for outcome in outcomes]

    def queue(self, rows: int, run: str = "r1") -> None:
        with pytest.raises(AnswersPending, match=f"{rows} of {rows} rows wait for a batch"):
            self.ask(rows, run)

    def submit(self) -> list[str]:
        return asyncio.run(self.desk().submit())

    def collect(self) -> Collected:
        return asyncio.run(self.desk().collect())

    def total(self) -> Any:
        return usage_report(self.stack().log, ()).total


@pytest.fixture
def server(model_server: Callable[..., Any]) -> Any:
    return model_server(batch=True)


@pytest.fixture
def office(tmp_path: Path, server: Any) -> Office:
    return Office(tmp_path, server)


def test_a_batch_is_submitted_waited_for_collected_and_paid_at_half_price(office: Office, server: Any) -> None:
    office.queue(12)
    assert office.submit() == ["batch-0"]
    assert office.collect() == Collected(open=12)
    office.queue(12)
    assert office.submit() == []
    server.finish_batch("batch-0")
    assert office.collect() == Collected(answered=12, ready=("r1",))
    assert office.ask(12) == list(range(12))
    count, total = server.count(), office.total()
    assert (count["requests"], count["batches"], set(count["answers"].values())) == (0, 1, {1})
    assert (total.calls, total.batch) == (12, 12)
    assert total.input_tokens + total.output_tokens == count["charged"]
    assert total.cost_picodollars * 2 == (total.input_tokens + 2 * total.output_tokens) * 10**6


def test_collecting_again_brings_nothing_and_pays_nothing(office: Office, server: Any) -> None:
    office.queue(6)
    office.submit()
    server.finish_batch("batch-0")
    office.collect()
    paid = office.total()
    assert office.collect() == Collected()
    assert office.total() == paid


def test_what_a_batch_leaves_unanswered_is_asked_directly(office: Office, server: Any) -> None:
    office.queue(12)
    office.submit()
    server.finish_batch("batch-0", fail=3, skip=4)
    assert office.collect() == Collected(answered=6, direct=6, ready=("r1",))
    assert office.ask(12) == list(range(12))
    assert server.count()["requests"] == 6
    assert set(server.count()["answers"].values()) == {1}


@pytest.mark.parametrize("status", ["failed", "expired", "cancelled"])
def test_a_batch_that_came_to_nothing_becomes_direct_calls(office: Office, server: Any, status: str) -> None:
    office.queue(6)
    office.submit()
    server.finish_batch("batch-0", skip=1, status=status)
    assert office.collect() == Collected(direct=6, ready=("r1",))
    assert office.ask(6) == list(range(6))


def test_a_server_without_a_batch_api_is_asked_directly(tmp_path: Path, model_server: Callable[..., Any]) -> None:
    office = Office(tmp_path, model_server())
    office.queue(8)
    assert office.submit() == []
    assert office.collect() == Collected(ready=("r1",))
    assert office.ask(8) == list(range(8))


def test_few_questions_are_not_worth_a_batch(office: Office, server: Any) -> None:
    office.queue(4)
    assert office.submit() == []
    assert office.collect().ready == ("r1",)
    assert office.ask(4) == list(range(4))
    assert server.count()["batches"] == 0


def test_a_batch_that_takes_too_long_is_cancelled_and_asked_directly(office: Office, server: Any) -> None:
    office.queue(6)
    office.submit()
    impatient = replace(office.desk(), patience_seconds=-1.0)
    assert asyncio.run(impatient.collect()) == Collected(direct=6, ready=("r1",))
    assert office.ask(6) == list(range(6))


def test_a_submission_whose_process_died_is_found_again_and_not_made_twice(office: Office, server: Any) -> None:
    office.queue(6)
    office.submit()
    died(office, from_state="submitted", submission=server_submission(office))
    assert office.submit() == []
    server.finish_batch("batch-0")
    assert office.collect().answered == 6
    assert server.count()["batches"] == 1


def test_a_submission_that_never_reached_the_provider_is_made_again(office: Office, server: Any) -> None:
    office.queue(6)
    died(office, from_state="waiting", submission="never seen")
    assert office.submit() == ["batch-0"]


def died(office: Office, *, from_state: str, submission: str) -> None:
    """The questions stand as a process left them that was killed in the middle of submitting, long ago."""
    file = office.stack().queue.file
    ago = f"since - {ABANDONED_SECONDS + 1}"
    file.write(
        f"UPDATE batch_calls SET state = 'submitting', batch = ?, since = {ago} WHERE state = ?",
        [submission, from_state],
    )
    file.close()


def server_submission(office: Office) -> str:
    endpoint = office.stack().endpoint(office.settings.models.default)
    page = asyncio.run(endpoint.call(lambda client: client.batches.list()))
    return str((page.data[0].metadata or {})["eigendata_submission"])


def test_two_processes_that_submit_at_once_make_one_batch_of_each_question(office: Office, server: Any) -> None:
    office.queue(10)

    async def both() -> tuple[list[str], list[str]]:
        return await asyncio.gather(office.desk().submit(), office.desk().submit())

    made = [batch for batches in asyncio.run(both()) for batch in batches]
    for batch in made:
        server.finish_batch(batch)
    office.collect()
    assert set(server.count()["answers"].values()) == {1}


def test_a_provider_that_is_down_leaves_the_questions_waiting(office: Office, server: Any) -> None:
    office.queue(6)
    server.process.kill()
    server.process.wait()
    with pytest.raises(CallFailed):
        office.submit()
    states = {call.state for state in ("waiting", "submitting") for call in office.stack().queue.calls(state)}
    assert len(states) == 1


def test_questions_of_other_runs_share_one_batch_and_each_run_is_ready_once(office: Office, server: Any) -> None:
    office.queue(6, "r1")
    office.queue(8, "r2")
    assert office.submit() == ["batch-0"]
    server.finish_batch("batch-0")
    assert sorted(office.collect().ready) == ["r1", "r2"]
    assert office.collect().ready == ()
    assert office.ask(8, "r2") == list(range(8))


def test_a_malformed_reply_of_the_batch_is_corrected_directly(tmp_path: Path, model_server: Callable[..., Any]) -> None:
    server = model_server(batch=True)
    office = Office(tmp_path, server)
    office.queue(5)
    office.submit()
    server.finish_batch("batch-0")
    office.collect()
    store = office.stack().store
    spoiled = "replace(reply, '{\\\"answer\\\": 3}', 'three')"
    assert store.file.write(f"UPDATE replies SET reply = {spoiled} WHERE reply LIKE '%: 3}}%'") == 1
    assert office.ask(5) == list(range(5))
    assert server.count()["requests"] == 1


def test_a_budget_holds_for_a_batch_what_it_may_cost_and_then_pays_what_it_did(tmp_path: Path, server: Any) -> None:
    office = Office(tmp_path, server, budget={"tokens": 10_000, "usd": 1})
    office.queue(6)
    office.submit()
    server.finish_batch("batch-0", skip=3)
    office.collect()
    budget = office.desk().budget
    assert budget.spending("r1").spent.tokens == server.count()["charged"]
    assert budget.spending("r1").spent.cost == office.total().cost_picodollars
    assert budget.file.rows("SELECT held_tokens, held_cost, unconfirmed_calls FROM budgets") == [(0, 0, 0)]


def test_a_budget_refuses_questions_before_they_are_queued(tmp_path: Path, server: Any) -> None:
    office = Office(tmp_path, server, budget={"tokens": 3_000})
    with pytest.raises(BudgetExceeded):
        office.ask(50)
    assert 0 < len(office.stack().queue.calls("waiting")) < 12
