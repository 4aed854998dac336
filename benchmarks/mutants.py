"""Mutants of a generated environment: one method each, with one fault of the kinds that code really has."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec

_NEIGHBOUR: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_SIGN: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip

Place = tuple[str, int | None]
"""A field of a node, and the index in it where the field is a list."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A faulty method of a tool; `kind` is the kind of fault, `line` where it stands in the method."""

    tool: str
    kind: str
    line: int
    was: str
    method: str


def mutants_of(domain: DomainSpec, tool: str, method: str) -> Iterator[Mutant]:
    """Every mutant of a method, each a valid method that is another text; `method` is the text, indented."""
    tree = ast.parse(f"class _:\n{method}")
    function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == tool)
    seen = {ast.unparse(function)}
    for number, node in enumerate(ast.walk(function)):
        for kind, change in _changes(node, domain):
            changed = copy.deepcopy(function)
            target = next(each for place, each in enumerate(ast.walk(changed)) if place == number)
            change(target)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield Mutant(tool, kind, getattr(node, "lineno", 0) - 1, ast.unparse(node).split("\n")[0][:90], text)


def _changes(node: ast.AST, domain: DomainSpec) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            for index, statement in enumerate(block):
                kind = _kind_of_loss(statement)
                if kind:
                    yield kind, _without(field, index)
    yield from _of_values(node, domain)
    yield from _of_conditions(node)
    yield from _of_calls(node)


def _kind_of_loss(statement: ast.stmt) -> str:
    """What is missing where a statement is; nothing where leaving it out gives no running code."""
    match statement:
        case ast.Expr(ast.Call(ast.Name(id=name))) if name.startswith("_check"):
            return "a dropped validation"
        case ast.If(body=[ast.Expr(ast.Call(ast.Name(id=name)))]) if name.startswith("_check"):
            return "a dropped validation"
        case ast.If(body=[*_, ast.Raise()]):
            return "a dropped requirement"
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("undo"), name))):
            return "state kept after an error"
        case ast.Expr(ast.Call(ast.Attribute(_, "update"))) | ast.Delete() | ast.Assign(targets=[ast.Subscript()]):
            return "a missing effect"
        case ast.For() | ast.If():
            return "a missing effect"
        case ast.Expr(ast.Call(ast.Attribute(_, "sort"))):
            return "a wrong order"
    return ""


def _of_values(node: ast.AST, domain: DomainSpec) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    match node:
        case ast.Constant(bool()):
            yield "a wrong value", _set("value", not node.value)
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            yield "off by one", _set("value", number + 1)
            yield "off by one", _set("value", number - 1)
        case ast.Subscript(slice=ast.Constant(str() as key)):
            yield from (("a wrong key", _set("slice", ast.Constant(other))) for other in _other_columns(domain, key))
        case ast.BinOp() if type(node.op) in _SIGN:
            yield "a wrong sign", _set("op", _SIGN[type(node.op)]())
        case ast.UnaryOp(ast.USub(), operand):
            yield "a wrong order", _become(operand)
        case ast.IfExp():
            yield "a wrong branch", _swap("body", "orelse")
        case ast.Tuple(elts=[_, _, *_]) if isinstance(node.elts[0], ast.Subscript | ast.UnaryOp):
            yield "a wrong order", _without("elts", 0)


def _of_conditions(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    match node:
        case ast.Compare(ops=[operator]):
            for other in _NEIGHBOUR[type(operator)]:
                yield "a wrong comparison", _set("ops", [other()])
        case ast.BoolOp(values=values):
            yield "a wrong condition", _set("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
            if len(values) > 2:
                yield from (("a dropped filter", _without("values", index)) for index in range(len(values)))
            else:
                yield from (("a dropped filter", _become(value)) for value in values)
        case ast.comprehension(ifs=[_, *_]):
            yield from (("a dropped filter", _without("ifs", index)) for index in range(len(node.ifs)))
        case ast.UnaryOp(ast.Not(), operand):
            yield "a wrong condition", _become(operand)


def _of_calls(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    match node:
        case ast.Call(ast.Name("dict" | "_copy_row" | "list"), [only]):
            yield "a returned internal reference", _become(only)
        case ast.Call(ast.Name(name), [_, _]) if name not in ("min", "max") and not name.startswith("_check"):
            yield "swapped arguments", _reverse("args")
        case ast.Call(keywords=[_, *_]):
            for index, each in enumerate(node.keywords):
                if each.arg in ("reverse", "minimum", "maximum", "choices", "pattern", "least", "most"):
                    kind = "a wrong order" if each.arg == "reverse" else "a dropped validation"
                    yield kind, _without("keywords", index)
        case ast.Subscript(value, ast.Slice(None, _)) if not isinstance(value, ast.Name):
            yield "a dropped limit", _become(value)


def _other_columns(domain: DomainSpec, key: str) -> list[str]:
    """The column after this one in the first table that has it, of the same type if there is one."""
    for table in domain.tables.values():
        if key in table.columns:
            same = [name for name, column in table.columns.items() if column.type == table.columns[key].type]
            others = [name for name in (same if len(same) > 1 else list(table.columns)) if name != key]
            return others[:1]
    return []


def _set(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)


def _without(field: str, index: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        block = getattr(node, field)
        del block[index]
        if not block and field == "body":
            block.append(ast.Pass())

    return change


def _swap(one: str, other: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        first, second = getattr(node, one), getattr(node, other)
        setattr(node, one, second)
        setattr(node, other, first)

    return change


def _reverse(field: str) -> Callable[[ast.AST], None]:
    return lambda node: getattr(node, field).reverse()


def _become(other: ast.AST) -> Callable[[ast.AST], None]:
    """The node turns into another one, in place."""

    def change(node: ast.AST) -> None:
        replacement = copy.deepcopy(other)
        node.__class__ = type(replacement)
        node.__dict__.clear()
        node.__dict__.update(replacement.__dict__)

    return change
