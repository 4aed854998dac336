"""Python annotations as the JSON types they stand for."""

from __future__ import annotations

import ast

_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "List": "array",
    "Sequence": "array",
    "tuple": "array",
    "Tuple": "array",
    "set": "array",
    "Set": "array",
    "dict": "object",
    "Dict": "object",
    "Mapping": "object",
    "None": "null",
}


def json_types(annotation: str) -> frozenset[str]:
    """The JSON types of values that an annotation allows; empty where it does not say, or says more than we know."""
    try:
        tree = ast.parse(annotation, mode="eval").body
    except SyntaxError:
        return frozenset()
    found = _types(tree)
    return frozenset() if found is None else found


def _types(node: ast.expr) -> frozenset[str] | None:
    if isinstance(node, ast.Constant):
        return _constant(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right])
    if isinstance(node, ast.Subscript):
        return _subscripted(_name(node.value), node.slice)
    name = _TYPES.get(_name(node))
    return frozenset({name}) if name else None


def _constant(node: ast.Constant) -> frozenset[str] | None:
    if node.value is None:
        return frozenset({"null"})
    return json_types(node.value) or None if isinstance(node.value, str) else None


def _subscripted(name: str, inside: ast.expr) -> frozenset[str] | None:
    parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    if name == "Optional":
        return _union([*parts, ast.Constant(None)])
    if name == "Union":
        return _union(parts)
    if name == "Annotated":
        return _types(parts[0])
    if name == "Literal":
        values = [each.value for each in parts if isinstance(each, ast.Constant)]
        return frozenset(_TYPES[type(value).__name__] for value in values if type(value).__name__ in _TYPES) or None
    return frozenset({_TYPES[name]}) if name in _TYPES else None


def _union(parts: list[ast.expr]) -> frozenset[str] | None:
    found = [_types(part) for part in parts]
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
