"""An undoing that leaves what the deed has done is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.checks.implementation.undoings import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found, sure

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.liked, self.free_seats, self.balance, self.next_id, self.bookings = [], 5, 100, 1, {}

    def like(self, post):
        self.liked.append(post)
        return {"liked": True}

    def unlike(self, post):
        return {"unliked": True}

    def dislike_back(self, post):
        self.liked.remove(post)
        return {"unliked": True}

    def book_seat(self, name):
        self.bookings[f"B{self.next_id}"] = name
        self.next_id += 1
        self.free_seats -= 1
        self.balance -= 10
        return {"booking_id": f"B{self.next_id - 1}"}

    def cancel_seat(self, booking_id):
        self.bookings.pop(booking_id)
        self.balance += 10
        return {"cancelled": True}

    def cancel_seat_well(self, booking_id):
        self.bookings.pop(booking_id)
        self.free_seats += 1
        return {"cancelled": True}
"""


def test_an_undoing_without_effect_is_found(tmp_path: Path) -> None:
    tools = [tool("like", post=TEXT), tool("unlike", post=TEXT)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("like", post="p1"))
    assert finding.function == "Desk.unlike"
    assert [each.name for each in finding.evidence.calls] == ["like", "unlike"]


def test_an_undoing_that_works_is_fine(tmp_path: Path) -> None:
    code = CODE.replace(
        '        return {"unliked": True}\n\n    def dislike',
        '        self.liked.remove(post)\n        return {"unliked": True}\n\n    def dislike',
    )
    tools = [tool("like", post=TEXT), tool("unlike", post=TEXT)]
    assert found(CHECK, tmp_path, code, tools, call("like", post="p1")) == ()


def booking(cancelling: str, text: str = "") -> list[ToolSchema]:
    return [tool("book_seat", name=TEXT), tool(cancelling, said=text, booking_id=TEXT)]


def test_a_number_that_is_not_given_back_is_found_with_the_id_that_was_returned(tmp_path: Path) -> None:
    (finding,) = sure(found(CHECK, tmp_path, CODE, booking("cancel_seat"), call("book_seat", name="ann")))
    assert finding.cause == "undoing leaves free_seats"
    assert finding.evidence.calls[-1].arguments == {"booking_id": "B1"}


def test_ids_that_only_grow_and_money_that_nobody_promised_back_are_fine(tmp_path: Path) -> None:
    assert sure(found(CHECK, tmp_path, CODE, booking("cancel_seat_well"), call("book_seat", name="ann"))) == []


def test_a_promised_refund_that_does_not_come_is_found(tmp_path: Path) -> None:
    tools = booking("cancel_seat_well", "Cancels a booking and refunds its price.")
    (finding,) = sure(found(CHECK, tmp_path, CODE, tools, call("book_seat", name="ann")))
    assert finding.cause == "undoing leaves balance"


@pytest.mark.parametrize("state", [{"failing": True}])
def test_an_undoing_that_is_refused_proves_nothing(tmp_path: Path, state: dict[str, bool]) -> None:
    code = CODE.replace('return {"unliked": True}', 'return {"error": "not liked"}', 1)
    tools = [tool("like", post=TEXT), tool("unlike", post=TEXT)]
    assert found(CHECK, tmp_path, code, tools, call("like", post="p1"), state=state) == ()


def test_a_record_that_the_undoing_leaves_is_found(tmp_path: Path) -> None:
    code = CODE.replace("self.bookings.pop(booking_id)", "self.bookings[booking_id]")
    code = code.replace('"] = name', '"] = {"name": name}').replace("self.free_seats += 1", "self.free_seats += 2")
    findings = sure(found(CHECK, tmp_path, code, booking("cancel_seat_well"), call("book_seat", name="ann")))
    assert [each.cause for each in findings] == ["undoing leaves the record"]


def test_an_undoing_that_misses_other_letters_is_found(tmp_path: Path) -> None:
    code = """
class Desk:
    def _load_scenario(self, state):
        self.tags = []

    def add_tag(self, tag):
        self.tags.append(tag)
        return {"tags": list(self.tags)}

    def remove_tag(self, tag):
        self.tags = [each for each in self.tags if each != tag.lower()]
        return {"tags": list(self.tags)}
"""
    tools = [tool("add_tag", tag=TEXT), tool("remove_tag", tag=TEXT)]
    (finding,) = found(CHECK, tmp_path, code, tools, call("add_tag", tag="moth"))
    assert finding.evidence.calls[-1].arguments["tag"] in {"MOTH", "Moth"}
    right = code.replace("each != tag.lower()", "each != tag")
    assert found(CHECK, tmp_path, right, tools, call("add_tag", tag="moth")) == ()
