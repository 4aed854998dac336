"""An environment's Python files as parts: functions, methods, constants, class frames, imports, loose statements.

A part is what can change by itself. Its name says where it stands (`ticket_api.TicketAPI._find_ticket`), its hash
changes when the part may do something else (see `normal_form.py`).
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from eigendata_assets.environments import syntax
from eigendata_assets.environments.normal_form import code_hash, does_nothing
from eigendata_assets.environments.references import References, references_of
from eigendata_assets.errors import InputError

LOOSE = "<statements>"
"""The name of the part that holds a module's statements that are no definitions."""

_BRANCHES = ast.If | ast.Try | ast.TryStar | ast.With
_HARMLESS_DECORATORS = {"dataclass", "total_ordering", "final", "runtime_checkable", "unique"}


@dataclass(frozen=True, slots=True)
class Part:
    """One definition.

    `owner` is the class whose body it stands in, `callable` says that it may be a tool, `foreign` that it is a name
    imported from outside of the environment. `parameters` maps those of a method to their annotations ("" without).
    """

    module: str
    name: str
    hash: str
    references: References
    owner: str | None = None
    foreign: bool = False
    decorators: frozenset[tuple[str, ...]] = frozenset()
    is_function: bool = False
    callable: bool = False
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ClassParts:
    """A class: `members` and `inner` classes by name, `bases` and `decorators` as dotted names.

    `plain` says that its body is nothing but definitions, `opaque` that code we do not see (a metaclass, a foreign
    decorator) may call any of its methods.
    """

    name: str
    module: str
    frame: Part
    bases: tuple[tuple[str, ...], ...]
    members: dict[str, Part] = field(default_factory=dict)
    inner: dict[str, str] = field(default_factory=dict)
    plain: bool = True
    decorators: frozenset[tuple[str, ...]] = frozenset()
    opaque: bool = False


@dataclass(slots=True)
class ModuleParts:
    """A module: `parts`, `classes` (inner ones as `Outer.Inner`) and `imports` by the names they have in it.

    `stars` are the modules of `from MODULE import *`.
    """

    name: str
    parts: dict[str, Part] = field(default_factory=dict)
    classes: dict[str, ClassParts] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    loose: Part | None = None


def read_modules(files: Mapping[str, str]) -> dict[str, ModuleParts]:
    """Dotted module name to its parts; `files` maps paths (`pkg/mod.py`) to text, and what is no `.py` is skipped.

    Raises InputError with file and line where a file is not Python.
    """
    sources = {path: text for path, text in sorted(files.items()) if path.endswith(".py")}
    docstrings = any("__doc__" in text or "getdoc" in text for text in sources.values())
    modules = (_read_module(path, text, docstrings) for path, text in sources.items())
    return {module.name: module for module in modules}


@functools.lru_cache(maxsize=256)
def _read_module(path: str, text: str, docstrings: bool) -> ModuleParts:
    try:
        tree = ast.parse(text, filename=path)
    except SyntaxError as error:
        raise InputError(f"not a Python module: {error.msg}", where=(path, f"line {error.lineno}")) from None
    except ValueError as error:
        raise InputError(f"not a Python module: {error}", where=(path,)) from None
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return _ModuleReader(name, path.endswith("__init__.py"), docstrings).read(tree)


