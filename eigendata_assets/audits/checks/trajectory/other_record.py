"""A reference takes one record where the request names another (EigenData 4.1, trajectory errors)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.explanations import leaves
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.records import Records, collections_of
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import plain, words

_SHORTEST = 4
_BY_TEXT, _BY_KEY = 0.85, 0.9


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A call that takes `key`, and the one other record of the same collection that the request names.

    `text` is what names it: a text of the record, or its key; `own` is what would have named the record taken.
    """

    seen: SeenCall
    parameter: str
    key: str
    meant: str
    text: str
    own: str


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Records passed in a turn whose words name exactly one other record, and nothing of the one that is taken."""
    for seen in subject.calls:
        found = next(chain(_mistaken(subject, seen), _other_key_said(subject, seen)), None)
        if found:
            yield reference_defect(
                subject,
                [seen],
                f"{found.parameter} is {found.key!r}, which is {found.own!r}; the request names {found.text!r}, "
                f"which is {found.meant!r}.",
                expected=f"{found.parameter} = {found.meant!r}",
                repair=f"Pass {found.meant!r}, or name {found.own!r} in the request.",
                confidence=_BY_KEY if found.text == found.meant else _BY_TEXT,
                facts={"parameter": found.parameter, "value": found.key, "meant": found.meant, "named": found.text},
            )


def _mistaken(subject: AuditSubject, seen: SeenCall) -> Iterator[Mistaken]:
    turn = subject.by_id[seen.entry].turns[seen.turn]
    said = " ".join(each.content for each in turn.messages if each.role == "user")
    spoken = _spoken(said)
    calls = subject.calls_in[seen.entry]
    passed = {str(each) for other in calls if other.turn == seen.turn for each in other.call.arguments.values()}
    for name, value in seen.call.arguments.items():
        key = str(value)
        if not isinstance(value, str | int) or isinstance(value, bool) or not said or _names(spoken, key):
            continue
        for records in _shown(subject, seen):
            if key in records and len(records) > 1:
                yield from _named_instead(seen, name, key, records, spoken, passed)


def _other_key_said(subject: AuditSubject, seen: SeenCall) -> Iterator[Mistaken]:
    """The one record whose key the turn says and no call of it takes, where nobody said or showed the key taken."""
    turn = subject.by_id[seen.entry].turns[seen.turn]
    spoken = _spoken(" ".join(each.content for each in turn.messages if each.role == "user"))
    own = [each for each in subject.calls_in[seen.entry] if each.turn == seen.turn]
    used = {str(leaf) for each in own for leaf in leaves(each.call.arguments)}
    state = subject.by_id[seen.entry].initial_state.get(seen.tool.partition(".")[0])
    for name, value in seen.call.arguments.items():
        if not _is_key(value) or _is_known(known_at(subject, seen), str(value)):
            continue
        for records in collections_of(state):
            named = [each for each in records if _is_key(each) and each not in used and _names(spoken, each)]
            if str(value) in records and len(named) == 1:
                yield Mistaken(seen, name, str(value), named[0], named[0], str(value))


def _is_key(value: Json) -> bool:
    """Whether a text is a key rather than a word or an amount: it has letters and digits."""
    text = value if isinstance(value, str) else ""
    return any(map(str.isalpha, text)) and any(map(str.isdigit, text))


def _is_known(known: Known, key: str) -> bool:
    return _names(_spoken(known.said), key) or any(key in str(each) for each in known.shown)


def _spoken(text: str) -> str:
    return f" {' '.join(words(text))} "


def _shown(subject: AuditSubject, seen: SeenCall) -> Iterator[Records]:
    """The collections of records in the results before a call, the latest first."""
    calls = subject.calls_in[seen.entry]
    for before in reversed(calls[: calls.index(seen)]):
        if before.result is not None and not before.failed:
            yield from collections_of(before.result.value)


def _named_instead(
    seen: SeenCall, name: str, key: str, records: Records, spoken: str, passed: set[str]
) -> Iterator[Mistaken]:
    """The record of which a field is named, where each record has a text of its own in that field."""
    for field, own in records[key].items():
        texts = {other: record.get(field) for other, record in records.items()}
        if field.casefold().endswith("id") or not _tells_apart(list(texts.values())) or _touches(spoken, own):
            continue
        named = [other for other, text in texts.items() if other != key and _names(spoken, str(text))]
        if len(named) == 1 and not {named[0], str(texts[named[0]])} & passed and not _names_any(spoken, records[key]):
            yield Mistaken(seen, name, key, named[0], str(texts[named[0]]), str(own))


def _tells_apart(texts: list[Json]) -> bool:
    """Whether a field has another text in every record, one that a person would use as a name."""
    found = [plain(each) for each in texts if isinstance(each, str) and len(each) >= _SHORTEST and each[0].isalpha()]
    return len(found) == len(texts) == len(set(found))


def _names(spoken: str, text: str) -> bool:
    found = " ".join(words(text))
    return bool(found) and f" {found} " in spoken


def _touches(spoken: str, text: Json) -> bool:
    """Whether any word of a text is said."""
    return any(f" {word} " in spoken for word in words(str(text)))


def _names_any(spoken: str, record: dict[str, Json]) -> bool:
    """Whether a text of the record itself is said."""
    return any(isinstance(each, str) and len(each) >= _SHORTEST and _names(spoken, each) for each in record.values())


CHECK = Check(
    code="another_record_taken",
    component="trajectory",
    title="A reference takes a record where the request names another one.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
