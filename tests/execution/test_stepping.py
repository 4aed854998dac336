"""What was executed before is not executed again, and nobody can tell; code not known to be safe always is."""

from __future__ import annotations

import copy
import json
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.execution.worker.replayer import Replayer
from eigendata_assets.execution.worker.telling import Outcome

HERE = sys.modules[__name__]
LIMITS = {"call_seconds": 5.0, "result_bytes": 1 << 20, "memory_bytes": 1 << 30, "output_bytes": 1 << 20}
STATE = {"rows": {"a": {"n": 1, "tags": []}, "b": {"n": 2, "tags": ["x"]}}, "log": [], "flags": {"ok": True}}
SEEN: list[str] = []


class Desk:
    """Tables, and every way in which a call can leave its mark on them."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        self.log: list[Any] = []
        self.flags: dict[str, Any] = {}
        self._last: Any = None

    def _load(self, state: dict[str, Any]) -> None:
        self.rows = copy.deepcopy(state.get("rows", {}))
        self.log = copy.deepcopy(state.get("log", []))
        self.flags = copy.deepcopy(state.get("flags", {}))

    def look(self, key: str) -> Any:
        return self.rows[key]

    def write(self, key: str, value: Any) -> Any:
        self.rows[key] = {"n": value, "tags": []}
        return len(self.rows)

    def drop(self, key: str) -> Any:
        return self.rows.pop(key, None)

    def tag(self, key: str, tags: list[str]) -> Any:
        tags.append(key)
        self.rows[key]["tags"] = tags
        return tags

    def note(self, key: str) -> Any:
        """From here on, one row stands at two places."""
        self.log.append(self.rows[key])
        return len(self.log)

    def both(self, tags: list[str]) -> Any:
        """So does an argument."""
        self.log.append(tags)
        self.flags["tags"] = tags
        return self.flags

    def truth(self, value: Any) -> Any:
        """Equal, but not the same: 1, 1.0 and True."""
        self.flags["ok"] = value
        return self.flags["ok"]

    def remember(self, key: str) -> Any:
        last, self._last = self._last, key
        return last

    def replace(self) -> Any:
        self.log = []
        self.more = 3
        return self.more

    def group(self) -> Any:
        self.flags["set"] = {"p", "q"}
        return sorted(self.flags["set"])

    def hold(self) -> Any:
        self.flags["object"] = Desk()
        return len(self.flags)

    def copied(self) -> Any:
        other = copy.deepcopy(self.rows)
        other.clear()
        return [len(other), len(self.rows)]

    def missing(self) -> Any:
        return self.nothing  # type: ignore[attr-defined]

    def who(self) -> Any:
        return str(Desk())

    def spin(self) -> Any:
        while self.rows:
            self.more = 1


class Spy(Desk):
    """Tells in a module what it does; nothing it did before can stand for it."""

    def look(self, key: str) -> Any:
        SEEN.append(key)
        return len(SEEN)


KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from([0, 1, True, 1.0, -0.0, "1", None, [1]])
CALLS = st.one_of(
    st.tuples(st.sampled_from(["look", "drop", "note", "remember"]), st.fixed_dictionaries({"key": KEYS})),
    st.tuples(st.just("write"), st.fixed_dictionaries({"key": KEYS, "value": VALUES})),
    st.tuples(st.just("truth"), st.fixed_dictionaries({"value": VALUES})),
    st.tuples(st.just("tag"), st.fixed_dictionaries({"key": KEYS, "tags": st.lists(st.just("t"), max_size=2)})),
    st.tuples(st.just("both"), st.fixed_dictionaries({"tags": st.lists(st.just("t"), max_size=2)})),
    st.tuples(st.sampled_from(["replace", "group", "hold", "copied", "missing", "who", "none"]), st.just({})),
)
TURNS = st.lists(st.lists(CALLS, max_size=3), max_size=3)
Turns = list[list[tuple[str, dict[str, Any]]]]


def replayer_of(kind: type, *, sharing: bool = True, call_seconds: float = 5.0) -> Replayer:
    replayer = Replayer({"Desk": kind}, "_load", LIMITS | {"call_seconds": call_seconds}, [HERE])
    if not sharing:
        replayer.determined = frozenset()
    replayer.begin(json.dumps({"toolkits": ["Desk"], "options": {}, "state": {"Desk": STATE}}))
    return replayer


def run(replayer: Replayer, turns: Turns, *, watched: bool = False) -> Outcome:
    with replayer.watching():
        return replayer.run([replayer.calls(turn) for turn in turns], watched=watched)


def told(outcome: Outcome) -> Any:
    """All that an outcome says, without the addresses of objects."""
    worlds = [{name: (taken.hash, dict(taken.parts)) for name, taken in world.items()} for world in outcome.worlds]
    results = [
        [(code, re.sub("0x[0-9a-f]+", "", text), *more) for code, text, *more in turn] for turn in outcome.results
    ]
    return results, worlds, outcome.failure, outcome.views, outcome.shared


@pytest.fixture(autouse=True)
def _keep_the_alarm() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGALRM)
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    yield
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, left, interval)


@settings(max_examples=60)
@given(st.lists(TURNS, min_size=1, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_replays_that_share_what_was_executed_give_what_each_gives_alone(
    many: list[Turns], watched: list[bool]
) -> None:
    sharing = replayer_of(Desk)
    assert sharing.is_determined
    for turns, is_watched in zip(many, watched, strict=False):
        alone = replayer_of(Desk, sharing=False)
        assert told(run(sharing, turns, watched=is_watched)) == told(run(alone, turns, watched=is_watched))


def executed(replayer: Replayer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tools: list[str] = []
    execute = replayer.execute
    monkeypatch.setattr(replayer, "execute", lambda instance, call: tools.append(call.tool) or execute(instance, call))  # type: ignore[func-returns-value]
    return tools


def test_a_call_is_executed_once_in_each_state(monkeypatch: pytest.MonkeyPatch) -> None:
    replayer = replayer_of(Desk)
    tools = executed(replayer, monkeypatch)
    look, write = ("look", {"key": "a"}), ("write", {"key": "b", "value": 3})
    for _ in range(3):
        run(replayer, [[look], [write], [look]])
    run(replayer, [[write, look, look]])
    run(replayer, [[look, look]])
    assert tools == ["look", "write", "look"]


def test_where_a_list_is_at_two_places_calls_are_always_executed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replayer = replayer_of(Desk)
    tools = executed(replayer, monkeypatch)
    for _ in range(2):
        outcome = run(replayer, [[("note", {"key": "a"}), ("tag", {"key": "a", "tags": []})], [("look", {"key": "b"})]])
        assert '"tags": ["a"]' in outcome.worlds[-1]["Desk"].parts["log"]
    assert tools == ["note", "tag", "look"] * 2


@pytest.mark.parametrize("tool", ["group", "hold", "who"])
def test_what_no_image_holds_is_always_executed(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replayer = replayer_of(Desk)
    tools = executed(replayer, monkeypatch)
    for _ in range(2):
        run(replayer, [[(tool, {})]])
    assert tools == [tool] * 2


def test_code_that_can_reach_beyond_its_instance_is_always_executed() -> None:
    replayer = replayer_of(Spy)
    assert not replayer.is_determined
    results = [run(replayer, [[("look", {"key": "a"})] * 2]).results for _ in range(2)]
    assert results == [[[("o", "1", "1"), ("o", "2", "2")]]] * 2  # what was kept elsewhere was put back in between


def test_a_determined_toolkit_is_always_executed_beside_one_that_is_not() -> None:
    replayer = Replayer({"Desk": Desk, "Spy": Spy}, "_load", LIMITS, [HERE])
    replayer.begin(json.dumps({"toolkits": ["Desk", "Spy"], "options": {}, "state": {}}))
    assert not replayer.is_determined
    replayer.begin(json.dumps({"toolkits": ["Desk"], "options": {}, "state": {}}))
    assert replayer.is_determined


def test_a_call_that_does_not_end_is_executed_and_blamed_each_time() -> None:
    replayer = replayer_of(Desk, call_seconds=0.1)
    for _ in range(2):
        outcome = run(replayer, [[("look", {"key": "a"})], [("look", {"key": "b"}), ("spin", {})]])
        message = "spin ran longer than 0.1 s"
        assert outcome.failure == {"kind": "timeout", "message": message, "turn": 1, "call": 1}
    assert run(replayer, [[("look", {"key": "a"})]]).failure is None
