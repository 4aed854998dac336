"""Schema polish proposes what evidence says, applies what is accepted, and audits the result again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.findings import AuditReport, PolishProposal, SchemaEdit
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.edits import (
    add_parameter,
    applied,
    declare_result,
    drop_keyword,
    drop_parameter,
    drop_result,
    rename_result,
    require,
    set_parameter,
    set_type,
)
from eigendata_assets.audits.polishing import Polished, edited, polish, proposals
from eigendata_assets.audits.subject import AuditSubject
from tests.audits.audited import call, entry, subject, tool
from tests.audits.in_process import InProcessSandbox

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.tickets = dict(scenario.get("tickets", {}))

    def close(self, ticket_id: str, reason: str = "done"):
        if ticket_id not in self.tickets:
            return {"error": "no such ticket"}
        return {"closed": ticket_id, "why": reason}

    def list(self):
        return {"tickets": list(self.tickets)}
"""


def desk(folder: Path) -> AuditSubject:
    """A desk whose schemas are wrong in a type, a parameter, a default and a result key."""
    tools = [
        tool(
            "close",
            returns={"done": {"type": "string", "description": "What was closed."}},
            ticket_id={"type": "integer", "description": "The ticket."},
            color={"type": "string", "optional": True},
        ),
        tool("list", returns={"tickets": {"type": "array"}}),
    ]
    state = {"tickets": {"t1": {"id": "t1"}}}
    return subject(folder, CODE, tools, [entry("a", "Close t1.", call("close", ticket_id="t1"), state=state)])


def schema_audit(changed: AuditSubject) -> AuditReport:
    return audit(changed, CHECKS, InProcessSandbox())


def accept(proposal: PolishProposal, _: int, __: int) -> PolishProposal:
    return proposal.model_copy(update={"decision": "accepted"})


def reject(proposal: PolishProposal, _: int, __: int) -> PolishProposal:
    return proposal.model_copy(update={"decision": "rejected", "feedback": "no"})


def polished(folder: Path, decide: Callable[[PolishProposal, int, int], PolishProposal], **more: Any) -> Polished:
    return polish(desk(folder), schema_audit, decide, **more)


def test_what_is_accepted_leaves_no_finding_and_right_tools_as_they_were(tmp_path: Path) -> None:
    done = polished(tmp_path, accept)
    close, listing = done.toolset.tools
    assert close.parameters["properties"].keys() == {"ticket_id", "reason"}
    assert close.parameters["properties"]["ticket_id"] == {"type": "string", "description": "The ticket."}
    assert close.parameters["required"] == ["ticket_id"]
    assert close.returns is not None
    assert close.returns["properties"].keys() == {"closed", "why"}
    assert listing == desk(tmp_path).toolset.tools[1]
    assert done.report.remaining == ()


def test_a_proposal_shows_reasons_and_both_sides_of_what_changes(tmp_path: Path) -> None:
    made = polished(tmp_path, accept).report.proposals
    assert {each.tool for each in made} == {"Desk.close"}
    first = made[0]
    assert len(first.reasons) == len(first.findings) >= 3
    assert '"type": "integer"' in first.before
    assert '"type": "integer"' not in first.after
    assert len(first.after.splitlines()) < 60


def test_what_is_rejected_changes_nothing_and_is_not_asked_again(tmp_path: Path) -> None:
    done = polished(tmp_path, reject)
    assert done.toolset == desk(tmp_path).toolset
    assert [each.feedback for each in done.report.proposals] == ["no"]
    refused = [each for made in done.report.proposals for each in made.findings]
    again = polished(tmp_path, accept, rejected=refused)
    assert (again.report.proposals, again.report.rejected_before) == ((), len(refused))


def test_findings_that_no_edit_mends_propose_nothing(tmp_path: Path) -> None:
    start = desk(tmp_path)
    bare = [each.model_copy(update={"edits": ()}) for each in schema_audit(start).findings]
    assert proposals(start.toolset, bare) == []


def test_an_edit_of_a_tool_that_is_gone_proposes_nothing(tmp_path: Path) -> None:
    findings = schema_audit(desk(tmp_path)).findings
    assert proposals(Toolset(tools=()), findings) == []


TOOL = tool("go", returns={"at": {"type": "string"}}, to={"type": "string"}, by={"type": "string", "optional": True})


@pytest.mark.parametrize(
    ("edits", "parameters", "returns"),
    [
        (
            [set_type(TOOL, "to", {"integer", "string"})],
            {"to": {"type": ["integer", "string"]}, "by": {"type": "string"}},
            {"at": {"type": "string"}},
        ),
        ([*drop_parameter(TOOL, "to")], {"by": {"type": "string"}}, {"at": {"type": "string"}}),
        (
            [set_parameter(TOOL, "by", "enum", ["a"]), drop_keyword(TOOL, "by", "type")],
            {"to": {"type": "string"}, "by": {"enum": ["a"]}},
            {"at": {"type": "string"}},
        ),
        (
            [*rename_result(TOOL, "at", "where"), declare_result(TOOL, "when", {"number"})],
            {"to": {"type": "string"}, "by": {"type": "string"}},
            {"where": {"type": "string"}, "when": {"type": "number"}},
        ),
        ([drop_result(TOOL, "at")], {"to": {"type": "string"}, "by": {"type": "string"}}, {}),
        (
            [drop_keyword(TOOL, "nothing", "type"), SchemaEdit(tool="Desk.other", path=("parameters",), value=5)],
            {"to": {"type": "string"}, "by": {"type": "string"}},
            {"at": {"type": "string"}},
        ),
    ],
)
def test_edits_change_what_they_name_and_nothing_else(
    edits: list[SchemaEdit], parameters: dict[str, Any], returns: dict[str, Any]
) -> None:
    after = applied(TOOL, edits)
    assert after.parameters["properties"] == parameters
    assert after.returns is not None
    assert after.returns["properties"] == returns
    assert (after.name, after.description) == (TOOL.name, TOOL.description)


def test_what_is_required_keeps_the_order_of_the_parameters() -> None:
    assert applied(TOOL, [require(TOOL, "by")]).parameters["required"] == ["to", "by"]
    assert applied(TOOL, drop_parameter(TOOL, "to")).parameters["required"] == []
    added = applied(TOOL, add_parameter(TOOL, "via", {"string"}, required=True))
    assert added.parameters["required"] == ["to", "via"]
    assert added.parameters["properties"]["via"] == {"type": "string"}


def test_a_tool_without_a_declared_result_gets_one() -> None:
    silent = tool("go")
    after = applied(silent, [declare_result(silent, "at", {"string"})])
    assert after.returns == {"properties": {"at": {"type": "string"}}}


EDITS = st.lists(
    st.builds(
        SchemaEdit,
        tool=st.just(TOOL.key),
        path=st.tuples(st.sampled_from(["parameters", "returns"]), st.sampled_from(["properties", "required", "x"])),
        action=st.sampled_from(["set", "remove"]),
        value=st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    ),
    max_size=4,
)


@given(EDITS)
def test_the_original_is_never_changed_and_setting_twice_is_setting_once(edits: list[SchemaEdit]) -> None:
    before = TOOL.model_dump()
    once = applied(TOOL, edits)
    assert TOOL.model_dump() == before
    assert isinstance(once, ToolSchema)
    if edits:
        assert applied(once, [edits[-1]]) == once


def test_only_the_edited_tools_of_a_set_change() -> None:
    other = tool("stay")
    after = edited(Toolset(tools=(TOOL, other)), [drop_result(TOOL, "at")])
    assert after.tools[1] == other
    assert after.tools[0] != TOOL
