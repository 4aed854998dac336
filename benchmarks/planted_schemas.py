"""Defects of schemas: each changes what is said of one parameter or one result key."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks.planted import Kinds, Places, shuffled
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.generated import GeneratedDomain

_OTHER_TYPE = {"string": "integer", "integer": "string", "number": "string", "boolean": "string", "array": "string"}
_OTHER_UNIT = (
    (r"\bUS cents\b", "US dollars"), (r"\bcents\b", "dollars"), (r"\bUS dollars\b", "US cents"),
    (r"\bdollars\b", "cents"), (r"\bkm\b", "miles"), (r"\bkilometres\b", "miles"), (r"\bdays\b", "weeks"),
    (r"\bnights\b", "weeks"), (r"\bminutes\b", "hours"),
)  # fmt: skip

Change = Callable[[dict[str, Any], str, random.Random], bool]
"""Changes the parameters or results of a tool (an object schema) at one name; False where it cannot."""


def _places(part: str, change: Change) -> Places:
    def places(domain: GeneratedDomain, chance: random.Random) -> Iterator[tuple[str, GeneratedDomain]]:
        named = [(tool, name) for tool in domain.toolset.tools for name in _of(tool, part).get("properties", {})]
        for tool, name in shuffled(named, chance):
            schema = copy.deepcopy(_of(tool, part))
            if change(schema, name, chance):
                changed = tool.model_copy(update={part: schema})
                tools = tuple(changed if each is tool else each for each in domain.toolset.tools)
                toolset = domain.toolset.model_copy(update={"tools": tools})
                yield f"{tool.key}.{name}", replace(domain, toolset=toolset)

    return places


def _of(tool: ToolSchema, part: str) -> dict[str, Any]:
    found: dict[str, Any] = getattr(tool, part) or {}
    return found


def _wrong_type(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    kind = schema["properties"][name].get("type")
    said = _OTHER_TYPE.get(kind) if isinstance(kind, str) else None
    if said is None or "enum" in schema["properties"][name]:
        return False
    schema["properties"][name] = {"type": said, "description": schema["properties"][name].get("description", "")}
    return True


def _renamed(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    new = f"{name}_value"
    schema["properties"] = {(new if key == name else key): each for key, each in schema["properties"].items()}
    schema["required"] = [new if key == name else key for key in schema.get("required", [])]
    return True


def _removed(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    del schema["properties"][name]
    schema["required"] = [key for key in schema.get("required", []) if key != name]
    return True


def _added(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    schema["properties"][f"{name}_note"] = {"type": "string", "description": f"A note on the {name}"}
    return True


def _not_required(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    if name not in schema.get("required", []):
        return False
    schema["required"] = [key for key in schema["required"] if key != name]
    return True


def _required(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    if name in schema.get("required", []):
        return False
    schema["required"] = [*schema.get("required", []), name]
    return True


def _wrong_enum(schema: dict[str, Any], name: str, chance: random.Random) -> bool:
    listed = schema["properties"][name].get("enum")
    if not listed or not isinstance(listed[0], str):
        return False
    at = chance.randrange(len(listed))
    listed[at] = f"{listed[at]}_other"
    return True


def _wrong_unit(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    said = schema["properties"][name].get("description", "")
    for pattern, other in _OTHER_UNIT:
        if re.search(pattern, said):
            schema["properties"][name]["description"] = re.sub(pattern, other, said)
            return True
    return False


def _wrong_default(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    found = schema["properties"][name]
    if "default" not in found:
        return False
    was = found["default"]
    others = [each for each in found.get("enum", []) if each != was]
    found["default"] = not was if isinstance(was, bool) else others[0] if others else f"{was}0"
    return True


def _wrong_bound(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    found = schema["properties"][name]
    for keyword, step in (("minimum", -1), ("maximum", 1)):
        if keyword in found:
            found[keyword] += step * 5
            return True
    return False


def _swapped(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    names = list(schema["properties"])
    other = names[(names.index(name) + 1) % len(names)]
    one, two = schema["properties"][name], schema["properties"][other]
    if one.get("description") == two.get("description"):
        return False
    one["description"], two["description"] = two.get("description", ""), one.get("description", "")
    return True


KINDS: Kinds = {
    "parameter of another type": _places("parameters", _wrong_type),
    "parameter renamed": _places("parameters", _renamed),
    "parameter left out": _places("parameters", _removed),
    "parameter that is not there": _places("parameters", _added),
    "required said to be optional": _places("parameters", _not_required),
    "optional said to be required": _places("parameters", _required),
    "wrong enum value": _places("parameters", _wrong_enum),
    "wrong unit": _places("parameters", _wrong_unit),
    "wrong default": _places("parameters", _wrong_default),
    "wrong bound": _places("parameters", _wrong_bound),
    "descriptions swapped": _places("parameters", _swapped),
    "result key renamed": _places("returns", _renamed),
    "result key left out": _places("returns", _removed),
    "result key that is not there": _places("returns", lambda *each: _added(*each) and _required_note(*each)),
    "result of another type": _places("returns", _wrong_type),
}


def _required_note(schema: dict[str, Any], name: str, _: random.Random) -> bool:
    schema["required"] = [*schema.get("required", []), f"{name}_note"]
    return True
