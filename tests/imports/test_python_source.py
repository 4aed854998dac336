"""What Python files say about themselves is read without running them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from eigendata_assets.errors import InputError
from eigendata_assets.imports.python_source import classes_of, imported_modules, parameters_of, parse_module

SOURCE = """
import json, os.path as p
from package.code import labels, other as alias
from . import sibling
from .near import x
raise SystemExit("this is never run")

class Kit(Base):
    limit = 3
    def add(self, a, /, b, c=1, *rest, d, e=2, **more): ...
    def read(self): ...
    def _hidden(self, a): ...
    async def later(self, a):
        from package import late
    class Inner: ...

class Other: ...
def function(): ...
"""


def test_the_classes_at_the_top_are_found() -> None:
    assert list(classes_of(ast.parse(SOURCE))) == ["Kit", "Other"]


def test_the_parameters_of_tools_are_those_that_can_be_given_by_position() -> None:
    kit = classes_of(ast.parse(SOURCE))["Kit"]
    assert parameters_of(kit) == {"add": ("a", "b", "c"), "read": ()}


def test_imports_are_found_wherever_they_stand_and_may_be_modules() -> None:
    assert imported_modules(ast.parse(SOURCE)) == {
        "json", "os.path", "package.code", "package.code.labels", "package.code.other", "package", "package.late",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"class", "not a Python module: invalid syntax"),
        (b"x = '\xff'", "not a Python module: 'utf-8' codec can't decode"),
        (b"x = 1\0", "not a Python module: source code string cannot contain null bytes"),
        (b"x = " + b"-" * 100_000 + b"1", "not a Python module"),
        (b"x = " + b"(" * 1000 + b")" * 1000, "not a Python module: too many nested parentheses"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_not_python_is_refused_with_the_file(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "kit.py"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        parse_module(path)
    assert caught.value.where == (str(path),)
    assert "\n" not in caught.value.message


def test_a_missing_module_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not a Python module: .*No such file"):
        parse_module(tmp_path / "none.py")
