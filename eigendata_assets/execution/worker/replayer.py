"""Replays calls on fresh instances of an environment's classes, inside the sandboxed worker.

Replays begin in the state that was told last. A request holds the calls of every turn; the answer holds the result of
every call, the hash of the state after every turn, and the final state: every part of it as the number of a text, which
is told once for all replays that begin in the same state. Whatever the foreign code raises becomes a value. Only the
standard library is used here.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import json
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    MethodDescriptorType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

from eigendata_assets.execution.worker.loading import Beginning, Loader
from eigendata_assets.execution.worker.pristine import Pristine
from eigendata_assets.execution.worker.sharing import shared_places
from eigendata_assets.execution.worker.snapshot import Snapshots, Taken

_BEGINNINGS, _LONG = 256, 1 << 16
"""So many are remembered, for who runs the same dialogues in one batch and more about them in the next; short ones."""
_NO_DEADLINE = float("inf")
_JSON = (str, int, float, bool, type(None), list, dict)
_MADE_IN_C = (BuiltinFunctionType, ClassMethodDescriptorType, MethodDescriptorType, WrapperDescriptorType)
_NEVER_BOUND: tuple[type, ...] = (staticmethod, functools.cached_property, functools.partialmethod, *_MADE_IN_C)


class CallTimeout(BaseException):
    """A call ran longer than it may."""


class OutputLimitExceeded(BaseException):
    """The code printed more than it may."""


class StoppedError(Exception):
    """A replay ends here; `kind` is one of the kinds of `protocol.FailureKind`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class Replayer:
    """Runs replays one after the other; what one leaves in `modules` is put back before the next, see `pristine.py`."""

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
        self._loaders = {name: Loader(kind, loader) for name, kind in toolkits.items()}
        self._remembered = functools.lru_cache(_BEGINNINGS)(Beginning)
        self._beginning = Beginning('{"toolkits": []}')
        self._told: dict[str, int] = {}
        self._limits = limits
        self._snapshots = Snapshots()
        self._pristine = Pristine(modules, toolkits.values())
        self._builtins = dict(builtins.__dict__)
        self._deadline = _NO_DEADLINE
        self._doing = ""

    def begin(self, line: str) -> None:
        """The replays that are run from now on begin as this line says; see `execution/wire.py`."""
        self._beginning = Beginning(line) if len(line) > _LONG else self._remembered(line)
        self._told = {}

    def run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request; see `execution/wire.py` for both shapes."""
        answer: dict[str, Any] = {"results": [], "initial": {}, "turns": [], "texts": [], "states": {}}
        if not self._told:
            answer["afresh"] = True
        with self._ticking():
            try:
                with self._guarded():
                    self._pristine.restore(self._ran)
                    self._ran = tuple(self._toolkits.get(name, object) for name in self._beginning.toolkits)
                    self._replay(request, self._load(), answer)
            except StoppedError as stop:
                answer["failure"] = _failure(stop, answer["results"])
        if builtins.__dict__ != self._builtins:
            builtins.__dict__.clear()
            builtins.__dict__.update(self._builtins)
            answer["failure"] = _failure(StoppedError("tampered", "the code changed Python's builtins"), [])
        return answer

    def _load(self) -> dict[str, Any]:
        """The toolkits in the state in which replays begin."""
        instances: dict[str, Any] = {}
        begun = self._beginning.fresh()
        for name in self._beginning.toolkits:
            self._doing_now(f"loading {name}")
            try:
                instances[name] = self._beginning.instance(name, self._loaders[name], begun)
            except MemoryError:
                raise
            except Exception as error:
                reason = f"{type(error).__name__}: {_message(error)}"
                raise StoppedError("load", f"{name} refused its state: {reason}") from error
        return instances

    def _replay(self, request: Mapping[str, Any], instances: dict[str, Any], answer: dict[str, Any]) -> None:
        """Fills in results and states; after a turn, only the toolkits that were called are looked at anew."""
        tools = self._owners(tuple(instances))
        known = self._beginning.states
        states = {name: known.get(name) or self._take(name, instance) for name, instance in instances.items()}
        self._beginning.keep(states)
        answer["initial"] = hashes = {name: taken.hash for name, taken in states.items()}
        if request.get("watched"):
            answer["views"] = [{name: taken.view for name, taken in states.items()}]
            answer["shared"] = [{name: shared_places(instance) for name, instance in instances.items()}]
        for turn in request["turns"]:
            called = self._turn(turn, tools, instances, answer)
            if called:
                states |= {name: self._take(name, instances[name]) for name in called}
            before, hashes = hashes, {name: taken.hash for name, taken in states.items()}
            answer["turns"].append(hashes)
            if "views" in answer:
                changed = {name: taken.view for name, taken in states.items() if taken.hash != before[name]}
                answer["views"].append(changed)
                answer["shared"].append({name: shared_places(instances[name]) for name in changed})
        texts: list[str] = answer["texts"]
        answer["states"] = {name: self._numbered(taken, texts) for name, taken in states.items()}

    def _numbered(self, taken: Taken, texts: list[str]) -> dict[str, int]:
        """The parts of a state by the numbers of their texts; those that were not told yet are added to `texts`."""
        told = self._told
        for text in taken.parts.values():
            if text not in told:
                told[text] = len(told)
                texts.append(text)
        return {name: told[text] for name, text in taken.parts.items()}

    def _turn(
        self, calls: list[Any], tools: Mapping[str, str], instances: dict[str, Any], answer: dict[str, Any]
    ) -> set[str]:
        """The toolkits that were called."""
        results: list[Any] = []
        answer["results"].append(results)
        called = set()
        for tool, arguments in calls:
            name = tools.get(tool)
            if name is None:
                results.append(["x", f"name '{tool}' is not defined", "NameError"])
                continue
            called.add(name)
            results.append(self._call(instances[name], tool, arguments))
        return called

    def _call(self, instance: object, tool: str, arguments: Mapping[str, Any]) -> list[Any]:
        self._doing_now(tool)
        try:
            result = _rendered(getattr(instance, tool)(**arguments))
        except MemoryError:
            raise
        except Exception as error:
            result = ["x", _message(error), type(error).__name__]
        if len(result[1]) > self._limits["result_bytes"]:
            limit = int(self._limits["result_bytes"])
            return ["x", f"the result has {len(result[1])} characters; the limit is {limit}", "limit:result"]
        return result

    def _owners(self, toolkits: tuple[str, ...]) -> dict[str, str]:
        """Tool to the toolkit that has it; of several, the last."""
        if toolkits not in self._owners_of:
            self._owners_of[toolkits] = {tool: name for name in toolkits for tool in self._tools[name]}
        return self._owners_of[toolkits]

    def _take(self, name: str, instance: object) -> Taken:
        self._doing_now(f"reading the state of {name}")
        try:
            return self._snapshots.take(instance)
        except MemoryError:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {_message(error)}"
            raise StoppedError("load", f"the state of {name} cannot be read: {reason}") from error

    def _doing_now(self, what: str) -> None:
        """Foreign code is about to run: what a limit will blame, and until when it may run."""
        self._doing = what
        self._deadline = time.monotonic() + self._limits["call_seconds"]

    @contextmanager
    def _ticking(self) -> Iterator[None]:
        """A timer ticks and looks at the deadline: one system call a replay instead of two a call."""
        tick = min(0.25, self._limits["call_seconds"] / 4)
        signal.signal(signal.SIGALRM, self._look_at_deadline)
        signal.setitimer(signal.ITIMER_REAL, tick, tick)
        self._wind_up_last_resort()
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _wind_up_last_resort(self) -> None:
        """Code in C that never lets Python look at signals ends the process by SIGPROF; each look puts that off."""
        signal.setitimer(signal.ITIMER_PROF, self._limits["call_seconds"] + 0.5)

    def _look_at_deadline(self, *_: object) -> None:
        self._wind_up_last_resort()
        if time.monotonic() > self._deadline:
            raise CallTimeout

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Foreign code runs inside; what ends more than one call becomes a `StoppedError`."""
        try:
            yield
        except StoppedError:
            raise
        except CallTimeout:
            message = f"{self._doing} ran longer than {self._limits['call_seconds']:g} s"
            raise StoppedError("timeout", message) from None
        except MemoryError:
            message = f"{self._doing} asked for more than {int(self._limits['memory_bytes']) >> 20} MiB of memory"
            raise StoppedError("memory", message) from None
        except OutputLimitExceeded:
            message = f"{self._doing} printed more than {int(self._limits['output_bytes'])} bytes"
            raise StoppedError("output", message) from None
        except BaseException as error:
            raise StoppedError("exit", f"{self._doing} tried to end the process: {error!r}") from None
        finally:
            self._deadline = _NO_DEADLINE


