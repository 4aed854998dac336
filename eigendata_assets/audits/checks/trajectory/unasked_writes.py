"""A reference changes something that nobody asked for, or in another turn than it was asked (EigenData 3.4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.associations import Associations, Request, associate, requests_of, stem, tools_called
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.explanations import leaves
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import plain, words

_RARELY = 0.25
_OFTEN = 0.3
_CLEARLY = 0.5
_KNOWN_TURNS = 8
_LONG = 4
_FEW_TURNS = 4
"""Of so many turns something can be learnt of a tool, where a value that comes from nowhere speaks as well."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Writes for which no word of their request speaks.

    Neither the tool's name, nor a value, nor a word that goes with it elsewhere; nor a call that it usually goes with.
    """
    requests = requests_of(subject)
    known = associate(subject, requests)
    for request in requests:
        for seen in _writes(subject, request):
            if known.tools[seen.tool] >= _enough(subject, request, seen) and not _is_asked(
                subject, known, request, seen
            ):
                yield _defect(subject, seen, _asked_elsewhere(subject, known, requests, seen))


def _writes(subject: AuditSubject, request: Request) -> list[SeenCall]:
    """The first call of each tool that changes something in the turn of a request."""
    calls = [seen for seen in subject.calls_in[request.entry] if seen.turn == request.turn and seen.changed]
    return list({seen.tool: seen for seen in reversed(calls)}.values())


def _enough(subject: AuditSubject, request: Request, seen: SeenCall) -> int:
    """Of how many turns something has to be known of a tool; of none where no word at all can be about the call."""
    if not _comes_from_nowhere(subject, seen):
        return _KNOWN_TURNS
    described = words(subject.tool(seen.tool).description) if seen.tool in subject.toolset.by_key else ()
    about = {stem(word) for word in described if len(word) >= _LONG}
    foreign = about and not about & {stem(word) for word in words(request.said)}
    return 0 if foreign and len(tools_called(subject, request)) > 1 else _FEW_TURNS


def _is_asked(subject: AuditSubject, known: Associations, request: Request, seen: SeenCall) -> bool:
    said = {stem(word) for word in words(request.said)}
    if {stem(word) for word in words(seen.call.name)} & said:
        return True
    own = [value for value in leaves(seen.call.arguments) if value not in _passed_by_others(subject, seen)]
    values = [str(value) for value in own if not isinstance(value, bool)]
    if any(len(value) > 1 and plain(value) in plain(request.said) for value in values):
        return True
    if known.with_others(seen.tool, tools_called(subject, request)) >= _OFTEN:
        return True
    return known.for_tool(request.said, seen.tool, own=True) >= _RARELY


def _comes_from_nowhere(subject: AuditSubject, seen: SeenCall) -> bool:
    """Whether an argument is a number or a key of letters and digits that was neither said nor shown before."""
    known = known_at(subject, seen)
    return any(_is_new(known, each) for each in leaves(seen.call.arguments) if not isinstance(each, bool))


def _is_new(known: Known, value: Json) -> bool:
    if isinstance(value, int | float):
        return float(value) not in known.numbers
    if not isinstance(value, str) or value.isalpha() or not any(map(str.isdigit, value)):
        return False
    return plain(value) not in plain(known.said) and all(value not in str(each) for each in known.shown)


def _passed_by_others(subject: AuditSubject, seen: SeenCall) -> list[Json]:
    """What other calls of the turn pass under the same names: who is meant, not what is asked for."""
    calls = [each for each in subject.calls_in[seen.entry] if each.turn == seen.turn and each.tool != seen.tool]
    own = seen.call.arguments
    return [value for each in calls for name, value in each.call.arguments.items() if own.get(name) == value]


def _asked_elsewhere(
    subject: AuditSubject, known: Associations, requests: list[Request], seen: SeenCall
) -> Request | None:
    """A turn of the entry whose own words ask for the tool, and that does not call it."""
    for request in requests:
        if request.entry != seen.entry or seen.tool in tools_called(subject, request):
            continue
        if known.for_tool(request.said, seen.tool, own=False) >= _CLEARLY:
            return request
    return None


def _defect(subject: AuditSubject, seen: SeenCall, elsewhere: Request | None) -> Defect:
    said = " ".join(each.content for each in subject.by_id[seen.entry].turns[seen.turn].messages if each.role == "user")
    more = f" Turn {elsewhere.turn} asks for it." if elsewhere else ""
    return reference_defect(
        subject,
        [seen],
        f"Turn {seen.turn} calls {seen.call.name}, which changes the state, and nothing in its request asks for it: "
        f"{said!r}.{more}",
        expected=f"no {seen.call.name} in turn {seen.turn}",
        repair=f"Move the call to turn {elsewhere.turn}."
        if elsewhere
        else f"Leave {seen.call.name} out, or ask for it.",
        confidence=0.85 if elsewhere else 0.78,
        facts={"turn": seen.turn, "said": said, "asked in turn": elsewhere.turn if elsewhere else None},
    )


CHECK = Check(
    code="write_nobody_asked_for",
    component="trajectory",
    title="A reference changes something that the request of its turn does not ask for.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
