"""The language is read, written, typed, evaluated and translated to SQL with one meaning."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.tables import Column as TableColumn
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate, render
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
    Row,
    Unary,
)
from eigendata_assets.databases.expressions.parse import parse, parse_template
from eigendata_assets.databases.expressions.reads import reads
from eigendata_assets.databases.expressions.text import text_of
from eigendata_assets.databases.expressions.to_sql import register, row_sql, to_sql
from eigendata_assets.databases.expressions.types import typed, typed_condition
from eigendata_assets.databases.expressions.value_types import row_scope
from eigendata_assets.errors import InputError

NOW = "2025-06-02T09:00:00"
TABLES = {
    "shops": Table(
        key="shop_id",
        rows=1,
        columns={
            "shop_id": TableColumn(type="text"),
            "size": TableColumn(type="integer"),
            "rate": TableColumn(type="number"),
            "open": TableColumn(type="boolean"),
            "since": TableColumn(type="date"),
            "note": TableColumn(type="text", nullable=True),
            "twin": TableColumn(type="text", nullable=True, references="shops"),
        },
    ),
    "sales": Table(
        key="n",
        rows=1,
        columns={
            "n": TableColumn(type="integer"),
            "shop": TableColumn(type="text", references="shops"),
            "amount": TableColumn(type="integer"),
            "price": TableColumn(type="number"),
        },
    ),
}
SMALL = st.integers(-4, 6)
QUARTERS = SMALL.map(lambda n: n / 4)
WORDS = st.sampled_from(["", "a", "B", "ab", "o'c", "é"])
KEYS = st.sampled_from(["a", "b", "c"])
DAYS = st.sampled_from(["2025-01-31", "2025-06-02", "2024-02-29"])


def states() -> st.SearchStrategy[dict[str, dict[str, dict[str, Any]]]]:
    shop = st.fixed_dictionaries(
        {"size": SMALL, "rate": QUARTERS, "open": st.booleans(), "since": DAYS, "note": st.none() | WORDS,
         "twin": st.none() | KEYS}
    )  # fmt: skip
    sale = st.fixed_dictionaries({"shop": KEYS, "amount": SMALL, "price": QUARTERS})
    shops = st.fixed_dictionaries(dict.fromkeys("abc", shop))
    return st.builds(
        lambda shops, sales: {
            "shops": {key: {"shop_id": key, **row} for key, row in shops.items()},
            "sales": {str(n): {"n": n, **row} for n, row in enumerate(sales)},
        },
        shops,
        st.lists(sale, max_size=5),
    )


def _numbers(inner: st.SearchStrategy[Expression], truths: st.SearchStrategy[Expression]) -> st.SearchStrategy[Any]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%"])
    mine = Compare("==", Name("shop"), Column(Name("this"), "shop_id"))
    return st.one_of(
        st.builds(Binary, operators, inner, inner),
        st.builds(lambda a: Unary("-", a), inner),
        st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(["abs", "floor", "ceil"]), inner),
        st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["min", "max"]), inner, inner),
        st.builds(Conditional, truths, inner, inner),
        st.sampled_from(
            [Aggregate(kind, "sales", column, mine) for kind in ("total", "largest") for column in ("amount", "price")]
            + [Aggregate("count", "sales", None, None), Aggregate("average", "sales", "price", mine)]
        ),
    )


def numbers(depth: int) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.sampled_from([Name("size"), Name("rate"), Column(Row("shops", Name("twin")), "size")]),
        SMALL.map(Constant),
        QUARTERS.map(Constant),
    )
    return leaves if not depth else leaves | _numbers(numbers(depth - 1), truths(depth - 1))


def texts(depth: int) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from([Name("note"), Name("shop_id"), Column(Row("shops", Name("twin")), "note"), Constant(None)]),
        WORDS.map(Constant),
        st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(["lower", "upper", "text"]), WORDS.map(Constant)),
        numbers(depth).map(lambda n: Call("text", (n,))),
    )


def truths(depth: int) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.just(Name("open")),
        st.just(Compare("==", Row("shops", Name("twin")), Constant(None))),
        st.just(Compare("<", Call("add_days", (Name("since"), Constant(3))), Name("today"))),
        st.just(Aggregate("exists", "sales", None, Compare("==", Name("shop"), Name("shop_id")))),
    )
    if not depth:
        return leaves
    inner, value, word = truths(depth - 1), numbers(depth - 1), texts(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), value, value),
        st.builds(Compare, st.sampled_from(["==", "!="]), word, word),
        st.builds(lambda a, bs: Compare("in", a, Items(tuple(bs))), word, st.lists(word, min_size=1, max_size=3)),
        st.builds(lambda k, a, b: Boolean(k, (a, b)), st.sampled_from(["and", "or"]), inner, inner),
        inner.map(lambda a: Unary("not", a)),
    )


ANYTHING = st.one_of(numbers(3), texts(2), truths(3))


@given(ANYTHING)
def test_an_expression_written_out_is_read_as_the_same(expression: Expression) -> None:
    once = parse(text_of(expression))
    assert parse(text_of(once)) == once


def in_sql(expression: Expression, state: dict[str, dict[str, dict[str, Any]]], key: str) -> Any:
    connection = sqlite3.connect(":memory:")
    register(connection)
    for name, table in TABLES.items():
        kinds = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
        columns = ", ".join(f'"{each}" {kinds.get(column.type, "TEXT")}' for each, column in table.columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" * len(table.columns))
        rows = [tuple(row[each] for each in table.columns) for row in state[name].values()]
        connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
    sql = to_sql(expression, row_sql(row_scope(TABLES, "shops"), "shops", NOW))
    (found,) = connection.execute(f"SELECT {sql} FROM shops AS me WHERE shop_id = ?", (key,)).fetchone()
    connection.close()
    return found


@settings(max_examples=300, deadline=None)
@given(ANYTHING, states(), KEYS)
def test_sql_gives_what_evaluation_gives(
    expression: Expression, state: dict[str, dict[str, dict[str, Any]]], key: str
) -> None:
    row = state["shops"][key]
    try:
        expected = evaluate(expression, Scope(state, NOW, {"this": row, **row}))
    except ExpressionError:
        return
    assert in_sql(expression, state, key) == expected


@settings(deadline=None)
@given(ANYTHING, states(), KEYS)
def test_a_value_is_of_the_type_that_was_inferred(
    expression: Expression, state: dict[str, dict[str, dict[str, Any]]], key: str
) -> None:
    found = typed(expression, row_scope(TABLES, "shops"))
    row = state["shops"][key]
    try:
        value = evaluate(expression, Scope(state, NOW, {"this": row, **row}))
    except ExpressionError:
        assert found.problems + found.warnings or "/" in text_of(expression) or "%" in text_of(expression)
        return
    if value is None:
        assert found.type.nullable
    elif not found.problems:
        kinds: dict[str, Any] = {"text": str, "boolean": bool, "number": (int, float), "integer": int}
        assert isinstance(value, kinds.get(found.type.kind, object))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7), ("7 // 2", 3), ("-7 % 3", 2), ("1 < 2 < 3", True), ("'a' in ['a', 'b']", True),
        ("null == None", True), ("not false and true", True), ("1 if false else 2", 2), ("'b' not in 'abc'", False),
        ("round(2.567, 1)", 2.6), ("upper('a') + lower('B')", "Ab"), ("length('abc')", 3), ("text(true)", "true"),
        ("add_days('2025-02-28', 1)", "2025-03-01"), ("add_hours('2025-01-01T23:00:00', 2)", "2025-01-02T01:00:00"),
        ("days_between('2025-01-01', today)", 152), ("hours_between('2025-06-02T08:30:00', now)", 0.5),
        ("weekday('2025-06-02')", 0), ("year(now) * 100 + month(now)", 202506), ("date_of(now)", "2025-06-02"),
        ("contains('Berlin', 'LIN')", True), ("starts_with('Berlin', 'Ber')", True), ("max(1, floor(2.5))", 2),
    ],
)  # fmt: skip
def test_the_language_means_what_it_says(text: str, value: object) -> None:
    assert evaluate(parse(text), Scope({}, NOW)) == value


@pytest.mark.parametrize(
    "text",
    ["", "a b", "lambda: 1", "__import__('os')", "a[0]", "f'{a}'", "open('x')", "a.b()", "row('x', 1)", "count()",
     "total(a)", "round(1)", "x = 1", "a if b", "(yield)", "[x for x in y]", "1 +" + "+" * 200 + "1", "1 << 2"],
)  # fmt: skip
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not an expression"):
        parse(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        parse(text)


def test_a_message_holds_expressions_in_braces() -> None:
    scope = Scope({}, NOW, {"n": 2, "ok": True})
    assert render(parse_template("{n + 1} of {{{n}}}: {ok}"), scope) == "3 of {2}: true"
    for wrong in ("{", "{n:02d}", "{n!r}", "{n +}"):
        with pytest.raises(InputError):
            parse_template(wrong)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sise", "nothing here is called sise; did you mean size?"), ("this.sizes", "did you mean size?"),
        ("size + note", "needs numbers"), ("row(shop, 'a').size", "no table shop; did you mean shops?"),
        ("row(shops, 3).size", "the key of shops is text, not integer"), ("since == now", "never equals a datetime"),
        ("total(sales.shop)", "needs numbers"), ("size == 'a'", "cannot be compared"), ("not size", "true or false"),
        ("year(note)", "year takes date or datetime"), ("new_key(sales)", "only for the values of an insert"),
        ("args.x", "nothing here is called args"), ("open < true", "neither less nor more"),
        ("[1, 'a']", "do not go together"), ("size in 'abc'", "`in` needs a list"), ("size.x", "no column x"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_a_problem(text: str, problem: str) -> None:
    found = typed(parse(text), row_scope(TABLES, "shops"))
    assert any(problem in each for each in found.problems), found


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("length(note) > 2", True), ("note == null or length(note) > 2", False), ("note < 'b'", True),
        ("note != null and note < 'b'", False), ("not (note == null) and note < 'b'", False),
        ("note < 'b' if note != null else true", False), ("row(shops, twin).size > 1", True),
        ("twin == null or row(shops, twin).size > 1", False), ("row(shops, shop_id).size > 1", False),
        ("average(sales.price) > 1", True), ("smallest(sales.n) == null or smallest(sales.n) > 1", False),
        ("note == 'a' and note < 'b'", False), ("note in ['a'] and length(note) > 1", False),
    ],
)  # fmt: skip
def test_null_where_a_value_is_needed_is_warned_of_unless_a_test_guards_it(text: str, warned: bool) -> None:
    found = typed_condition(parse(text), row_scope(TABLES, "shops"))
    assert (found.problems, bool(found.warnings)) == ((), warned)


def test_it_is_known_which_columns_an_expression_reads() -> None:
    text = "total(sales.amount, shop == this.shop_id and price > rate) + row(shops, twin).size"
    assert reads(parse(text), TABLES, "shops") == {
        ("sales", None), ("sales", "amount"), ("sales", "shop"), ("sales", "price"), ("shops", "shop_id"),
        ("shops", "rate"), ("shops", None), ("shops", "twin"), ("shops", "size"),
    }  # fmt: skip
