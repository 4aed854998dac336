"""A request is tried on a sample, decided by a person, and done for the rest; what breaks something is not offered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.agents.errors import BudgetExceeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.findings import AuditReport, PolishProposal
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.polishing import REST, Decide
from eigendata_assets.audits.rewriting.flow import Course, Modifier, sample
from eigendata_assets.audits.rewriting.schema_modify_agent import MODIFY_AGENT, fields_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.errors import EigenDataError
from eigendata_assets.execution.progress import silent
from tests.audits.in_process import InProcessSandbox
from tests.audits.reviewing.depot import depot

Change = Callable[[dict[str, Any], str], None]


def answering(change: Change) -> ScriptedChat:
    """Gives each schema back after a change; `change` also sees the whole question."""

    def answer(request: ChatRequest) -> dict[str, Any]:
        said = request.messages[-1].content
        schema = json.JSONDecoder().raw_decode(said[said.index("{") :])[0]
        change(schema, said)
        parts = {name: json.dumps(schema[name]) for name in ("parameters", "returns")}
        return {"description": schema["description"], "reason": "As you wish.", **parts}

    return ScriptedChat(answer)


def shout(schema: dict[str, Any], _: str) -> None:
    schema["description"] = schema["description"].upper()


def schema_audit(changed: AuditSubject) -> AuditReport:
    return audit(changed, CHECKS, InProcessSandbox())


def accept(proposal: PolishProposal, _: int, __: int) -> PolishProposal:
    return proposal.model_copy(update={"decision": "accepted"})


def course(subject: AuditSubject, chat: ScriptedChat, decide: Decide = accept) -> Course:
    return Course(subject, "Shout.", Modifier(chat, schema_audit, silent), decide)


def test_every_tool_that_the_request_concerns_is_rewritten_and_nothing_else(tmp_path: Path) -> None:
    def change(schema: dict[str, Any], said: str) -> None:
        if schema["name"] != "list_parcels":
            shout(schema, said)

    before = depot(tmp_path)
    done = course(before, answering(change)).run()
    assert [each.description.isupper() for each in done.toolset.tools] == [True, True, True, False]
    assert [each.parameters for each in done.toolset.tools] == [each.parameters for each in before.toolset.tools]
    (first, *_) = done.report.proposals
    assert (first.made_by, first.request, first.reasons) == ("scripted", "Shout.", ("As you wish.",))
    assert "EXPRESS COSTS" in first.after
    assert len(done.report.proposals) == 3


def test_a_rejection_with_feedback_goes_into_the_next_question_and_the_tool_is_proposed_anew(tmp_path: Path) -> None:
    seen: list[str] = []

    def change(schema: dict[str, Any], said: str) -> None:
        schema["description"] += " Please." if "politely" in said else "!"

    def decide(proposal: PolishProposal, number: int, count: int) -> PolishProposal:
        seen.append(proposal.tool)
        if "Please" in proposal.after:
            return accept(proposal, number, count)
        return proposal.model_copy(update={"decision": "rejected", "feedback": "politely, if I may ask"})

    done = course(depot(tmp_path), answering(change), decide).run()
    assert len(seen) == 8
    assert all(each.description.endswith(" Please.") for each in done.toolset.tools)
    assert [each.decision for each in done.report.proposals] == ["rejected"] * 4 + ["accepted"] * 4


def test_a_rejection_without_a_reason_is_the_end_of_it(tmp_path: Path) -> None:
    chat = answering(shout)
    done = course(depot(tmp_path), chat, lambda each, _, __: each.model_copy(update={"decision": "rejected"})).run()
    assert len(chat.requests) == 4
    assert done.toolset == depot(tmp_path / "again").toolset


def test_rejecting_the_rest_asks_nothing_more(tmp_path: Path) -> None:
    chat = answering(shout)
    decide = lambda each, _, __: each.model_copy(update={"decision": "rejected", "feedback": REST})  # noqa: E731
    course(depot(tmp_path), chat, decide).run()
    assert len(chat.requests) == 4


def narrowed(schema: dict[str, Any], said: str) -> None:
    """A limit below what a dialogue passes, which is corrected when told."""
    if schema["name"] == "book_parcel":
        schema["parameters"]["properties"]["weight"]["maximum"] = 30 if "is not any more" in said else 2


def test_a_schema_that_breaks_a_stored_call_is_asked_for_again_with_what_it_breaks(tmp_path: Path) -> None:
    chat = answering(narrowed)
    done = course(depot(tmp_path), chat).run()
    assert [each.tool for each in done.report.proposals] == ["Depot.book_parcel"]
    assert '"maximum": 30' in done.report.proposals[0].after
    assert done.report.refused == ()
    assert len(chat.requests) == 5


def test_a_schema_that_stays_broken_is_refused_and_never_offered(tmp_path: Path) -> None:
    def change(schema: dict[str, Any], _: str) -> None:
        schema["parameters"]["properties"].pop("weight", None)

    done = course(depot(tmp_path), answering(change)).run()
    assert done.report.proposals == ()
    assert {each.tool for each in done.report.refused} == {"Depot.quote_price", "Depot.book_parcel"}
    assert done.report.refused[0].problems == ("these parameters are gone: weight",)


def test_a_promise_that_execution_contradicts_is_refused(tmp_path: Path) -> None:
    def change(schema: dict[str, Any], _: str) -> None:
        if schema["name"] == "cancel_parcel":
            schema["parameters"]["properties"]["parcel"]["type"] = ["string", "integer"]
            schema["returns"]["properties"]["cancelled"]["type"] = "string"
        if schema["name"] == "quote_price":
            schema["parameters"]["properties"]["express"]["default"] = True

    done = course(depot(tmp_path), answering(change)).run()
    assert "Depot.quote_price" in {each.tool for each in done.report.refused}


@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_a_part_that_is_no_json_object_is_a_problem_of_that_tool_alone(tmp_path: Path, part: str) -> None:
    def answer(request: ChatRequest) -> dict[str, Any]:
        reply = {"description": "x", "parameters": '{"type": "object"}', "returns": "null", "reason": ""}
        return reply | {part: "[1]" if "list_parcels" in request.messages[-1].content else "{"}

    done = course(depot(tmp_path), ScriptedChat(answer)).run()
    assert len(done.report.refused) == 4
    assert all(part in each.problems[0] for each in done.report.refused)


def test_a_spent_budget_ends_the_work_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(EigenDataError, match="spent"):
        course(depot(tmp_path), ScriptedChat([BudgetExceeded("it is spent")])).run()


def test_a_sample_is_spread_over_all_tools(tmp_path: Path) -> None:
    tools = list(depot(tmp_path).toolset.tools)
    assert sample(tools, 5) == tools
    assert sample(tools * 5, 5) == [tools[0]] * 5
    assert sample(tools, 2) == [tools[0], tools[2]]


def test_the_prompt_renders_with_all_its_fields(tmp_path: Path) -> None:
    subject = depot(tmp_path)
    fields = fields_of(subject, subject.tool("Depot.book_parcel"), "Shout.", ["louder"], ["it broke"])
    assert MODIFY_AGENT.prompt.fields() == fields.keys()
    text = MODIFY_AGENT.prompt.render(fields)[-1].content
    for part in ("Shout.", "louder", "it broke", 'recipient="Carla"', '"parcel": "P3"'):
        assert part in text
