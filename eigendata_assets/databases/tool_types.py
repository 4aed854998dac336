"""Tools typed: what each step binds and may read, and the type of what a tool returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.behaviour import (
    Delete,
    Find,
    ForEach,
    Get,
    Given,
    Insert,
    Let,
    ListOf,
    Parameter,
    Require,
    Step,
    Tool,
    Update,
)
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.value_types import (
    ANY,
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    Type,
    TypeScope,
    column_type,
    list_of,
    row_type,
    type_of_value,
)
from eigendata_assets.databases.remarking import Remarks

RESERVED = frozenset({"this", "args", "now", "today", "true", "false", "null"})
_SCALARS: Mapping[str, Type] = {"string": TEXT, "integer": INTEGER, "number": NUMBER, "boolean": BOOLEAN}
_FORMATS: Mapping[str | None, Type] = {"date": DATE, "date-time": DATETIME}


@dataclass(frozen=True, slots=True)
class TypedTool:
    """A tool's remarks and the type of what it returns."""

    returns: Type
    remarks: tuple[Remark, ...]


def typed_tool(tool: Tool, tables: Mapping[str, Table], path: SpecPath) -> TypedTool:
    """The tool typed; paths of remarks begin with `path`."""
    remarks = Remarks()
    scope = tool_scope(tool, tables)
    for name, parameter in tool.parameters.items():
        _check_parameter(parameter, tables, remarks, (*path, "parameters", name))
    scope = _after_steps(tool.steps or (), scope, remarks, (*path, "steps"))
    returns = ANY if tool.steps is None else _given(tool.returns, scope, remarks, (*path, "returns"))
    return TypedTool(returns, tuple(remarks.found))


def tool_scope(tool: Tool, tables: Mapping[str, Table]) -> TypeScope:
    """What a tool's first step can see."""
    args = {name: parameter_type(parameter, tables) for name, parameter in tool.parameters.items()}
    return TypeScope(tables, args, args)


def parameter_type(parameter: Parameter, tables: Mapping[str, Table]) -> Type:
    """The type of a parameter's values, null where it may be left out and has no default."""
    nullable = not parameter.required and parameter.default is None
    table, _, column = (parameter.references or "").partition(".")
    is_key = table in tables and column in ("", tables[table].key)
    scalar = _FORMATS.get(parameter.format) or _SCALARS.get(parameter.type, ANY)
    if parameter.type == "array":
        return Type("list", nullable, items=_SCALARS.get(parameter.items or "string"))
    return Type(scalar.kind, nullable, values=parameter.enum, references=table if is_key else "")


def _check_parameter(parameter: Parameter, tables: Mapping[str, Table], remarks: Remarks, path: SpecPath) -> None:
    table, _, column = (parameter.references or "").partition(".")
    if table and table not in tables:
        remarks.error((*path, "references"), f"there is no table {table}")
    elif table and column and column not in tables[table].columns:
        remarks.error((*path, "references"), f"{table} has no column {column}")
    given = type_of_value(parameter.default)
    if parameter.default is not None and given.group != parameter_type(parameter, tables).group:
        remarks.error((*path, "default"), f"{given}, and the parameter is {parameter.type}")


