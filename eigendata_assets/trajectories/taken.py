"""What tells the dialogues of settled shards apart: in memory for the one who settles, in a file for those who draw.

A line of the file is a shard and what its dialogues are told apart by. The file only grows, so a number of lines says
what counts for a task, and nothing else has to be sent to the process that does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

_BYTES = 12


@dataclass(slots=True)
class Taken:
    """The skeletons of shards, in the order in which these were added; `lines` is how many times."""

    path: Path
    lines: int = 0
    _shards: dict[bytes, str] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def __contains__(self, shard: str) -> bool:
        """Whether the shard was added."""
        return shard in self._known

    def add(self, shard: str, skeletons: Iterable[str]) -> None:
        """The shard has dialogues with these skeletons, as hexadecimal digits; what is known already adds no line."""
        found = "".join(skeletons)
        pieces = _pieces(found)
        if all(self._shards.get(each) == shard for each in pieces):
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a" if self.lines else "w", encoding="ascii") as handle:
            handle.write(f"{shard} {found}\n")
        self.lines += 1
        self._known.add(shard)
        self._shards |= dict.fromkeys(pieces, shard)

    def is_of_another(self, shard: str, skeleton: str) -> bool:
        """Whether another shard has a dialogue with this skeleton."""
        return self._shards.get(bytes.fromhex(skeleton), shard) != shard


def taken_by_others(path: Path, lines: int, shard: str) -> set[bytes]:
    """The skeletons of all other shards in so many lines of the file."""
    found = set[bytes]()
    if lines:
        with path.open(encoding="ascii") as handle:
            for line in islice(handle, lines):
                name, _, skeletons = line.rstrip("\n").partition(" ")
                if name != shard:
                    found.update(_pieces(skeletons))
    return found


def _pieces(skeletons: str) -> list[bytes]:
    data = bytes.fromhex(skeletons)
    return [data[start : start + _BYTES] for start in range(0, len(data), _BYTES)]
