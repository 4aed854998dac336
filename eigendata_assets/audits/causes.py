"""Names of causes: two checks that find the same defect of a function give it the same name, and it is told once."""

from __future__ import annotations

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json


def parameter_type(name: str) -> str:
    """A parameter has not the type that its schema says."""
    return f"type of parameter {name}"


def parameter_unknown(name: str) -> str:
    """A parameter is offered and not accepted, or accepted and not offered."""
    return f"existence of parameter {name}"


def parameter_text(name: str) -> str:
    """What is said about a parameter contradicts something."""
    return f"description of parameter {name}"


def parameter_value(name: str, value: Json) -> str:
    """A value of a parameter is not treated as the schema says."""
    return f"value {canonical_json(value)} of parameter {name}"


WHOLE = "as a whole"
"""The path of a result itself."""


def result_key(path: str) -> str:
    """A result has not the keys, or not the types, that its schema says."""
    return f"result {path}"


def parameter_default(name: str) -> str:
    """The default of a parameter contradicts something."""
    return f"default of parameter {name}"


def call_in_entry(entry: str, position: str, tool: str) -> str:
    """One call of one reference, where the defect is of what it passes, not of the tool."""
    return f"call {position} of {tool} in {entry}"


def parameter_constraint(name: str, keyword: str) -> str:
    """A constraint on a parameter (`enum`, `maximum`) is not what the tool takes."""
    return f"{keyword} of parameter {name}"


def exception(kind: str) -> str:
    """A call that fits the schema ends in an exception of this type, which was not meant."""
    return f"exception {kind}"
