"""What one stage asks of an earlier one becomes one run for each round, and no more rounds than are allowed."""

from __future__ import annotations

import dagster as dg
import pytest

from eigendata_assets.artifacts.coding import Feedback, Need
from jobs.domain_jobs import generate_environment_job
from jobs.feedback_sensor import feedback_sensor

NEED = Need(kind="column", subject="parts", message="the database has no columns price of parts")


def asked(number: int, *needs: Need) -> Feedback:
    return Feedback(domain="shop", sender="environment", receiver="database", round=number, needs=needs)


def tick(feedback: Feedback | None, cursor: str | None = None) -> object:
    sensor = feedback_sensor("shop", "database", lambda: feedback, generate_environment_job("shop"))
    with dg.build_sensor_context(cursor=cursor) as context:
        return sensor(context)


def test_an_open_request_starts_one_run() -> None:
    first = tick(asked(1, NEED))
    assert isinstance(first, dg.SensorResult)
    assert first.run_requests is not None
    assert len(first.run_requests) == 1
    assert isinstance(tick(asked(1, NEED), first.cursor), dg.SkipReason)
    assert isinstance(tick(asked(2, NEED), first.cursor), dg.SensorResult), "the next round is another run"


@pytest.mark.parametrize("feedback", [None, asked(1), asked(4, NEED)])
def test_nothing_is_started_where_nothing_is_open(feedback: Feedback | None) -> None:
    assert isinstance(tick(feedback), dg.SkipReason)
