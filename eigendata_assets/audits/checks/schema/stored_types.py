"""A parameter is declared with one type, and the data stores what it names with another (EigenData 4.1, figure 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_type
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import set_type
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.schema_reading import fits, parameters_of, type_of, type_text, types_of
from eigendata_assets.audits.subject import AuditSubject

_IDENTIFIERS = frozenset({"id", "key", "code", "uid", "uuid", "no"})
_CONTAINERS = (dict, list)


@dataclass(frozen=True, slots=True)
class Stored:
    """An identifier in an initial state: the words of its key and of the collections around it, its value and place."""

    key: tuple[str, ...]
    around: frozenset[str]
    value: Json
    entry: str
    place: str

    def is_asked_by(self, parameter: tuple[str, ...]) -> bool:
        """Whether a parameter of that name asks for it: `ticket_id` for the `id` of a record in `ticket_queue`."""
        if self.key == parameter:
            return True
        more = parameter[: -len(self.key)]
        return parameter[-len(self.key) :] == self.key and bool(more) and set(more) <= self.around


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Identifiers of which no stored value has the declared type, in all data or in that of an entry that asks."""
    stored = _by_toolkit(subject)
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            types, words = types_of(schema), words_of(name)
            if not types or types & {"array", "object"}:
                continue
            asked = [each for each in stored.get(tool.toolkit, ()) if each.is_asked_by(words)]
            right = {each.entry for each in asked if fits(each.value, types)}
            found = [each for each in asked if each.entry not in right]
            asking = set(subject.callers(tool.key, name)).intersection(each.entry for each in found)
            if found and (asking or not right):
                first = next((each for each in found if each.entry in asking), found[0])
                yield _defect(tool, name, types, first, {type_of(each.value) for each in found}, asking)


def _defect(
    tool: ToolSchema, name: str, types: frozenset[str], first: Stored, kinds: set[str], asking: set[str]
) -> Defect:
    declared = type_text(types)
    return Defect(
        function=tool.key,
        cause=parameter_type(name),
        message=f"{name} is declared {declared}, and the data stores a {type_of(first.value)} for it, "
        f"such as {first.value!r}.",
        evidence=Evidence(
            entry=first.entry,
            expected=f"{first.place} of the type {declared}",
            facts={"parameter": name, "declared": sorted(types), "stored": first.value, "at": first.place},
        ),
        repair=f"Declare {name} as {' or '.join(sorted(kinds))}.",
        confidence=0.8,
        affects=tuple(asking),
        edits=(set_type(tool, name, kinds),),
    )


def stored_identifiers(entry: str, state: Json, place: str) -> Iterator[Stored]:
    """The identifiers in a state, each with the words of its key and of the collections around it."""
    waiting: list[tuple[str, frozenset[str], Json]] = [(place, frozenset(), state)]
    while waiting:
        where, around, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(f"{where}[{number}]", around, item) for number, item in enumerate(value)]
        elif isinstance(value, dict):
            for key, item in value.items():
                words = words_of(key)
                if isinstance(item, _CONTAINERS):
                    waiting.append((f"{where}.{key}", around | {singular(word) for word in words}, item))
                elif item is not None and words and words[-1] in _IDENTIFIERS:
                    yield Stored(words, around, item, entry, f"{where}.{key}")


def _by_toolkit(subject: AuditSubject) -> Mapping[str, list[Stored]]:
    found: dict[str, list[Stored]] = {}
    for entry in subject.entries:
        for toolkit, state in entry.initial_state.items():
            found.setdefault(toolkit, []).extend(stored_identifiers(entry.id, state, toolkit))
    return found


CHECK = Check(
    code="stored_type_differs",
    component="schema",
    title="A parameter's declared type is not the one in which the data stores what it names.",
    needs=frozenset({"schemas", "states"}),
    run=run,
)
