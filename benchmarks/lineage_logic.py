"""Prints what lineage costs without Dagster: reach of code, fingerprints of a million rows, and patches by share.

    python benchmarks/lineage_logic.py [--rows 100000] [--fingerprints 1000000]

Promised: the reach of nine modules with one large table in under a second; a million fingerprints in under 20 seconds
and 1 GiB; a patch in time proportional to the affected rows, at 1 % at most 5 % of making all rows anew. Everything is
made up here and measured in one run; the sandbox is the real one.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.audits import flow
from eigendata_assets.audits.call_adapter import ImplementationNames
from eigendata_assets.audits.patch_report import Tally
from eigendata_assets.audits.schema_patch import SchemaPatch
from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.fingerprint import Dependencies, dependencies, own_parts, parts_of
from eigendata_assets.trajectories.fingerprint_columns import MEMO, fingerprints, memo_of, stale
from resources.subprocess_sandbox import SubprocessSandbox

SHARD = 1000
SHARES = (0.0, 0.001, 0.01, 0.1, 1.0)
RARE = "Desk.tool_0"
SCHEMA = MEMO.append(pa.field("row", pa.string()))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--fingerprints", type=int, default=1_000_000)
    options = parser.parse_args()
    measure_reach()
    measure_fingerprints(options.fingerprints)
    measure_patches(options.rows)
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


def toolset(tools: int, renamed: str = "") -> Toolset:
    """The schemas of the toolkit `Desk`; `renamed` is what its first tool is called."""
    value = {"type": "integer", "description": "How many of them there are"}
    parameters = {"type": "object", "properties": {"value": value}, "required": ["value"]}
    names = [renamed or "tool_0", *(f"tool_{number}" for number in range(1, tools))]
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


def measure_patches(rows: int) -> None:
    """The first tool renamed; rows that use it are scattered over all shards, or together in some."""
    with tempfile.TemporaryDirectory() as name, SubprocessSandbox() as sandbox:
        folder = Path(name)
        (folder / "code").mkdir()
        (folder / "code" / "desk.py").write_text(code("Desk", 20))
        environment = EnvironmentCode(folder / "code", (Toolkit("Desk", "desk"),))
        bench = Bench(folder, environment, sandbox, rows)
        everything = bench.make_all()
        print(f"making {rows} rows anew: {everything:.2f} s")
        for placed in ("scattered", "grouped"):
            for share in SHARES:
                seconds, patched = bench.patch(share, placed)
                ratio = f"{seconds / everything:6.1%} of all anew"
                print(f"{placed}, {share:6.1%}: {patched:6} rows, {seconds:6.2f} s, {ratio}")


class Bench:
    """A corpus in Parquet shards, made anew for each share of affected rows."""

    def __init__(self, folder: Path, environment: EnvironmentCode, sandbox: SubprocessSandbox, rows: int) -> None:
        self.folder, self.environment, self.sandbox, self.rows = folder, environment, sandbox, rows
        self.before, self.after = toolset(20), toolset(20, "first_tool_of_all")
        self.reach: Reach = read_reach({"desk.py": code("Desk", 20)}, environment.toolkits)
        self.now = {id(tools): dependencies(tools, self.reach) for tools in (self.before, self.after)}
        self.pairs: list[Trajectory] = []

    def dialogue(self, number: int, *, rare: bool) -> Trajectory:
        """Five turns of three calls; the rare tool is called in the fourth."""
        choose = random.Random(number)
        turns = []
        for turn in range(5):
            tools = [0 if rare and turn == 3 else choose.randrange(1, 20) for _ in range(3)]
            steps = [Step(calls=(Call(name=f"tool_{tool}", arguments={"value": tool}),)) for tool in tools]
            said = Message(role="user", content=f"Please do step {turn} of {number} now, and say how it went.")
            turns.append(Turn(messages=(said,), steps=tuple(steps)))
        return Trajectory(
            id=f"d{number}",
            category="made up",
            toolkits=("Desk",),
            tools=tuple(tool.key for tool in self.before.tools),
            turns=tuple(turns),
            initial_state={"Desk": {}},
            provenance=Provenance(source="benchmark", version="1", entry=str(number)),
        )

    def row(self, trajectory: Trajectory, now: Dependencies) -> Mapping[str, Any]:
        """The columns of a row."""
        return {**memo_of(trajectory, own_parts(trajectory), now), "row": trajectory.model_dump_json()}

    def make_all(self) -> float:
        """Seconds to execute every dialogue and write every shard, the texts of the dialogues being given."""
        texts = [self.dialogue(number, rare=False).model_dump_json() for number in range(SHARD)]
        now = self.now[id(self.before)]
        replay_trajectories([Trajectory.model_validate_json(texts[0])], self.environment, self.sandbox)
        started = time.perf_counter()
        for number in range(self.rows // SHARD):
            references = [Trajectory.model_validate_json(text) for text in texts]
            done = replay_trajectories(references, self.environment, self.sandbox)
            table = pa.Table.from_pylist([dict(self.row(each, now)) for each in done], schema=SCHEMA)
            pq.write_table(table, self.folder / f"all_{number % 10}.parquet", compression="zstd")
        return time.perf_counter() - started

    def shards(self, share: float, placed: str) -> Iterator[pa.Table]:
        """The corpus; two executed dialogues stand for all, under other ids."""
        if not self.pairs:
            two = [self.dialogue(1, rare=False), self.dialogue(1, rare=True)]
            self.pairs = replay_trajectories(two, self.environment, self.sandbox)
        plain, rare = (dict(self.row(each, self.now[id(self.before)])) for each in self.pairs)
        affected, choose = round(self.rows * share), random.Random(2)
        chosen = set(range(affected) if placed == "grouped" else choose.sample(range(self.rows), affected))
        for start in range(0, self.rows, SHARD):
            rows = [rare if number in chosen else plain for number in range(start, start + SHARD)]
            table = pa.Table.from_pylist(rows, schema=SCHEMA)
            yield table.set_column(0, "id", pa.array([f"d{number}" for number in range(start, start + SHARD)]))

    def patch(self, share: float, placed: str) -> tuple[float, int]:
        """Seconds to read the corpus, patch what is affected and write the shards that changed; rows patched."""
        for number, table in enumerate(self.shards(share, placed)):
            pq.write_table(table, self.folder / f"{number}.parquet", compression="zstd")
        started = time.perf_counter()
        tools = flow.compare(self.before, self.after)
        now = self.now[id(self.after)]
        patcher = SchemaPatch(tools, self.environment, self.sandbox, ImplementationNames(tools, self.reach))
        tally = Tally(tools)
        wanted = (str(number) for number in range(self.rows // SHARD) if self.is_affected(number, now))
        tables = ((name, pq.read_table(self.folder / f"{name}.parquet")) for name in wanted)
        for done in flow.patch(tables, patcher, lambda each: self.row(each, now), tally):
            if done.table is not None:
                pq.write_table(done.table, self.folder / f"{done.shard}.parquet", compression="zstd")
        return time.perf_counter() - started, tally.report().outcomes.get("patched", 0)

    def is_affected(self, number: int, now: Dependencies) -> bool:
        """Whether a shard holds a row that is out of date, by the columns that are not its text."""
        columns = ["own", "toolkits", "functions_used", "functions_offered", "fingerprint"]
        table = pq.read_table(self.folder / f"{number}.parquet", columns=columns)
        return any(stale(table, now).to_pylist())


if __name__ == "__main__":
    main()
