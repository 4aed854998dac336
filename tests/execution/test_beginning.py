"""The last beginnings are remembered with what became known of them, within bounds."""

from __future__ import annotations

import json

import pytest

from eigendata_assets.execution.worker import beginning
from eigendata_assets.execution.worker.beginning import Beginning, Beginnings


def line(number: int, padding: int = 0) -> str:
    return json.dumps({"toolkits": ["Desk"], "options": {}, "state": {"Desk": {"n": number, "text": "x" * padding}}})


def test_who_begins_alike_again_finds_what_was_known() -> None:
    beginnings = Beginnings()
    first = beginnings.of(line(1))
    assert beginnings.of(line(2)) is not first
    assert beginnings.of(line(1)) is first


def test_the_oldest_is_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_REMEMBERED", 2)
    beginnings = Beginnings()
    first, second = beginnings.of(line(1)), beginnings.of(line(2))
    beginnings.of(line(3))
    assert beginnings.of(line(2)) is second
    assert beginnings.of(line(1)) is not first


def test_the_oldest_is_forgotten_when_they_need_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_MOST_BYTES", 10_000)
    beginnings = Beginnings()
    first, second = beginnings.of(line(1, 1500)), beginnings.of(line(2, 1500))
    beginnings.of(line(3))
    assert beginnings.of(line(2, 1500)) is second
    assert beginnings.of(line(1, 1500)) is not first
    for number in range(20):
        beginnings.of(line(number, 3000))
    assert beginnings._size <= 10_000 + 4 * 4000


def test_a_long_one_is_not_remembered() -> None:
    beginnings = Beginnings()
    assert beginnings.of(line(1, 1 << 16)) is not beginnings.of(line(1, 1 << 16))


def test_what_is_given_is_fresh_each_time_and_a_call_is_one_object() -> None:
    begun = Beginning(line(1))
    begun.fresh()["state"]["Desk"]["n"] = 7
    assert begun.fresh()["state"]["Desk"]["n"] == 1
    assert begun.call("look", b"a") is begun.call("look", b"a")
    assert begun.call("look", b"a") is not begun.call("look", b"b")
