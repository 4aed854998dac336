"""An unknown input that is answered like a known one is found; nothing found, said so, is no sentinel."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.sentinels import CHECK
from tests.audits.audited import audited, call, entry, subject, tool
from tests.audits.tried import TEXT, found, sure

CODE = """
CODES = {"Rome": "00100", "Oslo": "0150", "Bonn": "53111"}

class Desk:
    def code(self, city):
        return {"code": CODES.get(city, "99999")}

    def bare_code(self, city):
        return CODES.get(city, "99999")

    def refused(self, city):
        return {"code": CODES[city]} if city in CODES else {"error": "unknown city"}

    def empty(self, city):
        return {"code": CODES.get(city)}

    def said(self, city):
        return {"answer": CODES.get(city, f"There is no city {city}.")}

    def announced(self, city):
        return {"code": CODES.get(city, "NONE")}

    def free(self, city):
        return {"greeting": f"Hello {city}!", "code": len(city)}

    def valid(self, city):
        return {"valid": city in CODES, "reason": CODES.get(city, "nothing")}

    def constant(self, city):
        return {"code": "53111"}
"""
CALLS = ["Rome", "Oslo", "Bonn"]


@pytest.mark.parametrize("name", ["code", "bare_code"])
def test_a_value_for_the_unknown_is_found_and_so_are_other_letters(tmp_path: Path, name: str) -> None:
    calls = [call(name, city=city) for city in CALLS]
    (finding,) = found(CHECK, tmp_path, CODE, [tool(name, city=TEXT)], *calls)
    assert finding.confidence == 0.9
    assert "99999" in finding.message
    assert finding.evidence.facts["also"] in {"ROME", "rome", "OSLO", "oslo", "BONN", "bonn"}


@pytest.mark.parametrize("name", ["refused", "empty", "free", "valid", "constant"])
def test_errors_nothing_echoes_and_constants_are_no_sentinels(tmp_path: Path, name: str) -> None:
    calls = [call(name, city=city) for city in CALLS]
    assert found(CHECK, tmp_path, CODE, [tool(name, city=TEXT)], *calls) == ()


def test_a_sentence_that_says_that_there_is_nothing_is_not_certain(tmp_path: Path) -> None:
    calls = [call("said", city=city) for city in CALLS]
    assert sure(found(CHECK, tmp_path, CODE, [tool("said", city=TEXT)], *calls)) == []


def test_an_announced_answer_is_fine(tmp_path: Path) -> None:
    calls = [call("announced", city=city) for city in CALLS]
    tools = [tool("announced", said="Gives the code, or NONE where the city is not known.", city=TEXT)]
    assert found(CHECK, tmp_path, CODE, tools, *calls) == ()


RECORDS = """
class Desk:
    def _load_scenario(self, state):
        self.members = state["members"]

    def get_member(self, member_id):
        return {"name": self.members.get(member_id, "Jo Doe")}
"""


def test_an_id_of_no_record_is_unknown_even_where_other_entries_know_it(tmp_path: Path) -> None:
    tools = [tool("get_member", member_id=TEXT)]
    entries = [
        entry(member, "Go.", call("get_member", member_id=member), state={"members": {member: name}})
        for member, name in (("M1", "Ann"), ("M2", "Bob"))
    ]
    (finding,) = audited(CHECK, subject(tmp_path, RECORDS, tools, entries)).findings
    assert "Jo Doe" in finding.message


SHOWN = """
class Desk:
    def _load_scenario(self, state):
        self.members = {"M1": {"name": "Ann"}}

    def get_member(self, member_id):
        member = self.members.get(member_id, {"name": "Anonymous"})
        return {"member_id": member_id, "name": member["name"]}
"""


def test_one_record_and_an_echo_of_the_unknown_id_are_enough(tmp_path: Path) -> None:
    tools, calls = [tool("get_member", member_id=TEXT)], [call("get_member", member_id="M1")]
    (finding,) = found(CHECK, tmp_path, SHOWN, tools, *calls)
    assert finding.confidence == 0.9
    assert "Anonymous" in finding.message
