"""Questions that wait for a provider's batch, kept in the workspace file across runs.

A question is `waiting` (to be submitted), `submitting` (a process is at it), `submitted` (in a batch), or `direct`
(the batch did not answer it; the next run asks it directly). An answered question leaves the queue for the cache.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from eigendata_assets.agents.budget import Amount
from eigendata_assets.agents.messages import ChatRequest, Labels
from eigendata_assets.agents.sqlite_file import SqliteFile
from eigendata_assets.artifacts.frozen import Json

State = Literal["waiting", "submitting", "submitted", "direct"]

COLUMNS = {
    **dict.fromkeys(("key", "model", "run", "state", "batch", "labels", "body"), str),
    **dict.fromkeys(("held_tokens", "held_cost"), int),
    "since": float,
}
ADD = "INSERT OR IGNORE INTO batch_calls VALUES (?,?,?,?,?,?,?,?,?,?)"
CALLS = "SELECT * FROM batch_calls WHERE state = ? AND batch = coalesce(?, batch) ORDER BY since, key"
READY = """
SELECT DISTINCT run FROM batch_waits WHERE run NOT IN
(SELECT w.run FROM batch_waits w JOIN batch_calls c ON c.key = w.key WHERE c.state != 'direct')
"""


@dataclass(frozen=True, slots=True)
class QueuedCall:
    """One question in the queue: its cache key, the body to send, for whom, and what its run's budget holds for it."""

    key: str
    model: str
    run: str
    state: State
    batch: str
    labels: Labels
    body: dict[str, Json]
    held: Amount
    since: float


@dataclass(frozen=True, slots=True)
class Collected:
    """What looking at the open batches brought, in calls; `ready` are the runs that can go on, by run id."""

    answered: int = 0
    direct: int = 0
    open: int = 0
    ready: tuple[str, ...] = ()


def _make_tables(database: Database) -> None:
    calls = database.create_table("batch_calls", COLUMNS, pk="key", if_not_exists=True)
    calls.create_index(["state", "batch"], if_not_exists=True)
    database.create_table("batch_waits", {"run": str, "key": str}, pk=("run", "key"), if_not_exists=True)


class BatchQueue:
    """The queue of one workspace file, safe with many processes."""

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path, _make_tables)

    def add(self, key: str, model: str, request: ChatRequest, body: dict[str, Json], held: Amount) -> None:
        """The question waits, and its run waits for it."""
        labels, now = request.labels, time.time()
        values = [key, model, labels.run, "waiting", "", json.dumps(asdict(labels)), json.dumps(body)]
        self.file.write(ADD, [*values, held.tokens, held.cost, now])
        self.wait(labels.run, key)

    def wait(self, run: str, key: str) -> None:
        """The run is to go on when this question, among others, is answered."""
        self.file.write("INSERT OR IGNORE INTO batch_waits VALUES (?, ?)", [run, key])

    def state(self, key: str) -> State | None:
        """The state of a question, None when it is not in the queue."""
        found = self.file.rows("SELECT state FROM batch_calls WHERE key = ?", [key])
        return found[0][0] if found else None

    def calls(self, state: State, *, batch: str | None = None) -> list[QueuedCall]:
        """The questions in this state (and batch), oldest first."""
        return [_call(row) for row in self.file.rows(CALLS, [state, batch])]

    def batches(self) -> list[tuple[str, str, float]]:
        """The open batches: id, model, and when the first of its questions was submitted (seconds since 1970)."""
        sql = "SELECT batch, model, min(since) FROM batch_calls WHERE state = 'submitted' GROUP BY batch, model"
        return [(batch, model, since) for batch, model, since in self.file.rows(sql)]

    def move(self, calls: Sequence[QueuedCall], to: State, *, batch: str = "") -> list[QueuedCall]:
        """The calls are in the new state; those that another process moved meanwhile are left out of the result."""
        sql = "UPDATE batch_calls SET state = ?, batch = ?, since = ? WHERE key = ? AND state = ? AND batch = ?"
        now = time.time()
        return [c for c in calls if self.file.write(sql, [to, batch, now, c.key, c.state, c.batch]) == 1]

    def remove(self, key: str) -> bool:
        """The question is out of the queue; False when it was not in it."""
        return self.file.write("DELETE FROM batch_calls WHERE key = ?", [key]) == 1

    def take_ready_runs(self) -> tuple[str, ...]:
        """The runs none of whose questions wait any more; each is given out once."""
        ready = [run for (run,) in self.file.rows(READY)]
        return tuple(run for run in ready if self.file.write("DELETE FROM batch_waits WHERE run = ?", [run]))


def _call(row: tuple[Json, ...]) -> QueuedCall:
    key, model, run, state, batch, labels, body, tokens, cost, since = row
    return QueuedCall(
        key, model, run, state, batch, Labels(**json.loads(labels)), json.loads(body), Amount(tokens, cost), since
    )
