"""What an expression is made of: its parts, the names and the columns that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Boolean,
    Call,
    Column,
    Compare,
    Conditional,
    Expression,
    Items,
    Name,
    Row,
    Unary,
)


def parts(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly below a node, from left to right."""
    match node:
        case Column(inner, _) | Row(_, inner) | Unary(_, inner):
            return (inner,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Boolean(_, several) | Call(_, several) | Items(several):
            return several
        case Conditional(condition, then, otherwise):
            return (condition, then, otherwise)
        case Aggregate(where=where) if where is not None:
            return (where,)
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def names(node: Expression) -> frozenset[str]:
    """Every bare name, also those inside conditions over rows of other tables."""
    return frozenset(each.name for each in walk(node) if isinstance(each, Name))


def aggregates(node: Expression) -> tuple[Aggregate, ...]:
    """The numbers over rows of tables in it, outermost first."""
    return tuple(each for each in walk(node) if isinstance(each, Aggregate))


def conjuncts(node: Expression | None) -> tuple[Expression, ...]:
    """The conditions of which a condition is the conjunction; none of no condition."""
    if node is None:
        return ()
    if isinstance(node, Boolean) and node.operator == "and":
        return tuple(each for operand in node.operands for each in conjuncts(operand))
    return (node,)
