"""Code made of an expression has the value that the reference semantics give it, for expressions of every kind."""

from __future__ import annotations

import ast
import copy
import math
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.databases.expressions.evaluate import ExpressionError, evaluate
from eigendata_assets.databases.expressions.evaluate import Scope as Values
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.environments.behaviour.kinds import Kind, names_of_tool
from eigendata_assets.environments.synthesis import copied
from eigendata_assets.environments.synthesis.expression_code import code, condition, negation
from eigendata_assets.environments.synthesis.python_text import text
from eigendata_assets.environments.synthesis.scope import Scope
from eigendata_assets.errors import InputError
from tests.bike_shop import bike_shop, bike_shop_database

DOMAIN, DATABASE = bike_shop(), bike_shop_database()
REPAIR = DATABASE["repairs"]["R0003"]
ARGUMENTS = {"limit": 3, "status": "open", "before": "2025-06-05", "word": "Chain"}

NUMBERS = st.one_of(
    st.integers(-3, 30).map(str), st.just("repair.cost"), st.just("args.limit"), st.just("2.5"),
    st.just("count(repairs, status == 'open')"), st.just("total(parts.stock, price > 5)"), st.just("length(args.word)"),
    st.just("hours_between(now, repair.due)"), st.just("days_between(today, repair.due)"), st.just("month(repair.due)"),
    st.just("count(repairs)"), st.just("row(bikes, repair.bike_id).bought == null"), st.just("weekday(repair.due)"),
)  # fmt: skip
TEXTS = st.sampled_from([
    "repair.status", "'open'", "args.status", "lower(args.word)", "upper(repair.status)", "text(repair.cost)",
    "date_of(repair.due)", "row(bikes, repair.bike_id).kind", "smallest(parts.name, stock > 0)",
    "row(customers, row(bikes, repair.bike_id).customer_id).name", "add_days(today, 3)", "add_hours(now, 5)",
])  # fmt: skip
ARITHMETIC = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(st.sampled_from(["abs", "floor", "ceil", "-"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=5,
)
CONDITIONS = st.recursive(
    st.one_of(
        st.tuples(ARITHMETIC, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), ARITHMETIC).map(" ".join),
        st.tuples(TEXTS, st.sampled_from(["==", "!=", "<", "in"]), TEXTS).map(" ".join),
        st.tuples(TEXTS, TEXTS).map(lambda pair: f"contains({pair[0]}, {pair[1]})"),
        st.just("repair.note == null"), st.just("exists(repairs, cost > repair.cost and status == args.status)"),
        st.just("repair.status in ['open', 'done']"), st.just("row(customers, 'C001').member == true"),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda each: f"not ({each})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) if ({t[1]}) else ({t[2]})"),
    ),
    max_leaves=6,
)  # fmt: skip


class Environment:
    """What generated code calls `self`."""

    def __init__(self) -> None:
        for table, rows in DATABASE.items():
            setattr(self, table, rows)


def scope() -> Scope:
    names = names_of_tool(DOMAIN, {
        **DOMAIN.tools["search_repairs"].parameters, "word": DOMAIN.tools["cheapest_parts"].parameters["word"],
    }).with_name("repair", Kind("row", table="repairs"))  # fmt: skip
    codes = {"repair": ast.Name("repair")}
    return Scope(names, codes, frozenset({"repair"}), frozenset(DOMAIN.tables))


def carried_out(python: str) -> Any:
    """The value of generated Python; what our generator makes of our own expressions is no foreign code."""
    names = {
        **{name: value for name, value in vars(copied).items() if not name.startswith("__")},
        "self": Environment(), "repair": REPAIR, "NOW": DOMAIN.now, "TODAY": DOMAIN.now[:10], **ARGUMENTS,
        "math": math, "re": re, "copy": copy, "date": date, "datetime": datetime, "timedelta": timedelta,
    }  # fmt: skip
    return eval(python, names)


def meant(expression: str) -> Any:
    values = Values(DATABASE, DOMAIN.now, {"repair": REPAIR, "args": ARGUMENTS, **ARGUMENTS})
    return evaluate(parse(expression), values)


def same(expression: str, how: Any, wanted: Any) -> None:
    try:
        value = wanted(meant(expression))
    except ExpressionError:
        return
    found = carried_out(text(how(parse(expression), scope())))
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


@given(st.one_of(ARITHMETIC, TEXTS, CONDITIONS))
def test_a_value_in_python_is_the_value_of_the_expression(expression: str) -> None:
    same(expression, code, lambda value: value)


@given(CONDITIONS)
def test_a_condition_and_its_negation_hold_when_the_expression_does(expression: str) -> None:
    same(expression, lambda node, names: ast.Call(ast.Name("bool"), [condition(node, names)], []), bool)
    same(expression, lambda node, names: ast.Call(ast.Name("bool"), [negation(node, names)], []), lambda v: not v)


@pytest.mark.parametrize(
    ("expression", "python"),
    [
        ("repair.status == null", "repair['status'] is None"),
        ("count(repairs)", "len(self.repairs)"),
        ("not (repair.cost < 3)", "repair['cost'] >= 3"),
        ("row(bikes, repair.bike_id).kind", "self.bikes[repair['bike_id']]['kind']"),
        ("row(bikes, repair.note).kind", "(self.bikes.get(repair['note'] or '') or {}).get('kind')"),
        ("exists(parts, price < 3)", "any(part['price'] < 3 for part in self.parts.values())"),
        ("repair.status in ['open', 'done']", "repair['status'] in ('open', 'done')"),
    ],
)  # fmt: skip
def test_code_is_what_a_person_would_write(expression: str, python: str) -> None:
    assert text(condition(parse(expression), scope())) == python


@pytest.mark.parametrize("expression", ["repair.colour", "nobody", "args.colour", "count(cars)", "row(cars, 'x')"])
def test_a_name_that_is_not_there_is_named(expression: str) -> None:
    with pytest.raises(InputError):
        code(parse(expression), scope())
