"""Constraints that forbid what works, and descriptions that belong to another parameter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.constraints import CHECK as CONSTRAINTS
from eigendata_assets.audits.checks.schema.constraints import broken_rule
from eigendata_assets.audits.checks.schema.swapped_descriptions import CHECK as SWAPPED
from eigendata_assets.audits.docstrings import parameter_texts, plain_words
from tests.audits.audited import audited, call, entry, subject, tool

CODE = '''
class Desk:
    def move(self, origin, target):
        """Moves a thing.

        Args:
            origin (str): Where it stands.
            target (str): [Optional] Where it shall stand.
        """
        return {"moved": target} if target != "nowhere" else {"error": "there is no nowhere"}
'''
TEXT = {"type": "string"}


def constraints(folder: Path, target: dict[str, Any], *values: str) -> Any:
    tools = [tool("move", origin=dict(TEXT), target={**TEXT, **target})]
    entries = [
        entry(f"e{number}", "Move it.", call("move", origin="a", target=value)) for number, value in enumerate(values)
    ]
    return audited(CONSTRAINTS, subject(folder, CODE, tools, entries)).findings


@pytest.mark.parametrize(
    ("target", "rule"),
    [({"enum": ["z"]}, "enum"), ({"maxLength": 1}, "maxLength"), ({"pattern": "^x"}, "pattern")],
)
def test_a_rule_that_most_references_break_and_that_nobody_enforces_is_too_narrow(
    tmp_path: Path, target: dict[str, Any], rule: str
) -> None:
    (finding,) = constraints(tmp_path, target, "roof", "cellar")
    assert finding.cause == f"{rule} of parameter target"
    assert finding.affects == ("e0", "e1")
    assert finding.evidence.results[0].value == {"moved": "roof"}


@pytest.mark.parametrize(
    ("target", "values"),
    [
        ({"enum": ["roof", "cellar"]}, ("roof", "cellar")),
        ({"enum": ["roof"]}, ("roof", "roof", "roof", "cellar")),
        ({"enum": ["roof"]}, ("cellar",)),
        ({"enum": ["roof"]}, ("nowhere", "nowhere")),
        ({}, ("roof", "cellar")),
    ],
)
def test_a_rule_that_most_keep_or_that_the_tool_enforces_is_fine(
    tmp_path: Path, target: dict[str, Any], values: tuple[str, ...]
) -> None:
    assert constraints(tmp_path, target, *values) == ()


@pytest.mark.parametrize(
    ("value", "schema", "rule"),
    [
        (5, {"type": "integer", "maximum": 4}, "maximum"),
        (5, {"type": "integer", "maximum": 5}, None),
        ("5", {"type": "integer", "maximum": 4}, None),
        ("a", {"type": "string", "description": 'One. [Enum]: ["b"]'}, "enum"),
        (["a"], {"type": "array", "description": '[Enum]: ["b"]'}, None),
        ([1, 2], {"type": "array", "maxItems": 1}, "maxItems"),
        (5, {"type": "integer", "maximum": "many"}, None),
    ],
)
def test_the_rule_that_a_value_breaks_has_a_name(value: Any, schema: dict[str, Any], rule: str | None) -> None:
    assert broken_rule(value, schema) == rule


def swapped(folder: Path, origin: str, target: str) -> Any:
    tools = [tool("move", origin={**TEXT, "description": origin}, target={**TEXT, "description": target})]
    entries = [entry("a", "Move it.", call("move", origin="a", target="b"))]
    return audited(SWAPPED, subject(folder, CODE, tools, entries)).findings


def test_two_swapped_descriptions_are_two_findings(tmp_path: Path) -> None:
    found = swapped(tmp_path, "Where it shall stand", "where it stands")
    assert {each.cause for each in found} == {"description of parameter origin", "description of parameter target"}
    assert found[0].affects == ("a",)


@pytest.mark.parametrize(
    ("origin", "target"),
    [
        ("Where it stands.", "Where it shall stand. "),
        ("The place.", "The other place."),
        ("", ""),
        ("Where it stands.", "Where it stands now."),
    ],
)
def test_descriptions_that_are_right_or_in_other_words_are_fine(tmp_path: Path, origin: str, target: str) -> None:
    assert swapped(tmp_path, origin, target) == ()


@pytest.mark.parametrize(
    "docstring",
    [
        "Does.\n\nArgs:\n    a (int): How many.\n    b: Why.",
        "Does.\n\n:param a: How many.\n:param str b: Why.",
        "Does.\n\nParameters\n----------\na : int\n    How many.\nb : str\n    Why.",
    ],
)
def test_docstrings_of_three_forms_are_read(docstring: str) -> None:
    assert parameter_texts(docstring, ["a", "b", "c"]) == {"a": "How many.", "b": "Why."}


def test_marks_and_signs_are_no_words() -> None:
    assert plain_words('[Optional] The mode. [Enum]: ["a", "b"]') == plain_words("the MODE")
