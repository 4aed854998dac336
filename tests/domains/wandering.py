"""Calls made at random from a state: ids that exist, values that fit, and now and then a happy choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from tests.domains.playing import Call, State


@dataclass(frozen=True)
class Wanderer:
    """Makes calls of the tools of a domain; the same for the same random numbers."""

    spec: DomainSpec
    random: Random

    def calls(self, state: State, count: int) -> Iterator[Call]:
        """So many calls, of tools that write twice as often as of others."""
        writing = [name for name, tool in self.spec.tools.items() if any(writes(step) for step in tool.steps or ())]
        for tool in self.random.choices([*self.spec.tools, *writing], k=count):
            arguments = {
                name: self._value(name, parameter, state)
                for name, parameter in self.spec.tools[tool].parameters.items()
                if parameter.required or self.random.random() < 0.5
            }
            yield tool, self._happy(tool, arguments, state)

    def _value(self, name: str, parameter: Parameter, state: State) -> Any:
        if parameter.references:
            return self._known(state, *parameter.references.split("."))
        if parameter.enum:
            return self.random.choice(parameter.enum)
        match parameter.type:
            case "integer":
                return self.random.randint(int(parameter.minimum or 0), int(parameter.maximum or 300))
            case "boolean":
                return self.random.random() < 0.5
            case "array":
                return [f"Guest {number}" for number in range(self.random.randint(1, 3))]
        if parameter.format == "date":
            return (date(2025, 6, 2) + timedelta(days=self.random.randint(-1, 60))).isoformat()
        texts = {"email": f"a{self.random.randint(1, 400)}@example.com", "phone": "+4930123456", "name": "Max Moritz"}
        return texts.get(name, "a")

    def _known(self, state: State, table: str, column: str | None = None) -> Any:
        """A key, or a value of a column; of the newest rows every second time."""
        rows = list(state[table].items())
        key, row = self.random.choice(rows[-10:] if self.random.random() < 0.5 else rows)
        return row[column] if column else key

    def _happy(self, tool: str, arguments: dict[str, Any], state: State) -> dict[str, Any]:
        """Arguments that go together, which chance alone would rarely find."""
        found = dict(arguments)
        for table, fits in _FITTING.get((self.spec.name, tool), {}).items():
            fitting = [key for key in state[table] if fits(state, found, key)]
            if fitting:
                found[_PARAMETER[table]] = self.random.choice(fitting)
        if "date" in arguments and "flight_number" in arguments:
            flight = self.random.choice(list(state["flights"].values()))
            found |= {"flight_number": flight["flight_number"], "date": flight["departure_date"]}
        return found


Fits = Callable[[State, dict[str, Any], str], bool]

_PARAMETER = {
    "flights": "flight_id",
    "rooms": "room_id",
    "copies": "copy_id",
    "stays": "stay_id",
    "loans": "loan_id",
    "bookings": "booking_id",
    "accounts": "account_id",
}


def _same_route(state: State, arguments: dict[str, Any], flight: str) -> bool:
    booked, wished = state["flights"][state["bookings"][arguments["booking_id"]]["flight_id"]], state["flights"][flight]
    here, there = state["routes"][booked["flight_number"]], state["routes"][wished["flight_number"]]
    same = (here["origin"], here["destination"]) == (there["origin"], there["destination"])
    return bool(same and wished["status"] == "scheduled" and booked is not wished)


def _stranded(state: State, _: dict[str, Any], booking: str) -> bool:
    found = state["bookings"][booking]
    return bool(found["status"] == "confirmed" and state["flights"][found["flight_id"]]["status"] == "cancelled")


def _same_kind(state: State, arguments: dict[str, Any], room: str) -> bool:
    now, then = state["rooms"][state["stays"][arguments["stay_id"]]["room"]], state["rooms"][room]
    return now is not then and (now["hotel_id"], now["kind"]) == (then["hotel_id"], then["kind"])


def _stay(column: str) -> Fits:
    return lambda state, _, key: state["stays"][key][column] == "2025-06-02"


def _copy_wanted(state: State, _: dict[str, Any], key: str) -> bool:
    return any(
        hold["copy"] is None and hold["title_id"] == state["copies"][key]["title_id"]
        for hold in state["holds"].values()
    )


_FITTING: dict[tuple[str, str], dict[str, Fits]] = {
    ("airline", "change_flight"): {"flights": _same_route},
    ("airline", "quote_flight_change"): {"flights": _same_route},
    ("airline", "rebook_cancelled_flight"): {"bookings": _stranded, "flights": _same_route},
    ("airline", "undo_check_in"): {"bookings": lambda state, _, key: state["bookings"][key]["status"] == "checked_in"},
    ("hotel_chain", "book_reward_stay"): {"accounts": lambda state, _, key: state["accounts"][key]["points"] > 20000},
    ("hotel_chain", "move_to_room"): {"rooms": _same_kind},
    ("hotel_chain", "check_in_guest"): {"stays": _stay("arrives_on")},
    ("hotel_chain", "check_out_guest"): {"stays": _stay("leaves_on")},
    ("library", "set_aside_copy"): {"copies": _copy_wanted},
    ("library", "return_copy"): {"copies": lambda state, _, key: state["copies"][key]["status"] == "on_loan"},
    ("library", "renew_loan"): {"loans": lambda state, _, key: state["loans"][key]["ended_on"] is None},
}


def writes(step: Any) -> bool:
    return (
        hasattr(step, "insert")
        or hasattr(step, "update")
        or hasattr(step, "delete")
        or any(map(writes, getattr(step, "do", ())))
    )
