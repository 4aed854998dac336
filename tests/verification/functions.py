"""Verification functions and outcomes: by hand, and as strategies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.json_values import SCALARS


def function(*outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A function with these valid outcomes."""
    return {
        "format_version": 1, "id": "t", "ignore": [], "made": {}, "defaults": {}, "failures": {}, "fingerprint": "",
        "made_by": "rule", "outcomes": list(outcomes), **more,
    }  # fmt: skip


def valid(**more: Any) -> dict[str, Any]:
    """A valid outcome that asks for nothing else."""
    return {"label": "reference", "changes": [], "calls": [], "information": [], "answers": False, **more}


def change(table: str, *path: Any, after: Any = None, kind: str = "changed", before: Any = None) -> dict[str, Any]:
    """A change that is wanted."""
    return {"table": table, "path": list(path), "kind": kind, "before": before, "after": after}


def call(name: str, **more: Any) -> dict[str, Any]:
    """A call that is wanted; `arguments` and `free` belong to its pattern."""
    pattern = {"name": name, "arguments": more.pop("arguments", {}), "free": more.pop("free", [])}
    return {"any_of": [pattern], "by_result": False, "result": None, "may_fail": False, **more}


def made(name: str, result: Any = None, error: str | None = None, **arguments: Any) -> dict[str, Any]:
    """A call that was made."""
    return {"name": name, "arguments": arguments, "result": result, "error": error}


def outcome(before: Any = None, after: Any = None, calls: Any = (), messages: Any = ()) -> dict[str, Any]:
    """What a run came to; both are the tables of one toolkit."""
    return {
        "initial_state": {"A": before or {}},
        "final_state": {"A": (before or {}) if after is None else after},
        "calls": list(calls),
        "messages": list(messages),
    }


NAMES = st.sampled_from(["a", "b", "B1", "B2", "x"])
VALUES = SCALARS | st.sampled_from(["B1", "B2", "one two three", "One, two; THREE!", 25, 25.0, "2026-05-03"])
ROWS = st.dictionaries(NAMES, VALUES, max_size=3)
TABLES = st.dictionaries(NAMES, ROWS | st.lists(VALUES, max_size=3) | VALUES, max_size=3)
MADE_VALUES = VALUES | st.sampled_from([{"$made": "new 1"}, {"$made": "unknown"}])
CALLS = st.builds(
    lambda name, arguments, result, error: {"name": name, "arguments": arguments, "result": result, "error": error},
    NAMES, ROWS, VALUES | ROWS, st.none() | st.just("ValueError"),
)  # fmt: skip
OUTCOMES = st.builds(
    outcome,
    TABLES, TABLES, st.lists(CALLS, max_size=3), st.lists(st.text(max_size=20) | NAMES, max_size=2),
)  # fmt: skip
WANTED_CHANGES = st.builds(
    lambda table, path, kind, after: change(f"A.{table}", *path, kind=kind, after=after),
    NAMES,
    st.lists(NAMES | st.just({"$made": "new 1"}), max_size=2),
    st.sampled_from(["added", "removed", "changed"]),
    MADE_VALUES | st.dictionaries(NAMES, MADE_VALUES, max_size=2),
)
WANTED_CALLS = st.builds(
    lambda name, arguments, free, by_result, result, may_fail: call(
        name, arguments=arguments, free=free, by_result=by_result, result=result, may_fail=may_fail
    ),
    NAMES, st.dictionaries(NAMES, MADE_VALUES, max_size=2), st.lists(NAMES, max_size=1), st.booleans(), VALUES,
    st.booleans(),
)  # fmt: skip
INFORMATION = st.builds(lambda value: {"value": value, "source": "s"}, MADE_VALUES)
VALID = st.builds(
    lambda changes, calls, information, answers: valid(
        changes=changes, calls=calls, information=information, answers=answers
    ),
    st.lists(WANTED_CHANGES, max_size=2), st.lists(WANTED_CALLS, max_size=2), st.lists(INFORMATION, max_size=2),
    st.booleans(),
)  # fmt: skip
FUNCTIONS = st.builds(
    lambda outcomes, ignore, pattern, defaults: function(
        *outcomes, ignore=ignore, made={"new 1": pattern}, defaults=defaults
    ),
    st.lists(VALID, min_size=1, max_size=2),
    st.lists(NAMES.map(lambda name: f"A.{name}"), max_size=1),
    st.sampled_from(["B[0-9]+", ".*", "x"]),
    st.dictionaries(NAMES, ROWS, max_size=1),
)
