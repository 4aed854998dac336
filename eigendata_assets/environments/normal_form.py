"""Python code as a text that changes exactly when the code may do something else.

Comments, formatting, docstrings, `pass`, and annotations of local variables do not count. The text is our own and not
`ast.dump`, whose form differs between Python versions and which takes seconds for a large table of constants.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable

_IGNORED_FIELDS = {"ctx", "kind", "type_comment"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def code_hash(nodes: Iterable[ast.AST], *, docstrings: bool = False) -> str:
    """16 hexadecimal digits (BLAKE2b) of the normal form of some statements.

    A function or class among the `nodes` counts without its own name, so that a renamed function keeps its hash.
    `docstrings` keeps them, for code that reads `__doc__`.
    """
    out: list[str] = []
    for node in nodes:
        _Writer(out, docstrings).write(node, named=False)
    return hashlib.blake2b("".join(out).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class _Writer:
    """Writes syntax trees, depth first, onto a list of texts."""

    def __init__(self, out: list[str], docstrings: bool) -> None:
        self._out = out
        self._docstrings = docstrings

    def write(self, node: ast.AST, *, named: bool = True, local: bool = False) -> None:
        """The node is on the list; `local` says that it stands inside a function."""
        if type(node) is ast.Constant:
            self._out.append(repr(node.value) + ",")
            return
        if isinstance(node, ast.AnnAssign) and local:
            self._write_unannotated(node)
            return
        self._out.append(type(node).__name__ + "(")
        inside = isinstance(node, _FUNCTIONS) or (local and not isinstance(node, ast.ClassDef))
        for name in node._fields:
            if name not in _IGNORED_FIELDS and (named or name != "name"):
                self._write_field(name, getattr(node, name, None), inside)
        self._out.append(")")

    def _write_field(self, name: str, value: object, local: bool) -> None:
        if value is None or value == []:
            return
        self._out.append(name + "=")
        if isinstance(value, ast.AST):
            self.write(value, local=local)
        elif isinstance(value, list):
            self._write_list(value, local)
        else:
            self._out.append(repr(value) + ",")

    def _write_list(self, items: list[object], local: bool) -> None:
        self._out.append("[")
        for item in items:
            if not isinstance(item, ast.AST):
                self._out.append(f"<{item!r}>")  # the key of `**spread` is None, and not the constant None
            elif self._docstrings or not does_nothing(item):
                self.write(item, local=local)
        self._out.append("]")

    def _write_unannotated(self, node: ast.AnnAssign) -> None:
        """`x: int = 1` inside a function is `x = 1`; `x: int` only makes `x` local."""
        self._out.append("Assign(targets=[" if node.value else "Declare(targets=[")
        self.write(node.target, local=True)
        self._out.append("]")
        self._write_field("value", node.value, local=True)
        self._out.append(")")


def does_nothing(statement: ast.AST) -> bool:
    """Whether a statement has no effect: a docstring, another constant, `pass`, or `self.x: int` without a value."""
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None and not statement.simple
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
