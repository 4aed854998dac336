"""A request is followed by no call at all (EigenData 3.4.4, Data Audit: unmet goals)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.associations import Associations, Request, associate, requests_of, tools_called
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject

_CLEARLY = 0.3


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Turns whose words go with a tool elsewhere, in which the reference is silent, and that no later turn makes up."""
    requests = requests_of(subject)
    known = associate(subject, requests)
    same: dict[str, list[tuple[Request, str]]] = {}
    for entry in subject.entries:
        for number, turn in enumerate(entry.turns):
            said = " ".join(message.content for message in turn.messages if message.role == "user")
            silent = not turn.steps and not any(message.role == "assistant" for message in turn.messages)
            if said and silent and not _is_answered_later(entry, number):
                request = Request(entry.id, number, said)
                tool = _wanted(subject, known, entry, request)
                if tool:
                    same.setdefault(said, []).append((request, tool))
    return (_defect(subject, group) for group in same.values())


def _is_answered_later(entry: Trajectory, number: int) -> bool:
    """Whether the assistant waits: for tools that come with the next turn, or for more that the user then says."""
    if number + 1 == len(entry.turns):
        return False
    following = entry.turns[number + 1]
    return bool(following.tools_added) or bool(following.steps)


def _wanted(subject: AuditSubject, known: Associations, entry: Trajectory, request: Request) -> str | None:
    """The offered tool for which the words speak most, where they do clearly."""
    offered = [tool.key for tool in subject.toolset.of_toolkits(entry.toolkits)]
    scores = {tool: known.for_tool(request.said, tool, own=False) for tool in offered}
    best = max(scores, key=lambda tool: scores[tool], default=None)
    return best if best and scores[best] >= _CLEARLY and best not in tools_called(subject, request) else None


def _defect(subject: AuditSubject, group: list[tuple[Request, str]]) -> Defect:
    request, tool = group[0]
    entry = subject.by_id[request.entry]
    before = tuple(call for turn in entry.turns[: request.turn] for call in turn.calls)
    return Defect(
        function=None,
        cause=f"no call in turn {request.turn}",
        message=f"The reference makes no call for {request.said!r} (turn {request.turn}), although {tool} is there: "
        "the request cannot be met, or is forgotten.",
        evidence=Evidence(
            entry=entry.id,
            toolkits=entry.toolkits,
            calls=before,
            expected="a call, or a word of the assistant on why there is none",
            facts={"turn": request.turn, "said": request.said, "tool": tool},
        ),
        repair="Make the call, or change the request.",
        confidence=0.8,
        affects=tuple(dict.fromkeys(each.entry for each, _ in group)),
    )


CHECK = Check(
    code="request_without_a_call",
    component="intent",
    title="A request is followed by no call.",
    needs=frozenset({"schemas", "references", "requests"}),
    run=run,
)
