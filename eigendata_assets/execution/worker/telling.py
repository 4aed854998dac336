"""Outcomes as they are told to the host: everything that comes again is told once, and is a number from then on.

Numbered are results, texts of parts of states, and *worlds*, the states of all toolkits together. The host's side is
`execution/wire.py`. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eigendata_assets.execution.worker.clock import StoppedError
from eigendata_assets.execution.worker.rendering import Rendered
from eigendata_assets.execution.worker.sharing import shared_places
from eigendata_assets.execution.worker.snapshot import Taken
from eigendata_assets.execution.worker.stepping import Stepper

_MOST_BYTES = 16 << 20
_encode = json.JSONEncoder(separators=(",", ":")).encode

World = Mapping[str, Taken]
"""Toolkit to its state."""


@dataclass(slots=True)
class Outcome:
    """What became of a replay: results by turn, the world before the first turn and after each, and why it stopped.

    `views` and `shared` are filled for a watched replay, as `protocol.ReplayOutcome` has them.
    """

    results: list[list[Rendered]] = field(default_factory=list)
    worlds: list[World] = field(default_factory=list)
    failure: dict[str, Any] | None = None
    views: list[dict[str, str]] = field(default_factory=list)
    shared: list[dict[str, list[list[str]]]] = field(default_factory=list)

    def watch(self, before: World, steppers: Mapping[str, Stepper]) -> None:
        """What is in the last world and was not in the one before can be seen as it is."""
        known = {name: taken.hash for name, taken in before.items()}
        changed = {name: taken for name, taken in self.worlds[-1].items() if taken.hash != known.get(name)}
        self.views.append({name: taken.view for name, taken in changed.items()})
        self.shared.append({name: shared_places(steppers[name].instance) for name in changed})

    def stop(self, stop: StoppedError) -> None:
        """It ends with the call that was made last."""
        turn, call = (len(self.results) - 1, len(self.results[-1])) if self.results else (None, None)
        self.failure = {"kind": stop.kind, "message": stop.message, "turn": turn, "call": call}


class Telling:
    """Collects outcomes of replays; `answer` gives those that were added since the last, as they are written."""

    def __init__(self) -> None:
        self._start_afresh()

    def _start_afresh(self) -> None:
        """Nothing counts as told."""
        self._results: dict[Rendered, int] = {}
        self._texts: dict[str, int] = {}
        self._worlds: dict[tuple[int, ...], int] = {}
        self._held: list[World] = []
        self._final: set[int] = set()
        self._size = 0
        self._new_texts: list[str] = []
        self._answer = _nothing() | {"afresh": True}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to answer."""
        return not self._answer["replays"]

    def add(self, outcome: Outcome) -> None:
        """The outcome is part of the next answer."""
        worlds = [self._world(world) for world in outcome.worlds]
        told: dict[str, Any] = {"results": [[self._result(each) for each in turn] for turn in outcome.results]}
        told["worlds"] = worlds
        if outcome.failure is not None:
            told["failure"] = outcome.failure
        elif worlds[-1] not in self._final:
            self._final.add(worlds[-1])
            parts = {name: self._parts(taken) for name, taken in outcome.worlds[-1].items()}
            self._answer["parts"].append([worlds[-1], parts])
        if outcome.views:
            told |= {"views": outcome.views, "shared": outcome.shared}
        self._answer["replays"].append(told)

    def answer(self) -> bytes:
        """What is new, and the outcomes in numbers; see `execution/wire.py`. The new texts are JSON already."""
        line = "\t".join([_encode(self._answer), *self._new_texts]).encode("ascii")
        self._answer, self._new_texts = _nothing(), []
        if self._size > _MOST_BYTES:
            self._start_afresh()
        return line

    def _result(self, result: Rendered) -> int:
        number = self._results.get(result)
        if number is None:
            number = self._results[result] = len(self._results)
            self._answer["results"].append(result)
            self._size += len(result[1])
        return number

    def _world(self, world: World) -> int:
        """The number of a world; those whose states are the same objects are one."""
        key = tuple([id(taken) for taken in world.values()])
        number = self._worlds.get(key)
        if number is None:
            number = self._worlds[key] = len(self._worlds)
            self._held.append(world)
            self._size += sum([len(text) for taken in world.values() for text in taken.parts.values()])
            self._answer["worlds"].append({name: taken.hash for name, taken in world.items()})
        return number

    def _parts(self, taken: Taken) -> dict[str, int]:
        return {name: self._text(text) for name, text in taken.parts.items()}

    def _text(self, text: str) -> int:
        number = self._texts.get(text)
        if number is None:
            number = self._texts[text] = len(self._texts)
            self._new_texts.append(text)
        return number


def _nothing() -> dict[str, Any]:
    return {"results": [], "worlds": [], "parts": [], "replays": []}
