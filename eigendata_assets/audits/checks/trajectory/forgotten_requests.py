"""Something that a turn asks for is in none of its calls (EigenData 3.4.4, Data Audit: unmet goals)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.associations import stem
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.schema_reading import declared_values, parameters_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import READS, WRITES, is_to_change, verb_of
from eigendata_assets.audits.wording import quotations, words

_PARTS = re.compile(r"(?<=[.!?;])\s+|\n")
_CLAUSES = re.compile(r"[,:]\s|\b(?:and|then|also|but|plus)\b", re.IGNORECASE)
_NOT_NOW = re.compile(
    r"\?|n't\b|\b(if|unless|not|never|no|without|already|later|would|could have|was|were|had|has|have|did|after|once|"
    r"when|before|until|whether|because|since|should|might|may|want to know|wonder)\b",
    re.IGNORECASE,
)
_SMALL = frozenset("to from a an the in of for on by my new up with all as api".split())


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Clauses that speak of what a tool does, in turns with calls of other tools, where no call is of that tool."""
    for entry in subject.entries:
        called = {seen.tool for seen in subject.calls_in[entry.id]}
        offered = [each for each in subject.toolset.of_toolkits(entry.toolkits) if is_to_change(each)]
        waiting = [each for each in offered if each.key not in called and each.key in entry.tools]
        for number, turn in enumerate(entry.turns):
            if not turn.calls or any(later.tools_added for later in entry.turns[number:]):
                continue
            said = " ".join(message.content for message in turn.messages if message.role == "user")
            others = [each for each in offered if each.key in called]
            found = next(((each, part) for part in _wishes(said) for each in waiting if _is_about(part, each)), None)
            if found and not any(_is_about(found[1], each, loosely=True) for each in others):
                yield _defect(entry, number, *found)


def _wishes(said: str) -> Iterator[str]:
    """The clauses of what was said that ask for something, without what stands in quotation marks."""
    for quoted in quotations(said):
        said = said.replace(quoted, " ")
    for sentence in _PARTS.split(said):
        if not _NOT_NOW.search(sentence):
            yield from (clause for clause in _CLAUSES.split(sentence) if clause.strip())


def _is_about(clause: str, tool: ToolSchema, loosely: bool = False) -> bool:
    """Whether a clause names the things of a tool, and its verb or one of its declared values."""
    spoken = words(clause)
    said = {stem(singular(word)) for word in spoken}
    name = words_of(tool.name)
    things = {stem(singular(word)) for word in name if word not in _SMALL | READS | WRITES}
    verb = verb_of(tool)
    if loosely:
        return stem(verb) in said or bool(things & said)
    values = {
        stem(singular(value.casefold()))
        for schema in parameters_of(tool).values()
        for value in declared_values(schema)
        if isinstance(value, str)
    }
    return bool(things) and things <= said and (verb in spoken or bool(values & said))


def _defect(entry: Trajectory, number: int, tool: ToolSchema, clause: str) -> Defect:
    turn = entry.turns[number]
    before = tuple(call for each in entry.turns[: number + 1] for call in each.calls)
    return Defect(
        function=None,
        cause=f"nothing done for {tool.key} in turn {number}",
        message=f"Turn {number} asks {clause.strip()!r}, for which {tool.name} is there; none of its calls, "
        f"{', '.join(dict.fromkeys(call.name for call in turn.calls))}, does it, and no other turn.",
        evidence=Evidence(
            entry=entry.id,
            toolkits=entry.toolkits,
            calls=before,
            expected=f"a call of {tool.name}",
            facts={"turn": number, "clause": clause.strip(), "tool": tool.key},
        ),
        repair=f"Call {tool.name}, or do not ask for it.",
        confidence=0.75,
        affects=(entry.id,),
    )


CHECK = Check(
    code="request_forgotten",
    component="trajectory",
    title="Something that a turn asks for is in none of its calls.",
    needs=frozenset({"schemas", "references", "requests"}),
    run=run,
)
