"""What Python files say about themselves, read by `ast` and never imported."""

from __future__ import annotations

import ast
from pathlib import Path

from eigendata_assets.errors import InputError
from eigendata_assets.imports.json_lines import reason


def parse_module(path: Path) -> ast.Module:
    """The syntax tree of a file; raises InputError where it is not Python."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OSError) as error:
        raise InputError(f"not a Python module: {reason(error)}", where=(str(path),)) from None


def classes_of(module: ast.Module) -> dict[str, ast.ClassDef]:
    """The classes at the top of a module, by name."""
    return {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}


def parameters_of(definition: ast.ClassDef) -> dict[str, tuple[str, ...]]:
    """For each method that is a tool, the names of its parameters in order, without `self`."""
    return {
        node.name: tuple(argument.arg for argument in (*node.args.posonlyargs, *node.args.args))[1:]
        for node in definition.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def imported_modules(module: ast.Module) -> set[str]:
    """The dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names
