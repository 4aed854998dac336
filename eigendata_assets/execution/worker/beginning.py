"""What replays begin with, and what is known of those that began so; the last beginnings are remembered.

Who runs the same dialogues in one batch and more about them in the next begins alike again. Only the standard library
is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from eigendata_assets.execution.worker.snapshot import Taken
from eigendata_assets.execution.worker.stepping import Call, Paths

_REMEMBERED, _LONG, _MOST_BYTES = 256, 1 << 16, 32 << 20
"""So many are remembered, no long ones, while they need no more memory than that."""


class Beginning:
    """A line of JSON, `{"toolkits", "options", "state"}`.

    `starts` has image and state of each toolkit that always begins in the same way, `paths` where determined ones go.
    """

    def __init__(self, line: str) -> None:
        self._line = line
        self._unused: dict[str, Any] | None = json.loads(line)
        self._calls: dict[tuple[str, bytes], Call] = {}
        self.toolkits: tuple[str, ...] = tuple(self._unused["toolkits"]) if self._unused else ()
        self.starts: dict[str, tuple[bytes, Taken]] = {}
        self.paths: dict[str, Paths] = {}

    @property
    def size(self) -> int:
        """How many bytes it needs, roughly."""
        return 4 * len(self._line) + 256 * len(self._calls) + sum(paths.size for paths in self.paths.values())

    def fresh(self) -> dict[str, Any]:
        """What the line says, to be kept and changed by whom it is given to."""
        fresh, self._unused = self._unused, None
        return fresh or json.loads(self._line)

    def call(self, tool: str, packed: bytes) -> Call:
        """The call with these arguments: one object, however often it is asked for."""
        key = (tool, packed)
        if key not in self._calls:
            self._calls[key] = Call(tool, packed)
        return self._calls[key]


class Beginnings:
    """Remembers the last ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Beginning] = OrderedDict()
        self._current: Beginning | None = None
        self._size = 0

    def of(self, line: str) -> Beginning:
        """The beginning that the line says."""
        if self._current is not None:
            self._size += self._current.size  # it is known now what it needs
            self._current = None
        if len(line) > _LONG:
            return Beginning(line)
        known = self._known.pop(line, None)
        if known is not None:
            self._size -= known.size
        self._make_room()
        self._current = self._known[line] = known or Beginning(line)
        return self._current

    def _make_room(self) -> None:
        while len(self._known) >= _REMEMBERED or (self._known and self._size > _MOST_BYTES):
            _, oldest = self._known.popitem(last=False)
            self._size -= oldest.size
