"""The source that a tool's reviewer reads: its method, and what of the same files that leads to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.code_view import CodeView
from eigendata_assets.audits.subject import AuditSubject

LONGEST = 16_000
"""Longer source is cut, and says so."""

_ITEMS = 4


def code_text(subject: AuditSubject, tool: str) -> str:
    """The method of a tool with the methods, functions and constants that it names, and how its state is loaded."""
    if tool not in subject.code.methods:
        return ""
    toolkit, _, name = tool.rpartition(".")
    loader = subject.environment.loader if subject.environment else ""
    nodes = _reached(subject.code, toolkit, [name, "__init__", loader])
    wanted = {word for _, node in nodes for word in _names(node)}
    parts = [part for file in dict.fromkeys(file for file, _ in nodes) for part in _top(subject.files[file], wanted)]
    parts.append(f"class {toolkit}:")
    parts += [_source(subject.files[file], node) for file, node in nodes]
    text = "\n\n".join(parts)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n# ({len(text) - LONGEST} characters more)"


def _reached(code: CodeView, toolkit: str, names: list[str]) -> list[tuple[str, ast.AST]]:
    """The methods of a toolkit that some of them lead to, each once, with their files."""
    found: dict[str, tuple[str, ast.AST]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        method = code.methods.get(f"{toolkit}.{name}")
        if name not in found and method is not None:
            found[name] = (method.file, method.node)
            waiting += [each.attr for each in ast.walk(method.node) if isinstance(each, ast.Attribute)]
    return list(found.values())


def _top(text: str, wanted: set[str]) -> Iterator[str]:
    """The functions and constants at the top of a file that are named; imports and classes are left out."""
    for node in ast.parse(text).body:
        called = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in wanted
        assigned = isinstance(node, ast.Assign | ast.AnnAssign) and _names(node, ast.Store) & wanted
        if called or assigned:
            yield _source(text, node)


def _names(node: ast.AST, context: type[ast.expr_context] = ast.Load) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, context)}


def _source(text: str, node: ast.AST) -> str:
    return ast.get_source_segment(text, node, padded=True) or ""


def abridged(value: Json, most: int = _ITEMS) -> Json:
    """A state with only the first items of long lists and objects; says how many there are more."""
    if isinstance(value, Mapping):
        kept = {key: abridged(item, most) for key, item in list(value.items())[: max(most, _wide(value))]}
        left = len(value) - len(kept)
        return kept | ({"...": f"{left} more"} if left else {})
    if isinstance(value, list):
        kept_items = [abridged(item, most) for item in value[:most]]
        return [*kept_items, f"... {len(value) - most} more"] if len(value) > most else kept_items
    return value


def _wide(value: Mapping[str, Json]) -> int:
    """A record shows all its fields; a collection, whose values are all records, only some."""
    records = all(isinstance(item, dict) for item in value.values())
    return 0 if records else len(value)
