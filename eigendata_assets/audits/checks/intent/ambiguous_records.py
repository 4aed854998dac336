"""Several records fit what a request says, and the reference takes one (issue: several candidates match)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.explanations import leaves
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import plain, words

_LATEST = re.compile(r"\b(latest|last|newest|most recent(ly)?|recent(ly)?|just)\b", re.IGNORECASE)
_PICKED = re.compile(r"\b(first|second|third|earliest|oldest|all|every|each|any|both)\b", re.IGNORECASE)

Records = dict[str, dict[str, Json]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that a call names, and all records of its collection, in order."""

    seen: SeenCall
    parameter: str
    key: str
    records: Records


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Records that nothing in the request tells from others, and latest records that are not; once for all entries."""
    same: dict[tuple[str, str, str, str], list[Choice]] = {}
    for seen in subject.calls:
        for choice in _choices(subject, seen):
            known = known_at(subject, seen)
            why = _doubt(choice, known)
            if why:
                same.setdefault((seen.tool, choice.parameter, choice.key, why), []).append(choice)
    for (_, parameter, key, why), group in same.items():
        candidates = list(group[0].records)
        yield reference_defect(
            subject,
            [each.seen for each in group],
            f"{parameter} is {key!r}, and {why}: the data has {', '.join(candidates[:6])}.",
            expected="a request that tells which record is meant",
            repair=f"Say in the request what only {key!r} has.",
            confidence=0.75,
            facts={"parameter": parameter, "value": key, "candidates": list(candidates[:20])},
        )


def _choices(subject: AuditSubject, seen: SeenCall) -> Iterator[Choice]:
    """The arguments of a call that are the key of a record of its toolkit, where there are others; a name is no key."""
    state = subject.by_id[seen.entry].initial_state.get(seen.tool.rpartition(".")[0])
    collections = list(_collections(state))
    for name, value in seen.call.arguments.items():
        if isinstance(value, str | int) and any(character.isdigit() for character in str(value)):
            for records in collections:
                if str(value) in records and len(records) > 1:
                    yield Choice(seen, name, str(value), records)


def _collections(value: Json) -> Iterator[Records]:
    """The collections of records by their keys, or by their `id`."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    records = [item for item in items if isinstance(item, dict)]
    if records and len(records) == len(items):
        if isinstance(value, dict):
            yield dict(value)
        elif all("id" in item for item in records):
            yield {str(item["id"]): item for item in records}
    for item in items:
        yield from _collections(item)


def _doubt(choice: Choice, known: Known) -> str:
    """What is doubtful about a choice; empty where something speaks for it."""
    shown = {str(each) for each in known.shown}
    if choice.key in shown or plain(choice.key) in plain(known.said) or _PICKED.search(known.said):
        return ""
    said = set(words(known.said))
    if set(words(choice.key)) & said or _own_words(choice) & said:
        return ""
    if _LATEST.search(known.said):
        keys = list(choice.records)
        numbers = [int(key) for key in keys if key.isdigit()]
        last = {keys[-1], *([str(max(numbers))] if len(numbers) == len(keys) else [])}
        return "" if choice.key in last or not numbers else "it is not the latest, which the request asks for"
    return "nothing in the request tells it from the others"


def _own_words(choice: Choice) -> set[str]:
    """The words of a record that not all the others have."""
    mine = _words_in(choice.records[choice.key])
    others = [_words_in(record) for key, record in choice.records.items() if key != choice.key]
    return mine.difference(*[mine.intersection(*others)]) if others else mine


def _words_in(record: Json) -> set[str]:
    texts = (each if isinstance(each, str) else json.dumps(each) for each in leaves(record))
    return {word for text in texts for word in words(text)}


CHECK = Check(
    code="several_records_fit",
    component="intent",
    title="Several records fit the request, and the reference takes one.",
    needs=frozenset({"references", "requests", "results", "states"}),
    run=run,
)
