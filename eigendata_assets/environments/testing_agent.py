"""TestingAgent (EigenData 3.3.1): tests for functions that the spec only describes, written by a model as cases.

Tests of functions with steps are derived (`suites/`). A model is given a small state and says what calls on it must
give; its cases run like all others, and the judge decides where code and test disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.coding import Verdict
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, Changes, ExpectedCall, Purpose, Tables
from eigendata_assets.environments.described import function_text, json_or_text, state_text, tables_text

_PURPOSES: dict[str, Purpose] = {"happy path": "happy path", "error": "error", "edge": "edge", "type": "argument"}


class RowAfter(Artifact):
    """A row that a call changes: its columns as JSON afterwards, `null` where it is gone."""

    table: str
    key: str
    row: str


class WrittenCall(Artifact):
    """One call: arguments as JSON; `result` as JSON for a value, the message for an error, else the argument's name."""

    tool: str
    arguments: str
    expect: Literal["value", "error", "invalid"]
    result: str
    changes: list[RowAfter]


class WrittenCase(Artifact):
    """One test: what it shows, and its calls, one after the other on the given state."""

    about: str
    purpose: Literal["happy path", "error", "edge", "type"]
    calls: list[WrittenCall]


class WrittenTests(Artifact):
    """The tests of one function."""

    cases: list[WrittenCase]


TESTING = Agent("testing_agent", Prompt.beside(__file__, "testing_agent.md"), WrittenTests)


async def write_tests(
    domain: DomainSpec, name: str, state: Tables, chat: ChatModel, before: Sequence[Case] = (),
    verdicts: Sequence[Verdict] = (),
) -> list[Case]:  # fmt: skip
    """Cases for a described function on a state; `verdicts` say which cases of `before` were at fault, and why."""
    about = {case.id: case.about for case in before}
    reply = await TESTING.ask(
        chat,
        tables=tables_text(domain),
        function=function_text(domain, name),
        now=domain.now,
        state=state_text(state),
        verdicts=[f"{about.get(each.case, each.case)}: {each.reason}" for each in verdicts],
    )
    made_by = reply.provenance.made_by
    return [
        Case(
            id=f"{name}:{number}",
            about=case.about,
            purpose=_PURPOSES[case.purpose],
            state=f"{name}-described",
            calls=tuple(_call(domain, call) for call in case.calls),
            source=made_by,
        )
        for number, case in enumerate(reply.value.cases, start=1)
        if case.calls and all(call.tool in domain.tools for call in case.calls)
    ]


def _call(domain: DomainSpec, said: WrittenCall) -> ExpectedCall:
    changes: Changes = {}
    for each in said.changes:
        row: Json = json_or_text(each.row)
        if each.table in domain.tables:
            changes.setdefault(each.table, {})[each.key] = row if isinstance(row, dict) else None
    arguments: Json = json_or_text(said.arguments)
    return ExpectedCall(
        tool=said.tool,
        arguments=arguments if isinstance(arguments, dict) else {},
        expect=said.expect,
        result=json_or_text(said.result) if said.expect == "value" else said.result,
        changes=changes,
    )
