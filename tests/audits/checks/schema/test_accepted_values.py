"""A value that references pass and the tool knows belongs to the list; the list is at fault, not the reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.schema.accepted_values import CHECK
from eigendata_assets.audits.checks.trajectory.schema_violations import CHECK as VIOLATIONS
from eigendata_assets.audits.code_constants import constants_of
from tests.audits.audited import call, entry, subject, tool
from tests.audits.tried import found

CODE = """
class Desk:
    SIZES = ("small", "large")

    def wrap(self, size):
        if size not in self.SIZES:
            return {"error": f"unknown size {size}"}
        return {"size": size}

    def paint(self, size):
        return {"size": size}
"""


def size() -> dict[str, Any]:
    return {"type": "string", "enum": ["small"]}


def test_a_value_that_the_tool_knows_is_missing_from_the_list(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("wrap", size=size())], call("wrap", size="large"))
    assert finding.component == "schema"
    assert finding.edits[0].value == ["small", "large"]
    assert found(VIOLATIONS, tmp_path, CODE, [tool("wrap", size=size())], call("wrap", size="large")) == ()


def test_a_value_that_nobody_knows_is_the_fault_of_the_reference(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("paint", size=size())], call("paint", size="huge")) == ()
    (finding,) = found(VIOLATIONS, tmp_path, CODE, [tool("paint", size=size())], call("paint", size="huge"))
    assert "'huge'" in finding.message


def test_a_value_that_is_refused_is_the_fault_of_the_reference(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("wrap", size=size())], call("wrap", size="huge")) == ()
    assert len(found(VIOLATIONS, tmp_path, CODE, [tool("wrap", size=size())], call("wrap", size="huge"))) == 1


def test_the_texts_of_the_code_are_those_that_it_writes_out(tmp_path: Path) -> None:
    desk = subject(tmp_path, CODE, [tool("wrap", size=size())], [entry("a", "Go.", call("wrap", size="small"))])
    assert {"small", "large"} <= constants_of(desk)
    assert "huge" not in constants_of(desk)
