"""Replays calls on fresh instances of an environment's classes, inside the sandboxed worker.

Replays begin in the state that was told last. Whatever the foreign code raises becomes a value. Calls of classes that
are determined by state and arguments are executed once for each state, see `stepping.py`. Only the standard library is
used here.
"""

from __future__ import annotations

import builtins
import marshal
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

from eigendata_assets.execution.worker.beginning import Beginning, Beginnings
from eigendata_assets.execution.worker.clock import Clock, StoppedError
from eigendata_assets.execution.worker.determined import is_determined
from eigendata_assets.execution.worker.loading import Loader
from eigendata_assets.execution.worker.pristine import Pristine
from eigendata_assets.execution.worker.rendering import Rendered, message_of, raised, rendered, tool_names
from eigendata_assets.execution.worker.snapshot import Part, Snapshots, Taken
from eigendata_assets.execution.worker.stepping import Call, Instance, Stepper, Walker, paths_of
from eigendata_assets.execution.worker.telling import Outcome

Turns = Sequence[Sequence[Call]]


class Replayer:
    """Runs replays one after the other; what one leaves in `modules` is put back before the next, see `pristine.py`.

    `determined` are the toolkits whose calls are; `is_determined`, whether replays now begin with no others.
    """

    def __init__(
        self,
        toolkits: Mapping[str, type],
        loader: str,
        limits: Mapping[str, float],
        modules: Sequence[ModuleType] = (),
    ) -> None:
        self._toolkits = toolkits
        self._ran: tuple[type, ...] = ()
        self._tools = {name: tool_names(kind) for name, kind in toolkits.items()}
        self._owners_of: dict[tuple[str, ...], dict[str, str]] = {}
        self.determined = frozenset(name for name, kind in toolkits.items() if is_determined(kind, modules))
        self._loaders = {name: Loader(kind, loader) for name, kind in toolkits.items()}
        self._beginnings = Beginnings()
        self._beginning = Beginning('{"toolkits": []}')
        self.is_determined = True
        self._result_bytes = int(limits["result_bytes"])
        self._clock = Clock(limits)
        self._snapshots = Snapshots()
        self._pristine = Pristine(modules, toolkits.values())
        self._builtins = dict(builtins.__dict__)

    def begin(self, line: str) -> None:
        """The replays that are run from now on begin as this line says; see `execution/wire.py`."""
        self._beginning = self._beginnings.of(line)
        self.is_determined = self.determined.issuperset(self._beginning.toolkits)

    def calls(self, told: Iterable[tuple[str, dict[str, Any]]]) -> list[Call]:
        """Calls to be replayed: tool and arguments."""
        return [self._beginning.call(tool, marshal.dumps(arguments)) for tool, arguments in told]

    def watching(self) -> AbstractContextManager[None]:
        """Around all that is run of one request; where the code can do harm, each replay is watched by itself."""
        return self._clock.ticking() if self.is_determined else nullcontext()

    def run(self, turns: Turns, *, watched: bool = False) -> Outcome:
        """What became of one replay."""
        outcome = Outcome()
        if self.is_determined:
            self._guarded(turns, outcome, watched=watched)
            return outcome
        with self._clock.ticking():
            self._guarded(turns, outcome, watched=watched)
        if builtins.__dict__ != self._builtins:
            builtins.__dict__.clear()
            builtins.__dict__.update(self._builtins)
            outcome = Outcome()
            outcome.stop(StoppedError("tampered", "the code changed Python's builtins"))
        return outcome

    def execute(self, instance: object, call: Call) -> Rendered:
        """What a call on an instance gave."""
        self._clock.starts(call.tool)
        try:
            result = rendered(getattr(instance, call.tool)(**call.arguments))
        except MemoryError:
            raise
        except Exception as error:
            result = raised(error)
        if len(result[1]) > self._result_bytes:
            return "x", f"the result has {len(result[1])} characters; the limit is {self._result_bytes}", "limit:result"
        return result

    def take(self, name: str, instance: object) -> Taken:
        """The state of an instance; raises StoppedError where it cannot be read."""
        self._clock.starts(f"reading the state of {name}")
        try:
            return self._snapshots.take(instance)
        except MemoryError:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {message_of(error)}"
            raise StoppedError("load", f"the state of {name} cannot be read: {reason}") from error

    def part(self, value: object, image: bytes) -> Part:
        """An attribute as it is told."""
        return self._snapshots.part(value, image)

    def _guarded(self, turns: Turns, outcome: Outcome, *, watched: bool) -> None:
        try:
            with self._clock.guarded():
                self._pristine.restore(self._ran)
                self._ran = () if self.is_determined else self._kinds()
                self._replay(turns, self._load(watched=watched), outcome, watched=watched)
        except StoppedError as stop:
            outcome.stop(stop)

    def _kinds(self) -> tuple[type, ...]:
        return tuple(self._toolkits.get(name, object) for name in self._beginning.toolkits)

    def _load(self, *, watched: bool) -> dict[str, Stepper]:
        """The toolkits in the state in which replays begin."""
        beginning = self._beginning
        known = beginning.starts if watched or not self.is_determined else beginning.paths
        begun = {} if len(known) == len(beginning.toolkits) else beginning.fresh()
        return {name: self._begun(name, begun, watched=watched) for name in beginning.toolkits}

    def _begun(self, name: str, begun: Mapping[str, Any], *, watched: bool) -> Stepper:
        paths = self._beginning.paths.get(name)
        if paths is not None and not watched:
            return Walker(paths, self)
        self._clock.starts(f"loading {name}")
        start = self._beginning.starts.get(name)
        if start is not None:
            return Instance(name, self._loaders[name].instance_of(start[0]), self, start[1])
        instance = self._loaded(name, begun)
        if self.is_determined and not watched and (paths := paths_of(name, self._toolkits[name], instance, self)):
            self._beginning.paths[name] = paths
            return Walker(paths, self)
        image = self._loaders[name].image(instance)
        if image is not None:
            self._beginning.starts[name] = image, self.take(name, instance)
        return Instance(name, instance, self)

    def _loaded(self, name: str, begun: Mapping[str, Any]) -> object:
        try:
            return self._loaders[name].load(begun["state"].get(name, {}), begun["options"])
        except MemoryError:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {message_of(error)}"
            raise StoppedError("load", f"{name} refused its state: {reason}") from error

    def _replay(self, turns: Turns, steppers: Mapping[str, Stepper], outcome: Outcome, *, watched: bool) -> None:
        """Fills in results and worlds; after a turn, only the toolkits that were called are looked at anew."""
        owners = self._owners(tuple(steppers))
        world = {name: stepper.take() for name, stepper in steppers.items()}
        outcome.worlds.append(world)
        if watched:
            outcome.watch({}, steppers)
        for turn in turns:
            called = self._turn(turn, owners, steppers, outcome)
            if called:
                world = world | {name: steppers[name].take() for name in called}
            outcome.worlds.append(world)
            if watched:
                outcome.watch(outcome.worlds[-2], steppers)

    def _turn(
        self, calls: Sequence[Call], owners: Mapping[str, str], steppers: Mapping[str, Stepper], outcome: Outcome
    ) -> set[str]:
        """The toolkits that were called."""
        results: list[Rendered] = []
        outcome.results.append(results)
        called = set()
        for call in calls:
            name = owners.get(call.tool)
            if name is None:
                results.append(("x", f"name '{call.tool}' is not defined", "NameError"))
                continue
            called.add(name)
            results.append(steppers[name].call(call))
        return called

    def _owners(self, toolkits: tuple[str, ...]) -> dict[str, str]:
        """Tool to the toolkit that has it; of several, the last."""
        if toolkits not in self._owners_of:
            self._owners_of[toolkits] = {tool: name for name in toolkits for tool in self._tools[name]}
        return self._owners_of[toolkits]
