"""A small airline with state `{table: {key: row}}`, as environments of synthesized domains have it."""

from __future__ import annotations

from typing import Any

FEE = 25


class Airline:
    """Travellers book flights; every question is counted in a log that nobody compares."""

    def __init__(self) -> None:
        self.users: dict[str, Any] = {}
        self.flights: dict[str, Any] = {}
        self.bookings: dict[str, Any] = {}
        self.log: dict[str, Any] = {}

    def _load_state(self, state: dict[str, Any]) -> None:
        for table in ("users", "flights", "bookings", "log"):
            setattr(self, table, {key: dict(row) for key, row in state.get(table, {}).items()})

    def get_user(self, user_id: str) -> dict[str, Any]:
        """The traveller."""
        self._count("get_user")
        return dict(self.users[user_id]) if user_id in self.users else {"error": f"no user {user_id}"}

    def find_flights(self, origin: str, destination: str) -> dict[str, Any]:
        """Flights between two places."""
        self._count("find_flights")
        found = [
            {"flight_id": key, **row}
            for key, row in self.flights.items()
            if (row["origin"], row["destination"]) == (origin, destination)
        ]
        return {"flights": found}

    def list_bookings(self) -> dict[str, Any]:
        """All bookings, newest last."""
        return {"bookings": [{"booking_id": key, **row} for key, row in self.bookings.items()]}

    def book(self, user_id: str, flight_id: str, bags: int = 0, note: str = "") -> dict[str, Any]:
        """A new booking."""
        if user_id not in self.users:
            return {"error": f"no user {user_id}"}
        if flight_id not in self.flights:
            return {"error": f"no flight {flight_id}"}
        key = f"B{max([int(each[1:]) for each in self.bookings], default=0) + 1}"
        price = self.flights[flight_id]["price"] + FEE * bags
        self.bookings[key] = {
            "booking_id": key, "user_id": user_id, "flight_id": flight_id, "bags": bags, "price": price, "note": note,
            "status": "open",
        }  # fmt: skip
        self.users[user_id]["bookings"] = [*self.users[user_id]["bookings"], key]
        return {"booking_id": key, "price": price}

    def set_bags(self, booking_id: str, bags: int) -> dict[str, Any]:
        """The number of bags of a booking."""
        if booking_id not in self.bookings:
            return {"error": f"no booking {booking_id}"}
        self.bookings[booking_id]["bags"] = bags
        return {"bags": bags}

    def add_bags(self, booking_id: str, bags: int) -> dict[str, Any]:
        """More bags for a booking."""
        if booking_id not in self.bookings:
            return {"error": f"no booking {booking_id}"}
        self.bookings[booking_id]["bags"] += bags
        return {"bags": self.bookings[booking_id]["bags"]}

    def set_status(self, booking_id: str, status: str) -> dict[str, Any]:
        """The status of a booking: open, paid or cancelled."""
        if booking_id not in self.bookings:
            return {"error": f"no booking {booking_id}"}
        self.bookings[booking_id]["status"] = status
        return {"status": status}

    def cancel(self, booking_id: str) -> dict[str, Any]:
        """The booking is cancelled."""
        return self.set_status(booking_id, "cancelled")

    def hang(self) -> None:
        """Never ends."""
        while True:
            pass

    def _count(self, what: str) -> None:
        row = self.log.setdefault(what, {"asked": 0})
        row["asked"] += 1
