"""Which arguments a tool takes, told from its spec alone, and examples of those that it must refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter, Tool

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,),
}  # fmt: skip
_OF_OTHER_TYPES: Mapping[str, tuple[Json, ...]] = {
    "string": (7, None, ["x"]), "integer": ("7", True, 1.5), "number": ("7", False), "boolean": ("true", 1),
    "array": ("x", {"0": "x"}),
}  # fmt: skip


def is_valid(parameter: Parameter, value: Json) -> bool:
    """Whether the value is one of those that the parameter may have."""
    if not _is_of(parameter.type, value):
        return False
    if parameter.enum and value not in parameter.enum:
        return False
    if parameter.type == "array":
        return _valid_list(parameter, value)
    if parameter.type in ("integer", "number"):
        low, high = parameter.minimum, parameter.maximum
        return (low is None or value >= low) and (high is None or value <= high)
    return parameter.type != "string" or _valid_text(parameter, value)


def accepts(tool: Tool, arguments: Mapping[str, Json]) -> bool:
    """Whether all arguments are valid, and none that is required is missing."""
    for name, parameter in tool.parameters.items():
        if name not in arguments or arguments[name] is None:
            if is_required(parameter):
                return False
        elif not is_valid(parameter, arguments[name]):
            return False
    return arguments.keys() <= tool.parameters.keys()


def is_required(parameter: Parameter) -> bool:
    """Whether a call has to give it."""
    return parameter.required and parameter.default is None


def completed(tool: Tool, arguments: Mapping[str, Json]) -> dict[str, Json]:
    """The arguments with defaults for those left out."""
    return {name: arguments.get(name, parameter.default) for name, parameter in tool.parameters.items()}


def invalid_values(parameter: Parameter, valid: Json) -> Iterator[tuple[str, Json]]:
    """What is wrong, and a value that is wrong in only this way; `valid` is one that is right."""
    for value in _OF_OTHER_TYPES[parameter.type]:
        if value is not None or is_required(parameter):
            yield f"{type(value).__name__} for {parameter.type}", value
    if parameter.type == "array":
        yield from _invalid_lists(parameter, valid)
    if parameter.enum:
        yield "not of the enumeration", "none of these" if parameter.type == "string" else 987_654
    elif parameter.type == "string":
        yield from _invalid_texts(parameter)
    step = 1 if parameter.type == "integer" else 0.01
    if parameter.minimum is not None:
        yield "below the minimum", _number(parameter, parameter.minimum - step)
    if parameter.maximum is not None:
        yield "above the maximum", _number(parameter, parameter.maximum + step)


def _invalid_lists(parameter: Parameter, valid: Json) -> Iterator[tuple[str, Json]]:
    wrong: Json = 7 if parameter.items in (None, "string") else "x"
    yield "items of another type", [wrong] * max(parameter.min_items or 1, 1)
    if parameter.items in ("integer", "number"):
        yield "booleans for items", [True] * max(parameter.min_items or 1, 1)
    if parameter.min_items:
        yield "too few items", valid[: parameter.min_items - 1]
    if parameter.max_items is not None:
        yield "too many items", (valid * (parameter.max_items + 1))[: parameter.max_items + 1]


def _invalid_texts(parameter: Parameter) -> Iterator[tuple[str, Json]]:
    if parameter.format == "date":
        yield from (("no such day", "2025-02-30"), ("another form of date", "1 June 2025"), ("no day", "2025-06"))
        yield "a time with the day", "2025-06-01T10:00:00"
    if parameter.format == "date-time":
        yield from (("no such hour", "2025-06-01T25:00:00"), ("no time", "2025-06-01"), ("no text of time", "soon"))
    if parameter.pattern is not None:
        wrong = ("", "?", "a", "0", " ", "A", "~~ ~~")
        yield from (("not of the pattern", text) for text in wrong if not re.search(parameter.pattern, text))


def _number(parameter: Parameter, value: float) -> Json:
    return int(value) if parameter.type == "integer" else round(value, 6)


def _is_of(type_name: str, value: Json) -> bool:
    return isinstance(value, _TYPES[type_name]) and (type_name == "boolean" or not isinstance(value, bool))


def _valid_list(parameter: Parameter, value: list[Json]) -> bool:
    most = len(value) if parameter.max_items is None else parameter.max_items
    if not (parameter.min_items or 0) <= len(value) <= most:
        return False
    return all(_is_of(parameter.items or "string", item) for item in value)


def _valid_text(parameter: Parameter, value: str) -> bool:
    if parameter.pattern is not None and not re.search(parameter.pattern, value):
        return False
    try:
        if parameter.format == "date":
            return date.fromisoformat(value).isoformat() == value
        return parameter.format is None or datetime.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
