"""Values that would make both sides of a comparison equal: the bounds at which a behaviour turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate
from eigendata_assets.databases.expressions.functions import FUNCTIONS
from eigendata_assets.databases.expressions.nodes import (
    Binary,
    Call,
    Column,
    Conditional,
    Constant,
    Expression,
    Name,
)

_SAME = frozenset({"floor", "ceil", "round", "abs", "lower", "upper", "text"})


def wishes(node: Expression, target: Json, scope: Scope) -> Iterator[Json]:
    """Values for the names and columns in an expression, each of which alone would give it this value."""
    match node:
        case Name() | Column():
            yield target
        case Binary(symbol, left, right):
            yield from _of_arithmetic(symbol, left, right, target, scope)
        case Conditional(_, then, otherwise):
            yield from wishes(then, target, scope)
            yield from wishes(otherwise, target, scope)
        case Call(function, arguments) if function in _SAME:
            yield from wishes(arguments[0], target, scope)
        case Call(function, (one, other)) if function in ("hours_between", "days_between"):
            shift = "add_hours" if function == "hours_between" else "add_days"
            yield from _through(other, lambda: _shifted(shift, _value(one, scope), target), scope)
            yield from _through(one, lambda: _shifted(shift, _value(other, scope), -target), scope)
        case Call(function, (moment, amount)) if function in ("add_days", "add_hours"):
            yield from _through(moment, lambda: _shifted(function, target, -_value(amount, scope)), scope)
        case Call("date_of", (moment,)):
            yield from wishes(moment, f"{target}T12:00:00", scope)


def _of_arithmetic(symbol: str, left: Expression, right: Expression, target: Json, scope: Scope) -> Iterator[Json]:
    match symbol:
        case "+":
            yield from _through(left, lambda: target - _value(right, scope), scope)
            yield from _through(right, lambda: target - _value(left, scope), scope)
        case "-":
            yield from _through(left, lambda: target + _value(right, scope), scope)
            yield from _through(right, lambda: _value(left, scope) - target, scope)
        case "*":
            yield from _through(left, lambda: _whole(target / _value(right, scope)), scope)
            yield from _through(right, lambda: _whole(target / _value(left, scope)), scope)
        case "/" | "//":
            yield from _through(left, lambda: target * _value(right, scope), scope)


def _through(node: Expression, target: Callable[[], Json], scope: Scope) -> Iterator[Json]:
    """The wishes for a part, where its own target can be worked out."""
    if isinstance(node, Constant):
        return
    try:
        wanted = target()
    except (ExpressionError, TypeError, ZeroDivisionError, ValueError, OverflowError):
        return
    yield from wishes(node, wanted, scope)


def _value(node: Expression, scope: Scope) -> Json:
    return evaluate(node, scope)


def _shifted(function: str, moment: Json, amount: Json) -> Json:
    return FUNCTIONS[function](moment, amount)


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number
