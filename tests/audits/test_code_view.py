"""The code view finds the method behind every tool, and which values it tells apart."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from eigendata_assets.audits.branches import values_told_apart
from eigendata_assets.audits.code_view import CodeView, read_code_view
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit

FILES = {
    "pkg/base.py": """
class Common:
    def shared(self, a: int): ...
    def own(self): ...
""",
    "pkg/desk.py": """
from pkg.base import Common

class Desk(Common):
    def own(self, a: str, *, b: float = 1.5, **more):
        "Does it."
    @staticmethod
    def still(a, b=2): ...
    def _private(self): ...
""",
}
DESK = EnvironmentCode(Path(), (Toolkit("Desk", "pkg.desk"),))


def test_methods_are_found_with_file_and_line_and_the_nearest_class_wins() -> None:
    methods = read_code_view(FILES, DESK).methods
    assert methods.keys() == {"Desk.own", "Desk.shared", "Desk.still", "Desk._private"}
    own = methods["Desk.own"]
    assert (own.place, own.docstring) == ("pkg/desk.py:5", "Does it.")
    assert own.parameters == {"a": "str", "b": "float"}
    assert own.required == {"a"}
    assert ast.unparse(own.defaults["b"]) == "1.5"
    assert own.open_ended
    assert methods["Desk.shared"].file == "pkg/base.py"
    assert methods["Desk.still"].parameters == {"a": "", "b": ""}
    assert not methods["Desk.still"].open_ended


def test_without_an_environment_or_files_there_is_nothing_to_view() -> None:
    assert read_code_view(FILES, None) == CodeView()
    assert read_code_view({}, DESK) == CodeView()


def told(body: str) -> frozenset[object]:
    (method,) = ast.parse(f"def f(self, mode):\n    {body}").body
    assert isinstance(method, ast.FunctionDef)
    return values_told_apart(method, "mode", ["on", "off", "auto"])


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ('return 1 if mode == "on" else 0', {"on"}),
        ('return 1 if "on" == mode.lower() else 0', {"on"}),
        ('return mode in ("on", "off")', {"on", "off"}),
        ('return mode not in ["on", "off", "auto"]', set()),
        ('return {"on": 1, "off": 0}[mode]', {"on", "off"}),
        ('m = mode.strip()\n    return m == "auto"', {"auto"}),
        ('match mode:\n        case "on" | "auto": return 1', {"on", "auto"}),
        ('return other == "on"', set()),
        ("return mode == other", set()),
    ],
)
def test_a_branch_tells_the_values_apart_that_it_compares_with(body: str, values: set[str]) -> None:
    assert told(body) == values
