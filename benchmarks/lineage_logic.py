"""Prints what lineage costs without Dagster and without files: reach of code, and fingerprints of a million rows.

    python benchmarks/lineage_logic.py [--fingerprints 1000000]

Promised: the reach of nine modules with one large table in under a second; a million fingerprints in under 20 seconds
and 1 GiB. Everything is made up here and measured in one run. Whole processes: `lineage_processes.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time

import pyarrow as pa

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.environments.reach import read_reach
from eigendata_assets.execution.protocol import Toolkit
from eigendata_assets.trajectories.fingerprint import dependencies, parts_of
from eigendata_assets.trajectories.fingerprint_columns import fingerprints

SHARD = 1000


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fingerprints", type=int, default=1_000_000)
    options = parser.parse_args()
    measure_reach()
    measure_fingerprints(options.fingerprints)
    print(f"peak memory of all: {memory() >> 20} MiB")


def memory() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def measure_reach() -> None:
    """The reach of eight toolkits of twenty tools beside a table of about 200 KB, cold and warm."""
    files = {"tables.py": f"TABLE = {[{'name': f'n{number}', 'size': number} for number in range(6000)]!r}\n"}
    for number in range(8):
        files[f"kit_{number}.py"] = "from tables import TABLE\n" + code(f"Kit{number}", 20)
    for state in ("cold", "warm"):
        started = time.perf_counter()
        reach = read_reach(files)
        print(f"reach, {state}: {time.perf_counter() - started:.3f} s for {len(reach.tools)} tools")


def code(name: str, tools: int) -> str:
    """A toolkit whose tools share helpers."""
    lines = [f"class {name}:", "    def __init__(self):", "        self.log = []"]
    for number in range(tools):
        lines += [f"    def _check_{number}(self, value):", f"        return value or {number}"]
        lines += [f"    def tool_{number}(self, value: int = 1):"]
        lines += [f"        self.log.append(self._check_{number}(value))", "        return {'count': len(self.log)}"]
    return "\n".join(lines) + "\n"


def toolset(tools: int) -> Toolset:
    """The schemas of the toolkit `Desk`."""
    value = {"type": "integer", "description": "How many of them there are"}
    parameters = {"type": "object", "properties": {"value": value}, "required": ["value"]}
    names = [f"tool_{number}" for number in range(tools)]
    return Toolset(
        tools=tuple(
            ToolSchema(name=name, toolkit="Desk", description=f"Tool {number} of the desk", parameters=parameters)
            for number, name in enumerate(names)
        )
    )


def measure_fingerprints(rows: int) -> None:
    """All fingerprints, shard by shard; beside it, what hashing every part of every row would take."""
    tools, choose = toolset(200), random.Random(1)
    now = dependencies(tools, read_reach({"desk.py": code("Desk", 200)}, [Toolkit("Desk", "desk")]))
    names = sorted(now.tools)
    shards = [
        pa.record_batch(
            {
                "own": [f"{choose.getrandbits(128):032x}" for _ in range(SHARD)],
                "toolkits": [["Desk"]] * SHARD,
                "functions_used": [sorted(choose.sample(names, 3)) for _ in range(SHARD)],
            }
        )
        for _ in range(100)
    ]
    started = time.perf_counter()
    for number in range(rows // SHARD):
        fingerprints(shards[number % len(shards)], now)
    ours = time.perf_counter() - started
    started = time.perf_counter()
    for used in shards[0]["functions_used"].to_pylist():
        json.dumps(sorted(parts_of({}, now.keys(used, [], ["Desk"]), now).items()))
    plain = (time.perf_counter() - started) * rows / SHARD
    print(f"{rows} fingerprints: {ours:.1f} s, {memory() >> 20} MiB; every part of every row: about {plain:.0f} s")


if __name__ == "__main__":
    main()
