"""Stories at the library's desk over a state written by hand; every expectation was worked out from the policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domains.playing import Environment, error, keyed


@pytest.fixture
def library(environments: dict[str, Environment]) -> Environment:
    return environments["library"]


def title(key: str, kind: str, days: int, price: int, available: int, audience: str = "general") -> dict[str, Any]:
    return {"title_id": key, "title": f"On {kind}", "author": "Ada Poe", "year": 2001, "kind": kind,
            "audience": audience, "loan_days": days, "price_cents": price, "available_copies": available,
            "waiting_holds": 0}  # fmt: skip


def copy(
    key: str, title_id: str, status: str = "available", branch: str = "BR01", collection: str = "lending"
) -> dict[str, Any]:
    return {"copy_id": key, "title_id": title_id, "branch_id": branch, "collection": collection, "status": status}


def member(key: str, category: str, expires_on: str = "2026-01-01", open_loans: int = 0) -> dict[str, Any]:
    return {"member_id": key, "name": f"Reader {key}", "email": f"{key.lower()}@example.org", "category": category,
            "expires_on": expires_on, "open_loans": open_loans, "fines_cents": 0}  # fmt: skip


STATE = {
    "branches": keyed("branch_id", {"branch_id": "BR01", "name": "Elm Street", "open": True},
                      {"branch_id": "BR02", "name": "Oak Street", "open": False},
                      {"branch_id": "BR03", "name": "Ash Street", "open": True}),
    "titles": keyed("title_id", title("T00001", "book", 28, 2500, 0), title("T00002", "dvd", 7, 900, 2),
                    title("T00003", "audiobook", 21, 1500, 1, audience="adult")),
    "copies": keyed("copy_id", copy("K000001", "T00001", status="on_loan"), copy("K000002", "T00002"),
                    copy("K000003", "T00002", branch="BR02"), copy("K000004", "T00003"),
                    copy("K000005", "T00001", collection="reference")),
    "members": keyed("member_id", member("M00001", "adult", open_loans=1), member("M00002", "student"),
                     member("M00003", "child"), member("M00004", "adult", expires_on="2025-06-01")),
    "loans": keyed("loan_id", {"loan_id": "L000001", "copy": "K000001", "member_id": "M00001",
                               "loaned_on": "2025-05-02", "renewals": 0, "due_on": "2025-05-30",
                               "days_kept": None, "ended_on": None}),
    "holds": {}, "fines": {},
}  # fmt: skip


def by(member_id: str, **more: Any) -> dict[str, Any]:
    return {"member_id": member_id, **more}


def test_a_late_copy_goes_to_the_one_who_waited_longest(library: Environment) -> None:
    results, state = library.play(STATE, [
        ("place_hold", by("M00002", title_id="T00001")),
        ("place_hold", by("M00003", title_id="T00001")),
        ("place_hold", by("M00001", title_id="T00001")),
        ("renew_loan", {"loan_id": "L000001"}),
        ("return_copy", {"copy_id": "K000001"}),
        ("borrow_copy", by("M00004", copy_id="K000001")),
        ("borrow_copy", by("M00001", copy_id="K000001")),
        ("borrow_held_copy", {"hold_id": "HD00001"}),
        ("set_aside_copy", {"copy_id": "K000001"}),
        ("get_copy", {"copy_id": "K000001"}),
        ("get_title", {"title_id": "T00001"}),
        ("borrow_held_copy", {"hold_id": "HD00001"}),
        ("list_loans", by("M00002")),
        ("list_waiting_holds", {"title_id": "T00001"}),
        ("renew_loan", {"loan_id": "L000002"}),
        ("cancel_hold", {"hold_id": "HD00002"}),
        ("renew_loan", {"loan_id": "L000002"}),
        ("list_holds", by("M00003")),
    ])  # fmt: skip
    (
        first,
        second,
        has_it,
        overdue,
        returned,
        expired,
        wanted,
        not_yet,
        aside,
        held,
        counted,
        lent,
        loans,
        waiting,
        refused,
        cancelled,
        renewed,
        none,
    ) = results
    assert (first, second) == ({"hold_id": "HD00001", "waiting_holds": 1}, {"hold_id": "HD00002", "waiting_holds": 2})
    assert error(has_it) == "Member M00001 has a copy of title T00001 on loan."
    assert error(overdue) == "Loan L000001 has been overdue since 2025-05-30."
    assert returned == {"loan_id": "L000001", "late_days": 3, "fine_cents": 75, "waiting_holds": 2}
    assert error(expired) == "The membership of M00004 expired on 2025-06-01."
    assert error(wanted) == "All available copies of title T00001 are needed for 2 waiting members."
    assert error(not_yet) == "No copy is set aside for hold HD00001 yet."
    assert aside == {"hold_id": "HD00001", "member_id": "M00002", "pick_up_until": "2025-06-09"}
    assert (held["copy"]["status"], held["hold_id"], held["loan_id"]) == ("on_hold", "HD00001", None)
    assert (counted["title"]["available_copies"], counted["title"]["waiting_holds"]) == (0, 1)
    assert lent == {"loan_id": "L000002", "copy_id": "K000001", "due_on": "2025-06-30"}
    assert [each["copy_id"] for each in loans["loans"]] == ["K000001"]
    assert [each["hold_id"] for each in waiting["holds"]] == ["HD00002"]
    assert error(refused) == "1 members wait for title T00001."
    assert cancelled == {"title_id": "T00001", "available_copies": 0, "waiting_holds": 0}
    assert renewed == {"loan_id": "L000002", "renewals": 1, "due_on": "2025-07-28"}
    assert none == {"holds": []}
    assert state["loans"]["L000001"] == {**STATE["loans"]["L000001"], "ended_on": "2025-06-02", "days_kept": 31}


def test_fines_are_paid_in_parts_or_waived(library: Environment) -> None:
    fine = {"fine_id": "N00001"}
    results, state = library.play(STATE, [
        ("return_copy", {"copy_id": "K000001"}),
        ("return_copy", {"copy_id": "K000001"}),
        ("pay_fine", {**fine, "amount_cents": 50}),
        ("waive_fine", fine),
        ("pay_fine", {**fine, "amount_cents": 30}),
        ("pay_fine", {**fine, "amount_cents": 25}),
        ("pay_fine", {**fine, "amount_cents": 1}),
        ("list_fines", by("M00001")),
        ("list_fines", by("M00001", only_open=False)),
    ])  # fmt: skip
    _, again, part, partly_paid, too_much, rest, settled, none_open, all_fines = results
    assert error(again) == "Copy K000001 is available, not on loan."
    assert part == {"fine_id": "N00001", "still_owed_cents": 25, "fines_cents": 25}
    assert error(partly_paid) == "50 cents of fine N00001 are paid; it cannot be waived."
    assert error(too_much) == "Only 25 cents are owed for fine N00001, not 30."
    assert rest == {"fine_id": "N00001", "still_owed_cents": 0, "fines_cents": 0}
    assert error(settled) == "Fine N00001 was settled on 2025-06-02."
    assert none_open == {"fines": []}
    assert all_fines["fines"][0]["settled_on"] == "2025-06-02"
    assert state["members"]["M00001"]["fines_cents"] == 0
    waived, state = library.play(STATE, [("return_copy", {"copy_id": "K000001"}), ("waive_fine", fine)])
    assert waived[1] == {"member_id": "M00001", "fines_cents": 0}
    assert state["fines"] == {}


def test_a_lost_copy_blocks_until_it_is_paid(library: Environment) -> None:
    results, state = library.play(STATE, [
        ("report_lost", {"loan_id": "L000001"}),
        ("borrow_copy", by("M00001", copy_id="K000002")),
        ("waive_fine", {"fine_id": "N00001"}),
        ("pay_fine", {"fine_id": "N00001", "amount_cents": 1500}),
        ("borrow_copy", by("M00001", copy_id="K000002")),
        ("get_member", by("M00001")),
        ("get_copy", {"copy_id": "K000001"}),
        ("return_copy", {"copy_id": "K000001"}),
        ("report_lost", {"loan_id": "L000001"}),
    ])  # fmt: skip
    lost, blocked, not_waived, paid, lent, seen, gone, not_back, not_twice = results
    assert lost == {"copy_id": "K000001", "fine_id": "N00001", "fine_cents": 2500}
    assert error(blocked) == "Member M00001 owes 2500 cents, more than 1000."
    assert error(not_waived) == "Fine N00001 is for a lost copy and cannot be waived."
    assert paid["fines_cents"] == 1000
    assert lent == {"loan_id": "L000002", "due_on": "2025-06-09"}
    assert (seen["member"]["open_loans"], seen["most_loans"]) == (1, 10)
    assert (gone["copy"]["collection"], gone["copy"]["status"]) == ("withdrawn", "withdrawn")
    assert error(not_back) == "Copy K000001 is withdrawn, not on loan."
    assert error(not_twice) == "Loan L000001 ended on 2025-06-02."
    assert state["titles"]["T00002"]["available_copies"] == 1


def test_who_may_borrow_what_and_where(library: Environment) -> None:
    results, state = library.play(STATE, [
        ("borrow_copy", by("M00003", copy_id="K000004")),
        ("borrow_copy", by("M00002", copy_id="K000003")),
        ("borrow_copy", by("M00002", copy_id="K000005")),
        ("transfer_copy", {"copy_id": "K000002", "branch_id": "BR02"}),
        ("transfer_copy", {"copy_id": "K000002", "branch_id": "BR03"}),
        ("transfer_copy", {"copy_id": "K000003", "branch_id": "BR03"}),
        ("list_copies", {"title_id": "T00002", "branch_id": "BR03"}),
        ("borrow_copy", by("M00003", copy_id="K000003")),
        ("renew_membership", by("M00004")),
        ("borrow_copy", by("M00004", copy_id="K000004")),
        ("renew_membership", by("M00004")),
        ("register_member", {"name": "Zoe", "email": "m00001@example.org", "category": "child"}),
        ("register_member", {"name": "Zoe", "email": "zoe@example.org", "category": "child"}),
        ("find_member_by_email", {"email": "zoe@example.org"}),
    ])  # fmt: skip
    child, closed, reference, to_closed, moved, rescued, there, lent, renewed, borrowed, valid, taken, made, found = (
        results
    )
    assert error(child) == "Title T00003 is for adults and member M00003 is a child."
    assert error(closed) == "Branch BR02 of copy K000003 is closed."
    assert error(reference) == "Copy K000005 belongs to the collection reference, which is not lent."
    assert error(to_closed) == "Branch BR02 is closed."
    assert (moved["copy"]["branch_id"], rescued["copy"]["branch_id"]) == ("BR03", "BR03")
    assert [each["copy_id"] for each in there["copies"]] == ["K000002", "K000003"]
    assert lent["due_on"] == "2025-06-09"
    assert renewed == {"member_id": "M00004", "expires_on": "2026-06-02"}
    assert borrowed["due_on"] == "2025-06-23"
    assert error(valid) == "The membership of M00004 is valid until 2026-06-02."
    assert error(taken) == "A member has the e-mail address m00001@example.org already."
    assert made["member"]["member_id"] == "M00005"
    assert found == {"member_id": "M00005", "name": "Zoe"}
    assert (state["titles"]["T00002"]["available_copies"], state["titles"]["T00003"]["available_copies"]) == (1, 0)
