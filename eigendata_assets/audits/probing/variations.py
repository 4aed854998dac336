"""Calls to try: those that are known to be right, and each varied in one parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.flags import flag_probes
from eigendata_assets.audits.probing.observations import Probe, Setting, Variation
from eigendata_assets.audits.probing.settings import early_settings, idle_settings, known_settings, loaded_settings
from eigendata_assets.audits.probing.stored_names import names_of_each_kind, stored_key_probes
from eigendata_assets.audits.probing.values import (
    UNKNOWN,
    ValuePool,
    boundary_values,
    case_variants,
    other_types,
    plain_value,
    value_pool,
)
from eigendata_assets.audits.schema_reading import declared_values, parameters_of, required_of, type_of, types_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import announced_most, only_tells

_DATA_VALUES = 4
_WITH_NAMES = 2
_COMMON = ("a", "e")
"""Letters that most texts have: a search for them gives as much as there is."""


def probes(subject: AuditSubject) -> list[Probe]:
    """The calls to try on every tool, each once; every listed value is among those of the variation `enum`."""
    pool = value_pool(subject)
    found: dict[str, Probe] = {}
    for probe in chain(*(_probes_of(subject, tool, pool) for tool in subject.toolset.tools), flag_probes(subject)):
        found.setdefault(_key(probe), probe)
    return list(found.values())


def _probes_of(subject: AuditSubject, tool: ToolSchema, pool: ValuePool) -> Iterator[Probe]:
    settings = list(known_settings(subject, tool.key))
    if not settings:
        arguments = {
            name: plain_value(name, schema, pool)
            for name, schema in parameters_of(tool).items()
            if name in required_of(tool)
        }
        settings = [(setting, arguments) for setting in idle_settings(subject, tool.key)]
    for setting, arguments in settings:
        yield Probe(tool.key, arguments, setting)
        yield from _varied(subject, tool, setting, arguments, pool)
    for setting, arguments in settings[:_WITH_NAMES]:
        yield from _inner(subject, tool, setting, arguments)
    if settings:
        yield from stored_key_probes(subject, tool, settings[0][1])
    for setting, arguments in loaded_settings(subject, tool.key):
        yield Probe(tool.key, arguments, setting)
    for setting in early_settings(subject, tool.key) if settings else ():
        yield Probe(tool.key, settings[0][1], setting, "early")
        yield from _inner(subject, tool, setting, settings[0][1])


def _varied(
    subject: AuditSubject, tool: ToolSchema, setting: Setting, arguments: dict[str, Json], pool: ValuePool
) -> Iterator[Probe]:
    def probe(variation: Variation, name: str, value: Json) -> Probe:
        return Probe(tool.key, {**arguments, name: value}, setting, variation, name)

    for name, schema in parameters_of(tool).items():
        if declared_values(schema) and not only_tells(tool):
            after = replace(setting, prefix=(*setting.prefix, Call(name=tool.name, arguments=arguments)))
            for value in declared_values(schema):
                again = {**arguments, name: as_argument(value, schema)}
                yield Probe(tool.key, again, after, "enum", name)
        for variation, value in _values(name, schema, arguments.get(name, plain_value(name, schema, pool)), pool):
            yield probe(variation, name, value)
        if name in arguments and name not in required_of(tool):
            rest = {other: value for other, value in arguments.items() if other != name}
            yield Probe(tool.key, rest, setting, "omitted", name)
        elif name not in arguments:
            yield probe("given", name, plain_value(name, schema, pool))
    method = subject.code.methods.get(tool.key)
    for name in method.parameters if method else ():
        if name not in parameters_of(tool):
            yield probe("extra", name, next(iter(pool.given.get(name, ["text"]))))


def _inner(subject: AuditSubject, tool: ToolSchema, setting: Setting, arguments: dict[str, Json]) -> Iterator[Probe]:
    """A text replaced by the name of something of each other kind; a property of an object at the edges of its type."""
    state = subject.by_id[setting.entry].initial_state.get(setting.toolkit)
    for name, schema in parameters_of(tool).items():
        if types_of(schema) == {"string"} and not declared_values(schema):
            for value in names_of_each_kind(state):
                yield Probe(tool.key, {**arguments, name: value}, setting, "foreign", name)
            for letter in _COMMON if announced_most(tool) else ():
                yield Probe(tool.key, {**arguments, name: letter}, setting, "boundary", name)
        properties = schema.get("properties")
        for inner, part in properties.items() if isinstance(properties, dict) else ():
            for value in boundary_values(part, None) if isinstance(part, dict) else ():
                yield Probe(tool.key, {**arguments, name: {inner: value}}, setting, "nested", f"{name}.{inner}")


def _values(name: str, schema: dict[str, Any], plain: Json, pool: ValuePool) -> Iterator[tuple[Variation, Json]]:
    """How a parameter is varied, and to what."""
    listed = declared_values(schema)
    yield from (("enum", as_argument(value, schema)) for value in listed)
    yield from (("other_type", value) for value in other_types(plain, schema))
    if listed:
        if types_of(schema) == {"string"}:
            yield "undeclared", UNKNOWN
        return
    yield from (("boundary", value) for value in boundary_values(schema, plain))
    yield from (("case", value) for value in case_variants(plain))
    if types_of(schema) == {"string"}:
        yield "unknown", UNKNOWN
    if isinstance(plain, list) and plain and all(isinstance(each, str) for each in plain):
        yield "unknown_item", [*plain, UNKNOWN]
    others = [value for value in pool.of(name, schema) if value != plain and type_of(value) == type_of(plain)]
    yield from (("data", value) for value in others[:_DATA_VALUES])


def as_argument(value: Json, schema: dict[str, Any]) -> Json:
    """A declared value as it is given; for an array it is declared of the items."""
    return [value] if types_of(schema) == {"array"} and not isinstance(value, list) else value


def _key(probe: Probe) -> str:
    setting = probe.setting
    prefix = [[call.name, call.arguments] for call in setting.prefix]
    types = [type_of(value) for _, value in sorted(probe.arguments.items())]  # 1 and 1.0 and True are three calls
    apart = probe.parameter if probe.variation in ("enum", "flag") else None  # looked for by that name
    return canonical_json([probe.tool, dict(probe.arguments), types, setting.entry, prefix, apart])
