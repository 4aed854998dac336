"""What asking a model costs beyond the model: figures of the whole stack against a server on this machine.

    python -m benchmarks.model_calls

Prints, each with the bound it must keep: the overhead of a cached and of an uncached call, the time of 200 slow calls
over the ideal for the allowed concurrency, what became of 1,000 calls to a server that fails in ten ways, and how many
answered questions were asked again by a program killed three times.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.many import Outcome, for_each
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.agents.settings import Settings
from eigendata_assets.agents.usage_report import usage_report
from resources.model_stack import ModelStack
from tests.model_servers import AskingProgram, ModelServer, model_servers

FAULTS = ["429", "429 after", "500", "hang", "drop", "html", "cut body", "wrong shape", "empty", "refusal"]
CALLS, LATENCY = 200, 0.1


class Answer(BaseModel):
    """The number of the question."""

    answer: int


ASKER = Agent("asker", Prompt("benchmark/question", "This is question {{ number }}. Give its number."), Answer)
Outcomes = list[Outcome[Reply[Answer]]]


def stack(server: ModelServer, folder: Path, **settings: Any) -> ModelStack:
    """The stack of a workspace with a budget, so that every wrapper is in it."""
    default = {"model": "m", "base_url": server.base_url} | settings.pop("default", {})
    document = {"models": {"default": default}, "prices": {"m": {"input": 1, "output": 2}}, "budget": {"usd": 100}}
    return ModelStack(Settings.model_validate(document | settings), folder, {})


def ask(models: ModelStack, rows: int) -> tuple[float, Outcomes]:
    """Seconds and outcomes of asking this many questions at once."""
    chat = models.chat("benchmark")
    started = time.perf_counter()
    outcomes = asyncio.run(for_each(range(rows), lambda number: ASKER.ask(chat, number=number)))
    return time.perf_counter() - started, outcomes


def overhead(server: ModelServer, folder: Path) -> None:
    """Milliseconds of our own for each call, when the answer is stored and when it is not."""
    models = stack(server, folder)
    fresh, _ = ask(models, 1000)
    cached = min(ask(models, 1000)[0] for _ in range(5))
    print(f"cached call, whole stack with agent   {cached:7.3f} ms   must be < 1")
    print(f"call to an instant server, one core   {fresh:7.3f} ms   (the openai package alone: about 1)")


def latency(server: ModelServer, folder: Path) -> None:
    """200 calls of 100 ms each: the time over the ideal for the allowed concurrency."""
    for allowed in (8, 16, 20, 32):
        times = []
        for attempt in range(3):
            models = stack(server, folder / f"{allowed}-{attempt}", default={"concurrency": allowed})
            times.append(ask(models, CALLS)[0])
        ideal = math.ceil(CALLS / allowed) * LATENCY
        ratios = ", ".join(f"{seconds / ideal:.2f}" for seconds in sorted(times))
        print(f"{CALLS} calls of {LATENCY * 1000:.0f} ms, {allowed:3} at once    {ratios} of the ideal   must be < 1.2")


def faults(server: ModelServer, folder: Path) -> None:
    """1,000 calls to a server that fails 30 % of the time in all ten ways."""
    default = {"timeout_seconds": 0.5, "concurrency": 64}
    models = stack(server, folder, default=default, retry={"first_wait_seconds": 0.01})
    seconds, outcomes = ask(models, 1000)
    count, total = server.count(), usage_report(models.log, ()).total
    named = Counter(type(outcome.error).__name__ for outcome in outcomes if outcome.error)
    print(f"1,000 calls, 30 % faults of ten kinds: {seconds:.1f} s, {sum(count['faults'].values())} faults")
    print(f"    replies {sum(outcome.value is not None for outcome in outcomes)}, named errors {dict(named)}")
    print(f"    questions with more than one good answer: {sum(times > 1 for times in count['answers'].values())}")
    print(f"    requests: ours {total.calls}, the server's {count['requests']}")
    print(f"    tokens:   ours {total.input_tokens + total.output_tokens}, the server's {count['charged']}")


def kills(server: ModelServer, folder: Path) -> None:
    """A program that asks 200 questions, 8 at once, is killed three times with SIGKILL and run again."""
    program = AskingProgram(folder)
    folder.mkdir()
    program.configure(server, default={"concurrency": 8})
    received: set[str] = set()
    for lines in (40, 50, 60, 200):
        with program.start(200) as process:
            assert process.stdout is not None
            seen = [process.stdout.readline() for _ in range(lines)]
            process.kill()
            received |= {
                line.split()[-1] for line in seen + process.communicate()[0].splitlines() if "answered" in line
            }
    counts = server.count()["answers"]
    repeated = sum(times - 1 for times in counts.values())
    print(f"killed three times, 8 under way at each: {len(counts)} of 200 answered, {repeated} repeated (at most 24)")


def main() -> None:
    """Run all measurements; nothing is kept."""
    measurements: list[tuple[Callable[[ModelServer, Path], None], dict[str, Any]]] = [
        (overhead, {}),
        (latency, {"latency": LATENCY}),
        (faults, {"fault_rate": 0.3, "faults": FAULTS, "seed": 1}),
        (kills, {"latency": 0.02}),
    ]
    with tempfile.TemporaryDirectory() as folder, model_servers() as start:
        for number, (measure, options) in enumerate(measurements):
            measure(start(**options), Path(folder) / str(number))


if __name__ == "__main__":
    main()
