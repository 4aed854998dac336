"""Python expressions as text, without the parentheses that `ast.unparse` sets around the only argument of a call."""

from __future__ import annotations

import ast
import copy


class _Generators(ast.NodeTransformer):
    """Sets a name in the place of every generator that is the only argument of a call; `texts` maps it to the text."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The innermost are replaced first."""
        self.generic_visit(node)
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            name = f"_generator_{len(self.texts)}_"
            self.texts[name] = ast.unparse(ast.fix_missing_locations(node.args[0]))[1:-1]
            node.args = [ast.Name(name)]
        return node


def text(made: ast.expr) -> str:
    """An expression as Python text."""
    generators = _Generators()
    found = ast.unparse(ast.fix_missing_locations(generators.visit(copy.deepcopy(made))))
    for name, generator in reversed(generators.texts.items()):
        found = found.replace(name, generator)
    return found
