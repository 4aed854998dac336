"""Which values of a parameter a method tells apart: the texts and numbers that it compares it with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.code_view import Method


def values_told_apart(method: Method, parameter: str, declared: Sequence[Json]) -> frozenset[Json]:
    """The literals with which a branch compares the parameter; a test of all declared values at once tells none apart.

    Comparisons of `parameter`, `parameter.lower()` and the like; literals of `==`, `in`, `match` and the keys of
    dictionaries that are indexed by it.
    """
    names = _names_for(method, parameter)
    found: set[Json] = set()
    for node in ast.walk(method):
        for group in _groups(node, names):
            if not set(declared) <= group:
                found |= group
    return frozenset(found)


def _names_for(method: Method, parameter: str) -> frozenset[str]:
    """The parameter, and the names that are given its value as it is or in another case."""
    names = {parameter}
    for node in ast.walk(method):
        if isinstance(node, ast.Assign) and _about(node.value, frozenset(names)):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names)


def _groups(node: ast.AST, names: frozenset[str]) -> Iterator[set[Json]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sides = (node.left, node.comparators[0])
        for one, other in (sides, sides[::-1]):
            if _about(one, names):
                yield _literals(other)
    elif isinstance(node, ast.Match) and _about(node.subject, names):
        for case in node.cases:
            yield {each.value for each in ast.walk(case.pattern) if isinstance(each, ast.Constant)}
    elif isinstance(node, ast.Subscript) and _about(node.slice, names):
        yield _literals(node.value)


def _about(node: ast.expr, names: frozenset[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        node = node.func.value
    return isinstance(node, ast.Name) and node.id in names


def _literals(node: ast.expr) -> set[Json]:
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return {each.value for each in node.elts if isinstance(each, ast.Constant)}
    if isinstance(node, ast.Dict):
        return {each.value for each in node.keys if isinstance(each, ast.Constant)}
    return set()
