"""A sandbox for code that the tests wrote themselves: the worker's own replayer, in this process."""

from __future__ import annotations

import builtins
import json
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome
from eigendata_assets.execution.wire import OutcomeReader, encode_beginning, encode_calls
from eigendata_assets.execution.worker.replayer import Replayer
from eigendata_assets.execution.worker.telling import Telling

LIMITS = {"call_seconds": 5.0, "result_bytes": 1 << 20, "memory_bytes": 1 << 30, "output_bytes": 1 << 20}


class InProcessSandbox:
    """Implements `execution.protocol.Sandbox`; `replays` counts what it was asked to run."""

    def __init__(self) -> None:
        self.replays = 0

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        self.replays += len(replays)
        replayer = Replayer(load_toolkits(environment), environment.loader, LIMITS)
        outcomes = []
        for replay in replays:
            replayer.begin(encode_beginning(replay).decode())
            outcomes.append(replayed(replayer, replay))
            if on_done:
                on_done(outcomes[-1])
        return outcomes

    def confinement(self) -> Mapping[str, str]:
        return {}


def replayed(replayer: Replayer, replay: Replay) -> ReplayOutcome:
    """What the worker would answer, through the wire both ways."""
    request = json.loads(encode_calls([replay]))
    calls, telling = replayer.calls(request["calls"]), Telling()
    turns = [[calls[number] for number in turn] for turn in request["replays"][0]]
    telling.add(replayer.run(turns, watched=replay.watched))
    (outcome,) = OutcomeReader().read([replay.id], telling.answer())
    return outcome


def load_toolkits(environment: EnvironmentCode) -> dict[str, type]:
    """The classes of an environment, its modules executed afresh."""
    loaded: dict[str, types.ModuleType] = {}

    def load(name: str, *arguments: Any) -> types.ModuleType:
        path = environment.folder / f"{name}.py"
        if not path.exists():
            return builtins.__import__(name, *arguments)
        if name not in loaded:
            loaded[name] = module = types.ModuleType(name)
            module.__dict__["__builtins__"] = vars(builtins) | {"__import__": load}
            exec(compile(path.read_text(), name, "exec"), module.__dict__)
        return loaded[name]

    return {toolkit.name: getattr(load(toolkit.module), toolkit.name) for toolkit in environment.toolkits}
