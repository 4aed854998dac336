"""VerificationAgent (EigenData 3.4.4): the structured analysis of one dialogue: what goes wrong in it, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits.causes import call_in_entry
from eigendata_assets.audits.expectations import told
from eigendata_assets.audits.reviewing.answers import Answer, Fields
from eigendata_assets.audits.reviewing.claims import (
    ClaimDroppedError,
    ClaimedCall,
    Draft,
    Dropped,
    Expected,
    check_quote,
    read_calls,
    read_expectation,
)
from eigendata_assets.audits.reviewing.dialogue_text import dialogue_text, step_of_call, tools_text, turn_lines
from eigendata_assets.audits.subject import AuditSubject, SeenCall

CODE = "trajectory_review"

Kind = Literal["violation", "unsafe_use", "unmet_goal", "contradiction", "hallucination"]

BEHAVIOUR: frozenset[Kind] = frozenset({"unsafe_use", "unmet_goal"})
"""What is about what calls do, and has to be shown by calls where there is an environment."""


class Demonstration(Artifact):
    """The first `after` calls of the dialogue, then `calls`; `expected` is what the last of them all should give."""

    after: int
    calls: list[ClaimedCall]
    expected: Expected


class TrajectoryClaim(Artifact):
    """One thing that goes wrong in a dialogue; `call` is -1 where it is about no call.

    `goes_against` quotes what was asked, told or shown, `quote` what the assistant said or called in this place.
    """

    kind: Kind
    turn: int
    step: int
    call: int
    message: str
    goes_against: str
    quote: str
    repair: str
    shown_by: Demonstration | None


class TrajectoryReply(Artifact):
    """All that goes wrong in a dialogue; nothing where it is right."""

    claims: list[TrajectoryClaim]


VERIFICATION_AGENT = Agent("verification_agent", Prompt.beside(__file__, "trajectory_review.md"), TrajectoryReply)


def reviewed_entries(subject: AuditSubject) -> list[Trajectory]:
    """The dialogues that can be analysed: those in which somebody asks for something."""
    return [
        entry
        for entry in subject.entries
        if any(message.role == "user" for turn in entry.turns for message in turn.messages)
    ]


def fields_of(subject: AuditSubject, entry: Trajectory) -> Fields:
    """What the agent is shown of a dialogue."""
    return {
        "tools": tools_text(subject, entry),
        "dialogue": dialogue_text(entry),
        "executable": subject.environment is not None,
    }


def drafts(subject: AuditSubject, entry: Trajectory, answer: Answer[TrajectoryReply]) -> Iterator[Draft | Dropped]:
    """The claims of one reply, each as a draft, or dropped with the reason."""
    for claim in answer.value.claims:
        try:
            yield _draft(subject, entry, claim, answer.made_by)
        except ClaimDroppedError as error:
            yield Dropped(CODE, error.reason)


def _draft(subject: AuditSubject, entry: Trajectory, claim: TrajectoryClaim, made_by: str) -> Draft:
    place = _place(entry, claim)
    seen = None if place is None else _seen(subject, entry, claim.turn, place)
    check_quote(claim.quote, "\n".join(turn_lines(entry, claim.turn)))
    check_quote(claim.goes_against, f"{tools_text(subject, entry)}\n{dialogue_text(entry)}")
    facts: dict[str, Json] = {
        "turn": claim.turn,
        "step": claim.step,
        "call": claim.call,
        "quote": claim.quote,
        "goes_against": claim.goes_against,
    }
    if claim.shown_by is None or subject.environment is None:
        if claim.kind in BEHAVIOUR and subject.environment is not None:
            raise ClaimDroppedError("not demonstrated")
        evidence, own = Evidence(entry=entry.id, expected=claim.goes_against, facts=facts), 0
    else:
        evidence, own = _demonstrated(subject, entry, claim.shown_by, facts), len(claim.shown_by.calls)
    return Draft(
        code=CODE,
        component="trajectory",
        function=seen.tool if seen and seen.tool in subject.toolset.by_key else None,
        cause=_cause(claim, seen),
        message=f"{claim.kind.replace('_', ' ').capitalize()}: {claim.message}",
        repair=claim.repair,
        affects=(entry.id,),
        evidence=evidence,
        made_by=made_by,
        own=own,
        severity="warning" if claim.kind == "contradiction" else "error",
        confidence=0.8 if evidence.calls else 0.7,
    )


def _place(entry: Trajectory, claim: TrajectoryClaim) -> int | None:
    """The claim's call within its turn; None without one; raises ClaimDroppedError where there is no such place."""
    if not 0 <= claim.turn < len(entry.turns):
        raise ClaimDroppedError("no such place")
    turn = entry.turns[claim.turn]
    if claim.call == -1:
        if not 0 <= claim.step < max(1, len(turn.steps)):
            raise ClaimDroppedError("no such place")
        return None
    place = claim.call - sum(len(each.calls) for each in entry.turns[: claim.turn])
    if step_of_call(turn, place) != claim.step:
        raise ClaimDroppedError("no such place")
    return place


def _demonstrated(
    subject: AuditSubject, entry: Trajectory, shown_by: Demonstration, facts: dict[str, Json]
) -> Evidence:
    if not 0 <= shown_by.after <= len(entry.calls):
        raise ClaimDroppedError("no such place")
    own = read_calls(shown_by.calls, [tool.name for tool in subject.toolset.of_toolkits(entry.toolkits)])
    calls: tuple[Call, ...] = (*entry.calls[: shown_by.after], *own)
    if not calls:
        raise ClaimDroppedError("not demonstrated")
    expectation = read_expectation(shown_by.expected)
    return Evidence(
        entry=entry.id,
        toolkits=entry.toolkits,
        calls=calls,
        expected=told(expectation),
        facts=facts,
        expectation=expectation,
    )


def _cause(claim: TrajectoryClaim, seen: SeenCall | None) -> str:
    """The name that rules give to a defect of this call; where there is none, the kind and the turn."""
    return call_in_entry(seen.entry, seen.position, seen.tool) if seen else f"{claim.kind} in turn {claim.turn}"


def _seen(subject: AuditSubject, entry: Trajectory, turn: int, place: int) -> SeenCall:
    return next(seen for seen in subject.calls_in[entry.id] if (seen.turn, seen.place) == (turn, place))
