"""What a scripted reviewer says of the depot, by agent and by what it is asked about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.auditing import available
from eigendata_assets.audits.reviewing.flow import Reviewed, Reviewer
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import silent
from tests.audits.in_process import InProcessSandbox
from tests.audits.reviewing.depot import depot

NOTHING: dict[str, Any] = {"claims": []}


def expected(kind: str, path: str = "", value: Any = None) -> dict[str, Any]:
    return {"kind": kind, "path": path.split(".") if path else [], "value": json.dumps(value)}


def claimed(name: str, /, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": json.dumps(arguments)}


def of_function(**more: Any) -> dict[str, Any]:
    """The true claim that express is twice as dear, with what a test wants otherwise."""
    return {
        "concerns": "behaviour",
        "name": "express",
        "value": "",
        "component": "implementation",
        "message": "Express doubles the price, and not half as much again.",
        "quote": "Express costs half as much again.",
        "repair": "Multiply by 1.5.",
        "start": "gift",
        "calls": [claimed("quote_price", weight=2, express=True)],
        "expected": expected("result_equals", "price", 9),
    } | more


def of_dialogue(**more: Any) -> dict[str, Any]:
    """The true claim that the reference books without express, with what a test wants otherwise."""
    return {
        "kind": "unsafe_use",
        "turn": 0,
        "step": 1,
        "call": 1,
        "message": "Express was asked for, and the parcel is booked without.",
        "goes_against": "by express",
        "quote": "express=false",
        "repair": "Book with express.",
        "shown_by": {"after": 2, "calls": [], "expected": expected("state_equals", "Depot.parcels.P3.express", True)},
    } | more


def verdict(number: int, fault: str, same_as: int = -1) -> dict[str, Any]:
    return {"number": number, "fault": fault, "reason": "It is so.", "same_as": same_as}


def answering(by_agent: Mapping[str, Callable[[str], dict[str, Any]]]) -> ScriptedChat:
    """Answers each agent with what its function makes of the question; agents without one find nothing."""

    def answer(request: ChatRequest) -> dict[str, Any]:
        agent = request.labels.agent
        if agent in by_agent:
            return by_agent[agent](request.messages[-1].content)
        return {"verdicts": []} if agent == "audit_judge" else NOTHING

    return ScriptedChat(answer)


def claiming(
    function: Mapping[str, list[dict[str, Any]]], dialogues: Mapping[str, list[dict[str, Any]]]
) -> ScriptedChat:
    """Claims by function, and by a phrase of the dialogue."""
    return answering(
        {
            "function_reviewer": lambda said: {"claims": _found(function, "The function `{}`", said)},
            "verification_agent": lambda said: {"claims": _found(dialogues, "{}", said)},
        }
    )


def _found(claims: Mapping[str, list[dict[str, Any]]], mark: str, said: str) -> list[dict[str, Any]]:
    return [claim for name, found in claims.items() if mark.format(name) in said for claim in found]


def review(
    subject: AuditSubject, chat: ScriptedChat | None, found: Sequence[Finding] = (), memory: Path | None = None
) -> Reviewed:
    """The review of a subject."""
    return Reviewer(InProcessSandbox(), silent, chat, memory).review(subject, found, available(subject))


def reviewed(folder: Path, chat: ScriptedChat | None, memory: Path | None = None) -> Reviewed:
    """The review of the depot."""
    return review(depot(folder / "depot"), chat, memory=memory)
