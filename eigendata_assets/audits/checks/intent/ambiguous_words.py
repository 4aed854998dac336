"""A word of the request fits several records that were shown, and the reference takes one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.records import Records, collections_of
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words
from eigendata_assets.audits.wording import words

_PICKED = re.compile(
    r"\b(first|second|third|last|latest|newest|oldest|earliest|recent(ly)?|next|other|another|all|every|each|any|both|"
    r"either|just|\w+est|most|least|best|top|random)\b",
    re.IGNORECASE,
)
_SHORTEST = 4


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Calls that change something in a record, where what was said of it fits another that was shown beside it."""
    for seen in subject.calls:
        if not seen.changed or seen.failed:
            continue
        said = " ".join(user_words(subject.by_id[seen.entry], seen.turn + 1))
        own = " ".join(
            each.content for each in subject.by_id[seen.entry].turns[seen.turn].messages if each.role == "user"
        )
        for name, value in seen.call.arguments.items():
            found = None if _PICKED.search(own) else _fitting(subject, seen, value, set(words(said)), set(words(own)))
            if found:
                word, keys = found
                yield reference_defect(
                    subject,
                    [seen],
                    f"{name} is {value!r}, and {word!r}, by which it is asked for, fits {', '.join(keys)} as well.",
                    expected="a request that tells which record is meant",
                    repair=f"Say in the request what only {value!r} has.",
                    confidence=0.75,
                    facts={"parameter": name, "value": value, "word": word, "others": list(keys)},
                )
                break


def _fitting(
    subject: AuditSubject, seen: SeenCall, value: Json, said: set[str], own: set[str]
) -> tuple[str, list[str]] | None:
    """The word of the turn by which the record is told, and the other records that it fits."""
    if not isinstance(value, str | int) or isinstance(value, bool) or set(words(str(value))) <= said:
        return None
    calls = subject.calls_in[seen.entry]
    passed = {str(each) for other in calls if other.turn == seen.turn for each in other.call.arguments.values()}
    for before in reversed(calls[: calls.index(seen)]):
        for records in collections_of(before.result.value) if before.result and not before.failed else ():
            if str(value) in records:
                return _others(str(value), records, said, own, passed)
    return None


def _others(
    key: str, records: Records, said: set[str], own: set[str], passed: set[str]
) -> tuple[str, list[str]] | None:
    """Records that share with the one taken every word that was said of it, and are in the same condition."""
    mine = records[key]
    about = {word for word in _words_of(mine) & own if len(word) >= _SHORTEST and word.isalpha()}
    if not about or passed & (records.keys() - {key}):
        return None
    told = _words_of(mine) & said
    fitting = [other for other, record in records.items() if other != key and told <= _words_of(record)]
    fitting = [other for other in fitting if not _condition(records[other]) ^ _condition(mine)]
    beside = [other for other, record in records.items() if not about & _words_of(record)]
    return (max(about, key=len), fitting) if fitting and beside else None


def _words_of(record: Json) -> set[str]:
    """The words of the texts and numbers of a record; names of fields are none."""
    items = record.values() if isinstance(record, dict) else record if isinstance(record, list) else [record]
    nested = isinstance(record, dict | list)
    return {word for item in items for word in (_words_of(item) if nested else words(str(item)))}


def _condition(record: dict[str, Json]) -> frozenset[tuple[str, str]]:
    """What says whether something can be done with a record: its status, and its truth values."""
    return frozenset(
        (name, str(value))
        for name, value in record.items()
        if isinstance(value, bool) or value is None or "stat" in name.casefold()
    )


CHECK = Check(
    code="word_fits_several_records",
    component="intent",
    title="A word of the request fits several records that were shown, and the reference takes one.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
