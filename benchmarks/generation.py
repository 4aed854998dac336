"""How many accepted, gated dialogues are made in a second, and where the time goes.

    python -m benchmarks.generation WORKSPACE DOMAIN [COUNT]

WORKSPACE is one in which `eigendata generate domains/DOMAIN.yaml` has run; nothing in it is changed.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge
from eigendata_assets.trajectories.generation import Generation
from resources.subprocess_sandbox import SubprocessSandbox

_ROUNDS = 3


def main(root: Path, name: str, count: int) -> None:
    """Prints the figures."""
    workspace = Workspace(root)
    domain = workspace.domain(name)
    knowledge = read_knowledge(workspace, domain)
    with SubprocessSandbox(processes=1) as sandbox:
        generation = open_generation(workspace.store(name), knowledge, domain, Wanted(count), sandbox)
        list(generation.make(range(1)))  # the sandbox is warm
        generation = open_generation(workspace.store(name), knowledge, domain, Wanted(count), sandbox)
        start, cpu = time.perf_counter(), _cpu()
        calls = dict.fromkeys(knowledge.behaviours, 0)
        for made in generation.make(range(count)):
            for call in made.trajectory.calls:
                calls[call.name] += 1
        wall, cpu = time.perf_counter() - start, _cpu() - cpu
    print(f"{name}: {count} dialogues in {wall:.1f} s, {count / wall:.0f} in a second")
    print(f"processor time of this process: {cpu:.1f} s; the rest is the sandbox's worker, which runs in turn")
    print(f"finding a graph and writing its dialogue: {_drafting(generation, count):.2f} ms of processor time each")
    print(f"rarest tool: {min(calls.items(), key=lambda each: each[1])}; drawn anew: {dict(generation.dropped)}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _drafting(generation: Generation, count: int) -> float:
    """Milliseconds for a dialogue that is not executed yet, with all attempts it takes; the best of some rounds."""
    rounds = []
    for _ in range(_ROUNDS):
        fresh, cpu = replace(generation, seen=set(), dropped=Counter()), _cpu()
        attempts = dict.fromkeys(range(count), 0)
        for index in range(count):
            fresh.draft(index, attempts)
        rounds.append((_cpu() - cpu) / count * 1000)
    return min(rounds)


def _cpu() -> float:
    return time.process_time()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1000)
