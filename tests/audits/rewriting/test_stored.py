"""A request for what lies in a file: a pilot, then the rest; what people said before is said again the next time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.findings import PolishProposal
from eigendata_assets.audits.polishing import PILOT, Decide
from eigendata_assets.audits.stored_polish import DECISIONS, TOOLS, Request, polish_file
from eigendata_assets.execution.progress import silent
from eigendata_assets.storage.workspace import Workspace
from tests.audits.in_process import InProcessSandbox
from tests.audits.rewriting.test_flow import accept, answering, shout


def file_of_dialogues(folder: Path, tools: int) -> Path:
    """One dialogue that offers some tools and calls the first."""
    parameters = {"type": "object", "properties": {"id": {"type": "string", "description": "Which."}}}
    offered = [
        {"type": "function", "function": {"name": f"tool_{each}", "description": "It works.", "parameters": parameters}}
        for each in range(tools)
    ]
    call = {"id": "1", "type": "function", "function": {"name": "tool_0", "arguments": '{"id": "a"}'}}
    said = [{"role": "user", "content": "Do a."}, {"role": "assistant", "tool_calls": [call]}]
    path = folder / "mine.jsonl"
    path.write_text(json.dumps({"messages": said, "tools": offered}))
    return path


def polished(folder: Path, path: Path, decide: Decide, chat: Any) -> list[Any]:
    request = Request("Shout.", chat)
    polish_file(Workspace(folder / "workspace"), path, InProcessSandbox(), silent, decide, request)
    written: list[Any] = json.loads((folder / "workspace" / "audits" / "mine" / TOOLS).read_text())
    return written


def test_a_sample_is_decided_first_and_all_the_others_after_it(tmp_path: Path) -> None:
    numbers: list[tuple[int, int]] = []

    def decide(proposal: PolishProposal, number: int, count: int) -> PolishProposal:
        numbers.append((number, count))
        return accept(proposal, number, count)

    chat = answering(shout)
    written = polished(tmp_path, file_of_dialogues(tmp_path, 7), decide, chat)
    assert [each["description"] for each in written] == ["IT WORKS."] * 7
    assert numbers == [*((number, PILOT) for number in range(PILOT)), (5, 7), (6, 7)]
    assert len(chat.requests) == 7


def test_what_was_said_against_a_proposal_is_in_every_question_of_a_later_run_with_that_request(tmp_path: Path) -> None:
    path = file_of_dialogues(tmp_path, 1)

    def reject(proposal: PolishProposal, _: int, __: int) -> PolishProposal:
        return proposal.model_copy(update={"decision": "rejected", "feedback": "not so loud"})

    polished(tmp_path, path, reject, answering(shout))
    decisions = json.loads((tmp_path / "workspace" / "audits" / "mine" / DECISIONS).read_text())
    assert {each["feedback"] for each in decisions["proposals"]} == {"not so loud"}
    chat = answering(shout)
    polished(tmp_path, path, accept, chat)
    assert "tools.tool_0: not so loud" in chat.requests[0].messages[-1].content
