"""Calls on what a write has made: ids and other values from its result and its arguments, under the names of others."""

from __future__ import annotations

from itertools import islice

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import (
    declared_values,
    fits,
    leaves_by_key,
    parameters_of,
    required_of,
    types_of,
)
from eigendata_assets.audits.subject import AuditSubject


def known_arguments(subject: AuditSubject, tool: ToolSchema) -> dict[str, Json]:
    """The arguments of a reference call of the tool that succeeds; empty without one."""
    known = next((seen for seen in subject.calls_of.get(tool.key, ()) if not seen.failed), None)
    return dict(known.call.arguments) if known else {}


def bound_calls(subject: AuditSubject, tool: ToolSchema, write: Observation, only_bound: bool = False) -> list[Call]:
    """Calls of a tool with what a write took and gave; for a parameter of declared values, one call for each.

    What the write does not say comes from a reference call. None where a required parameter remains open; with
    `only_bound`, none either where nothing comes from the write's result.
    """
    given = values_of(write)
    result = write.result.value if write.result else None
    returned = {key for key, _ in leaves_by_key(result)}
    known = known_arguments(subject, tool)
    arguments: dict[str, Json] = {}
    bound, choice = False, None
    for name, schema in parameters_of(tool).items():
        values = [value for value in _under(name, given) if fits(value, types_of(schema))]
        if values:
            arguments[name] = values[0]
            bound = bound or name in returned or _stem(name) in returned
        elif name in known:
            arguments[name] = known[name]
        elif declared_values(schema) and name in required_of(tool):
            choice = name
        elif name in required_of(tool):
            return []
        if declared_values(schema) and not values:
            choice = name
    if only_bound and not bound:
        return []
    if choice is None:
        return [Call(name=tool.name, arguments=arguments)]
    options = declared_values(parameters_of(tool)[choice])
    return [Call(name=tool.name, arguments={**arguments, choice: option}) for option in islice(options, 12)]


def values_of(write: Observation) -> dict[str, list[Json]]:
    """What a write gave and took, by name; what it gave comes first."""
    found: dict[str, list[Json]] = {}
    result = write.result.value if write.result else None
    for key, value in [*leaves_by_key(result), *leaves_by_key(dict(write.probe.arguments))]:
        found.setdefault(key, []).append(value)
    return found


def _under(name: str, given: dict[str, list[Json]]) -> list[Json]:
    """The values under a name; `order_id` is also what a result calls `id`."""
    return given.get(name) or given.get(_stem(name), [])


def _stem(name: str) -> str:
    return "id" if name.casefold().endswith(("_id", "id")) else name
