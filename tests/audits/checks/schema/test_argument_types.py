"""A value of an undeclared type that references pass, and that works, shows a wrong schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.argument_types import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.tickets = dict(scenario)

    def close(self, number):
        if number not in self.tickets:
            return {"error": "there is no such ticket"}
        del self.tickets[number]
        return {"closed": number}
"""


def report(folder: Path, kind: Any, number: Any) -> Any:
    tools = [tool("close", number={"type": kind})]
    entries = [entry("a", "Close it.", call("close", number=number), state={"t1": {}}), entry("b", "Hello.")]
    return audited(CHECK, subject(folder, CODE, tools, entries))


def test_a_text_in_place_of_a_whole_number_is_found_with_its_call(tmp_path: Path) -> None:
    (finding,) = report(tmp_path, "integer", "t1").findings
    assert (finding.function, finding.affects, finding.exposes) == ("Desk.close", ("a",), ("b",))
    assert finding.evidence.calls == (call("close", number="t1"),)
    assert finding.evidence.facts["passed"] == {"string": 1}
    assert finding.repair == "Declare number as string."


@pytest.mark.parametrize("kind", ["string", ["integer", "string"], None])
def test_a_declared_type_is_fine(tmp_path: Path, kind: Any) -> None:
    assert report(tmp_path, kind, "t1").findings == ()


def test_a_call_that_fails_shows_a_wrong_call_not_a_wrong_schema(tmp_path: Path) -> None:
    assert report(tmp_path, "integer", "t2").findings == ()
