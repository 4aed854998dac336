"""Test suites of an environment as data: states, calls, what they must give, and what they must change.

A suite needs nothing of ours to be run; `test_unit.py` and `test_workflow.py` beside it do so with pytest.
"""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

Tables = dict[str, dict[str, dict[str, Json]]]
"""Table to key (as text) to row."""

Changes = dict[str, dict[str, dict[str, Json] | None]]
"""Table to key to the row as it is then; None where it is gone."""

Expectation = Literal["value", "error", "invalid", "refused"]
"""value: exactly this result. error: exactly this message. invalid: an error whose message names the argument.
refused: an error, or an exception because the call does not fit the signature."""

SuiteKind = Literal["unit", "workflow"]

Purpose = Literal["happy path", "error", "edge", "argument", "effect", "behaviour"]


class ExpectedCall(Artifact):
    """One call: `result` is the value or the message, or for `invalid` the argument; `changes` what it does."""

    tool: str
    arguments: dict[str, Json]
    expect: Expectation = "value"
    result: Json = None
    changes: Changes = {}


class Case(Artifact):
    """Calls one after the other on the state `state` with the changes `given`; `about` says what it shows.

    `source` says who expects this: `rule` (derived from the spec), or the name of a model.
    """

    id: str
    about: str
    purpose: Purpose
    state: str
    given: Changes = {}
    calls: tuple[ExpectedCall, ...]
    source: str = "rule"

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that are called."""
        return tuple(dict.fromkeys(call.tool for call in self.calls))


class Suite(Artifact):
    """The cases of one kind; `states` are small and closed under references."""

    format_version: int = FORMAT_VERSION
    kind: SuiteKind
    module: str
    toolkit: str
    states: dict[str, Tables] = {}
    cases: tuple[Case, ...] = ()

    def of_tool(self, tool: str) -> tuple[Case, ...]:
        """The cases that are about one tool: its name stands before the colon of their ids."""
        return tuple(case for case in self.cases if case.id.partition(":")[0] == tool)


def with_changes(tables: Tables, changes: Changes) -> Tables:
    """The tables after some changes; rows that did not change are shared."""
    changed = dict(tables)
    for table, rows in changes.items():
        kept = {**tables.get(table, {}), **rows}
        changed[table] = {key: row for key, row in kept.items() if row is not None}
    return changed
