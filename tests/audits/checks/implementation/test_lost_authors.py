"""A record without its maker is found where look-ups promise records by user."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.checks.implementation.lost_authors import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.users, self.current_user, self.mail = ["U1", "U2"], "U1", []

    def login(self, user):
        if user not in self.users:
            return {"error": "no such user"}
        self.current_user = user
        return {"done": True}

    def send_note(self, receiver, text):
        self.mail.append({"to": receiver, "text": text})
        return {"sent": True}

    def send_signed(self, receiver, text):
        self.mail.append({"to": receiver, "text": text, "from": self.current_user})
        return {"sent": True}

    def view_sent(self):
        return {"notes": [each for each in self.mail if each.get("from", self.current_user) == self.current_user]}
"""
SENT = tool("view_sent", said="Lists the notes sent by the current user.")
ANY = tool("view_sent", said="Lists all notes.")


def sending(name: str) -> ToolSchema:
    return tool(name, receiver=TEXT, text=TEXT)


def findings(folder: Path, name: str, look_up: ToolSchema) -> tuple[Finding, ...]:
    calls = (call("login", user="U2"), call("login", user="U1"), call(name, receiver="U2", text="Good morning"))
    return found(CHECK, folder, CODE, [tool("login", user=TEXT), sending(name), look_up], *calls)


def test_a_record_that_another_user_is_shown_as_his_own_is_found(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "send_note", SENT)
    assert finding.confidence == 0.9
    assert finding.evidence.calls[-1].name == "view_sent"
    assert finding.evidence.facts["made_by"] == "U1"


def test_a_record_that_says_who_made_it_is_fine(tmp_path: Path) -> None:
    assert findings(tmp_path, "send_signed", SENT) == ()


def test_where_no_look_up_promises_records_by_user_nothing_is_lost(tmp_path: Path) -> None:
    assert findings(tmp_path, "send_note", ANY) == ()


def test_nobody_is_the_author_while_nobody_is_logged_in(tmp_path: Path) -> None:
    code = CODE.replace('"U1", []', "None, []")
    calls = [call("send_note", receiver="U2", text="Good morning")]
    assert found(CHECK, tmp_path, code, [sending("send_note"), SENT], *calls) == ()
