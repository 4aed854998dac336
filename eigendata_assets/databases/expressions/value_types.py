"""Types of the expression language, and the scopes in which expressions have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from eigendata_assets.artifacts.spec.draws import Scalar
from eigendata_assets.artifacts.spec.tables import Column as TableColumn
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.nodes import Boolean, Compare, Constant, Expression, Name, Unary
from eigendata_assets.databases.expressions.walk import names

Kind = Literal["text", "integer", "number", "boolean", "date", "datetime", "null", "row", "list", "record", "any"]

Group = Literal["text", "number", "boolean", "row", "list", "record", "any"]
"""Values of one group can be compared with each other: dates and datetimes are text, integers are numbers."""

GROUPS: Mapping[Kind, Group] = {
    "text": "text", "date": "text", "datetime": "text", "integer": "number", "number": "number", "boolean": "boolean",
    "row": "row", "list": "list", "record": "record", "null": "any", "any": "any",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value.

    `table` is that of a row; `items` the type of a list's items; `fields` those of a record (what a tool returns in
    named parts); `values` all values that a column can have, if it has such a list; `references` the table whose keys
    these values are.
    """

    kind: Kind
    nullable: bool = False
    table: str = ""
    items: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    values: tuple[Scalar, ...] = ()
    references: str = ""

    @property
    def group(self) -> Group:
        """What it can be compared with."""
        return GROUPS[self.kind]

    def __str__(self) -> str:
        inner = {"row": f"row of {self.table}", "list": f"list of {self.items}"}.get(self.kind, self.kind)
        return f"{inner} or null" if self.nullable and self.kind != "null" else inner


TEXT, INTEGER, NUMBER, BOOLEAN = Type("text"), Type("integer"), Type("number"), Type("boolean")
DATE, DATETIME, NULL, ANY = Type("date"), Type("datetime"), Type("null", nullable=True), Type("any", nullable=True)


def row_type(table: str, *, nullable: bool = False) -> Type:
    """A row of a table."""
    return Type("row", nullable, table)


def list_of(items: Type) -> Type:
    """A list; found rows are a list of rows."""
    return Type("list", items=items)


def column_type(column: TableColumn) -> Type:
    """The type of a column's values."""
    return Type(column.type, column.nullable, values=column.values, references=column.references or "")


@dataclass(frozen=True, slots=True)
class TypeScope:
    """What an expression can see: tables, named values, and what a test before it has shown not to be null.

    `args` are the parameters, None where there are none to speak of; `new_keys` says whether rows can be made here.
    """

    tables: Mapping[str, Table]
    names: Mapping[str, Type] = field(default_factory=dict)
    args: Mapping[str, Type] | None = None
    not_null: frozenset[Expression] = frozenset()
    new_keys: bool = False

    def within(self, table: str) -> TypeScope:
        """The scope of a condition over a row of a table: its columns hide names outside."""
        found = self.tables[table]
        columns = {name: column_type(column) for name, column in found.columns.items()}
        columns[found.key] = replace(columns[found.key], references=table)
        kept = frozenset(fact for fact in self.not_null if not names(fact) & columns.keys())
        return replace(self, names={**self.names, **columns}, not_null=kept)

    def binding(self, name: str, value: Type) -> TypeScope:
        """The scope after a name was given to a value."""
        kept = frozenset(fact for fact in self.not_null if name not in names(fact))
        return replace(self, names={**self.names, name: value}, not_null=kept)

    def knowing(self, condition: Expression, truth: bool = True) -> TypeScope:
        """The scope where a condition is known to hold, or not to."""
        return replace(self, not_null=self.not_null | shown_not_null(condition, truth))


def row_scope(tables: Mapping[str, Table], table: str) -> TypeScope:
    """The scope of checks and computed columns: the row's columns, and the row itself as `this`."""
    return TypeScope(tables, {"this": row_type(table)}).within(table)


def shown_not_null(condition: Expression, truth: bool) -> frozenset[Expression]:
    """The expressions that are not null where the condition is true (or false)."""
    match condition:
        case Unary("not", operand):
            return shown_not_null(operand, not truth)
        case Boolean(kind, operands) if (kind == "and") == truth:
            return frozenset().union(*(shown_not_null(each, truth) for each in operands))
        case Compare("==" | "!=" as symbol, left, right):
            return _by_equality(left, right, equal=(symbol == "==") == truth)
        case Compare("in", left, _) if truth:
            return frozenset({left})
        case Compare("<" | "<=" | ">" | ">=", left, right):
            return frozenset({left, right})
        case Name() if truth:
            return frozenset({condition})
    return frozenset()


def _by_equality(left: Expression, right: Expression, *, equal: bool) -> frozenset[Expression]:
    null = Constant(None)
    if equal:
        sides = {left: right, right: left}
        return frozenset(one for one, other in sides.items() if isinstance(other, Constant) and other != null)
    return frozenset(one for one, other in ((left, right), (right, left)) if other == null)


def united(left: Type, right: Type) -> Type | None:
    """The type of what is one or the other; None where they do not belong together."""
    nullable = left.nullable or right.nullable
    if left.kind == "null" or right.kind == "any":
        return replace(right, nullable=True)
    if right.kind == "null" or left.kind == "any":
        return replace(left, nullable=True)
    if left.group != right.group or left.table != right.table:
        return None
    values = tuple(dict.fromkeys([*left.values, *right.values])) if left.values and right.values else ()
    references = left.references if left.references == right.references else ""
    kind = left.kind if left.kind == right.kind else ("number" if left.group == "number" else "text")
    items = united(left.items, right.items) if left.items and right.items else left.items
    return replace(left, kind=kind, nullable=nullable, values=values, references=references, items=items)


def type_of_value(value: object) -> Type:
    """The type of a value as it stands."""
    match value:
        case None:
            return NULL
        case bool():
            return replace(BOOLEAN, values=(value,))
        case int() | float():
            return replace(INTEGER if isinstance(value, int) else NUMBER, values=(value,))
        case str():
            day = re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?", value)
            return replace(TEXT if day is None else DATETIME if day[1] else DATE, values=(value,))
    return ANY
