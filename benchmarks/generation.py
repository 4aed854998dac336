"""How many accepted, gated dialogues are made in a second of one core, and where the processor's time goes.

    python -m benchmarks.generation WORKSPACE DOMAIN [COUNT]

WORKSPACE is one in which `eigendata generate domains/DOMAIN.yaml` has run; nothing in it is changed. What is told is
processor time, of this process and of the sandbox's worker, which also means something on a busy machine; of each part
the best of some rounds.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome, Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.trajectories.staging import Made, Stage
from resources.subprocess_sandbox import SubprocessSandbox

_ROUNDS = 3


@dataclass(slots=True)
class TimedSandbox:
    """Implements `Sandbox` over another one; `seconds` of processor time went by in this process meanwhile."""

    sandbox: Sandbox
    seconds: float = 0.0

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        """What the other gives."""
        start = time.process_time()
        outcomes = self.sandbox.replay(environment, replays, on_done=on_done)
        self.seconds += time.process_time() - start
        return outcomes

    def confinement(self) -> Mapping[str, str]:
        """What holds below."""
        return self.sandbox.confinement()


@dataclass(frozen=True, slots=True)
class Bench:
    """A domain whose dialogues are made to be timed."""

    workspace: Workspace
    domain: Domain
    knowledge: Knowledge
    count: int

    def generation(self, sandbox: Sandbox) -> Generation:
        """One that has not begun."""
        store = self.workspace.store(self.domain.name)
        return open_generation(store, self.knowledge, self.domain, Wanted(self.count), sandbox)

    def round(self) -> tuple[dict[str, float], list[Made], Counter[str]]:
        """Seconds of processor time by part; what was made, and what was dropped."""
        before = _children()
        self._make(1)  # what a worker costs that does nothing else
        between = _children()
        own, wire, made, dropped = self._make(self.count)
        worker, drafting = _children() - between - (between - before), self._drafting()
        seconds = {
            "drafting": drafting,
            "execution, in the worker": worker,
            "execution, this side of the wire": wire,
            "checks, gate and functions": own - drafting - wire,
            "writing shards": self._writing(made),
        }
        return seconds, made, dropped

    def _make(self, count: int) -> tuple[float, float, list[Made], Counter[str]]:
        with SubprocessSandbox(processes=1) as sandbox:
            timed = TimedSandbox(sandbox)
            list(self.generation(sandbox).make(range(1)))  # the sandbox is warm
            generation, start = self.generation(timed), time.process_time()
            made = list(generation.make(range(count)))
            return time.process_time() - start, timed.seconds, made, generation.dropped

    def _drafting(self) -> float:
        """For dialogues that are not executed yet, with all attempts that they take."""
        with SubprocessSandbox(processes=1) as sandbox:
            fresh, start = self.generation(sandbox), time.process_time()
        attempts = dict.fromkeys(range(self.count), 0)
        for index in range(self.count):
            fresh.draft(index, attempts)
        return time.process_time() - start

    def _writing(self, made: list[Made]) -> float:
        store = self.workspace.store(self.domain.name)
        stage = Stage(store, self.domain, read_dependencies(store, self.domain.depends_on))
        start = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            stage.tables(made).write(Path(folder))
        return time.process_time() - start


def main(root: Path, name: str, count: int) -> None:
    """Prints the figures."""
    workspace = Workspace(root)
    domain = workspace.domain(name)
    bench = Bench(workspace, domain, read_knowledge(workspace, domain), count)
    rounds = [bench.round() for _ in range(_ROUNDS)]
    best = {part: min(seconds[part] for seconds, _, _ in rounds) / count * 1000 for part in rounds[0][0]}
    _, made, dropped = rounds[0]
    print(f"{name}: {count} accepted dialogues, milliseconds of processor time for each, best of {_ROUNDS} rounds")
    for part, milliseconds in best.items():
        print(f"  {milliseconds:6.2f}  {part}")
    print(f"  {sum(best.values()):6.2f}  all: {1000 / sum(best.values()):.0f} dialogues a second and core")
    calls = Counter(dict.fromkeys(bench.knowledge.behaviours, 0))
    calls.update(call.name for each in made for call in each.trajectory.calls)
    print(f"rarest tool: {min(calls.items(), key=lambda each: each[1])}; drawn anew: {dict(dropped)}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _children() -> float:
    """Processor time of all processes that we had and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1000)
