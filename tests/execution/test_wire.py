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
from eigendata_assets.execution.worker.telling import Telling
from tests.audits.in_process import replayed
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


def echoed(replay: Replay) -> ReplayOutcome:
    replayer = Replayer({"Echo": Echo}, "_load", LIMITS)
    replayer.begin(encode_beginning(replay).decode())
    return replayed(replayer, replay)


def read(line: bytes, *identifiers: str) -> list[ReplayOutcome]:
    return OutcomeReader().read(identifiers or ("r",), line)


@given(JSON, JSON)
def test_arguments_results_and_states_arrive_as_they_were_sent(state: Any, value: Any) -> None:
    turns = [[("say", {"value": value})], [("keep", {"value": value})]]
    outcome = echoed(Replay("é", ("Echo",), {"Echo": state}, turns, {"option": value}))
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
    outcome = echoed(Replay("r", ("Echo",), {"Echo": value}, turns))
    ((result,),) = outcome.results
    assert result.text == (
        value if isinstance(value, str) else json.dumps(value) if type(value) is dict else str(value)
    )
    assert outcome.final_state["Echo"]["kept"] == json.loads(Snapshots().take(State(kept=value)).view)["kept"]


@given(JSON)
def test_the_text_of_a_result_is_what_the_benchmark_compares(value: Any) -> None:
    ((result,),) = echoed(Replay("r", ("Echo",), {}, [[("say", {"value": value})]])).results
    assert result.text == (
        value if isinstance(value, str) else json.dumps(value) if type(value) is dict else str(value)
    )
    assert result.error is None


def test_an_outcome_that_stopped_early_says_why() -> None:
    outcome = echoed(Replay("r", ("Ohce",), {}, [[]]))
    assert outcome.failure == Failure("load", "Ohce refused its state: KeyError: 'Ohce'")
    assert (outcome.results, outcome.turn_states, outcome.final_state) == ([], [], {})


def test_numbers_that_json_does_not_know_are_their_names_in_a_value() -> None:
    result = CallResult('{"a": NaN, "b": [-Infinity]}', '{"a": NaN, "b": [-Infinity]}')
    assert result.value == {"a": "NaN", "b": ["-Infinity"]}
    assert CallResult("text").value == "text"


@pytest.mark.parametrize("arguments", [{"a": {1}}, {"a": b""}, {"a": object()}])
def test_a_replay_that_is_not_json_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        encode_calls([Replay("r", (), {}, [[("f", arguments)]])])


def test_a_call_is_written_once_however_many_replays_make_it() -> None:
    look, other = ("look", {"at": 1}), ("look", {"at": True})
    replays = [Replay("a", (), {}, [[look], [other]]), Replay("b", (), {}, [[("look", {"at": 1}), look], []])]
    assert json.loads(encode_calls(replays)) == {
        "calls": [["look", {"at": 1}], ["look", {"at": True}]],
        "replays": [[[0], [1]], [[0, 0], []]],
    }


ANSWER: dict[str, Any] = {
    "results": [["s", "text"], ["j", "{}"], ["o", "1", "1"], ["x", "no", "ValueError"]],
    "worlds": [{"A": "1"}, {"A": "2"}],
    "parts": [[1, {"A": {"b": 0}}]],
    "replays": [{"results": [[0, 1], [3]], "worlds": [0, 1, 1]}],
}


def written(answer: dict[str, Any], *texts: str) -> bytes:
    return "\t".join([json.dumps(answer), *texts]).encode()


def test_outcomes_are_read_from_numbers() -> None:
    (outcome,) = read(written(ANSWER, "2"))
    assert outcome.results == [[CallResult("text"), CallResult("{}", "{}")], [CallResult("no", None, "ValueError")]]
    assert (outcome.initial_state_hashes, outcome.turn_states) == ({"A": "1"}, [{"A": "2"}, {"A": "2"}])
    assert outcome.final_state == {"A": {"b": 2}}
    assert outcome.failure is None


