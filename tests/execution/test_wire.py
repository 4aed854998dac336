"""Replays and outcomes survive the way to the worker and back; anything else in between is refused."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.execution.protocol import CallResult, Failure, Limits, Replay, ReplayOutcome
from eigendata_assets.execution.wire import OutcomeReader, begin_alike, encode_beginning, encode_calls
from eigendata_assets.execution.worker.replayer import Replayer
from eigendata_assets.execution.worker.snapshot import Snapshots
from tests.execution.foreign_objects import State
from tests.json_values import JSON

LIMITS: dict[str, Any] = {name: getattr(Limits(), name) for name in Limits.__slots__}


class Echo:
    """Keeps and gives back what it is given."""

    def __init__(self) -> None:
        self.kept: Any = None

    def _load(self, state: Any, **options: Any) -> None:
        self.kept = state
        self.options = options

    def say(self, value: Any) -> Any:
        return value

    def keep(self, value: Any) -> None:
        self.kept = value


@pytest.fixture(scope="module", autouse=True)
def _keep_the_alarm() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, handler)


def replayed(replay: Replay) -> ReplayOutcome:
    """What the worker would answer, through the wire both ways."""
    replayer = Replayer({"Echo": Echo}, "_load", LIMITS)
    replayer.begin(encode_beginning(replay).decode())
    return read(json.dumps(replayer.run(json.loads(encode_calls(replay)))).encode(), replay.id)


def read(line: bytes, identifier: str = "r") -> ReplayOutcome:
    return OutcomeReader().read(identifier, line)


@given(JSON, JSON)
def test_arguments_results_and_states_arrive_as_they_were_sent(state: Any, value: Any) -> None:
    turns = [[("say", {"value": value})], [("keep", {"value": value})]]
    outcome = replayed(Replay("é", ("Echo",), {"Echo": state}, turns, {"option": value}))
    assert outcome.id == "é"
    assert outcome.failure is None
    assert [[result.value for result in turn] for turn in outcome.results] == [[value], [None]]
    assert outcome.turn_states[0] == outcome.initial_state_hashes
    assert len(outcome.turn_states) == 2


@pytest.mark.parametrize(
    "value",
    ["\ud83d", {"\udc00": ["\ud83d\ude00"]}, float("inf"), {"a": float("nan")}, [[[]]] * 3, 1 << 200],
    ids=ascii,
)
def test_what_only_the_slow_way_can_write_arrives_too(value: Any) -> None:
    turns = [[("say", {"value": value})]]
    outcome = replayed(Replay("r", ("Echo",), {"Echo": value}, turns))
    ((result,),) = outcome.results
    assert result.text == (
        value if isinstance(value, str) else json.dumps(value) if type(value) is dict else str(value)
    )
    assert outcome.final_state["Echo"]["kept"] == json.loads(Snapshots().take(State(kept=value)).view)["kept"]


@given(JSON)
def test_the_text_of_a_result_is_what_the_benchmark_compares(value: Any) -> None:
    ((result,),) = replayed(Replay("r", ("Echo",), {}, [[("say", {"value": value})]])).results
    assert result.text == (
        value if isinstance(value, str) else json.dumps(value) if type(value) is dict else str(value)
    )
    assert result.error is None


def test_an_outcome_that_stopped_early_says_why() -> None:
    outcome = replayed(Replay("r", ("Ohce",), {}, [[]]))
    assert outcome.failure == Failure("load", "Ohce refused its state: KeyError: 'Ohce'")
    assert (outcome.results, outcome.turn_states, outcome.final_state) == ([], [], {})


def test_numbers_that_json_does_not_know_are_their_names_in_a_value() -> None:
    result = CallResult('{"a": NaN, "b": [-Infinity]}', '{"a": NaN, "b": [-Infinity]}')
    assert result.value == {"a": "NaN", "b": ["-Infinity"]}
    assert CallResult("text").value == "text"


@pytest.mark.parametrize("arguments", [{"a": {1}}, {"a": b""}, {"a": object()}])
def test_a_replay_that_is_not_json_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        encode_calls(Replay("r", (), {}, [[("f", arguments)]]))


ANSWER: dict[str, Any] = {
    "results": [[["s", "text"], ["j", "{}"], ["o", "1", 1], ["x", "no", "ValueError"]]],
    "initial": {"A": "1"},
    "turns": [{"A": "2"}],
    "texts": ["2"],
    "states": {"A": {"b": 0}},
    "failure": {"kind": "timeout", "message": "late", "turn": 0, "call": 4},
}


def test_every_kind_of_result_is_read() -> None:
    outcome = read(json.dumps(ANSWER).encode())
    expected = [CallResult("text"), CallResult("{}", "{}"), CallResult("1", "1"), CallResult("no", None, "ValueError")]
    assert outcome.results == [expected]
    assert outcome.failure == Failure("timeout", "late", 0, 4)
    assert outcome.final_state == {"A": {"b": 2}}


def test_a_text_is_told_once_until_the_numbers_start_afresh() -> None:
    reader = OutcomeReader()
    nothing: dict[str, Any] = {"results": [], "initial": {"A": "1"}, "turns": []}
    told: list[dict[str, Any]] = [
        {"afresh": True, "texts": ["1", "[2]"], "states": {"A": {"b": 0, "c": 1}}},
        {"texts": ["3"], "states": {"A": {"c": 1, "d": 2}}},
        {"afresh": True, "texts": ["4"], "states": {"A": {"b": 0}}},
    ]
    first, second, third = (reader.read("r", json.dumps(nothing | each).encode()) for each in told)
    assert first.final_state == {"A": {"b": 1, "c": [2]}}
    assert second.final_state == {"A": {"c": [2], "d": 3}}
    assert third.final_state == {"A": {"b": 4}}


def test_replays_begin_alike_where_they_share_the_states_of_their_toolkits() -> None:
    one = Replay("one", ("Echo",), {"Echo": [1]}, [])
    assert begin_alike(one, replace(one, id="two", turns=[[("say", {"value": 1})]], state=dict(one.state)))
    assert not begin_alike(one, replace(one, state={"Echo": [1]}))
    assert not begin_alike(one, replace(one, state={**one.state, "Other": 1}))
    assert not begin_alike(one, replace(one, toolkits=()))
    assert not begin_alike(one, replace(one, options={"fast": True}))


@given(st.binary(max_size=20) | JSON.map(lambda value: json.dumps(value).encode()))
def test_a_line_that_no_worker_of_ours_writes_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - also what `json` says about it
        read(line)


@given(st.sampled_from([*ANSWER]), JSON)
def test_an_answer_with_one_part_replaced_is_read_or_refused(part: str, value: Any) -> None:
    try:
        outcome = read(json.dumps(ANSWER | {part: value}).encode())
    except ValueError:
        return
    assert isinstance(outcome, ReplayOutcome)


@pytest.mark.parametrize("part", [name for name in ANSWER if name != "failure"])
def test_an_answer_without_a_part_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match=part):
        read(json.dumps({name: value for name, value in ANSWER.items() if name != part}).encode())
