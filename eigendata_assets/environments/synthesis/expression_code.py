"""Expressions of a spec as Python, with the meaning that `databases/expressions/evaluate.py` gives them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

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
from eigendata_assets.environments.behaviour.kinds import Kind
from eigendata_assets.environments.synthesis.keys import new_key_code
from eigendata_assets.environments.synthesis.scope import Scope, subscript, table_code

_BINARY: dict[str, ast.operator] = {
    "+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(), "//": ast.FloorDiv(), "%": ast.Mod(),
}  # fmt: skip
_COMPARE: dict[str, ast.cmpop] = {
    "==": ast.Eq(), "!=": ast.NotEq(), "<": ast.Lt(), "<=": ast.LtE(), ">": ast.Gt(), ">=": ast.GtE(),
    "in": ast.In(), "not in": ast.NotIn(),
}  # fmt: skip
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
_PRIVATE = {
    "weekday": "_weekday", "days_between": "_days_between", "hours_between": "_hours_between",
    "add_days": "_add_days", "add_hours": "_add_hours",
}  # fmt: skip
_BUILTIN = {"abs": "abs", "round": "round", "min": "min", "max": "max", "length": "len"}


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """`function(arguments)`."""
    return ast.Call(ast.Name(function), list(arguments), [])


def method(of: ast.expr, name: str, *arguments: ast.expr) -> ast.expr:
    """`of.name(arguments)`."""
    return ast.Call(ast.Attribute(of, name), list(arguments), [])


def code(node: Expression, scope: Scope) -> ast.expr:
    """The expression in Python; raises InputError where it names what is not there."""
    match node:
        case Constant(value):
            return ast.Constant(value)
        case Name(name):
            scope.kind(node)
            return scope.codes.get(name) or ast.Name(name.upper())
        case Column(of, column):
            return _column(of, column, scope)
        case Binary(symbol, left, right):
            return ast.BinOp(code(left, scope), _BINARY[symbol], code(right, scope))
        case Row(table, key):
            return _row(table, key, scope)
        case Call(function, arguments):
            return _call(function, arguments, scope)
        case Aggregate():
            return _aggregate(node, scope)
        case NewKey(table):
            return new_key_code(scope.names.domain, table)
        case Items(items):
            return ast.List([code(each, scope) for each in items])
    return _logic(node, scope)


def condition(node: Expression, scope: Scope) -> ast.expr:
    """The expression where only its truth counts."""
    match node:
        case Boolean(symbol, operands):
            operator = ast.And() if symbol == "and" else ast.Or()
            return ast.BoolOp(operator, [condition(each, scope) for each in operands])
        case Unary("not", operand):
            return negation(operand, scope)
    return code(node, scope)


def negation(node: Expression, scope: Scope) -> ast.expr:
    """That the expression is not true."""
    match node:
        case Compare(symbol, left, right):
            return _comparison(_OPPOSITE[symbol], left, right, scope)
        case Unary("not", operand):
            return condition(operand, scope)
    return ast.UnaryOp(ast.Not(), condition(node, scope))


def table_key(key: Expression, scope: Scope) -> ast.expr:
    """The key as tables hold it: text."""
    made, kind = code(key, scope), scope.kind(key)
    if kind.form not in ("text", "date", "datetime"):
        return call("str", made)
    return ast.BoolOp(ast.Or(), [made, ast.Constant("")]) if kind.nullable else made


def given_value(node: Expression, scope: Scope) -> ast.expr:
    """The value where it is given away: no part of it is a part of the state."""
    made, kind = code(node, scope), scope.kind(node)
    if kind.form == "row":
        return call("_copy_row", made) if kind.nullable else call("dict", made)
    if kind.form == "rows":
        row = scope.row_variable(kind.table)
        return ast.ListComp(call("dict", ast.Name(row)), [ast.comprehension(ast.Name(row), made, [], 0)])
    return call("list", made) if kind.form == "list" and not isinstance(node, Items) else _as_boolean(node, made, scope)


def _as_boolean(node: Expression, made: ast.expr, scope: Scope) -> ast.expr:
    if isinstance(node, Boolean) and any(scope.kind(each).form != "boolean" for each in node.operands):
        return call("bool", made)
    return made


def shown(node: Expression, scope: Scope) -> ast.expr:
    """The expression as it stands in a message."""
    kind = scope.kind(node)
    plain = kind.form in ("text", "date", "datetime", "integer", "number") and not kind.nullable
    return code(node, scope) if plain else call("_text", code(node, scope))


def _logic(node: Expression, scope: Scope) -> ast.expr:
    match node:
        case Compare(symbol, left, right):
            return _comparison(symbol, left, right, scope)
        case Unary("-", operand):
            return ast.UnaryOp(ast.USub(), code(operand, scope))
        case Conditional(test, then, otherwise):
            return ast.IfExp(condition(test, scope), code(then, scope), code(otherwise, scope))
        case Boolean():
            return _as_boolean(node, condition(node, scope), scope)
    return condition(node, scope)


def _comparison(symbol: str, left: Expression, right: Expression, scope: Scope) -> ast.expr:
    truth = isinstance(right, Constant) and isinstance(right.value, bool) and scope.kind(left).form == "boolean"
    if symbol in ("==", "!=") and (right == Constant(None) or truth):
        return ast.Compare(code(left, scope), [ast.Is() if symbol == "==" else ast.IsNot()], [code(right, scope)])
    against = code(right, scope)
    if isinstance(right, Items):
        against = ast.Tuple([code(each, scope) for each in right.items])
    return ast.Compare(code(left, scope), [_COMPARE[symbol]], [against])


def _column(of: Expression, column: str, scope: Scope) -> ast.expr:
    scope.kind(Column(of, column))
    if of == Name("args") and "args" not in scope.codes:
        return ast.Name(column)
    row, kind = code(of, scope), scope.kind(of)
    if kind.nullable and not _certain(of, scope):
        return method(ast.BoolOp(ast.Or(), [row, ast.Dict([], [])]), "get", ast.Constant(column))
    return subscript(row, column)


def _certain(of: Expression, scope: Scope) -> bool:
    if not isinstance(of, Row) or of.table not in scope.fixed:
        return False
    key = scope.kind(of.key)
    return key.refers == of.table and not key.nullable


def _row(table: str, key: Expression, scope: Scope) -> ast.expr:
    scope.names.columns(table)
    found = table_key(key, scope)
    if _certain(Row(table, key), scope):
        return ast.Subscript(table_code(table), found)
    return method(table_code(table), "get", found)


def _call(function: str, arguments: Sequence[Expression], scope: Scope) -> ast.expr:
    made = [code(each, scope) for each in arguments]
    if function in _PRIVATE:
        return call(_PRIVATE[function], *made)
    if function in _BUILTIN:
        return call(_BUILTIN[function], *made)
    return _ON_TEXT[function](made) if function in _ON_TEXT else _text_of(arguments[0], scope)


def _text_of(argument: Expression, scope: Scope) -> ast.expr:
    made = shown(argument, scope)
    plain = scope.kind(argument).form not in ("integer", "number") or scope.kind(argument).nullable
    return made if plain else call("str", made)


def _part(of: ast.expr, start: int, stop: int) -> ast.expr:
    return ast.Subscript(of, ast.Slice(ast.Constant(start) if start else None, ast.Constant(stop)))


_ON_TEXT: dict[str, Callable[[list[ast.expr]], ast.expr]] = {
    "floor": lambda made: ast.Call(ast.Attribute(ast.Name("math"), "floor"), made, []),
    "ceil": lambda made: ast.Call(ast.Attribute(ast.Name("math"), "ceil"), made, []),
    "lower": lambda made: method(made[0], "lower"),
    "upper": lambda made: method(made[0], "upper"),
    "contains": lambda made: ast.Compare(method(made[1], "lower"), [ast.In()], [method(made[0], "lower")]),
    "starts_with": lambda made: method(made[0], "startswith", made[1]),
    "date_of": lambda made: _part(made[0], 0, 10),
    "year": lambda made: call("int", _part(made[0], 0, 4)),
    "month": lambda made: call("int", _part(made[0], 5, 7)),
}


def rows_of(table: str) -> ast.expr:
    """`self.table.values()`."""
    return method(table_code(table), "values")


def _aggregate(node: Aggregate, scope: Scope) -> ast.expr:
    variable = scope.row_variable(node.table)
    inner = scope.within(node.table, variable)
    tests = [] if node.where is None else [condition(node.where, inner)]
    if node.kind == "count" and not tests:
        return call("len", table_code(node.table))
    if node.kind == "exists":
        given = tests[0] if tests else ast.Constant(True)
        return call("any", _generator(given, variable, node.table, []))
    if node.kind == "count":
        return call("sum", _generator(ast.Constant(1), variable, node.table, tests))
    return _of_column(node, subscript(ast.Name(variable), str(node.column)), variable, tests, inner)


def _of_column(node: Aggregate, value: ast.expr, variable: str, tests: list[ast.expr], inner: Scope) -> ast.expr:
    kind: Kind = inner.names.column(node.table, str(node.column))
    if kind.nullable:
        tests = [*tests, ast.Compare(value, [ast.IsNot()], [ast.Constant(None)])]
    values = _generator(value, variable, node.table, tests)
    if node.kind in ("smallest", "largest"):
        function = "min" if node.kind == "smallest" else "max"
        return ast.Call(ast.Name(function), [values], [ast.keyword("default", ast.Constant(None))])
    return call("sum" if node.kind == "total" else "_average", values)


def _generator(value: ast.expr, variable: str, table: str, tests: list[ast.expr]) -> ast.expr:
    return ast.GeneratorExp(value, [ast.comprehension(ast.Name(variable), rows_of(table), tests, 0)])
