"""Hand-written mappings: what a function, parameter or value is called now, where a person knows better than a guess.

One JSON object a line: `{"function": "cancel_reservation", "to": "cancel_booking", "parameters": {"res_id":
"booking_id"}, "values": {"priority": {"high": "P1"}}, "defaults": {"reason": "unknown"}}`. Null for `to` or for a
parameter says that there is no successor.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.errors import InputError

_Where = tuple[str, ...]


class FunctionMapping(Artifact):
    """One line of a mapping: `function` is the key before, `to` the key after (None: it is no more).

    `parameters` maps names before to names after (None: no more), `values` maps a parameter before to its values
    before, as text, and after; `defaults` maps a parameter after to the value for calls that do not give it.
    """

    function: str
    to: str | None = ""
    parameters: dict[str, str | None] = {}
    values: dict[str, dict[str, Json]] = {}
    defaults: dict[str, Json] = {}

    def value_for(self, parameter: str, value: Json) -> tuple[Json] | None:
        """The value after, in a tuple of one, where the mapping names this value of this parameter."""
        text = value if isinstance(value, str) else json.dumps(value)
        values = self.values.get(parameter, {})
        return (values[text],) if text in values else None


def read_mapping(path: Path, before: Toolset, after: Toolset) -> tuple[FunctionMapping, ...]:
    """The lines of a mapping file, with full keys.

    Raises InputError with file, line and function where a line is no mapping, or where a function or parameter does not
    exist; a name without its toolkit is enough where only one toolkit has it.
    """
    if not path.exists():
        raise InputError("the file is missing", where=(str(path),))
    found: dict[str, FunctionMapping] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            where = (str(path), f"line {number}")
            mapping = _resolved(_parsed(line, where), before, after, where)
            if mapping.function in found:
                raise InputError("it is mapped twice", where=(*where, mapping.function))
            if mapping.to is not None and mapping.to in {each.to for each in found.values()}:
                raise InputError(f"two functions become {mapping.to}", where=(*where, mapping.function))
            found[mapping.function] = mapping
    return tuple(found.values())


def _parsed(line: str, where: _Where) -> FunctionMapping:
    try:
        return FunctionMapping.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        hint = 'A line is like {"function": "old_name", "to": "new_name", "parameters": {"old": "new"}}.'
        raise InputError(
            f"not a mapping: {f'{place}: ' if place else ''}{first['msg']}", where=where, hint=hint
        ) from None


def _resolved(line: FunctionMapping, before: Toolset, after: Toolset, where: _Where) -> FunctionMapping:
    function = _key(line.function, before, "before", (*where, line.function))
    old = before.by_key[function]
    inside = (*where, function)
    to = line.to
    if to == "":
        to = function
    if to is not None:
        to = _key(to, after, "after", inside)
        _check_parameters([*filter(None, line.parameters.values()), *line.defaults], after.by_key[to], "after", inside)
    _check_parameters([*line.parameters, *line.values], old, "before", inside)
    return line.model_copy(update={"function": function, "to": to})


def _key(name: str, toolset: Toolset, when: str, where: _Where) -> str:
    keys = [tool.key for tool in toolset.tools if name in (tool.key, tool.name)]
    if len(keys) == 1 or name in keys:
        return name if name in keys else keys[0]
    if keys:
        raise InputError(
            f"{name} is a function of several toolkits", where=where, hint=f"Write one of {', '.join(keys)}."
        )
    raise InputError(f"there is no function {name} {when} the change", where=where)


def _check_parameters(names: list[str], tool: ToolSchema, when: str, where: _Where) -> None:
    known = tool.parameters.get("properties", {})
    for name in names:
        if name not in known:
            raise InputError(f"{tool.key} has no parameter {name} {when} the change", where=where)