def _after_steps(steps: tuple[Step, ...], scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    for number, step in enumerate(steps):
        scope = _after(step, scope, remarks, (*path, number))
    return scope


def _after(step: Step, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    match step:
        case Get() | Find():
            return _after_reading(step, scope, remarks, path)
        case Require():
            condition = remarks.condition(step.require, scope, (*path, "require"))
            remarks.message(step.otherwise, scope, (*path, "else"))
            return scope.knowing(condition)
        case Let():
            return _bound(step.let, remarks.value(step.be, scope, (*path, "be")), scope, remarks, (*path, "let"))
        case Insert():
            return _after_insert(step, scope, remarks, path)
        case Update() | Delete():
            return _after_change(step, scope, remarks, path)
    items = remarks.value(step.items, scope, (*path, "in"))
    _after_steps(step.do, _each(step, items, scope, remarks, path), remarks, (*path, "do"))
    return scope


def _after_reading(step: Get | Find, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    if step.table not in scope.tables:
        remarks.error((*path, "from"), f"there is no table {step.table}")
        return scope.binding(step.get if isinstance(step, Get) else step.find, ANY)
    if isinstance(step, Get):
        key = remarks.value(step.key, scope, (*path, "key"))
        wanted = column_type(scope.tables[step.table].columns[scope.tables[step.table].key])
        if key.group not in ("any", wanted.group):
            remarks.error((*path, "key"), f"{key}, and the key of {step.table} is {wanted}")
        remarks.message(step.otherwise, scope, (*path, "else"))
        return _bound(step.get, row_type(step.table), scope, remarks, (*path, "get"))
    inner = scope.within(step.table)
    remarks.condition(step.where, inner, (*path, "where"))
    for number, order in enumerate(step.order):
        remarks.value(order.removeprefix("-"), inner, (*path, "order", number))
    if step.limit is not None and remarks.value(step.limit, scope, (*path, "limit")).kind not in ("integer", "any"):
        remarks.error((*path, "limit"), "a limit is an integer")
    return _bound(step.find, list_of(row_type(step.table)), scope, remarks, (*path, "find"))


def _after_insert(step: Insert, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    table = scope.tables.get(step.table)
    if table is None:
        remarks.error((*path, "into"), f"there is no table {step.table}")
        return scope.binding(step.insert, ANY)
    making = TypeScope(scope.tables, scope.names, scope.args, scope.not_null, new_keys=True)
    _check_values(step.values, table, making, remarks, (*path, "values"))
    for name in table.columns.keys() - step.values.keys():
        if not table.columns[name].nullable:
            remarks.error((*path, "values"), f"{step.table}.{name} is never null and has no value here")
    return _bound(step.insert, row_type(step.table), scope, remarks, (*path, "insert"))


def _after_change(step: Update | Delete, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    word, name = ("update", step.update) if isinstance(step, Update) else ("delete", step.delete)
    row = scope.names.get(name, ANY)
    if row.kind != "row":
        remarks.error((*path, word), f"no row is bound to {name}")
        return scope
    inner = scope
    if step.when is not None:
        inner = scope.knowing(remarks.condition(step.when, scope, (*path, "when")))
    if isinstance(step, Update):
        table = scope.tables[row.table]
        _check_values(step.set, table, inner, remarks, (*path, "set"))
        if table.key in step.set:
            remarks.error((*path, "set", table.key), "the key of a row is never changed")
    return scope.binding(name, row)  # what was known of its columns may no longer be so


def _check_values(values: Mapping[str, str], table: Table, scope: TypeScope, remarks: Remarks, path: SpecPath) -> None:
    for name, text in values.items():
        found = remarks.value(text, scope, (*path, name))
        if name in table.columns:
            remarks.assigned(found, table.columns[name], (*path, name))
        else:
            remarks.error((*path, name), f"there is no column {name}")


def _each(step: ForEach | ListOf, items: Type, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    if items.kind not in ("list", "any"):
        remarks.error((*path, "in"), f"{items}, and a list is wanted")
    return _bound(step.for_each, items.items or ANY, scope, remarks, (*path, "for_each"))


def _bound(name: str, value: Type, scope: TypeScope, remarks: Remarks, path: SpecPath) -> TypeScope:
    if name in RESERVED:
        remarks.error(path, f"{name} has a meaning of its own; choose another name")
    return scope.binding(name, value)


def _given(given: Given, scope: TypeScope, remarks: Remarks, path: SpecPath) -> Type:
    if isinstance(given, str):
        return remarks.value(given, scope, path)
    if isinstance(given, ListOf):
        items = remarks.value(given.items, scope, (*path, "in"))
        inner = _each(given, items, scope, remarks, path)
        return list_of(_given(given.give, inner, remarks, (*path, "give")))
    return Type(
        "record", fields=tuple((name, _given(part, scope, remarks, (*path, name))) for name, part in given.items())
    )
