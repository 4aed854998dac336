"""What kind of value an expression has, as far as the spec says: types, rows of a table, whether it may be null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Boolean,
    Call,
    Column,
    Compare,
    Conditional,
    Constant,
    Expression,
    Items,
    Name,
    NewKey,
    Row,
    Unary,
)
from eigendata_assets.errors import InputError

Form = Literal["text", "integer", "number", "boolean", "date", "datetime", "null", "list", "row", "rows", "args"]

TEXTS: tuple[Form, ...] = ("text", "date", "datetime")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: `table` of a row or rows, `items` of a list; `source` is the column it is read from.

    `refers` is the table of which the value is known to be a key, as long as no tool deletes rows of it; `fresh` the
    table of which it is the next key.
    """

    form: Form
    nullable: bool = False
    table: str = ""
    items: Form = "text"
    source: tuple[str, str] | None = None
    refers: str = ""
    fresh: str = ""


INTEGER, NUMBER, BOOLEAN, TEXT = Kind("integer"), Kind("number"), Kind("boolean"), Kind("text")
DATE, DATETIME = Kind("date"), Kind("datetime")

_OF_CALLS: dict[str, Kind] = {
    "floor": INTEGER, "ceil": INTEGER, "length": INTEGER, "year": INTEGER, "month": INTEGER, "weekday": INTEGER,
    "days_between": INTEGER, "hours_between": NUMBER, "lower": TEXT, "upper": TEXT, "text": TEXT, "contains": BOOLEAN,
    "starts_with": BOOLEAN, "date_of": DATE, "add_hours": DATETIME,
}  # fmt: skip
_OF_PARAMETERS: dict[str, Form] = {
    "string": "text", "integer": "integer", "number": "number", "boolean": "boolean", "array": "list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What is known by name at one place of a behaviour."""

    domain: DomainSpec
    known: Mapping[str, Kind] = field(default_factory=dict)
    arguments: Mapping[str, Kind] = field(default_factory=dict)

    def with_name(self, name: str, kind: Kind) -> Names:
        """One more name."""
        return replace(self, known={**self.known, name: kind})

    def within(self, table: str) -> Names:
        """The names of a condition over the rows of a table: its columns hide what is outside."""
        return replace(self, known={**self.known, **self.columns(table)})

    def columns(self, table: str) -> dict[str, Kind]:
        """Column to kind; raises InputError where the spec has no such table."""
        if table not in self.domain.tables:
            raise InputError(f"there is no table {table}", hint=f"Tables: {', '.join(self.domain.tables)}.")
        return {name: self.column(table, name) for name in self.domain.tables[table].columns}

    def column(self, table: str, name: str) -> Kind:
        """The kind of a column; raises InputError where there is none."""
        found = self.domain.tables[table].columns.get(name)
        if found is None:
            columns = ", ".join(self.domain.tables[table].columns)
            raise InputError(f"{table} has no column {name}", hint=f"Columns: {columns}.")
        refers = "" if found.nullable else found.references or ""
        refers = table if name == self.domain.tables[table].key else refers
        return Kind(found.type, found.nullable, source=(table, name), refers=refers)


def names_of_tool(domain: DomainSpec, parameters: Mapping[str, Parameter]) -> Names:
    """What is known at the start of a tool: its parameters."""
    arguments = {name: parameter_kind(parameter) for name, parameter in parameters.items()}
    return Names(domain, arguments, arguments)


def parameter_kind(parameter: Parameter) -> Kind:
    """The kind of a parameter's value once it was validated."""
    form = _OF_PARAMETERS[parameter.type]
    if parameter.format is not None:
        form = "date" if parameter.format == "date" else "datetime"
    nullable = not parameter.required and parameter.default is None
    items: Form = _OF_PARAMETERS[parameter.items] if parameter.items else "text"
    return Kind(form, nullable, items=items)


def kind_of(node: Expression, names: Names) -> Kind:
    """The kind of an expression; raises InputError where a name, table or column is not there."""
    match node:
        case Constant(value):
            return _of_constant(value)
        case Name(name):
            return _of_name(name, names)
        case Column(of, column):
            return _of_column(of, column, names)
        case Binary():
            return _of_arithmetic(node, names)
        case Compare() | Boolean() | Unary("not", _):
            return BOOLEAN
        case Unary(_, operand):
            return replace(kind_of(operand, names), source=None)
        case Conditional(_, then, otherwise):
            return _joined(kind_of(then, names), kind_of(otherwise, names))
        case Call(function, arguments):
            return _of_call(function, [kind_of(each, names) for each in arguments])
    return _of_tables(node, names)


def _of_tables(node: Expression, names: Names) -> Kind:
    match node:
        case Aggregate(kind, table, column):
            return _of_aggregate(kind, table, column, names)
        case Row(table, key):
            names.columns(table)
            found = kind_of(key, names)
            return Kind("row", found.nullable or found.refers != table, table=table)
        case NewKey(table):
            columns = names.columns(table)
            return replace(columns[names.domain.tables[table].key], refers="", source=None, fresh=table)
        case Items(items):
            return Kind("list", items=kind_of(items[0], names).form if items else "text")
    raise AssertionError(f"an expression of no known kind: {node}")


def _of_constant(value: str | float | bool | None) -> Kind:
    if value is None:
        return Kind("null", nullable=True)
    form: dict[type, Kind] = {bool: BOOLEAN, int: INTEGER, float: NUMBER, str: TEXT}
    return form[type(value)]


def _of_name(name: str, names: Names) -> Kind:
    clock = {"now": DATETIME, "today": DATE, "args": Kind("args")}
    if name in names.known:
        return names.known[name]
    if name in clock:
        return clock[name]
    raise InputError(f"nothing here is called {name}", hint=f"Known here: {', '.join(names.known)}.")


def _of_column(of: Expression, column: str, names: Names) -> Kind:
    row = kind_of(of, names)
    if row.form == "args":
        if column not in names.arguments:
            raise InputError(f"there is no parameter {column}", hint=f"Parameters: {', '.join(names.arguments)}.")
        return names.arguments[column]
    if row.form != "row":
        raise InputError(f"a {row.form} has no columns, so it has no {column}")
    found = names.column(row.table, column)
    return replace(found, nullable=True, refers="") if row.nullable else found


def _of_arithmetic(node: Binary, names: Names) -> Kind:
    left, right = kind_of(node.left, names), kind_of(node.right, names)
    if node.operator == "+" and left.form in TEXTS:
        return TEXT
    if node.operator != "/" and left.form == right.form == "integer":
        return INTEGER
    return NUMBER


def _of_call(function: str, arguments: list[Kind]) -> Kind:
    if function in _OF_CALLS:
        return _OF_CALLS[function]
    if function in ("min", "max"):
        return _joined(*arguments)
    return replace(arguments[0], source=None, refers="", nullable=False)


def _of_aggregate(kind: str, table: str, column: str | None, names: Names) -> Kind:
    columns = names.columns(table)
    if kind == "exists":
        return BOOLEAN
    if kind == "count" or column is None:
        return INTEGER
    found = replace(names.column(table, column) if column not in columns else columns[column], source=None)
    if kind == "total":
        return replace(found, nullable=False, refers="")
    return Kind("number", nullable=True) if kind == "average" else replace(found, nullable=True)


def _joined(one: Kind, other: Kind) -> Kind:
    nullable = one.nullable or other.nullable
    if one.form == "null" or other.form == "null":
        return replace(other if one.form == "null" else one, nullable=True, source=None, refers="")
    if one.form == other.form:
        return replace(one, nullable=nullable, source=None, refers=one.refers if one.refers == other.refers else "")
    return Kind("number" if {one.form, other.form} == {"integer", "number"} else "text", nullable)
