"""An outcome is right when the final state is the reference's and the key calls were made."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Provenance, Trajectory, Turn
from eigendata_assets.evaluation.outcome import OutcomeVerdict, defaults_of, judge, missing_key_calls
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, Failure, ReplayOutcome

DEFAULTS = {"f": {"b": 2}}


def key(
    name: str = "f", /, *, changes_state: bool = True, shown: str = "", failed: bool = False, **more: Any
) -> KeyCall:
    """A key call; other names than the fields of one are its arguments."""
    fields = {field: more.pop(field) for field in ("persists", "free") if field in more}
    call = Call(name=name, arguments=more)
    return KeyCall(turn=0, call=call, changes_state=changes_state, shown=shown, failed=failed, **fields)


def made(*calls: tuple[RawCall, CallResult]) -> tuple[list[list[RawCall]], ReplayOutcome]:
    """Calls, one a turn, and what they gave."""
    results = [[result] for _, result in calls]
    return [[call] for call, _ in calls], ReplayOutcome("r", results, {}, [], {})


def ran(text: str = "ok", /, *, error: str | None = None, **arguments: Any) -> tuple[RawCall, CallResult]:
    return ("f", arguments), CallResult(text, error=error)


@pytest.mark.parametrize(
    ("wanted", "call", "answered"),
    [
        (key(a=1), ran(a=1), True),
        (key(a=1), ran(a=1.0), True),
        (key(a=True), ran(a=1), True),
        (key(a=1), ran(a="1"), False),
        (key(a=1), ran(a=2), False),
        (key(a=1), ran(), False),
        (key(a=1), ran(a=1, c=3), False),
        (key(a={"x": 1, "y": [2]}), ran(a={"y": [2.0], "x": True}), True),
        (key(a=[1, 2]), ran(a=[2, 1]), False),
        # what is not given has its default
        (key(a=1), ran(a=1, b=2), True),
        (key(a=1, b=2.0), ran(a=1), True),
        (key(a=1, b=3), ran(a=1), False),
        # case and punctuation of a phrase do not matter, of a name they do
        (key(a="Buy some milk!"), ran(a="buy some, milk"), True),
        (key(a="Buy some milk!"), ran(a="buy some bread"), False),
        (key(a="Ann Lee"), ran(a="ann lee"), False),
        (key(a="2026-01-31"), ran(a="2026/01/31"), False),
        # the author's own words are free
        (key(a=1, note="a yearly check", free=("note",)), ran(a=1, note="whatever"), True),
        (key(a=1, note="a yearly check", free=("note",)), ran(a=1), True),
        (key(a=1, note="a yearly check", free=("note",)), ran(a=2, note="a yearly check"), False),
        # another tool, or a call that failed, is no answer
        (key("g", a=1), ran(a=1), False),
        (key(a=1), ran("no", a=1, error="ValueError"), False),
        (key(a=1, failed=True), ran("no", a=1, error="ValueError"), True),
        # where the result is what counts, the same result is as good
        (key(a=1, changes_state=False, shown="ok"), ran(a=7), True),
        (key(a=1, changes_state=False, shown="ok"), ran("other", a=1), True),
        (key(a=1, changes_state=False, shown="ok"), ran("other", a=7), False),
        (key(a=1, changes_state=True, shown="ok"), ran(a=7), False),
        (key(a=1, changes_state=False, shown="no", failed=False), ran("no", a=7, error="KeyError"), False),
        # arguments are only data
        (key(a={"$ratio": [1, 0]}), ran(a={"$ratio": [1, 0]}), True),
        (key(a={"$set": 5}), ran(a={"$set": [5]}), False),
        (key(a={"$set": [1, 2]}), ran(a={"$set": [2, 1]}), False),
    ],
)
def test_a_call_answers_a_key_call(wanted: KeyCall, call: tuple[RawCall, CallResult], answered: bool) -> None:
    calls, outcome = made(call)
    assert missing_key_calls([wanted], calls, outcome, DEFAULTS) == (() if answered else (wanted,))


def test_a_tool_that_says_it_failed_is_no_answer() -> None:
    failed = ("f", {"a": 1}), CallResult('{"error": "no"}', '{"error": "no"}')
    calls, outcome = made(failed)
    assert missing_key_calls([key(a=1)], calls, outcome, {}) == (key(a=1),)


def test_one_call_answers_one_key_call() -> None:
    calls, outcome = made(ran(a=1), ran(a=1))
    wanted = [key(a=1)] * 3
    assert len(missing_key_calls(wanted, calls, outcome, {})) == 1
    assert missing_key_calls(wanted[:2], calls, outcome, {}) == ()


def test_a_call_that_answers_several_is_left_to_the_one_that_needs_it() -> None:
    either = key(a=1, changes_state=False, shown="ok")
    only = key(a=2, changes_state=False, shown="other")
    calls, outcome = made(ran("ok", a=2), ran("changed", a=1))
    assert missing_key_calls([either, only], calls, outcome, {}) == ()
    assert missing_key_calls([only, either], calls, outcome, {}) == ()


RESULTS = st.sampled_from(["x", "y"])


@given(
    st.lists(st.builds(lambda a, s: key(a=a, changes_state=False, shown=s), st.integers(0, 1), RESULTS), max_size=4),
    st.lists(st.builds(lambda a, s: ran(s, a=a), st.integers(0, 2), RESULTS), max_size=4),
)
def test_as_many_key_calls_are_answered_as_can_be(keys: list[KeyCall], calls: list[Any]) -> None:
    def answers(wanted: KeyCall, call: Any) -> bool:
        return bool(call[0][1] == wanted.call.arguments or call[1].text == wanted.shown)

    padded = [*calls, *[None] * len(keys)]
    best = max(
        sum(call is not None and answers(wanted, call) for wanted, call in zip(keys, order, strict=False))
        for order in permutations(padded, len(keys))
    )
    assert len(keys) - len(missing_key_calls(keys, *made(*calls), {})) == best


def reference(state: Any, hashes: dict[str, str]) -> Trajectory:
    return Trajectory(
        id="e",
        category="c",
        toolkits=("Kit",),
        tools=(),
        turns=(Turn(state_hashes=hashes),),
        initial_state={},
        final_state=state,
        provenance=Provenance(source="hand", version="1", entry="e"),
    )


def outcome(text: str, hashes: dict[str, str], failure: Failure | None = None) -> ReplayOutcome:
    parts = {name: json.dumps(value) for name, value in json.loads(text).items()}
    return ReplayOutcome("r", [[]], {"Kit": "0"}, [hashes], {"Kit": parts}, failure)


REFERENCE = reference({"Kit": {"a": 1, "log": ["x"]}}, {"Kit": "1"})
PERSISTS, SHOWN = key(a=1, persists=True), key("g", changes_state=False, shown="ok")


@pytest.mark.parametrize(
    ("found", "ignore", "config_match"),
    [
        (outcome('{"a": 1, "log": ["x"]}', {"Kit": "1"}), (), True),
        (outcome('{"a": 1.0, "log": ["x"]}', {"Kit": "other"}), (), True),
        (outcome('{"a": 2, "log": ["x"]}', {"Kit": "2"}), (), False),
        (outcome('{"a": 1, "log": ["y"]}', {"Kit": "2"}), (), False),
        (outcome('{"a": 1, "log": ["y"]}', {"Kit": "2"}), ("Kit.log",), True),
        (outcome('{"a": 2, "log": ["y"]}', {"Kit": "2"}), ("Kit.log",), False),
        (outcome('{"a": 1, "log": ["x"]}', {"Kit": "never:1"}), (), True),
    ],
)
def test_the_final_state_decides_and_answers_the_key_calls_seen_in_it(
    found: ReplayOutcome, ignore: tuple[str, ...], config_match: bool
) -> None:
    verdict = judge(REFERENCE, [PERSISTS, SHOWN], [[]], found, {}, ignore)
    assert verdict.config_match == config_match
    assert verdict.missing == ((SHOWN,) if config_match else (PERSISTS, SHOWN))
    assert not verdict.key_function
    assert bool(verdict.state_diff) != config_match
    assert judge(REFERENCE, [PERSISTS], [[]], found, {}, ignore).key_function == config_match


def test_a_run_that_came_to_nothing_has_done_nothing() -> None:
    nothing = OutcomeVerdict(False, False, (PERSISTS,))
    assert judge(REFERENCE, [PERSISTS], [], None, {}) == nothing
    stopped = outcome("{}", {}, Failure("timeout", "late"))
    assert judge(REFERENCE, [PERSISTS], [], stopped, {}) == nothing


def test_defaults_are_those_the_schemas_declare() -> None:
    properties = {"a": {"type": "string"}, "b": {"default": None}, "c": {"default": {"x": 1}}, "d": True}
    tools = [
        ToolSchema(name="f", toolkit="Kit", parameters={"type": "object", "properties": properties}),
        ToolSchema(name="g", toolkit="Kit", parameters={}),
    ]
    assert defaults_of(tools) == {"f": {"b": None, "c": {"x": 1}}, "g": {}}
