"""The validation of a tool's arguments, as lines of Python: type, enumeration, range, pattern, format, length."""

from __future__ import annotations

import keyword
from collections.abc import Mapping

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.environments.synthesis.scope import BUILTINS_USED
from eigendata_assets.errors import InputError

_ANNOTATIONS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "list"}
_ITEM_TYPES = {"string": "str,", "integer": "int,", "number": "int, float"}


def signature(tool: str, parameters: Mapping[str, Parameter]) -> str:
    """The parameters as a `def` lists them, required ones first; raises InputError where one cannot be named so."""
    for name in parameters:
        if keyword.iskeyword(name) or name in BUILTINS_USED | {"self"}:
            where = ("tools", tool, "parameters", name)
            raise InputError(f"{name} means something in Python", where=where, hint="Choose another name.")
    ordered = sorted(parameters.items(), key=lambda item: not _is_required(item[1]))
    return ", ".join(["self", *(_declared(name, parameter) for name, parameter in ordered)])


def checks(name: str, parameter: Parameter) -> list[str]:
    """The lines that raise ToolError, with the parameter's name first, where a value is not valid."""
    lines = _checks(name, parameter)
    if _is_required(parameter) or parameter.default is not None:
        return lines
    return [f"if {name} is not None:", *(f"    {line}" for line in lines)]


def _is_required(parameter: Parameter) -> bool:
    return parameter.required and parameter.default is None


def _declared(name: str, parameter: Parameter) -> str:
    annotation = _ANNOTATIONS[parameter.type]
    if parameter.type == "array":
        annotation = f"list[{_ANNOTATIONS[parameter.items or 'string']}]"
    if _is_required(parameter):
        return f"{name}: {annotation}"
    return f"{name}: {annotation}{'' if parameter.default is not None else ' | None'} = {parameter.default!r}"


def _checks(name: str, parameter: Parameter) -> list[str]:
    asked = f"{name!r}, {name}"
    if parameter.format is not None:
        return [f"_check_{'date' if parameter.format == 'date' else 'datetime'}({asked})"]
    choices = f", choices={parameter.enum!r}" if parameter.enum else ""
    limits = "".join(
        f", {side}={_number(limit)}"
        for side, limit in (("minimum", parameter.minimum), ("maximum", parameter.maximum))
        if limit is not None
    )
    in_range = [f"_check_range({asked}{limits})"] if limits else []
    match parameter.type:
        case "string":
            pattern = f", pattern={parameter.pattern!r}" if parameter.pattern else ""
            return [f"_check_string({asked}{choices}{pattern})"]
        case "integer":
            return [f"_check_integer({asked}{choices})", *in_range]
        case "number":
            return [f"_check_number({asked})", *in_range]
        case "boolean":
            return [f"_check_boolean({asked})"]
    return [f"_check_list({asked}, ({_ITEM_TYPES[parameter.items or 'string']}){_lengths(parameter)})"]


def _lengths(parameter: Parameter) -> str:
    pairs = (("least", parameter.min_items), ("most", parameter.max_items))
    return "".join(f", {name}={limit}" for name, limit in pairs if limit is not None)


def _number(limit: float) -> str:
    return repr(int(limit)) if float(limit).is_integer() else repr(limit)
