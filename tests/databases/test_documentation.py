"""docs/spec.md is complete, and its examples are specs."""

import re
from pathlib import Path

import pytest

from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.expressions.nodes import FUNCTIONS
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.flow import generate_database
from eigendata_assets.databases.spec_reading import spec_of_text


@pytest.fixture
def text() -> str:
    return (Path(__file__).parents[2] / "docs" / "spec.md").read_text(encoding="utf-8")


def test_the_example_is_a_spec_that_can_be_populated(text: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    read = spec_of_text(example)
    assert read.warnings == ()
    assert generate_database(read).report.violations == ()


def test_the_expressions_are_of_the_language(text: str) -> None:
    (block,) = re.findall(r"```\n(row.*?)```", text, re.DOTALL)
    for line in block.strip().splitlines():
        parse(line.split("   ")[0])


def test_every_word_of_the_language_is_explained(text: str) -> None:
    words = [*FUNCTIONS, *Table.model_fields, *Column.model_fields, *(set(Tool.model_fields) - {"parameters"})]
    assert [word for word in words if not re.search(rf"\b{word}\b", text)] == []
