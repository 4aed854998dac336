"""What counts as a change of code."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.environments.normal_form import code_hash


def hash_of(text: str, *, docstrings: bool = False) -> str:
    return code_hash(ast.parse(text).body, docstrings=docstrings)


SAME = [
    ("comments", "x = 1", "# one\nx = 1  # one"),
    ("formatting", "x = [1, 2]", "x = [\n    1,\n    2,\n]"),
    ("quotes", "x = 'a'", 'x = "a"'),
    ("text in two pieces", "x = 'ab'", "x = ('a'\n 'b')"),
    ("parentheses", "x = 1 + 2", "x = (1 + (2))"),
    ("a docstring", "def f():\n    return 1", 'def f():\n    """Say."""\n    return 1'),
    ("only a docstring", "def f():\n    pass", 'def f():\n    """Say."""'),
    ("a docstring of a class", "class C:\n    x = 1", 'class C:\n    """Say."""\n    x = 1'),
    ("an annotated local", "def f():\n    x = 1", "def f():\n    x: int = 1"),
    ("an annotated attribute", "def f(self):\n    pass", "def f(self):\n    self.x: int"),
    ("the name of the function itself", "def f():\n    return 1", "def g():\n    return 1"),
    ("a number written otherwise", "x = 1000", "x = 1_000"),
]
OTHER = [
    ("another number", "x = 1", "x = 2"),
    ("a float for an integer", "x = 1", "x = 1.0"),
    ("a truth value for a number", "x = 1", "x = True"),
    ("bytes for text", "x = 'a'", "x = b'a'"),
    ("another default", "def f(a=1): return a", "def f(a=2): return a"),
    ("a decorator", "def f(): return 1", "@cache\ndef f(): return 1"),
    ("another order", "f()\ng()", "g()\nf()"),
    ("a field of a class", "class C:\n    x: int", "class C:\n    x: str"),
    (
        "a field of a class in a function",
        "def f():\n    class C:\n        x: int",
        "def f():\n    class C:\n        x: str",
    ),
    ("a parameter's annotation", "def f(a: int): return a", "def f(a: str): return a"),
    ("the name of an inner function", "def f():\n    def g(): return 1", "def f():\n    def h(): return 1"),
    ("the text of an expression", "x = f'{a}'", "x = f'{b}'"),
    ("a key that is spread", "x = {**a}", "x = {None: a}"),
    ("async", "async def f(): return 1", "def f(): return 1"),
]


@pytest.mark.parametrize(("left", "right"), [pair[1:] for pair in SAME], ids=[pair[0] for pair in SAME])
def test_what_does_nothing_does_not_count(left: str, right: str) -> None:
    assert hash_of(left) == hash_of(right)


@pytest.mark.parametrize(("left", "right"), [pair[1:] for pair in OTHER], ids=[pair[0] for pair in OTHER])
def test_what_does_something_counts(left: str, right: str) -> None:
    assert hash_of(left) != hash_of(right)


def test_docstrings_count_for_code_that_reads_them() -> None:
    left, right = 'def f():\n    """One."""', 'def f():\n    """Two."""'
    assert hash_of(left) == hash_of(right)
    assert hash_of(left, docstrings=True) != hash_of(right, docstrings=True)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(JSON_LIKE, JSON_LIKE)
def test_constants_have_one_hash_exactly_when_they_are_written_alike(left: object, right: object) -> None:
    left_text, right_text = f"x = {left!r}", f"x = {right!r}"
    same = ast.dump(ast.parse(left_text)) == ast.dump(ast.parse(right_text))
    assert (hash_of(left_text) == hash_of(right_text)) == same


@given(JSON_LIKE)
def test_a_constant_keeps_its_hash_when_it_is_formatted_anew(value: object) -> None:
    text = f"x = {value!r}"
    assert hash_of(text) == hash_of(ast.unparse(ast.parse(text)))
