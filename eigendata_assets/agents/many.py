"""Asking about many rows at once, so that one row's failure is that row's alone and a stop loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from eigendata_assets.agents.errors import AnswersPending, BudgetExceeded, CallFailed, ModelError

RowT = TypeVar("RowT")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What one row gave: a value, or the named error."""

    value: T | None = None
    error: ModelError | None = None


async def for_each(
    rows: Sequence[RowT],
    work: Callable[[RowT], Awaitable[T]],
    *,
    at_once: int = 256,
    on_done: Callable[[int, Outcome[T]], None] | None = None,
) -> list[Outcome[T]]:
    """One outcome for each row, in order; `on_done(index, outcome)` hears of each as it ends, to save it.

    A `ModelError` is the outcome of its row. `BudgetExceeded`, and a failure that every call will meet (a wrong key, no
    credit), begin no further row, let those under way end, and are then raised; the budget says what is left to do.
    `AnswersPending` does not stop the others, so that one batch holds all their questions; it is raised at the end. Any
    other error cancels the rest.
    """
    run = _Run(rows, work, on_done)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(rows))):
                group.create_task(run.worker())
                await asyncio.sleep(0)  # the first calls go out before the last rows are begun
    except* Exception as errors:  # noqa: BLE001 it is raised again, without the group around it
        raise _first(errors) from None
    return run.result()


class _Run(Generic[RowT, T]):
    def __init__(
        self,
        rows: Sequence[RowT],
        work: Callable[[RowT], Awaitable[T]],
        on_done: Callable[[int, Outcome[T]], None] | None,
    ) -> None:
        self.rows, self.work, self.on_done = rows, work, on_done
        self.next = iter(range(len(rows)))
        self.outcomes: dict[int, Outcome[T]] = {}
        self.pending = 0
        self.stop: BudgetExceeded | CallFailed | None = None

    async def worker(self) -> None:
        for index in self.next:
            if self.stop is not None:
                return
            await self._row(index)

    def result(self) -> list[Outcome[T]]:
        total, done = len(self.rows), len(self.outcomes)
        if isinstance(self.stop, BudgetExceeded):
            raise self.stop.with_left(f"{done} of {total} rows are done, {total - done} are left")
        if self.stop is not None:
            raise self.stop
        if self.pending:
            hint = "Run again when the batch is done; the sensor does so by itself."
            raise AnswersPending(f"{self.pending} of {total} rows wait for a batch", hint=hint)
        return [self.outcomes[index] for index in range(total)]

    async def _row(self, index: int) -> None:
        try:
            outcome = Outcome(value=await self.work(self.rows[index]))
        except AnswersPending:
            self.pending += 1
            return
        except (BudgetExceeded, ModelError) as error:
            if isinstance(error, BudgetExceeded) or (isinstance(error, CallFailed) and error.for_all):
                self.stop = self.stop or error
                return
            outcome = Outcome(error=error)
        self.outcomes[index] = outcome
        if self.on_done:
            self.on_done(index, outcome)


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
