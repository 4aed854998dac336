"""A parameter is declared with one type, and the data stores what it names with another (EigenData 4.1, figure 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.causes import parameter_type
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.settings import toolkit_of
from eigendata_assets.audits.schema_reading import fits, parameters_of, type_of, type_text, types_of
from eigendata_assets.audits.subject import AuditSubject

_IDENTIFIER = re.compile(r"(^|_)(id|ids|key|code|number|no|uid|uuid)$")
_CONTAINERS = (dict, list)


@dataclass(frozen=True, slots=True)
class Stored:
    """A value in an initial state, the name under which a parameter would ask for it, and its entry."""

    name: str
    value: Json
    entry: str
    place: str


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Identifiers of which no stored value has the declared type."""
    stored = _by_toolkit(subject)
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            found = stored.get(toolkit_of(tool.key), {}).get(_plain(name), [])
            types = types_of(schema)
            if not found or not types or types & {"array", "object"} or any(fits(each.value, types) for each in found):
                continue
            first, kinds = found[0], sorted({type_of(each.value) for each in found})
            entries = {each.entry for each in found}
            yield Defect(
                function=tool.key,
                cause=parameter_type(name),
                message=f"{name} is declared {type_text(types)}, and the data stores only {' and '.join(kinds)} under "
                f"that name, such as {first.value!r}.",
                evidence=Evidence(
                    entry=first.entry,
                    expected=f"{first.place} of the type {type_text(types)}",
                    facts={"parameter": name, "declared": sorted(types), "stored": first.value, "at": first.place},
                ),
                repair=f"Declare {name} as {kinds[0]}.",
                confidence=0.8,
                affects=tuple(entry for entry in subject.callers(tool.key, name) if entry in entries),
            )


def stored_identifiers(toolkit: str, entry: str, state: Json) -> Iterator[Stored]:
    """Scalars of a state under the names by which tools ask for them.

    A record's own field (`ticket_id`), or the field of a record in a collection (`tickets`: `id`) as `ticket_id`.
    """
    waiting: list[tuple[str, str, Json]] = [(toolkit, "", state)]
    while waiting:
        place, collection, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(f"{place}[{number}]", collection, item) for number, item in enumerate(value)]
        elif isinstance(value, dict):
            for key, item in value.items():
                where = f"{place}.{key}"
                if isinstance(item, _CONTAINERS):
                    waiting.append((where, key, item))
                elif item is not None and _IDENTIFIER.search(key.casefold()):
                    yield Stored(_plain(key), item, entry, where)
                    if collection:
                        yield Stored(_plain(f"{_singular(collection)}_{key}"), item, entry, where)


def _by_toolkit(subject: AuditSubject) -> Mapping[str, dict[str, list[Stored]]]:
    found: dict[str, dict[str, list[Stored]]] = {}
    for entry in subject.entries:
        for toolkit, state in entry.initial_state.items():
            for each in stored_identifiers(toolkit, entry.id, state):
                found.setdefault(toolkit, {}).setdefault(each.name, []).append(each)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _singular(name: str) -> str:
    for ending, instead in (("ies", "y"), ("ses", "s"), ("s", "")):
        if name.endswith(ending):
            return name[: -len(ending)] + instead
    return name


CHECK = Check(
    code="stored_type_differs",
    component="schema",
    title="A parameter's declared type is not the one in which the data stores what it names.",
    needs=frozenset({"schemas", "states"}),
    run=run,
)
