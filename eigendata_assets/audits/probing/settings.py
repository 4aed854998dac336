"""Where a tool's calls are tried: on the states in which the references call it, and on plain initial states."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits.probing.observations import Setting
from eigendata_assets.audits.subject import AuditSubject, SeenCall

MOST_SETTINGS = 3


def known_settings(subject: AuditSubject, tool: str) -> Iterator[tuple[Setting, dict[str, Json]]]:
    """Settings in which references call a tool without an error, and the arguments they give; the lightest first.

    At most one for each entry and each way to call it (the parameters that are given).
    """
    seen_ways: dict[tuple[str, ...], int] = {}
    calls = [each for each in subject.calls_of.get(tool, ()) if not each.failed]
    for seen in sorted(calls, key=lambda each: _weight(subject, each)):
        way = tuple(sorted(seen.call.arguments))
        if sum(seen_ways.values()) >= MOST_SETTINGS and way in seen_ways:
            continue
        if seen_ways.get(way, 0) < MOST_SETTINGS:
            seen_ways[way] = seen_ways.get(way, 0) + 1
            yield Setting(seen.entry, toolkit_of(tool), calls_before(subject, seen)), dict(seen.call.arguments)


def loaded_settings(subject: AuditSubject, tool: str) -> Iterator[tuple[Setting, dict[str, Json]]]:
    """Where a reference calls the tool on a state that was loaded with more than the plain one; at most one."""
    for seen in subject.calls_of.get(tool, ()):
        if not seen.failed and _load(subject.by_id[seen.entry]):
            yield Setting(seen.entry, toolkit_of(tool), calls_before(subject, seen)), dict(seen.call.arguments)
            return


def idle_settings(subject: AuditSubject, tool: str) -> Iterator[Setting]:
    """For a tool that no reference calls: after all calls of an entry on its toolkit, and before the first."""
    toolkit = toolkit_of(tool)
    having = [entry for entry in subject.entries if toolkit in entry.toolkits]
    prefixes = {entry.id: _calls_on(subject, entry.id, toolkit) for entry in having}
    having.sort(key=lambda entry: (_load(entry), -len(prefixes[entry.id])))
    for entry in having[: MOST_SETTINGS - 1]:
        if prefixes[entry.id]:
            yield Setting(entry.id, toolkit, prefixes[entry.id])
    if having:
        yield Setting(having[0].id, toolkit)


def early_settings(subject: AuditSubject, tool: str) -> Iterator[Setting]:
    """Initial states that differ in what is switched on or there at all: one entry for each way, some of them."""
    toolkit = toolkit_of(tool)
    ways: dict[str, str] = {}
    for entry in subject.entries:
        if toolkit in entry.toolkits and not _load(entry):
            ways.setdefault(_switches(entry.initial_state.get(toolkit)), entry.id)
    for entry_id in list(ways.values())[:MOST_SETTINGS]:
        yield Setting(entry_id, toolkit)


def _switches(state: Json) -> str:
    """The attributes of a state that are true, false, null or empty."""
    items = state.items() if isinstance(state, dict) else ()
    return canonical_json({str(name): value for name, value in items if value is True or not value})


def calls_before(subject: AuditSubject, seen: SeenCall) -> tuple[Call, ...]:
    """The calls on the same toolkit that the entry makes before this one."""
    toolkit = toolkit_of(seen.tool)
    calls = subject.calls_in[seen.entry]
    return tuple(each.call for each in calls[: calls.index(seen)] if toolkit_of(each.tool) == toolkit)


def toolkit_of(tool: str) -> str:
    """The toolkit of a tool key."""
    return tool.rpartition(".")[0]


def _calls_on(subject: AuditSubject, entry: str, toolkit: str) -> tuple[Call, ...]:
    return tuple(each.call for each in subject.calls_in[entry] if toolkit_of(each.tool) == toolkit)


def _weight(subject: AuditSubject, seen: SeenCall) -> tuple[bool, int, int]:
    entry = subject.by_id[seen.entry]
    return _load(entry) > 0, seen.turn * 100 + seen.place, len(canonical_json(seen.call.arguments))


def _load(entry: Trajectory) -> int:
    """How many options ask for more than the plain state; loading with them is dear."""
    return sum(bool(value) for value in entry.load_options.values())
