"""A sandbox that remembers: a replay that was run before on the same code gives its outcome from a file."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from eigendata_assets.artifacts.canonical import hash_of_text
from eigendata_assets.execution.protocol import (
    CallResult,
    EnvironmentCode,
    Failure,
    Replay,
    ReplayOutcome,
    Sandbox,
)
from eigendata_assets.execution.wire import encode_beginning, encode_calls

_REPEATABLE = frozenset({"load", "exit", "refused"})
"""The failures that come again whenever the same replay is run; others may be the machine's mood."""

_TABLE = "outcomes"


@dataclass(slots=True)
class RememberingSandbox:
    """Implements `Sandbox` over another one; `program` names the version of the code that runs replays.

    Replays with the same id, calls, state and environment are the same; whoever wants one run afresh gives it another
    id. `used` are the keys asked for, so that `forget_unused` can drop the rest.
    """

    sandbox: Sandbox
    file: Path
    program: str
    used: set[str] = field(default_factory=set)

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        """Outcomes in the order of `replays`; those not remembered are run in one batch."""
        base = f"{self.program} {environment_digest(environment)} "
        keys = [hash_of_text(base + _written(replay)) for replay in replays]
        self.used.update(keys)
        known = self._read(set(keys))
        for key in keys:
            if key in known and on_done:
                on_done(known[key])
        missing = [number for number, key in enumerate(keys) if key not in known]
        done = self.sandbox.replay(environment, [replays[number] for number in missing], on_done=on_done)
        fresh = dict(zip(missing, done, strict=True))
        self._write({keys[number]: outcome for number, outcome in fresh.items()})
        return [fresh[number] if number in fresh else known[key] for number, key in enumerate(keys)]

    def confinement(self) -> Mapping[str, str]:
        """What holds in the sandbox below."""
        return self.sandbox.confinement()

    def forget_unused(self) -> None:
        """Only what was asked for since this sandbox was made is still remembered."""
        with self._opened() as database:
            stored = {row["key"] for row in database.query(f"select key from {_TABLE}")}  # noqa: S608 - our name
            for key in stored - self.used:
                database.table(_TABLE).delete(key)

    def _read(self, keys: set[str]) -> dict[str, ReplayOutcome]:
        with self._opened() as database:
            rows = database.query(f"select key, outcome from {_TABLE}")  # noqa: S608 - our name
            return {row["key"]: _restored(row["outcome"]) for row in rows if row["key"] in keys}

    def _write(self, outcomes: Mapping[str, ReplayOutcome]) -> None:
        kept = {key: each for key, each in outcomes.items() if each.failure is None or each.failure.kind in _REPEATABLE}
        rows = ({"key": key, "outcome": _packed(outcome)} for key, outcome in kept.items())
        with self._opened() as database:
            database.table(_TABLE).upsert_all(rows, pk="key")

    def _opened(self) -> Database:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        database = Database(self.file)
        database.table(_TABLE).create({"key": str, "outcome": bytes}, pk="key", if_not_exists=True)
        return database


def environment_digest(environment: EnvironmentCode) -> str:
    """A hash over the toolkits and the text of all files of an environment."""
    files = [(str(path.relative_to(environment.folder)), path) for path in sorted(environment.folder.rglob("*.py"))]
    content = [[name, path.read_text(encoding="utf-8")] for name, path in files]
    toolkits = [[each.name, each.module] for each in environment.toolkits]
    return hash_of_text(json.dumps([toolkits, environment.loader, content]))


def _written(replay: Replay) -> str:
    return b"".join((json.dumps(replay.id).encode("ascii"), encode_beginning(replay), encode_calls([replay]))).hex()


def _packed(outcome: ReplayOutcome) -> bytes:
    return zlib.compress(json.dumps(asdict(outcome)).encode("ascii"), level=1)


def _restored(packed: bytes) -> ReplayOutcome:
    fields: dict[str, Any] = json.loads(zlib.decompress(packed))
    results = [[CallResult(**result) for result in turn] for turn in fields.pop("results")]
    failure = fields.pop("failure")
    return ReplayOutcome(**fields, results=results, failure=Failure(**failure) if failure else None)
