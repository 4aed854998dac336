"""The source of tools as syntax trees: the method of each tool, and the methods of its class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.protocol import EnvironmentCode

Method = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class SourceMethod:
    """A method, the file it stands in (within the environment's folder), and its parameters without `self`.

    `parameters` maps name to annotation as text ("" without one); `required` have no default. `open_ended` says that
    it takes any keyword.
    """

    file: str
    node: Method
    parameters: dict[str, str]
    required: frozenset[str]
    defaults: dict[str, ast.expr] = field(default_factory=dict)
    open_ended: bool = False

    @property
    def place(self) -> str:
        """File and line, for evidence."""
        return f"{self.file}:{self.node.lineno}"

    @property
    def mutable_defaults(self) -> list[str]:
        """The parameters whose default is a list, dictionary or set that all calls share."""
        return [name for name, value in self.defaults.items() if isinstance(value, ast.List | ast.Dict | ast.Set)]

    @property
    def docstring(self) -> str:
        """What the method says about itself."""
        return ast.get_docstring(self.node) or ""


@dataclass(frozen=True, slots=True)
class CodeView:
    """`methods` by `Toolkit.tool`, private ones too (`Toolkit._find`); `reach` is the call graph (see reach.py)."""

    methods: dict[str, SourceMethod] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)


def read_code_view(files: Mapping[str, str], environment: EnvironmentCode | None) -> CodeView:
    """The methods of an environment's toolkits, those of base classes in the same files included."""
    if environment is None or not files:
        return CodeView()
    trees = {path: ast.parse(text) for path, text in files.items() if path.endswith(".py")}
    classes = {
        node.name: (path, node) for path, tree in trees.items() for node in tree.body if isinstance(node, ast.ClassDef)
    }
    methods: dict[str, SourceMethod] = {}
    for toolkit in environment.toolkits:
        for path, kind in reversed(list(_lineage(toolkit.name, classes))):
            for node in kind.body:
                if isinstance(node, Method):
                    methods[f"{toolkit.name}.{node.name}"] = _method(path, node)
    return CodeView(methods, read_reach(files, environment.toolkits, environment.loader))


def _lineage(name: str, classes: Mapping[str, tuple[str, ast.ClassDef]]) -> Iterator[tuple[str, ast.ClassDef]]:
    """A class and its bases as far as the files define them, the nearest first."""
    waiting, seen = [name], set[str]()
    while waiting:
        current = waiting.pop(0)
        if current in classes and current not in seen:
            seen.add(current)
            path, node = classes[current]
            yield path, node
            waiting += [base.id for base in node.bases if isinstance(base, ast.Name)]


def _method(path: str, node: Method) -> SourceMethod:
    arguments = node.args
    static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list)
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip([each.arg for each in reversed(positional)], reversed(arguments.defaults), strict=False))
    keyword = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults |= {each.arg: value for each, value in keyword if value is not None}
    taken = [*positional[0 if static else 1 :], *arguments.kwonlyargs]
    return SourceMethod(
        file=path,
        node=node,
        parameters={each.arg: ast.unparse(each.annotation) if each.annotation else "" for each in taken},
        required=frozenset(each.arg for each in taken if each.arg not in defaults),
        defaults=defaults,
        open_ended=arguments.kwarg is not None,
    )
