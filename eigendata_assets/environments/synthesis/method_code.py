"""FileGenerationAgent and inner CodingAgent without a model (EigenData 3.3): one method from one tool's behaviour."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence

import black
from black.parsing import InvalidInput

from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.kinds import Kind, names_of_tool
from eigendata_assets.environments.behaviour.steps import (
    Behaviour,
    Delete,
    Each,
    Find,
    ForEach,
    Get,
    Insert,
    Result,
    Value,
    all_steps,
)
from eigendata_assets.environments.synthesis.argument_code import checks, signature
from eigendata_assets.environments.synthesis.python_text import text
from eigendata_assets.environments.synthesis.scope import Scope
from eigendata_assets.environments.synthesis.step_code import needs_undo, result_code, steps_code
from eigendata_assets.errors import InputError

LINE = 120
_MODE = black.Mode(line_length=LINE)


def method_code(domain: DomainSpec, name: str, behaviours: dict[str, Behaviour]) -> str:
    """The text of a public method, indented for its class; raises InputError naming tool and what is wrong."""
    tool, behaviour = domain.tools[name], behaviours[name]
    scope = first_scope(domain, tool, behaviours)
    parameters = signature(name, tool.parameters)
    undo = needs_undo(behaviour.steps, domain)
    try:
        lines, last = steps_code(behaviour.steps, scope, undo=undo)
        returned = f"return {text(result_code(behaviour.returns, last))}"
    except InputError as error:
        raise InputError(error.message, where=("tools", name), hint=error.hint) from None
    validation = [line for parameter, each in tool.parameters.items() for line in checks(parameter, each)]
    body = ["try:", *_indented([*validation, *lines, returned]), "except ToolError as error:"]
    body += _indented([*(["undo.bring_back()"] if undo else []), 'return {"error": str(error)}'])
    head = f"def {name}({parameters}) -> {annotation(behaviour.returns, last)}:"
    start = ["undo = _Undo()"] if undo else []
    return formatted_method("\n".join([head, *_indented([docstring(name, tool), *start, *body])]))


def first_scope(domain: DomainSpec, tool: Tool, behaviours: dict[str, Behaviour]) -> Scope:
    """What is known where a method begins; tables that no tool deletes from keep their rows."""
    names = names_of_tool(domain, tool.parameters)
    codes = {name: ast.Name(name) for name in tool.parameters}
    deleted = {table for each in behaviours.values() for table in tables_deleted_from(each)}
    free_form = any(each.steps is None for each in domain.tools.values())
    fixed = frozenset() if free_form else frozenset(domain.tables) - deleted
    return Scope(names, codes, frozenset(tool.parameters), fixed)


def tables_deleted_from(behaviour: Behaviour) -> set[str]:
    """The tables that a tool may remove rows of, by the names its `delete` steps use."""
    steps = all_steps(behaviour.steps)
    deleted = {step.name for step in steps if isinstance(step, Delete)}
    tables = {step.name: step.table for step in steps if isinstance(step, Get | Find | Insert)}
    loops = {step.name for step in steps if isinstance(step, ForEach)}
    if deleted & loops:
        return set(tables.values())
    return {tables[name] for name in deleted if name in tables}


def formatted_method(method: str) -> str:
    """A method as a formatter would write it, indented by four; raises InputError where it is not Python."""
    wrapped = "class _:\n" + textwrap.indent(method, "    ")
    try:
        made = black.format_str(wrapped, mode=_MODE)
    except InvalidInput as error:
        raise InputError(f"not a method in Python: {error}") from None
    return made.split("\n", 1)[1].strip("\n") + "\n"


def docstring(name: str, tool: Tool) -> str:
    """A first line that fits, the rest of the description, and what the parameters mean."""
    room = LINE - 8
    said = _safe(tool.description) or name.replace("_", " ")
    first, dot, rest = said.partition(". ")
    if len(first) > room - 4:
        first, dot, rest = name.replace("_", " ").capitalize(), ".", said
    body = ["", *textwrap.wrap(rest, room)] if rest else []
    if tool.parameters:
        body += ["", "Args:"]
    for each, parameter in tool.parameters.items():
        words = f"{each}: {_safe(parameter.description)}".rstrip(": ")
        body += textwrap.wrap(words, room, initial_indent="    ", subsequent_indent=" " * 8)
    start = f'"""{first}{dot.strip()}'
    return "\n".join([start, *body, '"""']) if body else f'{start}"""'


def annotation(returns: Result, scope: Scope) -> str:
    """The return type: an object, or something else beside the object that says what went wrong."""
    if isinstance(returns, Each):
        return "list[Any] | Row"
    if isinstance(returns, Value):
        kind: Kind = scope.kind(returns.of)
        if kind.form in ("rows", "list"):
            return "list[Any] | Row"
        return "Row" if kind.form == "row" and not kind.nullable else "Any"
    return "Row"


def _safe(words: str) -> str:
    return " ".join(words.replace("\\", "\\\\").replace('"""', "'''").split())


def _indented(lines: Sequence[str]) -> list[str]:
    return [textwrap.indent(line, "    ") for line in lines]
