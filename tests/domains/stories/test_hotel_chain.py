"""Stories at the hotels' desk over a state written by hand; every expectation was worked out from the policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domains.playing import Environment, error, keyed


@pytest.fixture
def hotels(environments: dict[str, Environment]) -> Environment:
    return environments["hotel_chain"]


def room(key: str, kind: str, most_people: int, rate: int, hotel: str = "H001") -> dict[str, Any]:
    return {"room_id": key, "hotel_id": hotel, "kind": kind, "most_people": most_people, "rate_usd": rate}


def guest(key: str, name: str, *, blocked: bool = False) -> dict[str, Any]:
    return {"guest_id": key, "name": name, "email": f"{key.lower()}@example.net", "blocked": blocked}


def account(key: str, guest_id: str, points: int, valid_until: str) -> dict[str, Any]:
    return {"account_id": key, "guest_id": guest_id, "valid_until": valid_until, "points": points,
            "earned_points": points, "tier": "member"}  # fmt: skip


IN_HOUSE = {
    "stay_id": "S000007", "guest_id": "G00001", "room": "R00002", "people": 1, "arrives_on": "2025-05-31", "nights": 2,
    "leaves_on": "2025-06-02", "rate_type": "flexible", "nightly_rate_usd": 120, "points_used": 0, "room_usd": 240,
    "extras_usd": 0, "cancelled_on": None, "penalty_usd": 0, "total_usd": 240, "status": "in_house",
}  # fmt: skip

STATE = {
    "hotels": keyed("hotel_id", {"hotel_id": "H001", "name": "Alder One", "city": "Dover", "stars": 3},
                    {"hotel_id": "H002", "name": "Alder Two", "city": "Dover", "stars": 4}),
    "rooms": keyed("room_id", room("R00001", "double", 2, 100), room("R00002", "double", 2, 120),
                   room("R00003", "single", 1, 80), room("R00004", "double", 2, 90, hotel="H002")),
    "guests": keyed("guest_id", guest("G00001", "Eve Fox"), guest("G00002", "Dan Ash"),
                    guest("G00003", "Eve Fox", blocked=True)),
    "accounts": keyed("account_id", account("LA00001", "G00001", 9000, "2025-06-02"),
                      account("LA00002", "G00002", 100, "2025-06-01")),
    "point_entries": keyed(
        "entry_id",
        {"entry_id": "E000001", "account_id": "LA00001", "reason": "stay", "points": 9000, "entered_on": "2025-01-05"},
        {"entry_id": "E000002", "account_id": "LA00002", "reason": "bonus", "points": 100, "entered_on": "2024-01-05"},
    ),
    "stays": keyed("stay_id", IN_HOUSE),
    "extras": {},
}  # fmt: skip

FIRST = {"stay_id": "S000008"}


def book(
    guest_id: str, room_id: str, arrives_on: str, nights: int, rate_type: str = "flexible", people: int = 1
) -> tuple[str, dict[str, Any]]:
    return "book_room", {"guest_id": guest_id, "room_id": room_id, "arrives_on": arrives_on, "nights": nights,
                         "people": people, "rate_type": rate_type}  # fmt: skip


def test_book_order_extend_shorten_and_check_in(hotels: Environment) -> None:
    results, state = hotels.play(STATE, [
        book("G00002", "R00001", "2025-06-02", 2, people=2),
        ("search_free_rooms", {"hotel_id": "H001", "arrives_on": "2025-06-03", "nights": 1, "people": 2}),
        ("add_extra", {**FIRST, "item": "spa", "quantity": 5}),
        ("add_extra", {**FIRST, "item": "spa", "quantity": 2}),
        ("add_extra", {**FIRST, "item": "breakfast"}),
        ("extend_stay", {**FIRST, "nights": 3}),
        ("extend_stay", {**FIRST, "nights": 10}),
        ("shorten_stay", {**FIRST, "nights": 3}),
        ("remove_extra", {"extra_id": "X000003"}),
        ("check_in_guest", FIRST),
        ("remove_extra", {"extra_id": "X000001"}),
        ("check_out_guest", FIRST),
        ("shorten_stay", {**FIRST, "nights": 2}),
        ("get_stay", FIRST),
    ])  # fmt: skip
    (
        booked,
        free,
        spa,
        too_much,
        breakfast,
        extended,
        too_long,
        shortened,
        removed,
        checked_in,
        stuck,
        not_yet,
        last_night,
        seen,
    ) = results
    assert booked["stay"]["total_usd"] == 200
    assert [(each["room_id"], each["nightly_rate_usd"]) for each in free["rooms"]] == [("R00002", 120)]
    assert spa == {"extra_id": "X000001", "amount_usd": 300, "total_usd": 500}
    assert error(too_much) == "Extras of stay S000008 would be 420 USD, more than 400."
    assert breakfast == {"extra_id": "X000002", "amount_usd": 18, "total_usd": 518}
    assert extended == {"stay_id": "S000008", "leaves_on": "2025-06-07", "total_usd": 818}
    assert error(too_long) == "Stay S000008 would have 15 nights, more than 14."
    assert shortened == {"stay_id": "S000008", "leaves_on": "2025-06-04", "total_usd": 518}
    assert error(removed) == "There is no extra X000003."
    assert checked_in["status"] == "in_house"
    assert error(stuck) == "Stay S000008 is in_house; extras cannot be removed."
    assert error(not_yet) == "Stay S000008 ends on 2025-06-04, not on 2025-06-02."
    assert error(last_night) == "Stay S000008 has 2 nights; one must be left."
    assert (seen["stay"]["extras_usd"], seen["hotel_id"], len(seen["extras"])) == (318, "H001", 2)
    assert state["accounts"] == STATE["accounts"]


def test_a_bill_earns_points_that_lift_the_tier_and_can_be_given_away(hotels: Environment) -> None:
    give = {"from_account_id": "LA00001", "to_account_id": "LA00002"}
    results, state = hotels.play(STATE, [
        book("G00002", "R00002", "2025-06-02", 1),
        ("check_in_guest", FIRST),
        ("check_out_guest", {"stay_id": "S000007"}),
        ("check_in_guest", FIRST),
        ("get_account", {"account_id": "LA00001"}),
        ("transfer_points", {**give, "points": 1000}),
        ("renew_account", {"account_id": "LA00001"}),
        ("renew_account", {"account_id": "LA00002"}),
        ("transfer_points", {**give, "points": 12000}),
        ("transfer_points", {**give, "points": 11000}),
        ("transfer_points", {"from_account_id": "LA00002", "to_account_id": "LA00001", "points": 11000}),
        ("list_point_entries", {"account_id": "LA00001", "limit": 2}),
        ("open_account", {"guest_id": "G00001"}),
        ("open_account", {"guest_id": "G00003"}),
        ("get_guest", {"guest_id": "G00003"}),
    ])  # fmt: skip
    (
        booked,
        occupied,
        bill,
        free_now,
        lifted,
        expired,
        valid,
        renewed,
        too_many,
        given,
        back,
        entries,
        second,
        opened,
        found,
    ) = results
    assert booked["stay"]["arrives_on"] == "2025-06-02"
    assert error(occupied) == "Room R00002 is still occupied."
    assert bill == {"stay_id": "S000007", "total_usd": 240, "points_earned": 2400}
    assert free_now["status"] == "in_house"
    assert (lifted["account"]["points"], lifted["account"]["tier"], lifted["valid"]) == (11400, "silver", True)
    assert error(expired) == "Account LA00002 expired on 2025-06-01."
    assert error(valid) == "Account LA00001 is valid until 2025-06-02."
    assert renewed["valid_until"] == "2026-06-02"
    assert error(too_many) == "Account LA00001 has 11400 points, not 12000."
    assert given == {"from_points": 400, "to_points": 11100}
    assert back == {"from_points": 100, "to_points": 11400}
    assert [each["points"] for each in entries["entries"]] == [2400, -11000]
    assert error(second) == "Guest G00001 has a loyalty account already."
    assert opened["account"]["points"] == 500
    assert found["account_id"] == "LA00003"
    assert {key: each["tier"] for key, each in state["accounts"].items()} == {
        "LA00001": "silver",
        "LA00002": "member",
        "LA00003": "member",
    }


def test_points_pay_for_nights_and_come_back_in_time(hotels: Environment) -> None:
    night = {"account_id": "LA00001", "nights": 1, "people": 1}
    results, state = hotels.play(STATE, [
        ("quote_room", {"room_id": "R00001", "arrives_on": "2025-07-01", "nights": 2}),
        ("book_reward_stay", {**night, "room_id": "R00001", "arrives_on": "2025-07-01", "nights": 2}),
        ("book_reward_stay", {**night, "room_id": "R00001", "arrives_on": "2025-06-04"}),
        ("extend_stay", {**FIRST, "nights": 1}),
        ("quote_cancellation", FIRST),
        ("cancel_stay", FIRST),
        ("get_account", {"account_id": "LA00001"}),
        ("book_reward_stay", {**night, "room_id": "R00003", "arrives_on": "2025-06-03"}),
        ("cancel_stay", {"stay_id": "S000009"}),
        ("get_account", {"account_id": "LA00001"}),
        ("book_reward_stay", {**night, "account_id": "LA00002", "room_id": "R00003", "arrives_on": "2025-06-03"}),
    ])  # fmt: skip
    quote, too_dear, booked, rigid, offered, cancelled, whole, again, lost, rest, expired = results
    assert quote == {"free": True, "flexible_usd": 250, "prepaid_usd": 226, "reward_points": 12500}
    assert error(too_dear) == "Account LA00001 has 9000 points, not 12500."
    assert (booked["points"], booked["stay"]["points_used"], booked["stay"]["total_usd"]) == (4000, 5000, 0)
    assert error(rigid) == "Stay S000008 is a reward stay and cannot be extended."
    assert offered == {"penalty_usd": 0, "returned_points": 5000}
    assert cancelled == {"stay_id": "S000008", "status": "cancelled", "penalty_usd": 0, "returned_points": 5000}
    assert (whole["account"]["points"], whole["account"]["tier"]) == (9000, "member")
    assert again["points"] == 5000
    assert lost["returned_points"] == 0
    assert rest["account"]["points"] == 5000
    assert error(expired) == "Account LA00002 expired on 2025-06-01."
    assert state["accounts"]["LA00001"]["earned_points"] == 9000


def test_what_cancelling_costs_and_where_one_can_move(hotels: Environment) -> None:
    results, _ = hotels.play(STATE, [
        book("G00001", "R00001", "2025-06-04", 3),
        book("G00001", "R00002", "2025-06-03", 3),
        book("G00001", "R00003", "2025-08-05", 2, rate_type="prepaid"),
        ("move_to_room", {**FIRST, "room_id": "R00003"}),
        ("move_to_room", {**FIRST, "room_id": "R00004"}),
        ("move_to_room", {**FIRST, "room_id": "R00002"}),
        ("cancel_stay", {"stay_id": "S000009"}),
        ("move_to_room", {**FIRST, "room_id": "R00002"}),
        ("shorten_stay", {"stay_id": "S000010", "nights": 1}),
        ("cancel_stay", {"stay_id": "S000010"}),
        ("cancel_stay", FIRST),
        ("list_stays", {"guest_id": "G00001", "status": "cancelled"}),
        book("G00003", "R00001", "2025-06-04", 3),
        book("G00001", "R00003", "2025-06-04", 3, people=2),
        book("G00001", "R00001", "2025-06-01", 3),
    ])  # fmt: skip
    (
        first,
        late,
        prepaid,
        kind,
        elsewhere,
        taken,
        one_night,
        moved,
        rigid,
        everything,
        free,
        cancelled,
        blocked,
        crowded,
        past,
    ) = results
    assert (first["stay"]["total_usd"], late["stay"]["total_usd"]) == (300, 360)
    assert (prepaid["stay"]["nightly_rate_usd"], prepaid["stay"]["total_usd"]) == (90, 180)
    assert error(kind) == "Room R00003 is of the kind single, not double."
    assert error(elsewhere) == "Room R00004 is in hotel H002, not in H001."
    assert error(taken) == "Room R00002 is not free from 2025-06-04 to 2025-06-07."
    assert one_night["penalty_usd"] == 120
    assert moved == {"stay_id": "S000008", "room_id": "R00002"}
    assert error(rigid) == "Stay S000010 is prepaid and cannot be shortened."
    assert everything["penalty_usd"] == 180
    assert free["penalty_usd"] == 0
    assert [each["stay_id"] for each in cancelled["stays"]] == ["S000009", "S000008", "S000010"]
    assert error(blocked) == "Guest G00003 is blocked and cannot book."
    assert error(crowded) == "Room R00003 takes 1 people, not 2."
    assert error(past) == "The day of arrival 2025-06-01 is not within 365 days from 2025-06-02."
