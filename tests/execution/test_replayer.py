"""The replayer runs calls on fresh instances; whatever the foreign code does comes back as a value."""

from __future__ import annotations

import builtins
import inspect
import json
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from eigendata_assets.execution.worker.clock import OutputLimitExceeded
from eigendata_assets.execution.worker.rendering import tool_names
from eigendata_assets.execution.worker.replayer import Replayer
from eigendata_assets.execution.worker.telling import Outcome

LIMITS = {"call_seconds": 0.2, "result_bytes": 100, "memory_bytes": 1 << 30, "output_bytes": 1 << 20}


class Unreadable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


class Shop:
    """A toolkit with every way to return, raise and misbehave."""

    def __init__(self) -> None:
        self.stock: dict[str, int] = {}
        self._doors = "open"

    def _load(self, state: dict[str, int], *, doubled: bool = False) -> None:
        if "broken" in state:
            raise Unreadable if state["broken"] else KeyError("shelf")
        self.stock = {name: count * (1 + doubled) for name, count in state.items()}

    def sell(self, name: str, count: int = 1) -> dict[str, int]:
        self.stock[name] -= count
        return {name: self.stock[name]}

    def give(self, what: str) -> Any:
        return {
            "none": None,
            "text": "sold",
            "truth": True,
            "number": 1.5,
            "infinite": float("inf"),
            "list": [1, (2,), None],
            "keys": {1: {None: "a"}},
            "tuple": (1, 2),
            "set": {1},
            "object": inspect.Parameter.empty,
            "dict of objects": {"a": Shop},
            "long": "x" * 101,
        }[what]

    def fail(self, kind: str) -> None:
        raise {"value": ValueError("no"), "unreadable": Unreadable(), "exit": SystemExit(3), "key": KeyError("a")}[kind]

    def loop(self) -> None:
        while True:
            time.sleep(0.01)

    def eat(self) -> None:
        raise MemoryError

    def talk(self) -> None:
        raise OutputLimitExceeded

    def tamper(self) -> None:
        builtins.len = lambda _: 7

    def hide(self) -> None:
        class Hidden:
            def __getattribute__(self, name: str) -> Any:
                raise Unreadable

        self.hidden = Hidden()


class Bell:
    """A second toolkit, without a state to load, with a tool of the same name."""

    def give(self, what: str) -> str:
        return f"ding {what}"


@pytest.fixture(autouse=True)
def _keep_the_alarm() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGALRM)
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    yield
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, left, interval)


Calls = list[tuple[str, dict[str, Any]]]


def run(*turns: Calls, toolkits: tuple[str, ...] = ("Shop",), watched: bool = False, **more: Any) -> Outcome:
    replayer = Replayer({"Shop": Shop, "Bell": Bell}, "_load", LIMITS)
    begin(replayer, toolkits=toolkits, **more)
    return replay(replayer, *turns, watched=watched)


def replay(replayer: Replayer, *turns: Calls, watched: bool = False) -> Outcome:
    return replayer.run([replayer.calls(turn) for turn in turns], watched=watched)


def begin(replayer: Replayer, **more: Any) -> None:
    replayer.begin(json.dumps({"toolkits": ["Shop"], "state": {"Shop": {"nails": 5}}, "options": {}} | more))


def final(outcome: Outcome) -> dict[str, dict[str, str]]:
    return {name: dict(taken.parts) for name, taken in outcome.worlds[-1].items()}


def test_results_and_states_are_told_turn_by_turn() -> None:
    outcome = run(
        [("sell", {"name": "nails"}), ("sell", {"name": "nails", "count": 2})], [], [("give", {"what": "none"})]
    )
    assert outcome.results == [[("j", '{"nails": 4}'), ("j", '{"nails": 2}')], [], [("o", "None", "null")]]
    before, first, second, third = (world["Shop"].hash for world in outcome.worlds)
    assert first == second == third != before
    assert final(outcome) == {"Shop": {"stock": '{"nails": 2}'}}
    assert outcome.failure is None


def test_each_replay_starts_from_its_own_state() -> None:
    replayer = Replayer({"Shop": Shop}, "_load", LIMITS)
    outcomes = []
    for count in (5, 5, 6):
        begin(replayer, state={"Shop": {"nails": count}})
        outcomes.append(replay(replayer, [("sell", {"name": "nails"})]))
    assert outcomes[0] == outcomes[1]
    assert final(outcomes[2]) == {"Shop": {"stock": '{"nails": 5}'}}


def test_replays_of_one_beginning_do_not_see_each_other() -> None:
    replayer = Replayer({"Shop": Shop}, "_load", LIMITS)
    begin(replayer)
    sell, look = [("sell", {"name": "nails"})], [("give", {"what": "none"})]
    left = [final(replay(replayer, turn))["Shop"]["stock"] for turn in (sell, sell, look, look)]
    assert left == ['{"nails": 4}', '{"nails": 4}', '{"nails": 5}', '{"nails": 5}']


def test_options_reach_the_loader() -> None:
    assert final(run(options={"doubled": True})) == {"Shop": {"stock": '{"nails": 10}'}}


def test_a_toolkit_without_a_state_to_load_needs_none() -> None:
    assert final(run(toolkits=("Bell",), state={})) == {"Bell": {}}


@pytest.mark.parametrize(("toolkits", "text"), [(("Shop", "Bell"), "ding none"), (("Bell", "Shop"), "None")])
def test_of_two_tools_of_one_name_that_of_the_later_toolkit_is_called(toolkits: tuple[str, ...], text: str) -> None:
    assert run([("give", {"what": "none"})], toolkits=toolkits).results[0][0][1] == text


