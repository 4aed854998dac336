"""A record is made without who made it, although somebody is logged in (EigenData 4.1, state management)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.probing.stories import look_ups_of
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words

_CURRENT = re.compile(
    r"^(current|logged|active|auth\w*|session)_?.*(user|account|member|customer|agent|id|name)|^username$",
    re.IGNORECASE,
)
_BY_USER = re.compile(
    r"\b(by|of|from|for) the (current|logged[- ]in|authenticated|active) (user|account|member|customer)|"
    r"\bsent by\b|\bcreated by\b|\bposted by\b|\byour (own )?(sent|posted|created)|\bsender\b|\bauthor\b",
    re.IGNORECASE,
)
_MAKING = frozenset("send post create add submit write comment publish report message".split())


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Writes whose new record does not hold the current user, where look-ups promise records by user."""
    for tool in subject.toolset.tools:
        promising = [
            each
            for each in look_ups_of(subject, tool, subject.observations)
            if _BY_USER.search(all_words(subject, each))
        ]
        if not promising or not _MAKING & set(words_of(tool.name)):
            continue
        for each in subject.observations.of(tool.key, "plain"):
            user = current_user(each.before) if each.changed and not each.failed else None
            records = [change.after for change in each.changes if _is_new_record(change.before, change.after)]
            if user and records and not any(_holds(record, user[1]) for record in records):
                yield _defect(subject, tool, each, user, records[0], promising)
                break


def current_user(state: Json) -> tuple[str, Json] | None:
    """The attribute of a state that says who is logged in, and who that is."""
    items = state.items() if isinstance(state, dict) else ()
    found = [(name, value) for name, value in items if _CURRENT.search(name) and isinstance(value, str | int)]
    return next(((name, value) for name, value in found if value and value is not True), None)


def _is_new_record(before: Json, after: Json) -> bool:
    return before is None and isinstance(after, dict) and not any(str(key).startswith("$") for key in after)


def _holds(record: Json, user: Json) -> bool:
    return canonical_json(user) in canonical_json(record)


def _defect(
    subject: AuditSubject,
    tool: ToolSchema,
    seen: Observation,
    user: tuple[str, Json],
    record: Json,
    promising: list[ToolSchema],
) -> Defect:
    attribute, who = user
    shown = _shown_to_another(subject, tool, seen, promising)
    names = ", ".join(each.name for each in promising)
    proof = f" Logged in as another, {shown[0].story.calls[shown[1]].name} still gives it." if shown else ""
    evidence = seen.evidence(f"a record that holds {who!r}", record=record, current_user=attribute, promised_by=names)
    return Defect(
        function=tool.key,
        cause="author of a record",
        message=f"The new record {canonical_json(record)[:100]} does not say who made it, although {attribute} is "
        f"{who!r} and {names} must know.{proof}",
        evidence=shown[0].evidence(shown[1], f"nothing that {who!r} made", record=record, made_by=who)
        if shown
        else evidence,
        repair=f"Store {attribute} in the record, and let {names} compare it.",
        confidence=0.9 if shown else 0.75,
    )


def _shown_to_another(
    subject: AuditSubject, tool: ToolSchema, seen: Observation, promising: list[ToolSchema]
) -> tuple[ToldStory, int] | None:
    """A story in which another user logs in after the write, and a promising look-up gives what was written."""
    texts = [leaf for _, leaf in leaves_by_key(dict(seen.probe.arguments)) if isinstance(leaf, str) and len(leaf) > 3]
    names = {each.name for each in promising}
    for told in subject.observations.stories:
        if told.story.kind != "other_user" or told.story.tool != tool.key or len(told.texts) < 3:
            continue
        users = [current_user(_state(text)) for text in told.texts[1:3]]
        if None in users or users[0] == users[1]:
            continue
        for place, call in enumerate(told.story.calls):
            if place >= 2 and call.name in names and told.succeeded(place):
                answer = canonical_json(told.value(place))
                if any(canonical_json(text)[1:-1] in answer for text in texts):
                    return told, place
    return None


def _state(text: str) -> Json:
    return json.loads(text)


CHECK = Check(
    code="record_without_author",
    component="implementation",
    title="A record is made without who made it, although somebody is logged in.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
