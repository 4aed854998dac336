"""Shipped specs with one statement changed so that they contradict themselves: refused, with what contradicts."""

from __future__ import annotations

import re

import pytest

from eigendata_assets.databases.flow import generate_database
from eigendata_assets.databases.spec_reading import spec_of_text
from eigendata_assets.errors import InputError
from tests.domains.conftest import SPECS

CHANGES = {
    "an empty range": (
        "airline",
        ("minimum: 150, maximum: 9000", "minimum: 9500, maximum: 9000"),
        {"routes.columns.distance_km.maximum", "routes.columns.distance_km.minimum"},
    ),
    "a check against ranges": (
        "airline",
        ("that: business_fare_usd > economy_fare_usd", "that: economy_fare_usd > business_fare_usd + 3990"),
        {"flights.checks[5].that", "flights.columns.business_fare_usd.minimum",
         "flights.columns.economy_fare_usd.maximum"},
    ),
    "a check against a computed column": (
        "hotel_chain",
        ("that: room_usd == nights * nightly_rate_usd", "that: room_usd > nights * nightly_rate_usd"),
        {"stays.checks[2].that", "stays.columns.room_usd.draw.compute"},
    ),
    "a cycle of references that are never null": (
        "library",
        ("      open: {type: bool", "      first_copy: {type: text, references: copies}\n      open: {type: bool"),
        {"branches.columns.first_copy.references", "copies.columns.branch_id.references"},
    ),
    "more unique rows than rows to refer to": (
        "library",
        ("    rows: 60\n", "    rows: 800\n"),
        {"fines.columns.loan_id.unique", "fines.rows", "fines.columns.loan_id.references", "loans.rows"},
    ),
    "more unique rows than values": (
        "hotel_chain",
        (', draw: {compute: "\'guest.\' + lower(guest_id) + \'@example.net\'"}', ", values: [a@b, c@d]"),
        {"guests.columns.email.unique", "guests.rows", "guests.columns.email.values"},
    ),
    "more bookings than places": (
        "airline",
        ("via: booking_id, mean: 1.6, least: 1, most: 5}", "via: booking_id, mean: 7, least: 6, most: 8}"),
        {"bookings.checks[0].that", "bookings.columns.seats.maximum", "passengers.rows"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_contradiction_is_refused_with_the_statements_that_make_it(kind: str) -> None:
    domain, (before, after), statements = CHANGES[kind]
    text = (SPECS / f"{domain}.yaml").read_text()
    assert text.count(before) == 1
    with pytest.raises(InputError, match="contradicts itself") as refused:
        generate_database(spec_of_text(text.replace(before, after)))
    assert set(re.findall(r"^ .*?: tables\.(\S+):", str(refused.value), re.MULTILINE)) == statements
