"""Defaults that contradict: the declared type or values, the words of the description, or the code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.findings import SchemaEdit
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_default
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import drop_keyword, set_parameter
from eigendata_assets.audits.schema_reading import declared_values, description_of, parameters_of, violations
from eigendata_assets.audits.subject import AuditSubject

_IN_WORDS = re.compile(
    r"\bdefaults?(?: value)?(?: is| to|:| =)\s*(?P<value>'[^']*'|\"[^\"]*\"|`[^`]*`|[\w.+-]+)", re.IGNORECASE
)
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "none": None, "null": None}


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Declared defaults that are not valid, and those that are told otherwise elsewhere."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        for name, schema in parameters_of(tool).items():
            said = default_in_words(description_of(schema))
            coded = method.defaults.get(name) if method else None
            others = [("the description says", said)] if said else []
            if coded is not None and (value := literal(coded)):
                others.append(("the code takes", value))
            reason = _invalid(schema) or _contradiction(schema, others)
            if reason:
                yield Defect(
                    function=tool.key,
                    cause=parameter_default(name),
                    message=f"The default of {name} is declared {json.dumps(schema['default'])}, but {reason}.",
                    evidence=subject.sample_of(
                        tool.key,
                        "one default, which is valid",
                        parameter=name,
                        declared=schema["default"],
                        otherwise=reason,
                    ),
                    repair=f"Declare the default of {name} as the code takes it.",
                    confidence=0.9,
                    affects=tuple(
                        dict.fromkeys(
                            seen.entry for seen in subject.calls_of[tool.key] if name not in seen.call.arguments
                        )
                    ),
                    edits=(_edit(tool, name, coded),),
                )


def _edit(tool: ToolSchema, name: str, coded: ast.expr | None) -> SchemaEdit:
    """The default that the code takes; where it takes none, the schema has none either."""
    value = literal(coded) if coded is not None else None
    return set_parameter(tool, name, "default", value[0]) if value and value[0] is not None else drop_keyword(
        tool, name, "default"
    )  # fmt: skip


def default_in_words(text: str) -> tuple[Json] | None:
    """The default that a description names, in a tuple; None where it names none that can be read as a value."""
    match = _IN_WORDS.search(text)
    if not match:
        return None
    raw = match.group("value")
    quoted = raw[0] in "'\"`"
    word = raw.strip("'\"`") if quoted else raw.rstrip(".,;")
    if quoted:
        return (word,)
    if word.casefold() in _CONSTANTS:
        return (_CONSTANTS[word.casefold()],)
    try:
        return (json.loads(word),)
    except ValueError:
        return None


def literal(node: ast.expr) -> tuple[Json] | None:
    """The value of a literal in the code, in a tuple; None for anything else."""
    try:
        return (ast.literal_eval(node),)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _invalid(schema: dict[str, Any]) -> str | None:
    if schema.get("default") is None:
        return None
    listed = declared_values(schema)
    if listed and schema["default"] not in listed and not isinstance(schema["default"], list):
        return f"only {json.dumps(listed)} are allowed"
    problem = next(iter(violations(schema["default"], schema)), None)
    return problem.message if problem else None


def _contradiction(schema: dict[str, Any], others: list[tuple[str, tuple[Json]]]) -> str | None:
    """Who says another default; no default in the schema, or none in the code, says nothing."""
    declared = schema.get("default")
    for who, (value,) in others:
        if declared is not None and value is not None and not _same(declared, value):
            return f"{who} {json.dumps(value, default=str)}"
    return None


def _same(left: Json, right: Json) -> bool:
    if isinstance(right, tuple | set):
        right = list(right)
    return bool(left == right) or str(left).casefold() == str(right).casefold()


CHECK = Check(
    code="contradictory_default",
    component="schema",
    title="A parameter's default is not valid, or is another in the description or in the code.",
    needs=frozenset({"schemas"}),
    run=run,
)