class _ModuleReader:
    """Sorts the statements of one module into parts."""

    def __init__(self, name: str, is_package: bool, docstrings: bool) -> None:
        self._module = ModuleParts(name)
        self._package = name if is_package else name.rpartition(".")[0]
        self._docstrings = docstrings

    def read(self, tree: ast.Module) -> ModuleParts:
        bindings: dict[str, list[ast.AST]] = {}
        loose: list[ast.AST] = []
        for node in _statements(tree.body):
            if isinstance(node, ast.ClassDef):
                self._read_class(node, node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._read_import(node)
            elif names := _names_bound(node):
                for name in names:
                    bindings.setdefault(name, []).append(node)
            elif not _is_main_guard(node):
                loose.append(node)
        self._module.parts = {name: self._part(name, nodes) for name, nodes in bindings.items()}
        self._module.loose = self._part(LOOSE, loose) if loose else None
        return self._module

    def _read_import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = syntax.absolute_name(node, self._package) if isinstance(node, ast.ImportFrom) else ""
        if module == "__future__":
            return
        imported = references_of([node], package=self._package).imports
        if imported.pop("*", None):
            self._module.stars.append(module)
        self._module.imports |= imported

    def _read_class(self, node: ast.ClassDef, key: str) -> None:
        loose: list[ast.AST] = []
        bindings: dict[str, list[ast.AST]] = {}
        inner: list[ast.ClassDef] = []
        for each in _statements(node.body):
            names = _names_bound(each)
            if isinstance(each, ast.ClassDef):
                inner.append(each)
            elif not names:
                loose.append(each)
            for name in names:
                bindings.setdefault(name, []).append(each)
        found = self._class(node, key, loose)
        for each in inner:
            found.inner[each.name] = f"{key}.{each.name}"
            self._read_class(each, f"{key}.{each.name}")
        for name, nodes in bindings.items():
            found.members[name] = self._part(f"{key}.{name}", nodes, owner=found.name)
            found.members[_mangled(node.name, name)] = found.members[name]

    def _class(self, node: ast.ClassDef, key: str, loose: list[ast.AST]) -> ClassParts:
        """The class without its members, known to the module."""
        name = f"{self._module.name}.{key}"
        bases = tuple(map(_dotted, node.bases))
        computed = [base for base in node.bases if any(isinstance(each, ast.Call) for each in ast.walk(base))]
        around = [*node.decorator_list, *(keyword.value for keyword in node.keywords), *computed, *loose]
        self._module.classes[key] = found = ClassParts(
            name=name,
            module=self._module.name,
            frame=Part(
                module=self._module.name,
                name=name,
                hash=code_hash([*node.bases, *node.keywords, *around], docstrings=self._docstrings),
                references=references_of(around, package=self._package, in_class=True),
                owner=name,
            ),
            bases=bases,
            plain=not around,
            decorators=_decorators(node),
            opaque=bool(node.keywords or computed or syntax.decorator_names(node) - _HARMLESS_DECORATORS),
        )
        return found

    def _part(self, key: str, nodes: list[ast.AST], owner: str | None = None) -> Part:
        return Part(
            module=self._module.name,
            name=f"{self._module.name}.{key}",
            hash=code_hash(nodes, docstrings=self._docstrings),
            references=references_of(nodes, package=self._package, in_class=owner is not None),
            owner=owner,
            decorators=frozenset(each for node in nodes for each in _decorators(node)),
            is_function=any(isinstance(node, syntax.Function) for node in nodes),
            callable=any(_may_be_called(node) for node in nodes),
            parameters=syntax.parameters_of(nodes[-1]),
        )


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that do something; those in the branches of an `if`, `try` or `with` come again by themselves."""
    for node in body:
        if not does_nothing(node):
            yield node
        if isinstance(node, _BRANCHES) and not _is_main_guard(node):
            handlers = [statement for handler in getattr(node, "handlers", ()) for statement in handler.body]
            branches = (getattr(node, name, ()) for name in ("orelse", "finalbody"))
            yield from _statements([*node.body, *handlers, *(each for branch in branches for each in branch)])


def _names_bound(node: ast.AST) -> list[str]:
    """The names a simple statement binds: a function's own, or those on the left of an assignment."""
    if isinstance(node, syntax.Function):
        return [node.name]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    items = [each for target in targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])]
    names = [each.id for each in items if isinstance(each, ast.Name)]
    return names if len(names) == len(items) else []  # `table[key] = value` acts on something that exists


def _is_main_guard(node: ast.stmt) -> bool:
    """Whether a statement is `if __name__ == "__main__":`, which is not executed where a module is imported."""
    return isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) == "__name__ == '__main__'"


def _may_be_called(node: ast.AST) -> bool:
    """Whether a member may be a tool: a method that is given `self`, another name for one, or what a call has made."""
    if isinstance(node, syntax.Function):
        return not syntax.decorator_names(node) & {"property", "cached_property", "staticmethod", "setter"}
    made = ast.Lambda | ast.Name | ast.Attribute | ast.Call
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, made)


def _decorators(node: ast.AST) -> frozenset[tuple[str, ...]]:
    return frozenset(_dotted(each) for each in getattr(node, "decorator_list", ()))


def _dotted(node: ast.expr) -> tuple[str, ...]:
    """`("a", "b")` for `a.b`, `a.b[c]` and `a.b(c)`; empty for anything that begins with no name."""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Call):
        return _dotted(node.func)
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return (*inner, node.attr) if inner else ()
    return (node.id,) if isinstance(node, ast.Name) else ()


def _mangled(owner: str, member: str) -> str:
    """The name by which a member with two leading underscores is known outside of its class."""
    hidden = member.startswith("__") and not member.endswith("__")
    return f"_{owner.lstrip('_')}{member}" if hidden else member
