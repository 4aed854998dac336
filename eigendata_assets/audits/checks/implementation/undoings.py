"""What is said to undo something does not undo it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import says_no
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words
from eigendata_assets.execution.state_diff import state_diff

_ONLY_GROWS = re.compile(
    r"counter|next|seq|serial|last|_id$|^id$|ids$|histor|log|total|time|date|stamp|generated|version|token|expire",
    re.IGNORECASE,
)
_MONEY = re.compile(r"balance|amount|price|cost|cents|points|credit|funds|fee|money|revenue|paid|spent", re.IGNORECASE)
_REFUND = re.compile(r"refund|money back|give back|returned to|credit(ed)? back", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Undoings that report success and change nothing, or leave a number where the deed has put it."""
    told = set[str]()
    for story in subject.observations.stories:
        undoing = story.story.other
        if story.story.kind != "undone" or undoing is None or undoing in told or not _both_succeeded(story):
            continue
        for defect in _not_undone(subject, story, undoing):
            told.add(undoing)
            yield defect


def _both_succeeded(told: ToldStory) -> bool:
    return (
        told.complete and len(told.texts) > 2 and told.succeeded(0) and told.succeeded(1) and not says_no(told.value(1))
    )


def _not_undone(subject: AuditSubject, told: ToldStory, undoing: str) -> Iterator[Defect]:
    toolkit = told.story.setting.toolkit
    before, done, undone = ({toolkit: json.loads(text)} for text in told.texts[:3])
    deed = told.story.calls[0].name
    if told.texts[1] == told.texts[2]:
        yield Defect(
            function=undoing,
            cause="undoing without effect",
            message=f"Called after {deed}, it reports success and changes nothing.",
            evidence=told.evidence(1, f"a state in which {deed} is undone"),
            repair=f"Undo what {deed} does, or report an error.",
            confidence=0.85,
        )
        return
    kept = _kept_record(state_diff(before, done), state_diff(done, undone))
    if kept is not None:
        place = ".".join(part for part in (kept.table, kept.key, kept.field) if part)
        yield Defect(
            function=undoing,
            cause="undoing leaves the record",
            message=f"{deed} makes {place}, and {told.story.calls[1].name} leaves it as it is.",
            evidence=told.evidence(1, f"a state without {place}, or with a mark on it", place=place),
            repair="Remove the record, or mark it as undone.",
            confidence=0.75,
        )
        return
    for change in _left_behind(state_diff(before, done), state_diff(before, undone)):
        name = change.field or change.table.rpartition(".")[2]
        money = bool(_MONEY.search(name))
        promised = _REFUND.search(all_words(subject, subject.tool(undoing)))
        place = ".".join(part for part in (change.table, change.key, change.field) if part)
        yield Defect(
            function=undoing,
            cause=f"undoing leaves {name}",
            message=f"{deed} changes {place} from {change.before} to {change.after}, and {told.story.calls[1].name} "
            "does not change it back.",
            evidence=told.evidence(1, f"{place} is {change.before} again", place=place),
            repair=f"Change {name} back as well.",
            confidence=0.8 if not money or promised else 0.5,
        )
        return


def _kept_record(deed: list[StateChange], undoing: list[StateChange]) -> StateChange | None:
    """The one record that the deed made, where the undoing has touched nothing in its table."""
    made = [each for each in deed if each.before is None and isinstance(each.after, dict)]
    if len(made) != 1:
        return None
    return None if any(each.table == made[0].table for each in undoing) else made[0]


def _left_behind(deed: list[StateChange], rest: list[StateChange]) -> Iterator[StateChange]:
    """Numbers that stood in the state before, which the deed changed, and which are still as it left them."""
    done = {(each.table, each.key, each.field): each for each in deed}
    for change in rest:
        own = done.get((change.table, change.key, change.field))
        numbers = _is_number(change.before) and _is_number(change.after)
        path = " ".join((change.table.rpartition(".")[2], change.key, change.field))
        if own is not None and numbers and own.after == change.after and not _ONLY_GROWS.search(path):
            yield change


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


CHECK = Check(
    code="undoing_does_not_undo",
    component="implementation",
    title="What is said to undo something does not undo it.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
