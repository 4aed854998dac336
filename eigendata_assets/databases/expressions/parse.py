"""Texts of a domain spec read as expressions; nothing is ever evaluated by Python."""

from __future__ import annotations

import ast
from string import Formatter
from typing import cast

from eigendata_assets.databases.expressions.nodes import (
    FUNCTIONS,
    Aggregate,
    AggregateKind,
    Binary,
    BinaryOperator,
    Boolean,
    Call,
    Column,
    Compare,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Items,
    Name,
    NewKey,
    Row,
    Template,
    Unary,
)
from eigendata_assets.errors import InputError

_BINARY: dict[type[ast.operator], BinaryOperator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "==", ast.IsNot: "!=",
}  # fmt: skip
_OF_ROWS = ("count", "exists")
_OF_COLUMNS = ("total", "average", "smallest", "largest")
_CONSTANTS = {"true": True, "false": False, "null": None}
_DEPTH = 60


def parse(text: str) -> Expression:
    """The expression that a text stands for; raises InputError saying what in it is not of the language."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"not an expression: {text!r} ({error.__class__.__name__}: {error})") from None
    return _Reader(text).read(tree, 0)


def parse_template(text: str) -> Template:
    """The pieces of a message with expressions in braces; `{{` is a brace."""
    pieces: list[str | Expression] = []
    try:
        for before, inside, form, conversion in Formatter().parse(text):
            if before:
                pieces.append(before)
            if form or conversion:
                raise InputError(f"no formats in a message: {text!r}", hint="Write round(x, 2) inside the braces.")
            if inside is not None:
                pieces.append(parse(inside))
    except ValueError as error:
        raise InputError(f"not a message: {text!r} ({error})") from None
    return tuple(pieces)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, tree: ast.expr, depth: int) -> Expression:
        if depth > _DEPTH:
            raise self._refuse("it is nested too deeply")
        match tree:
            case ast.Constant(value=str() | bool() | int() | float() | None as value):
                return Constant(value)
            case ast.Name(id=name):
                return Constant(_CONSTANTS[name]) if name in _CONSTANTS else Name(name)
            case ast.Attribute(value=value, attr=column):
                return Column(self.read(value, depth + 1), column)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return Items(tuple(self.read(item, depth + 1) for item in items))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments, depth)
        return self._operation(tree, depth)

    def _operation(self, tree: ast.expr, depth: int) -> Expression:
        inner = depth + 1
        match tree:
            case ast.UnaryOp(op=ast.USub() | ast.Not() as operator, operand=operand):
                return Unary("-" if isinstance(operator, ast.USub) else "not", self.read(operand, inner))
            case ast.BinOp(op=binary, left=left, right=right) if type(binary) in _BINARY:
                return Binary(_BINARY[type(binary)], self.read(left, inner), self.read(right, inner))
            case ast.BoolOp(op=boolean, values=values):
                operands = tuple(self.read(value, inner) for value in values)
                return Boolean("and" if isinstance(boolean, ast.And) else "or", operands)
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return Conditional(self.read(test, inner), self.read(then, inner), self.read(otherwise, inner))
            case ast.Compare(left=left, ops=operators, comparators=rights):
                return self._comparison([left, *rights], operators, inner)
        raise self._refuse(f"{ast.unparse(tree)!r} is not of the language")

    def _comparison(self, values: list[ast.expr], operators: list[ast.cmpop], depth: int) -> Expression:
        read = [self.read(value, depth) for value in values]
        found = tuple(
            Compare(_COMPARE[type(operator)], left, right)
            for operator, left, right in zip(operators, read, read[1:], strict=False)
        )
        return found[0] if len(found) == 1 else Boolean("and", found)

    def _call(self, name: str, arguments: list[ast.expr], depth: int) -> Expression:
        if name in (*_OF_ROWS, *_OF_COLUMNS):
            return self._aggregate(cast(AggregateKind, name), arguments, depth)
        if name == "new_key":
            return NewKey(self._table(name, arguments, 1))
        if name == "row":
            return Row(self._table(name, arguments, 2), self.read(arguments[1], depth + 1))
        if name not in FUNCTIONS:
            raise self._refuse(f"there is no function {name}")
        if len(arguments) != FUNCTIONS[name]:
            raise self._refuse(f"{name} takes {FUNCTIONS[name]} arguments, not {len(arguments)}")
        return Call(name, tuple(self.read(each, depth + 1) for each in arguments))

    def _aggregate(self, kind: AggregateKind, arguments: list[ast.expr], depth: int) -> Expression:
        where = self.read(arguments[1], depth + 1) if len(arguments) == 2 else None
        match arguments[:1]:
            case [ast.Name(id=table)] if kind in _OF_ROWS and len(arguments) <= 2:
                return Aggregate(kind, table, None, where)
            case [ast.Attribute(value=ast.Name(id=table), attr=column)] if kind in _OF_COLUMNS and len(arguments) <= 2:
                return Aggregate(kind, table, column, where)
        form = "table" if kind in _OF_ROWS else "table.column"
        raise self._refuse(f"{kind} is written {kind}({form}, condition)")

    def _table(self, name: str, arguments: list[ast.expr], count: int) -> str:
        if len(arguments) == count and isinstance(arguments[0], ast.Name):
            return arguments[0].id
        raise self._refuse(f"{name} takes a table{' and a key' if count == 2 else ''}")

    def _refuse(self, why: str) -> InputError:
        return InputError(f"not an expression: {self._text!r}: {why}")