def test_a_replay_that_failed_has_no_final_state() -> None:
    failure = {"kind": "timeout", "message": "late", "turn": 0, "call": 1}
    replays = [{"results": [[2]], "worlds": [0], "failure": failure}]
    (outcome,) = read(written(ANSWER | {"replays": replays}, "2"))
    assert outcome.failure == Failure("timeout", "late", 0, 1)
    assert outcome.results == [[CallResult("1", "1")]]
    assert outcome.state_parts == {}


def test_what_is_told_once_is_one_object_until_the_numbers_start_afresh() -> None:
    reader = OutcomeReader()
    nothing: dict[str, Any] = {"results": [], "worlds": [], "parts": []}
    first, second = reader.read(["a", "b"], written(ANSWER | {"replays": ANSWER["replays"] * 2}, "2"))
    (third,) = reader.read(["c"], written(nothing | {"replays": ANSWER["replays"]}))
    for other in (second, third):
        assert other.results[0][0] is first.results[0][0]
        assert other.state_parts is first.state_parts
        assert other.turn_states[0] is first.turn_states[0]
    with pytest.raises(ValueError, match="not an outcome"):
        reader.read(["d"], written(nothing | {"afresh": True, "replays": ANSWER["replays"]}))


def test_the_worker_tells_nothing_twice() -> None:
    replayer, telling, reader = Replayer({"Echo": Echo}, "_load", LIMITS), Telling(), OutcomeReader()
    replayer.begin(encode_beginning(Replay("r", ("Echo",), {"Echo": [1]}, [])).decode())
    (keep,) = replayer.calls([("keep", {"value": 2})])
    lines = []
    for turns, state in (([[keep]], 1), ([[keep]], 1), ([[keep]], 3), ([], 1)):
        replayer.begin(encode_beginning(Replay("r", ("Echo",), {"Echo": [state]}, [])).decode())
        telling.add(replayer.run(turns))
        lines.append(telling.answer())
    kept, again, _, nothing = (reader.read(["r"], line)[0] for line in lines)
    assert len(lines[1]) < len(lines[0]) / 2
    assert lines[0].count(b"\t") == 2  # two attributes
    assert lines[2].count(b"\t") == 0  # they are the same from another beginning
    assert (kept, kept.final_state["Echo"]["kept"], nothing.final_state["Echo"]["kept"]) == (again, 2, [1])


def test_replays_begin_alike_where_they_share_the_states_of_their_toolkits() -> None:
    one = Replay("one", ("Echo",), {"Echo": [1]}, [])
    assert begin_alike(one, replace(one, id="two", turns=[[("say", {"value": 1})]], state=dict(one.state)))
    assert not begin_alike(one, replace(one, state={"Echo": [1]}))
    assert not begin_alike(one, replace(one, state={**one.state, "Other": 1}))
    assert not begin_alike(one, replace(one, toolkits=()))
    assert not begin_alike(one, replace(one, watched=True))
    assert not begin_alike(one, replace(one, options={"fast": True}))


@given(st.binary(max_size=20) | JSON.map(lambda value: json.dumps(value).encode()))
def test_a_line_that_no_worker_of_ours_writes_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - also what `json` says about it
        read(line)


@given(st.sampled_from([*ANSWER]), JSON)
def test_an_answer_with_one_part_replaced_is_read_or_refused(part: str, value: Any) -> None:
    try:
        (outcome,) = read(written(ANSWER | {part: value}, "2"))
    except ValueError:
        return
    assert isinstance(outcome, ReplayOutcome)


@pytest.mark.parametrize("replays", [0, 2])
def test_an_answer_with_other_than_the_outcomes_asked_for_is_refused(replays: int) -> None:
    with pytest.raises(ValueError, match=f"{replays} outcomes for 1 replays"):
        read(written(ANSWER | {"replays": ANSWER["replays"] * replays}, "2"))


@pytest.mark.parametrize("part", [*ANSWER])
def test_an_answer_without_a_part_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match=part):
        read(written({name: value for name, value in ANSWER.items() if name != part}, "2"))
