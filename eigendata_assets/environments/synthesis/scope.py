"""The names of a place in generated code: what each stands for in Python, and its kind."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eigendata_assets.databases.expressions.nodes import Expression
from eigendata_assets.environments.behaviour.kinds import Kind, Names, kind_of

_OURS = {"self", "NOW", "TODAY", "Row", "Table", "undo", "error", "copy", "math", "re"}
BUILTINS_USED = {
    "abs", "any", "bool", "dict", "int", "len", "list", "max", "min", "round", "sorted", "str", "sum", "reversed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """`codes` maps each known name to Python, `taken` are the variables in use, `fixed` tables that keep their rows."""

    names: Names
    codes: Mapping[str, ast.expr] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()

    def kind(self, node: Expression) -> Kind:
        """The kind of an expression here; a row that a kept reference leads to is there for certain."""
        return kind_of(node, self.names)

    def bind(self, name: str, kind: Kind) -> tuple[Scope, str]:
        """The scope with a name bound to a variable, and the variable."""
        variable = self.free(name)
        names = self.names.with_name(name, kind)
        codes = {**self.codes, name: ast.Name(variable)}
        return replace(self, names=names, codes=codes, taken=self.taken | {variable}), variable

    def within(self, table: str, variable: str) -> Scope:
        """The scope of an expression over the rows of a table, each in a variable."""
        columns = {column: subscript(ast.Name(variable), column) for column in self.names.columns(table)}
        codes = {**self.codes, **columns}
        return replace(self, names=self.names.within(table), codes=codes, taken=self.taken | {variable})

    def taking(self, variable: str) -> Scope:
        """The scope with one more variable in use."""
        return replace(self, taken=self.taken | {variable})

    def free(self, wanted: str) -> str:
        """A variable like the wanted one that hides nothing."""
        name = wanted
        while name in self.taken | _OURS | BUILTINS_USED or keyword.iskeyword(name):
            name += "_"
        return name

    def row_variable(self, table: str) -> str:
        """A variable for a row of a table: its singular, or `other`, whichever is free."""
        wanted = (singular(table), "other", "each", "row")
        return next((name for name in wanted if self.free(name) == name), self.free("row"))


def singular(table: str) -> str:
    """`bookings` to `booking`, `categories` to `category`."""
    if table.endswith("ies"):
        return f"{table[:-3]}y"
    if table.endswith(("sses", "xes", "ches", "shes")):
        return table[:-2]
    return table[:-1] if table.endswith("s") and not table.endswith("ss") else f"one_{table}"


def subscript(of: ast.expr, key: str) -> ast.expr:
    """`of["key"]`."""
    return ast.Subscript(of, ast.Constant(key))


def table_code(table: str) -> ast.expr:
    """`self.table`."""
    return ast.Attribute(ast.Name("self"), table)
