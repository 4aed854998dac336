"""Messages of a spec as Python: f-strings no longer than a line, what is not a plain look-up in a variable before."""

from __future__ import annotations

import ast
import textwrap

from eigendata_assets.databases.expressions.nodes import Template
from eigendata_assets.environments.synthesis.expression_code import shown
from eigendata_assets.environments.synthesis.python_text import text
from eigendata_assets.environments.synthesis.scope import Scope

_ROOM, _WHOLE = 84, 100
_PLAIN = (ast.Name, ast.Subscript, ast.Attribute, ast.Constant, ast.expr_context)


def raise_lines(template: Template, scope: Scope) -> list[str]:
    """The lines that raise ToolError with this message."""
    lines: list[str] = []
    pieces: list[ast.expr] = []
    for piece in template:
        if isinstance(piece, str):
            pieces += [ast.Constant(part) for part in _split(piece)]
            continue
        made = shown(piece, scope)
        if not all(isinstance(node, _PLAIN) for node in ast.walk(made)):
            scope, variable = _variable(scope)
            lines.append(f"{variable} = {text(made)}")
            made = ast.Name(variable)
        pieces.append(ast.FormattedValue(made, -1))
    return [*lines, f"raise ToolError({chr(10).join(map(_chunk, _lines_of(pieces)))})"]


def _variable(scope: Scope) -> tuple[Scope, str]:
    number = sum(name.startswith("shown") for name in scope.taken)
    variable = scope.free("shown" if number == 0 else f"shown_{number + 1}")
    return scope.taking(variable), variable


def _split(words: str) -> list[str]:
    """A text in parts of which each fits on a line; joined they are the text."""
    if len(words) <= _ROOM // 2:
        return [words]
    wrapper = textwrap.TextWrapper(
        _ROOM // 2, drop_whitespace=False, break_on_hyphens=False, replace_whitespace=False, expand_tabs=False
    )
    parts = wrapper.wrap(words)
    return parts if "".join(parts) == words else [words]


def _lines_of(pieces: list[ast.expr]) -> list[list[ast.expr]]:
    lines: list[list[ast.expr]] = [[]]
    length = 0
    if len(_chunk(pieces)) <= _WHOLE:
        return [pieces]
    for piece in pieces:
        size = len(text(piece))
        if lines[-1] and length + size > _ROOM:
            lines.append([])
            length = 0
        lines[-1].append(piece)
        length += size
    return lines


def _chunk(pieces: list[ast.expr]) -> str:
    if all(isinstance(piece, ast.Constant) for piece in pieces):
        return repr("".join(str(piece.value) for piece in pieces if isinstance(piece, ast.Constant)))
    return text(ast.JoinedStr(pieces))