def tool_names(kind: type) -> tuple[str, ...]:
    """The methods of a class that are tools: those written in Python that an instance binds, without an underscore."""
    members: dict[str, Any] = {name: inspect.getattr_static(kind, name) for name in dir(kind) if name[:1] != "_"}
    return tuple(
        name for name, member in members.items() if inspect.isroutine(member) and not isinstance(member, _NEVER_BOUND)
    )


def _failure(stop: StoppedError, results: list[list[Any]]) -> dict[str, Any]:
    turn = len(results) - 1
    call = len(results[-1]) if results else None
    return {"kind": stop.kind, "message": stop.message, "turn": turn if results else None, "call": call}


def _message(error: Exception) -> str:
    try:
        return str(error)
    except Exception:
        return "(its message cannot be read)"


def _rendered(value: Any) -> list[Any]:
    """A result on the wire: `[code, text]`, with a third item where the text is not the whole of it.

    s: text is the value. j: text is the value as JSON. o: text is Python's `str`, the value follows as JSON.
    """
    kind = type(value)
    if kind is dict:
        try:
            return ["j", json.dumps(value)]
        except Exception:
            return ["s", str(value)]
    if kind is str:
        return ["s", value]
    text = str(value)
    if isinstance(value, _JSON):
        try:
            return ["o", text, json.loads(json.dumps(value))]
        except Exception:
            return ["s", text]
    return ["s", text]
