"""A record that the data has and no look-up finds is found."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.unseen_records import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.tickets = dict(state.get("tickets", {}))

    def create_ticket(self, ticket_id):
        self.tickets[ticket_id] = {"title": "new"}
        return {"ticket_id": ticket_id}

    def get_ticket(self, ticket_id):
        if ticket_id not in self.tickets:
            return {"error": f"ticket {ticket_id} not found"}
        return self.tickets[ticket_id]
"""
STATE = {"tickets": {"7": {"title": "old"}, "8": {"title": "older"}}}


def count(folder: Path, code: str) -> int:
    tools = [tool("create_ticket", ticket_id=INTEGER), tool("get_ticket", ticket_id=INTEGER)]
    calls = call("create_ticket", ticket_id=9), call("get_ticket", ticket_id=9)
    return len(found(CHECK, folder, code, tools, *calls, state=STATE))


def test_keys_that_were_loaded_as_texts_are_not_found_by_number(tmp_path: Path) -> None:
    assert count(tmp_path, CODE) == 1


def test_keys_that_were_loaded_as_numbers_are(tmp_path: Path) -> None:
    fixed = CODE.replace('dict(state.get("tickets", {}))', '{int(k): v for k, v in state.get("tickets", {}).items()}')
    assert count(tmp_path, fixed) == 0
