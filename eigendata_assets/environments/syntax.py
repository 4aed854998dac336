"""Small questions about Python's syntax trees."""

from __future__ import annotations

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef

PLAIN_DECORATORS = frozenset(
    {"property", "classmethod", "staticmethod", "setter", "getter", "deleter", "cached_property"}
)
"""Decorators that do not look at annotations."""

_GIVEN_A_CLASS = {"__new__", "__init_subclass__", "__class_getitem__"}
_NOT_ABOUT_ANOTHER = {"__init__", "__new__", "__call__"}


def last_name(node: ast.AST) -> str:
    """`c` for the expressions `c`, `a.c` and `c(...)`; empty for any other."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def decorator_names(node: ast.AST) -> set[str]:
    """The last parts of the names of a definition's decorators."""
    return {last_name(each) for each in getattr(node, "decorator_list", ())}


def is_dunder(name: str) -> bool:
    """Whether Python itself calls the method of that name."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def first_parameter(node: ast.AST) -> str | None:
    """What a method calls `self` or `cls`; None where it is given neither."""
    if not isinstance(node, Function) or "staticmethod" in decorator_names(node):
        return None
    parameters = [*node.args.posonlyargs, *node.args.args]
    return parameters[0].arg if parameters else None


def other_parameter(node: ast.AST) -> str | None:
    """What a method like `__eq__` calls the object that it is given, most likely one of its own class."""
    if not isinstance(node, Function) or not is_dunder(node.name) or node.name in _NOT_ABOUT_ANOTHER:
        return None
    parameters = [*node.args.posonlyargs, *node.args.args]
    return parameters[1].arg if len(parameters) > 1 else None


def parameters_of(node: ast.AST) -> dict[str, str]:
    """A method's parameters without `self`, each with its annotation as text; `**` stands for any others."""
    if not isinstance(node, Function):
        return {}
    named = [*node.args.posonlyargs, *node.args.args][0 if "staticmethod" in decorator_names(node) else 1 :]
    found = {
        each.arg: ast.unparse(each.annotation) if each.annotation else "" for each in [*named, *node.args.kwonlyargs]
    }
    return found | ({"**": ""} if node.args.kwarg else {})


def is_given_a_class(node: ast.AST) -> bool:
    """Whether the first parameter of a method is the class and not an instance."""
    return isinstance(node, Function) and (node.name in _GIVEN_A_CLASS or "classmethod" in decorator_names(node))


def bound_names(node: ast.AST) -> dict[str, int]:
    """How often each name is bound anywhere inside."""
    counts: dict[str, int] = {}
    for inner in ast.walk(node):
        bound = None
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            bound = inner.id
        elif isinstance(inner, ast.arg):
            bound = inner.arg
        elif isinstance(inner, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            bound = inner.name
        if bound is not None:
            counts[bound] = counts.get(bound, 0) + 1
    return counts


def names_of_own_data(node: ast.AST, first: str | None, bound: dict[str, int]) -> set[str]:
    """Each `name` in `for name in vars(self)`: an attribute of the instance, and no method, wherever it is used."""
    loops = (each for each in ast.walk(node) if isinstance(each, ast.For | ast.AsyncFor | ast.comprehension))
    return {
        loop.target.id
        for loop in loops
        if isinstance(loop.target, ast.Name) and bound.get(loop.target.id) == 1 and _is_own_data(loop.iter, first)
    }


def _is_own_data(node: ast.expr, first: str | None) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "vars"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == first
    )


def absolute_name(node: ast.ImportFrom, package: str) -> str:
    """The dotted name of the module in `from MODULE import ...`, where the code stands in `package`."""
    if not node.level:
        return node.module or ""
    parents = package.split(".") if package else []
    kept = parents[: len(parents) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def names_in(node: ast.AST) -> set[str]:
    """All bare names inside."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def as_expression(annotation: ast.expr) -> ast.expr | None:
    """An annotation, also one written as a string; None where the string is no Python."""
    if not (isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)):
        return annotation
    try:
        return ast.parse(annotation.value, mode="eval").body
    except SyntaxError:
        return None
