"""Other ways to what a reference turn does, and what trying them showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.verification.turn_check import Miss

Way = Literal["order", "merged", "omitted", "number", "tool", "twins"]
"""How another way differs.

order: two calls on the same thing are made in the other order. merged: one call does the work of two. omitted: a call
whose work a later one does as well is left out. number: 25 is written 25.0, or the reverse. tool: another tool does
the work. twins: two calls of one tool are made in the other order: the ids or the places of what they make
are exchanged.
"""

Move = tuple[Call, int | None]
"""A call, and the place in the reference's turn of the very same call; None where there is none."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other calls for one turn of an entry; `instead_of` are the reference's calls (tool key, call) made otherwise."""

    entry: str
    turn: int
    way: Way
    moves: tuple[Move, ...]
    instead_of: tuple[tuple[str, Call], ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls of the turn."""
        return tuple(call for call, _ in self.moves)

    @property
    def new_calls(self) -> tuple[Call, ...]:
        """Those that the reference does not make."""
        return tuple(call for call, place in self.moves if place is None)


@dataclass(frozen=True, slots=True)
class OtherPath:
    """Another way that reaches what the reference reaches, the results of its turn, and why the check rejects it."""

    alternative: Alternative
    results: tuple[Result, ...]
    miss: Miss | None


@dataclass(frozen=True, slots=True)
class Sought:
    """A value of a reference call that nobody said and nothing showed, and the look-ups that could be made first."""

    entry: str
    position: str
    parameter: str
    value: Json
    lookups: tuple[Call, ...]
