"""Identifiers that the data stores in a type that the schema does not declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.stored_types import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.data = scenario

    def close(self, ticket_id):
        return {"closed": str(ticket_id)}
"""


def findings(folder: Path, kind: str, *states: Any, parameter: str = "ticket_id") -> Any:
    parameters: dict[str, Any] = {parameter: {"type": kind}}
    tools = [tool("close", **parameters)]
    entries = [
        entry(f"e{number}", "Close it.", call("close", ticket_id=5), state=state) for number, state in enumerate(states)
    ]
    return audited(CHECK, subject(folder, CODE, tools, entries)).findings


STATES = [
    {"ticket_queue": [{"id": "t1", "title": "x"}]},
    {"tickets": {"first": {"id": "t1"}}},
    {"tickets": [{"ticket_id": "t1"}]},
    {"ticket_id": "t1"},
]


@pytest.mark.parametrize("state", STATES)
def test_a_record_of_the_collection_that_a_parameter_names_shows_its_type(tmp_path: Path, state: Any) -> None:
    (finding,) = findings(tmp_path, "integer", state)
    assert finding.affects == ("e0",)
    assert finding.evidence.facts["stored"] == "t1"
    assert finding.repair == "Declare ticket_id as string."


@pytest.mark.parametrize("state", STATES)
def test_the_declared_type_is_fine(tmp_path: Path, state: Any) -> None:
    assert findings(tmp_path, "string", state) == ()


def test_only_entries_whose_data_is_wrong_are_affected(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "integer", {"tickets": [{"id": 1}]}, {"tickets": [{"id": "t1"}]})
    assert finding.affects == ("e1",)


@pytest.mark.parametrize("state", [{"users": [{"id": "u1"}]}, {"tickets": []}, {"title_id": "x"}, {"tickets": ["a"]}])
def test_identifiers_of_other_things_say_nothing(tmp_path: Path, state: Any) -> None:
    assert findings(tmp_path, "integer", state) == ()
