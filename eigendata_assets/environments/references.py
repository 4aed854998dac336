"""What a piece of Python code refers to, as far as its syntax says.

Where the syntax does not say which object an attribute belongs to, the attribute is reported as of an unknown
receiver, and code that looks names up by itself is reported as dynamic; `reach.py` then takes every possibility.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from eigendata_assets.environments import syntax
from eigendata_assets.environments.syntax import Function, last_name

Dynamic = Literal["own", "own data", "any", "everything"]
"""Which attributes are looked up by a name that is computed.

own: any of `self`. own data: those that are no methods. any: those of any object. everything: whole modules.
"""

_BY_NAME = {"getattr": "read", "hasattr": "test", "setattr": "write", "delattr": "write"}
_WHOLE_PROGRAM = {  # `getattr` where it is not called but handed on
    "eval", "exec", "globals", "__import__", "import_module", "__subclasses__", "__globals__", "getmembers",
    "get_objects", "get_referrers", "getattr",
}  # fmt: skip
_LISTS_MEMBERS = {"dir", "vars"}
_GETTERS = {"attrgetter", "methodcaller"}


@dataclass(slots=True)
class References:
    """What some code refers to.

    `names` are used as values, `checked` only as the second argument of `isinstance`, `class_names` may also mean
    members of the class around. `chains` are `name.attribute...`. `own` are attributes of `self`, `parents` of
    `super()`, `attributes` of something unknown. `imports` are bound inside: name to dotted target. `escapes` says
    that `self` is handed on, so that it may be an unknown receiver elsewhere.
    """

    names: set[str] = field(default_factory=set)
    checked: set[str] = field(default_factory=set)
    class_names: set[str] = field(default_factory=set)
    chains: set[tuple[str, ...]] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    imports: dict[str, str] = field(default_factory=dict)
    dynamic: set[Dynamic] = field(default_factory=set)
    escapes: bool = False


def references_of(nodes: Iterable[ast.AST], *, package: str = "", in_class: bool = False) -> References:
    """What the nodes refer to; `package` resolves relative imports, `in_class` says they stand in a class body."""
    found = References()
    for node in nodes:
        if in_class:
            found.class_names |= _names_of_class_scope(node)
        _Reader(found, package, node, in_class).visit(node)
    return found


def _names_of_class_scope(node: ast.AST) -> set[str]:
    """Names that are evaluated in the class body: defaults, decorators, and initialisers."""
    parts: Sequence[ast.AST] = [node]
    if isinstance(node, Function):
        defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
        parts = [*node.decorator_list, *defaults]
    return {name for part in parts for name in syntax.names_in(part)}


class _Reader(ast.NodeVisitor):
    """Walks one definition and notes what it refers to."""

    def __init__(self, found: References, package: str, node: ast.AST, in_class: bool) -> None:
        self._found = found
        self._package = package
        self._first = syntax.first_parameter(node) if in_class else None
        self._other = syntax.other_parameter(node) if in_class else None
        self._bound = syntax.bound_names(node)
        self._rebound = self._first is not None and self._bound.get(self._first, 0) > 1
        self._gets_class = syntax.is_given_a_class(node)
        self._data_names = set() if self._gets_class else syntax.names_of_own_data(node, self._first, self._bound)
        self._depth = 0

    def visit_FunctionDef(self, node: Function) -> None:
        reads_annotations = bool(syntax.decorator_names(node) - syntax.PLAIN_DECORATORS)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        annotations = [node.returns, *(each.annotation for each in every if each)]
        self._depth += 1
        for part in [*node.decorator_list, *arguments.defaults, *arguments.kw_defaults, *node.body]:
            if part is not None:
                self.visit(part)
        self._depth -= 1
        for annotation in annotations:
            if annotation is not None and reads_annotations:
                self._read_annotation(annotation)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        depth, self._depth = self._depth, 0
        self.generic_visit(node)
        self._depth = depth

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        if node.value:
            self.visit(node.value)
        if not self._depth:  # in a class body, `items: list[Item]` may be read by a base class that then makes items
            self._read_annotation(node.annotation)

    def _read_annotation(self, annotation: ast.expr) -> None:
        expression = syntax.as_expression(annotation)
        if expression is not None:
            self.visit(expression)

    def visit_Name(self, node: ast.Name) -> None:
        self._found.escapes |= node.id in (self._first, "locals", "vars")
        self._found.names.add(node.id)
        self._note_whole_program(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        attributes: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            attributes.insert(0, inner.attr)
            inner = inner.value
        for name in attributes:
            self._note_whole_program(name)
        self._found.escapes |= "__class__" in attributes
        if "__getattribute__" in attributes:
            self._found.dynamic |= {"any", "own"}
        elif "__dict__" in attributes and not self._is_self(inner):
            self._found.dynamic.add("any")
        if isinstance(inner, ast.Name):
            self._note_chain(inner.id, attributes)
        elif isinstance(inner, ast.Call) and last_name(inner) == "super":
            self._found.parents.add(attributes[0])
            self._found.attributes.update(attributes[1:])
        else:
            self._found.attributes.update(attributes)
            self.visit(inner)

    def _note_chain(self, name: str, attributes: list[str]) -> None:
        if name in (self._first, self._other):
            sure = name == self._first and not self._rebound
            self._found.own.add(attributes[0])
            self._found.attributes.update(attributes[1:] if sure else attributes)
            return
        self._found.chains.add((name, *attributes))
        if name in self._bound:
            self._found.attributes.update(attributes)
        if (name, attributes[0]) == ("sys", "modules"):
            self._found.dynamic.add("everything")

    def _note_whole_program(self, name: str) -> None:
        if name in _WHOLE_PROGRAM:
            self._found.dynamic.add("everything")

    def visit_Call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        bare = isinstance(node.func, ast.Name)
        if bare and name in ("isinstance", "issubclass") and len(node.args) == 2:
            self._read_check(node)
        elif bare and name in _BY_NAME and len(node.args) >= 2:
            self._read_by_name(node, _BY_NAME[name])
        elif bare and name in _LISTS_MEMBERS and node.args:
            self._read_listing(node, name)
        else:
            if name in _GETTERS:
                self._read_getter(node)
            self.generic_visit(node)

    def _read_check(self, node: ast.Call) -> None:
        """`isinstance(x, Kind)` asks about a class and makes nothing of it."""
        if not self._is_self(node.args[0]):
            self.visit(node.args[0])
        kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        for kind in kinds:
            if isinstance(kind, ast.Name):
                self._found.checked.add(kind.id)
            else:
                self.visit(kind)

    def _read_by_name(self, node: ast.Call, use: str) -> None:
        receiver, name = node.args[0], node.args[1]
        data = isinstance(name, ast.Name) and name.id in self._data_names
        own = self._is_self(receiver) or (data and isinstance(receiver, ast.Name) and receiver.id == self._other)
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            (self._found.own if own else self._found.attributes).add(name.value)
        elif own:
            self._found.dynamic.add("own data" if data or use != "read" else "own")
        else:
            self._found.dynamic.add("any")
        for each in [*([] if own else [receiver]), *node.args[1:]]:
            self.visit(each)

    def _read_listing(self, node: ast.Call, name: str) -> None:
        """`vars(self)` lists data; any other `vars` or `dir` may list methods."""
        if self._is_self(node.args[0]):
            self._found.dynamic.add("own data" if name == "vars" and not self._gets_class else "own")
        else:
            self._found.dynamic.add("any")
            self.generic_visit(node)

    def _read_getter(self, node: ast.Call) -> None:
        for each in node.args[: 1 if last_name(node) == "methodcaller" else None]:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                self._found.attributes.update(each.value.split("."))
            else:
                self._found.dynamic.add("any")

    def _is_self(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._first and not self._rebound

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self._found.imports[name] = alias.name if alias.asname else name

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = syntax.absolute_name(node, self._package)
        for alias in node.names:
            self._found.imports[alias.asname or alias.name] = f"{module}.{alias.name}"

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        self._found.attributes.update(node.kwd_attrs)
        self.generic_visit(node)
