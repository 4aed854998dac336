"""A reference passes a value that nothing explains (EigenData 3.4.4, Data Audit: hallucinations)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.explanations import is_explained, leaves
from eigendata_assets.audits.known_texts import known_at
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.number_origin import follows
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.text_origin import is_phrase, names_in

_SURE, _LIKELY, _MAYBE = 0.8, 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A value without provenance; `remote` says that something in the data or in an identifier happens to equal it."""

    seen: SeenCall
    parameter: str
    value: Json
    remote: bool = False


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Values that were neither said, told, stored nor returned, nor follow from such.

    A number is less sure where a tool that the entry does not call gives such numbers elsewhere.
    """
    same: dict[tuple[str, str, str, bool], list[Unexplained]] = {}
    program = "\n".join(subject.files.values())
    for seen in subject.calls:
        for each in unexplained(subject, seen, program):
            sources = set() if isinstance(each.value, str) else _sources(subject, seen.tool, each.parameter)
            called = {other.tool for other in subject.calls_in[seen.entry]}
            doubted = bool(sources) and not sources & called and not each.remote
            same.setdefault((seen.tool, each.parameter, json.dumps(each.value), doubted), []).append(each)
    return (_defect(subject, group, _confidence(group, key[-1])) for key, group in same.items())


def _confidence(group: list[Unexplained], doubted: bool) -> float:
    if doubted:
        return _MAYBE
    return _LIKELY if all(each.remote for each in group) else _SURE


def unexplained(subject: AuditSubject, seen: SeenCall, program: str) -> Iterator[Unexplained]:
    """The names and numbers in a call's arguments that nothing explains; of a phrase, the identifiers in it."""
    known = known_at(subject, seen)
    for name, value in seen.call.arguments.items():
        for leaf in leaves(value):
            parts = names_in(leaf) if isinstance(leaf, str) and is_phrase(leaf) else [leaf]
            first = next((part for part in parts if not is_explained(part, known, program)), None)
            if first is not None:
                yield Unexplained(seen, name, first)
            elif (
                isinstance(leaf, int | float) and not isinstance(leaf, bool) and not _follows(subject, seen, name, leaf)
            ):
                yield Unexplained(seen, name, leaf, remote=True)


def _follows(subject: AuditSubject, seen: SeenCall, name: str, value: float) -> bool:
    calls = subject.calls_in[seen.entry]
    before = calls[: calls.index(seen)]
    shown = [part for each in before for part in (each.call.arguments, each.result.value if each.result else None)]
    state = subject.by_id[seen.entry].initial_state
    return follows(float(value), known_at(subject, seen), shown, state, words_of(name))


def _sources(subject: AuditSubject, tool: str, parameter: str) -> set[str]:
    """The tools whose results, in any entry, held what was then passed to a parameter."""
    found = set()
    for seen, value in subject.values_of(tool, parameter):
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            continue
        for other in subject.calls_in[seen.entry]:
            if other == seen:
                break
            if other.result and any(leaf == value for leaf in leaves(other.result.value)):
                found.add(other.tool)
    return found


def _defect(subject: AuditSubject, group: list[Unexplained], confidence: float) -> Defect:
    first = group[0]
    return reference_defect(
        subject,
        [each.seen for each in group],
        f"{first.parameter} is or names {first.value!r}, which nobody said and no call returned"
        + (", and which does not follow from what was." if first.remote else ", and no data holds."),
        expected=f"a value of {first.parameter} that the request, the policy, a result or the data gives",
        repair=f"Say {first.value!r} in the request, or call a tool that returns it.",
        confidence=confidence,
        facts={"parameter": first.parameter, "value": first.value},
    )


CHECK = Check(
    code="value_without_provenance",
    component="trajectory",
    title="A reference passes a value that neither request, policy, results nor data explain.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
