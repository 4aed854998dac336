"""Small states to begin a dialogue in: the rows that it is about, what is counted in them, and just enough others.

All that is done with a dialogue costs in proportion to its state. So a row that refers to what is there already is
taken before one that would bring others with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from random import Random

from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place

_ALIKE, _ROWS, _UNREAD, _DRAWS, _COUNTED = 3, 3, 1, 6, 6
"""So many rows of a table refer to the same row, so many there are of a table at least, and of one that nobody reads;
each of them is the cheapest of some draws. Of rows that are counted there are all, if they are no more than so many."""


def slice_around(
    knowledge: Knowledge, places: Sequence[Place], random: Random, *,
    tools: Collection[str] = (), whole: Place | None = None,
) -> Tables:  # fmt: skip
    """A small state with these rows, all that they refer to, and a few others of each table, as far as there are any.

    Of what refers to the first row, or to what that refers to, there are several. Tables that none of the `tools` can
    be about, where any are named, have hardly more than they must. Of `whole`, all that refers to it is there.
    """
    drawn = _Slice(knowledge, random, knowledge.concerned(tools) if tools else frozenset(knowledge.domain.tables))
    for place in places:
        drawn.add(place)
        drawn.account_for(place)
    for parent in knowledge.closure(places[0]) if places else ():
        drawn.surround(parent, all_of_it=parent == whole)
    return drawn.tables()


@dataclass(slots=True)
class _Slice:
    """A state in the making; `read` are the tables that the dialogue is about."""

    knowledge: Knowledge
    random: Random
    read: frozenset[str]
    keys: dict[str, set[str]] = field(init=False)
    there: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.keys = {table: set() for table in self.knowledge.domain.tables}

    def add(self, place: Place) -> None:
        """The row is there, and all that it refers to."""
        new = self.knowledge.family(place) - self.there
        self.there |= new
        for table, key in new:
            self.keys[table].add(key)

    def account_for(self, place: Place) -> None:
        """What is counted in the row, or in what it refers to, is there, so that the numbers in it are true."""
        for parent in self.knowledge.closure(place):
            for table in self.knowledge.counted.get(parent[0], ()):
                children = self.knowledge.children.get(parent, {}).get(table, ())
                for key in children if len(children) <= _COUNTED else ():
                    self.add((table, key))

    def surround(self, parent: Place, *, all_of_it: bool) -> None:
        """Several rows of each table that refer to the row are there, or all of them."""
        for table, children in self.knowledge.children.get(parent, {}).items():
            enough = len(children) if all_of_it else _ALIKE if table in self.read else _UNREAD
            self._draw(table, children, enough - sum(key in self.keys[table] for key in children))

    def tables(self) -> Tables:
        """The state: every table of the domain, with as many rows as it has to have, by their keys."""
        for table in self.knowledge.children_first:
            enough = _ROWS if table in self.read else _UNREAD
            self._draw(table, self.knowledge.keys[table], enough - len(self.keys[table]))
        database = self.knowledge.database
        return {table: {key: database[table][key] for key in sorted(keys)} for table, keys in self.keys.items()}

    def _draw(self, table: str, choice: Sequence[str], lacking: int) -> None:
        """So many more of the rows to choose from are there, if there are as many, those that bring few others."""
        if lacking <= 0 or not choice:
            return
        enough = max(_DRAWS, lacking + len(self.keys[table]))  # of which no more than are there already are no use
        some = self.random.sample(choice, min(enough, len(choice)))
        drawn = [key for key in some if key not in self.keys[table]]
        if len(drawn) > lacking:
            drawn = sorted(drawn, key=lambda key: self._cost((table, key)))[:lacking]
        for key in drawn:
            self.add((table, key))
            if table in self.read:
                self.account_for((table, key))

    def _cost(self, place: Place) -> int:
        """How many rows come with one that is added."""
        return len(self.knowledge.family(place) - self.there)
