"""What goes into a sandbox and what comes out: the one seam behind which code that is not ours runs.

The unit of work is a batch of replays (see "How code that is not ours is run" in the design): the initial state and
the calls of each turn go in, the result of every call, the state after every turn and the final state come out. A
failure of foreign code is a value (`CallResult.error`, `ReplayOutcome.failure`); only a sandbox that itself cannot
work raises `SandboxError`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic_core import from_json

from eigendata_assets.execution.call_names import NO_NAMES, CallNames, RawCall

Json = Any
"""A value that `json.loads` could have returned."""

_read_json = json.JSONDecoder(parse_constant=str).decode

FailureKind = Literal["import", "load", "timeout", "memory", "output", "exit", "died", "refused", "tampered"]
"""Why a replay has no complete outcome.

import: a module or class of the environment could not be loaded. load: the initial state was refused.
timeout, memory, output: a limit was met. exit: the code tried to end the process. died: the process ended anyway.
refused: the request itself is over a limit. tampered: the code changed the interpreter it runs in.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker process may use; seconds and bytes."""

    call_seconds: float = 5.0
    batch_seconds: float = 120.0
    import_seconds: float = 20.0
    cpu_seconds: int = 300
    memory_bytes: int = 1 << 30
    result_bytes: int = 1 << 20
    argument_bytes: int = 1 << 20
    output_bytes: int = 1 << 20
    file_bytes: int = 16 << 20
    folder_bytes: int = 64 << 20
    open_files: int = 64
    threads: int = 64
    processes: int = 0


@dataclass(frozen=True, slots=True)
class Toolkit:
    """One class of an environment: its methods without a leading underscore are the tools."""

    name: str
    module: str


@dataclass(frozen=True, slots=True)
class EnvironmentCode:
    """An environment as files: `folder` holds the modules, `toolkits` says which classes of them are the tools.

    `loader` is the method that is given the toolkit's part of the initial state (and the replay's options as keyword
    arguments); a toolkit without that method has no state to load. `names` says under which names the code knows
    the tools, where those are others than in the calls.
    """

    folder: Path
    toolkits: tuple[Toolkit, ...]
    loader: str = "_load_scenario"
    names: CallNames = field(default=NO_NAMES, compare=False)


@dataclass(frozen=True, slots=True)
class Replay:
    """Calls to run, turn by turn, on fresh instances of `toolkits` that have loaded `state`.

    `watched` asks for the state itself after every turn, not for its hash alone.
    """

    id: str
    toolkits: tuple[str, ...]
    state: Mapping[str, Json]
    turns: Sequence[Sequence[RawCall]]
    options: Mapping[str, Json] = field(default_factory=dict)
    watched: bool = False


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call gave.

    `text` is what an assistant is shown: a string as it is, a dictionary as JSON, anything else as Python's `str`.
    `value_text` is the value as JSON text where JSON can hold it and the value is not `text` itself. `error` is None,
    the type of the exception that the tool raised (then `text` is its message), or `limit:` and the limit that the
    call met.
    """

    text: str
    value_text: str | None = None
    error: str | None = None

    @property
    def value(self) -> Json:
        """The result as JSON, where JSON can hold it, else its text; NaN and the infinities are their names in it."""
        return self.text if self.value_text is None else _read_value(self.value_text)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a replay stopped early; `turn` and `call` (from 0) say where, when it happened inside a call."""

    kind: FailureKind
    message: str
    turn: int | None = None
    call: int | None = None


@dataclass(frozen=True, slots=True)
class ReplayOutcome:
    """What a replay gave.

    `results[t][c]` belongs to call c of turn t. `turn_states[t]` maps each toolkit to the hash of its state after
    turn t, `initial_state_hashes` to that before the first turn. `state_parts` maps each toolkit to its state after
    the last turn: attribute to its JSON text (a view, see `worker/snapshot.py`); outcomes that began in the same state
    share the texts that did not change. With a `failure`, the lists end where the replay stopped and there is no
    final state. `views` is filled for a watched replay: the toolkits' states before the first
    turn as JSON text, then, after each turn, the text of those that have changed in it. `shared` says in the same order
    which pairs of places hold one object (see `worker/sharing.py`).
    """

    id: str
    results: Sequence[Sequence[CallResult]]
    initial_state_hashes: Mapping[str, str]
    turn_states: Sequence[Mapping[str, str]]
    state_parts: Mapping[str, Mapping[str, str]]
    failure: Failure | None = None
    views: Sequence[Mapping[str, str]] = ()
    shared: Sequence[Mapping[str, Sequence[Sequence[str]]]] = ()

    @property
    def final_state(self) -> dict[str, Json]:
        """The state after the last turn: toolkit to public attributes, as JSON."""
        return {
            name: {part: read_view(text) for part, text in parts.items()} for name, parts in self.state_parts.items()
        }


def _read_value(text: str) -> Json:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        return _read_json(text)


def read_view(text: str) -> Json:
    """The value of a part of a state; pydantic reads it twice as fast as the library, but no lone surrogates."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


class Sandbox(Protocol):
    """Runs replays of foreign code where it can do no harm."""

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        """Outcomes in the order of `replays`, one each, whatever the code does; `on_done` hears of each as it ends."""
        ...

    def confinement(self) -> Mapping[str, str]:
        """Which mechanism holds each promise on this machine, for example `{"network": "network namespace"}`."""
        ...
