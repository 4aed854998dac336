"""Stories at the airline's desk over a state written by hand; every expectation was worked out from the policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domains.playing import Environment, error, keyed


@pytest.fixture
def airline(environments: dict[str, Environment]) -> Environment:
    return environments["airline"]


def route(number: str, origin: str, destination: str) -> dict[str, Any]:
    return {"flight_number": number, "origin": origin, "destination": destination,
            "distance_km": 700, "flight_minutes": 80, "base_fare_usd": 98}  # fmt: skip


def flight(
    key: str, number: str, departs_at: str, economy: int, business: int, status: str = "scheduled"
) -> dict[str, Any]:
    return {"flight_id": key, "flight_number": number, "departs_at": departs_at, "departure_date": departs_at[:10],
            "arrives_at": departs_at, "status": status, "economy_capacity": 5, "business_capacity": 4,
            "economy_seats_left": 5, "business_seats_left": 4,
            "economy_fare_usd": economy, "business_fare_usd": business}  # fmt: skip


def customer(key: str, name: str, tier: str, account: str = "active") -> dict[str, Any]:
    return {"customer_id": key, "name": name, "email": f"{key.lower()}@example.com", "phone": "+15550000000",
            "tier": tier, "account": account}  # fmt: skip


STATE = {
    "airports": keyed(
        "code",
        *({"code": code, "name": code, "city": city, "country": "US"} for code, city in
          (("AAA", "Springfield"), ("AAB", "Springfield"), ("BBB", "Dover"))),
    ),
    "routes": keyed("flight_number", route("SL100", "AAA", "BBB"), route("SL101", "AAA", "BBB"),
                    route("SL102", "AAB", "BBB")),
    "flights": keyed(
        "flight_id",
        flight("F00001", "SL100", "2025-06-10T08:00:00", 100, 300),
        flight("F00002", "SL101", "2025-06-11T08:00:00", 130, 350),
        flight("F00003", "SL100", "2025-06-02T20:00:00", 90, 280),
        flight("F00004", "SL101", "2025-06-10T18:00:00", 110, 310, status="cancelled"),
        flight("F00005", "SL102", "2025-06-10T09:00:00", 60, 200),
        flight("F00006", "SL101", "2025-06-02T14:55:00", 60, 200),
    ),
    "customers": keyed(
        "customer_id", customer("C00001", "Ann Lee", "standard"), customer("C00002", "Bob Ray", "gold"),
        customer("C00003", "Ann Lee", "silver", account="suspended"),
    ),
    "bookings": {}, "passengers": {}, "payments": {},
    "vouchers": keyed(
        "voucher_id", {"voucher_id": "V00001", "customer_id": "C00002", "amount_usd": 500, "balance_usd": 500,
                       "issued_on": "2024-06-02", "expires_on": "2025-06-02"},
    ),
}  # fmt: skip

BOOKING = {"booking_id": "B00001"}
ROUTE = {"origin": "AAA", "destination": "BBB"}


def book(customer_id: str, flight_id: str, names: list[str], **more: str) -> tuple[str, dict[str, Any]]:
    return "book_flight", {"customer_id": customer_id, "flight_id": flight_id, "cabin": "economy",
                           "fare_type": "flexible",
                           "passengers": names, **more}  # fmt: skip


def test_book_add_bags_change_upgrade_and_cancel(airline: Environment) -> None:
    results, state = airline.play(STATE, [
        ("search_flights_by_route", {**ROUTE, "date": "2025-06-10", "cabin": "economy", "passengers": 2}),
        book("C00001", "F00001", ["Ann Lee", "Bo Lee"]),
        ("get_flight", {"flight_id": "F00001"}),
        ("add_bags", {"passenger_id": "P000001", "bags": 3}),
        ("add_bags", {"passenger_id": "P000001", "bags": 1}),
        ("quote_flight_change", {**BOOKING, "flight_id": "F00002"}),
        ("change_flight", {**BOOKING, "flight_id": "F00002"}),
        ("upgrade_to_business", BOOKING),
        ("remove_bags", {"passenger_id": "P000001", "bags": 2}),
        ("get_booking", BOOKING),
        ("check_in", BOOKING),
        ("cancel_for_refund", BOOKING),
        ("list_bookings", {"customer_id": "C00001", "status": "cancelled"}),
        ("list_bookings", {"customer_id": "C00001", "status": "confirmed"}),
        ("cancel_for_voucher", BOOKING),
    ])  # fmt: skip
    found, booked, seen, bags, too_many, quote, changed, upgraded, removed, whole, early, refunded, *last = results
    assert [(each["flight_id"], each["fare_usd"], each["seats_left"]) for each in found["flights"]] == [
        ("F00001", 100, 5)
    ]
    assert booked["booking"]["total_usd"] == 280
    assert booked["booking"]["free_bags"] == 1
    assert seen["flight"]["economy_seats_left"] == 3
    assert bags == {
        "passenger": {
            "passenger_id": "P000001",
            "booking_id": "B00001",
            "name": "Ann Lee",
            "bags": 3,
            "bag_fee_usd": 70,
        },
        "due_usd": 70,
    }
    assert error(too_many) == "Passenger P000001 has 3 bags; 1 more would exceed 3."
    assert quote == {"fare_difference_usd": 60, "fee_usd": 50, "due_usd": 110}
    assert (changed["due_usd"], changed["booking"]["total_usd"], changed["booking"]["fees_usd"]) == (110, 460, 50)
    assert (upgraded["due_usd"], upgraded["booking"]["total_usd"], upgraded["booking"]["free_bags"]) == (405, 865, 2)
    assert removed["given_back_usd"] == 35
    assert [each["amount_usd"] for each in whole["payments"]] == [280, 70, 110, 405, -35]
    assert whole["booking"]["total_usd"] == 830
    assert error(early) == "Check-in for flight F00002 opens 24 hours before its departure at 2025-06-11T08:00:00."
    assert refunded == {"booking_id": "B00001", "status": "cancelled", "refunded_usd": 830}
    assert [each["booking_id"] for each in last[0]["bookings"]] == ["B00001"]
    assert last[1] == {"bookings": []}
    assert error(last[2]) == "Booking B00001 is cancelled; only confirmed bookings can be cancelled."
    assert state["flights"] == STATE["flights"]


def test_pay_with_a_voucher_and_get_another(airline: Environment) -> None:
    bob = {"customer_id": "C00002"}
    results, state = airline.play(STATE, [
        book("C00001", "F00001", ["Ann Lee"], voucher_id="V00001"),
        book("C00002", "F00001", ["Bob Ray"], voucher_id="V00009"),
        book("C00002", "F00001", ["Bob Ray"], voucher_id="V00001", fare_type="basic"),
        ("list_vouchers", bob),
        ("cancel_for_refund", BOOKING),
        ("cancel_for_voucher", BOOKING),
        ("list_vouchers", bob),
        book("C00002", "F00002", ["Bob Ray"], voucher_id="V00002", fare_type="basic"),
        ("get_customer", bob),
    ])  # fmt: skip
    not_his, unknown, booked, left, refused, issued, both, too_little, afterwards = results
    assert error(not_his) == "Voucher V00001 does not belong to customer C00001."
    assert error(unknown) == "There is no voucher V00009."
    assert (booked["booking"]["total_usd"], booked["booking"]["free_bags"]) == (100, 2)
    assert [(each["voucher_id"], each["balance_usd"]) for each in left["vouchers"]] == [("V00001", 400)]
    assert error(refused) == "Booking B00001 was paid with a voucher and cannot be refunded to a card."
    assert issued["voucher"]["expires_on"] == "2026-06-02"
    assert [(each["voucher_id"], each["balance_usd"]) for each in both["vouchers"]] == [
        ("V00001", 400),
        ("V00002", 100),
    ]
    assert error(too_little) == "Voucher V00002 has 100 USD left, not 130 USD."
    assert afterwards["open_bookings"] == 0
    assert state["flights"] == STATE["flights"]


def test_check_in_and_the_hours_before_departure(airline: Environment) -> None:
    results, _ = airline.play(STATE, [
        book("C00001", "F00006", ["Ann Lee"]),
        book("C00003", "F00003", ["Ann Lee"]),
        book("C00001", "F00003", ["Ann Lee"], fare_type="basic"),
        ("check_in", BOOKING),
        ("check_in", BOOKING),
        ("cancel_for_refund", BOOKING),
        ("correct_passenger_name", {"passenger_id": "P000001", "name": "Anne Lee"}),
        ("undo_check_in", BOOKING),
        ("correct_passenger_name", {"passenger_id": "P000001", "name": "Anne Lee"}),
        ("change_flight", {**BOOKING, "flight_id": "F00001"}),
        ("cancel_for_refund", BOOKING),
    ])  # fmt: skip
    closed, suspended, booked, once, twice, refused, not_now, undone, corrected, basic, half = results
    assert error(closed) == "Sales for flight F00006 closed 6 hours before its departure at 2025-06-02T14:55:00."
    assert error(suspended) == "Customer C00003 is suspended and cannot book."
    assert booked["booking"]["seat_price_usd"] == 90
    assert once["status"] == "checked_in"
    assert error(twice) == "Booking B00001 is checked_in; only confirmed bookings can be checked in."
    assert error(refused) == "Booking B00001 is checked_in; only confirmed bookings can be cancelled."
    assert error(not_now) == "Booking B00001 is checked_in; names can be corrected only while it is confirmed."
    assert undone["status"] == "confirmed"
    assert corrected["passenger"]["name"] == "Anne Lee"
    assert error(basic) == "Booking B00001 has a basic fare, which cannot be changed."
    assert half["refunded_usd"] == 45


def test_a_cancelled_flight_is_rebooked_free_of_charge(airline: Environment) -> None:
    before, stranded = airline.play(STATE, [book("C00001", "F00002", ["Ann Lee"], fare_type="basic")])
    assert before[0]["booking"]["total_usd"] == 130
    stranded["flights"]["F00002"]["status"] = "cancelled"
    results, state = airline.play(stranded, [
        ("rebook_cancelled_flight", {**BOOKING, "flight_id": "F00005"}),
        ("rebook_cancelled_flight", {**BOOKING, "flight_id": "F00004"}),
        ("rebook_cancelled_flight", {**BOOKING, "flight_id": "F00001"}),
        ("rebook_cancelled_flight", {**BOOKING, "flight_id": "F00003"}),
        ("find_cheapest_flights", {**ROUTE, "earliest_date": "2025-06-02", "latest_date": "2025-06-30"}),
    ])  # fmt: skip
    elsewhere, also_cancelled, moved, not_again, cheapest = results
    assert error(elsewhere) == "Flight F00005 does not go from AAA to BBB."
    assert error(also_cancelled) == "Flight F00004 is cancelled."
    assert (moved["booking"]["flight_id"], moved["booking"]["total_usd"]) == ("F00001", 130)
    assert error(not_again) == "Flight F00001 of booking B00001 is not cancelled."
    assert [each["flight_id"] for each in cheapest["flights"]] == ["F00003", "F00001"]
    assert (state["flights"]["F00002"]["economy_seats_left"], state["flights"]["F00001"]["economy_seats_left"]) == (
        5,
        4,
    )
    assert airline.play(stranded, [("cancel_for_refund", BOOKING)])[0][0]["refunded_usd"] == 130


def test_what_fails_changes_nothing(airline: Environment) -> None:
    results, state = airline.play(STATE, [
        book("C00001", "F00001", ["Ann Lee", "X"]),
        book("C00001", "F00001", []),
        book("C00001", "F00001", ["Ann Lee"] * 6),
        book("C00002", "F00001", ["Bob Ray"] * 5, voucher_id="V00001"),
        ("get_booking", BOOKING),
        ("find_customer_by_email", {"email": "nobody@example.com"}),
        ("find_flight_by_number", {"flight_number": "SL100", "date": "2025-06-11"}),
        ("list_departures", {"airport": "AAA", "date": "tomorrow"}),
        ("update_customer_phone", {"customer_id": "C00001", "phone": "555"}),
    ])  # fmt: skip
    assert [bool(error(each)) for each in results] == [True] * len(results)
    assert state == STATE