@pytest.mark.parametrize(
    ("what", "result"),
    [
        ("none", ("o", "None", "null")),
        ("text", ("s", "sold")),
        ("truth", ("o", "True", "true")),
        ("number", ("o", "1.5", "1.5")),
        ("list", ("o", "[1, (2,), None]", "[1, [2], null]")),
        ("keys", ("j", '{"1": {"null": "a"}}')),
        ("tuple", ("s", "(1, 2)")),
        ("set", ("s", "{1}")),
        ("object", ("s", "<class 'inspect._empty'>")),
        ("dict of objects", ("s", f"{{'a': {Shop!r}}}")),
        ("long", ("x", "the result has 101 characters; the limit is 100", "limit:result")),
    ],
)
def test_a_value_is_shown_as_the_benchmark_shows_it(what: str, result: tuple[str, ...]) -> None:
    assert run([("give", {"what": what})]).results == [[result]]


@pytest.mark.parametrize(
    ("tool", "arguments", "result"),
    [
        ("fail", {"kind": "value"}, ("x", "no", "ValueError")),
        ("fail", {"kind": "key"}, ("x", "'a'", "KeyError")),
        ("fail", {"kind": "unreadable"}, ("x", "(its message cannot be read)", "Unreadable")),
        ("sell", {"nome": "a"}, ("x", "Shop.sell() got an unexpected keyword argument 'nome'", "TypeError")),
        ("steal", {}, ("x", "name 'steal' is not defined", "NameError")),
        ("_load", {"state": {}}, ("x", "name '_load' is not defined", "NameError")),
        ("__init__", {}, ("x", "name '__init__' is not defined", "NameError")),
    ],
)
def test_a_call_that_fails_is_a_result_and_the_next_is_run(tool: str, arguments: Any, result: tuple[str, ...]) -> None:
    outcome = run([(tool, arguments), ("sell", {"name": "nails"})])
    assert outcome.results == [[result, ("j", '{"nails": 4}')]]
    assert outcome.failure is None


@pytest.mark.parametrize(
    ("tool", "kind", "says"),
    [
        ("loop", "timeout", "loop ran longer than 0.2 s"),
        ("eat", "memory", "eat asked for more than 1024 MiB of memory"),
        ("talk", "output", "talk printed more than 1048576 bytes"),
        ("fail", "exit", "fail tried to end the process: SystemExit(3)"),
        ("hide", "load", "the state of Shop cannot be read: Unreadable: (its message cannot be read)"),
    ],
)
def test_what_ends_a_replay_says_where_it_ended(tool: str, kind: str, says: str) -> None:
    arguments = {"kind": "exit"} if tool == "fail" else {}
    outcome = run([("sell", {"name": "nails"})], [("give", {"what": "none"}), (tool, arguments)], [("give", {})])
    assert outcome.failure == {"kind": kind, "message": says, "turn": 1, "call": 2 if tool == "hide" else 1}
    assert len(outcome.worlds) == 2
    assert [len(turn) for turn in outcome.results] == [1, 2 if tool == "hide" else 1]


@pytest.mark.parametrize(
    ("broken", "reason"), [(False, "KeyError: 'shelf'"), (True, "Unreadable: (its message cannot be read)")]
)
def test_a_state_that_is_refused_stops_before_the_first_turn(broken: bool, reason: str) -> None:
    outcome = run([("give", {"what": "none"})], state={"Shop": {"broken": broken}})
    message = f"Shop refused its state: {reason}"
    assert outcome.failure == {"kind": "load", "message": message, "turn": None, "call": None}
    assert outcome.results == []
    assert outcome.worlds == []


def test_builtins_are_mended_and_the_replay_counts_as_tampered_with() -> None:
    real = builtins.len
    try:
        outcome = run([("tamper", {})])
    finally:
        mended, builtins.len = builtins.len, real
    assert mended is real
    assert outcome.failure is not None
    assert outcome.failure["kind"] == "tampered"


def test_a_call_that_ran_too_long_does_not_disturb_the_next_replay() -> None:
    replayer = Replayer({"Shop": Shop}, "_load", LIMITS)
    begin(replayer)
    stopped = replay(replayer, [("loop", {})])
    assert stopped.failure is not None
    assert stopped.failure["kind"] == "timeout"
    assert replay(replayer, [("give", {"what": "text"})]).failure is None
    time.sleep(0.3)


def test_the_tools_of_a_class_are_told_in_order() -> None:
    assert tool_names(Shop) == ("eat", "fail", "give", "hide", "loop", "sell", "talk", "tamper")


def test_an_integer_too_long_for_text_is_an_error_like_any_other() -> None:
    class Big:
        def power(self) -> int:
            return 10**5000

        def keep(self) -> None:
            self.kept = 10**5000

    replayer = Replayer({"Big": Big}, "_load", LIMITS | {"result_bytes": 1000})
    begin(replayer, toolkits=["Big"])
    outcome = replay(replayer, [("power", {})], [("keep", {})])
    assert outcome.results[0][0][2] == "ValueError"
    assert str(sys.get_int_max_str_digits()) in outcome.results[0][0][1]
    assert final(outcome)["Big"]["kept"].startswith('{"$int": "0x')


def test_a_watched_replay_tells_the_state_before_and_what_each_turn_changed() -> None:
    turns = [("sell", {"name": "nails"})], [("give", {"what": "text"})]
    told = [{"Shop": '{"stock": {"nails": 5}}'}, {"Shop": '{"stock": {"nails": 4}}'}, {}]
    assert run(*turns, watched=True).views == told
    assert run(*turns).views == []
