"""Values to try for a parameter: from its schema, and from the data under the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.schema_reading import declared_values, fits, leaves_by_key, types_of, unique
from eigendata_assets.audits.subject import AuditSubject

UNKNOWN = "no such thing 8f3a"
"""A text that names nothing in any data."""

_ANOTHER_TYPE = ("text", 7, 7.5, True)


@dataclass(frozen=True, slots=True)
class ValuePool:
    """What the data holds, by name: `given` to parameters of a name, `stored` or returned under a key."""

    given: Mapping[str, list[Json]] = field(default_factory=dict)
    stored: Mapping[str, list[Json]] = field(default_factory=dict)

    def of(self, parameter: str, schema: dict[str, Any]) -> list[Json]:
        """The values that the data has for a parameter of that name, those of its type, in order of appearance."""
        types = types_of(schema)
        found = [*self.given.get(parameter, ()), *self.stored.get(parameter.casefold(), ())]
        return unique([value for value in found if fits(value, types)])


def value_pool(subject: AuditSubject, at_most: int = 12) -> ValuePool:
    """The values of all references, results and initial states, some for each name."""
    given: dict[str, list[Json]] = {}
    stored: dict[str, list[Json]] = {}
    for seen in subject.calls:
        for name, value in seen.call.arguments.items():
            given.setdefault(name, []).append(value)
        if seen.result is not None and not seen.failed:
            _store(stored, seen.result.value)
    for entry in subject.entries:
        _store(stored, entry.initial_state)
    return ValuePool(_some(given, at_most), _some(stored, at_most))


def plain_value(name: str, schema: dict[str, Any], pool: ValuePool) -> Json:
    """A value that fits the schema: its default, a declared one, one of the data, or one made for its type."""
    candidates = [schema["default"]] if "default" in schema else []
    candidates += [*declared_values(schema), *pool.of(name, schema)]
    return next((each for each in candidates if each is not None), _made(schema))


def boundary_values(schema: dict[str, Any], plain: Json) -> list[Json]:
    """Values at the edges of the declared type, as far as its own limits allow them."""
    by_type: dict[str, list[Json]] = {
        "integer": [0, 1, -1, 1_000_000],
        "number": [0, 1, -1, 0.5, 1_000_000],
        "string": ["", "żółć 東京"],
        "array": [[], _first_twice(plain)],
        "boolean": [True, False],
    }
    found = [value for kind in sorted(types_of(schema)) for value in by_type.get(kind, ())]
    return [value for value in unique(found) if value != plain and _within(value, schema)]


def case_variants(plain: Json) -> list[Json]:
    """The same text in upper, lower and title case."""
    if not isinstance(plain, str):
        return []
    return [each for each in unique([plain.upper(), plain.lower(), plain.title()]) if each != plain]


def other_types(plain: Json, schema: dict[str, Any]) -> list[Json]:
    """The same value written in a type that the schema does not declare, then values of other types."""
    types = types_of(schema)
    written: list[Json] = [str(plain)] if isinstance(plain, int | float) else []
    if isinstance(plain, str) and plain.lstrip("-").isdigit():
        written.append(int(plain))
    if isinstance(plain, float) and plain.is_integer():
        written.append(int(plain))
    return [value for value in unique([*written, *_ANOTHER_TYPE]) if types and not fits(value, types)]


def _made(schema: dict[str, Any]) -> Json:
    made: dict[str, Json] = {"integer": 1, "number": 1.0, "string": "text", "boolean": True, "object": {}}
    types = sorted(types_of(schema))
    if types == ["array"]:
        items = schema.get("items")
        return [_made(items if isinstance(items, dict) else {})]
    return next((made[kind] for kind in types if kind in made), "text")


def _within(value: Json, schema: dict[str, Any]) -> bool:
    if declared_values(schema):
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return bool(low <= value <= high)
    return not (isinstance(value, str) and len(value) < schema.get("minLength", 0))


def _first_twice(plain: Json) -> Json:
    return [plain[0], plain[0]] if isinstance(plain, list) and plain else []


def _store(stored: dict[str, list[Json]], value: Json) -> None:
    for key, leaf in leaves_by_key(value):
        stored.setdefault(key.casefold(), []).append(leaf)


def _some(values: dict[str, list[Json]], at_most: int) -> dict[str, list[Json]]:
    return {name: unique(found)[:at_most] for name, found in values.items()}
