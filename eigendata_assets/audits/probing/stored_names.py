"""Names and keys that the initial states hold: what a tool should find, and what is of another kind than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.probing.observations import Probe
from eigendata_assets.audits.probing.settings import early_settings, toolkit_of
from eigendata_assets.audits.schema_reading import parameters_of, required_of, types_of
from eigendata_assets.audits.subject import AuditSubject

_MOST_KINDS = 4
_MOST_KEYS = 3


def names_of_each_kind(state: Json) -> list[str]:
    """Some keys for each kind of record; records are of one kind where they have the same fields and the same `type`.

    What holds nothing but records is a collection, and no record.
    """
    kinds: dict[str, list[str]] = {}
    for key, record in _records(state):
        if not all(isinstance(part, dict) for part in record.values()):
            kinds.setdefault(canonical_json([sorted(record), str(record.get("type"))]), []).append(key)
    return [key for keys in list(kinds.values())[:_MOST_KINDS] for key in keys[:_MOST_KEYS]]


def stored_key_probes(subject: AuditSubject, tool: ToolSchema, plain: dict[str, Json]) -> Iterator[Probe]:
    """Calls with the keys of the table that a parameter is named after, on initial states before any other call."""
    for name, schema in parameters_of(tool).items():
        if name not in required_of(tool) or words_of(name)[-1:] != ("id",):
            continue
        for setting in early_settings(subject, tool.key):
            state = subject.by_id[setting.entry].initial_state.get(toolkit_of(tool.key))
            keys = [value for key in _keys_for(name, state) if (value := _as_declared(key, schema)) is not None]
            for value in keys[:_MOST_KEYS]:
                yield Probe(tool.key, {**plain, name: value}, setting, "stored_key", name)


def _keys_for(name: str, state: Json) -> list[str]:
    """The keys of the table whose name is the parameter's, in the plural and without `id`."""
    thing = words_of(name)[-2:-1]
    for table, records in state.items() if isinstance(state, dict) else ():
        last = tuple(map(singular, words_of(str(table))[-1:]))
        if thing and last == thing and isinstance(records, dict) and all(isinstance(r, dict) for r in records.values()):
            return list(map(str, records))
    return []


def _as_declared(key: str, schema: dict[str, Any]) -> Json:
    """A key in the type that the schema declares; None where it cannot be written so."""
    types = types_of(schema)
    if types == {"integer"}:
        return int(key) if key.lstrip("-").isdigit() else None
    return key if types == {"string"} else None


def _records(value: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    """Each dictionary in a dictionary, with its key."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, dict) and part and isinstance(value, dict):
                yield str(key), part
            yield from _records(part)
