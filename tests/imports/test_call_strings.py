"""Call strings are read into names and literals; nothing is evaluated, and everything else is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.imports.call_strings import (
    MAX_CALL_CHARACTERS,
    CallSyntaxError,
    ParsedCall,
    parse_call,
    parse_expression,
    read_calls,
)
from tests.json_values import JSON

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(
    lambda name: (
        name not in {"and", "as", "assert", "async", "await", "class", "def", "del", "elif", "else", "except"}
        and name
        not in {"for", "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "try"}
        and name not in {"break", "return", "while", "with", "yield"}
    )
)
LITERALS = (
    JSON
    | st.tuples(JSON)
    | st.binary(max_size=3)
    | st.sets(st.integers()).filter(bool)
    | st.complex_numbers(allow_nan=False, allow_infinity=False)
)


def written(name: str, positional: list[Any], keywords: dict[str, Any]) -> str:
    """A call as Python text."""
    parts = [*map(repr, positional), *(f"{key}={value!r}" for key, value in keywords.items())]
    return f"{name}({', '.join(parts)})"


def parse_calls(text: str) -> tuple[ParsedCall, ...]:
    return read_calls(parse_expression(text))


@given(NAMES, st.lists(LITERALS, max_size=2), st.dictionaries(NAMES, LITERALS, max_size=3))
def test_a_call_of_literals_reads_back(name: str, positional: list[Any], keywords: dict[str, Any]) -> None:
    text = written(name, positional, keywords)
    assert parse_call(text) == ParsedCall(name, tuple(positional), keywords)
    assert parse_calls(text) == (parse_call(text),)


@given(st.lists(st.tuples(NAMES, st.dictionaries(NAMES, JSON, max_size=2)), max_size=4))
def test_a_list_of_calls_reads_back_in_order(calls: list[tuple[str, dict[str, Any]]]) -> None:
    text = "[" + ", ".join(written(name, [], keywords) for name, keywords in calls) + "]"
    assert parse_calls(text) == tuple(ParsedCall(name, (), keywords) for name, keywords in calls)


PIECES = st.sampled_from(
    [*"()[]{}=,.:*'\"\\#+-0a \n\0\u2028é;@", "f(", "a=", "lambda:", "**", "\\N", "1e999", "if ", "…"]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=20))
def test_any_text_is_a_call_or_refused(text: str) -> None:
    for parse in (parse_call, parse_calls):
        said = "it is read"
        try:
            parse(text)
        except CallSyntaxError as error:
            said = str(error)
        assert said
        assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is not Python"),
        ("f", "it is not a call"),
        ("1 + 1", "it is not a call"),
        ("f(", "it is not Python"),
        ("f(a=1); g()", "it is not Python"),
        ("f(a=b)", "an argument of f is not a literal: b"),
        ("f(g())", "an argument of f is not a literal: g"),
        ("f(a=__import__('os').system('true'))", "an argument of f is not a literal: __import__"),
        ("f(a=[1, x])", "an argument of f is not a literal"),
        ("f(a=f'{1}')", "an argument of f is not a literal"),
        ("f(a='x' * 1000000000)", "an argument of f is not a literal"),
        ("f(a=2 ** 100000000)", "an argument of f is not a literal"),
        ("f(a={[]: 1})", "an argument of f is not a literal"),
        ("f(*[1])", "an argument of f is not a literal"),
        ("f(**{'a': 1})", r"f is given \*\*arguments"),
        ("f()()", "what is called is not a name"),
        ("f[0](a=1)", "what is called is not a name"),
        ("'f'(a=1)", "what is called is not a name"),
        ("(lambda: 0)()", "what is called is not a name"),
        ("f(a=1, a=2)", "f is given an argument twice"),
        ("f(a='\0')", "it (is not Python|cannot be parsed)"),
        ("f(" + "9" * 5000 + ")", "it (is not Python|cannot be parsed)"),
        ("f(a=" + "[" * 5000 + "]" * 5000 + ")", "it (is not Python|cannot be parsed)"),
        ("f(a=" + "-" * 900 + "1)", "not a literal"),
        ("f(a=" + "-" * 200_000 + "1)", "it (is not Python|cannot be parsed)"),
        ("f(a=" + "+".join(["1"] * 950) + ")", "not a literal"),
        ("f(a=" + "+".join(["1"] * 200_000) + ")", "it (is not Python|cannot be parsed)"),
        ("f" + ".f" * 950 + "(a)", "an argument of f.f.f"),
        ("f" + ".f" * 100_000 + "()", "it (is not Python|cannot be parsed)"),
        ("f(" * 150 + ")" * 150, "not a literal"),
        ("f(a='" + "x" * MAX_CALL_CHARACTERS + "')", f"characters, more than {MAX_CALL_CHARACTERS}"),
    ],
    ids=lambda value: value[:40],
)
def test_what_is_not_one_call_of_literals_is_refused(text: str, says: str) -> None:
    with pytest.raises(CallSyntaxError, match=says) as caught:
        parse_call(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["[f(), 1]", "[f, g]", "1", "{'a': f()}", "[[f()]]", "[f() for x in y]", "f() + g()"])
def test_what_is_not_a_list_of_calls_is_refused(text: str) -> None:
    with pytest.raises(CallSyntaxError, match="it is not a list of calls"):
        parse_calls(text)


def test_names_keep_their_dots_and_lists_may_be_tuples() -> None:
    assert parse_call(" math . sqrt ( 4 ) ") == ParsedCall("math.sqrt", (4,))
    assert parse_calls("f(), g(a=1)") == (ParsedCall("f"), ParsedCall("g", (), {"a": 1}))
    assert parse_calls("[]") == ()
    assert parse_call("f" + ".f" * 900 + "()").name == "f" + ".f" * 900


def test_of_an_argument_given_twice_in_a_list_of_calls_the_last_counts_as_in_json() -> None:
    assert parse_calls("[f(a=1, a=2)]") == (ParsedCall("f", (), {"a": 2}),)


def test_an_escape_that_python_warns_of_is_read_as_it_is() -> None:
    assert parse_call(r"f(a='\d')").keywords == {"a": "\\d"}


def test_an_infinite_literal_is_read_as_python_reads_it() -> None:
    assert math.isinf(parse_call("f(a=1e999)").keywords["a"])


def test_positional_arguments_get_the_names_of_the_parameters() -> None:
    assert parse_call("f(1, 2, c=3)").resolve(("a", "b", "c")) == {"a": 1, "b": 2, "c": 3}
    assert parse_call("f(x=1)").resolve(()) == {"x": 1}


@pytest.mark.parametrize(
    ("text", "parameters", "says"),
    [
        ("f(1, 2)", ("a",), "f takes 1 positional arguments, 2 are given"),
        ("f(1)", (), "f takes 0 positional arguments, 1 are given"),
        ("f(1, a=2)", ("a", "b"), "f is given a twice"),
        ("f(1, 2, b=0, a=0)", ("a", "b"), "f is given a twice"),
    ],
)
def test_arguments_that_do_not_fit_the_parameters_are_refused(
    text: str, parameters: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CallSyntaxError, match=says):
        parse_call(text).resolve(parameters)
