"""Many dialogues in one run that is killed at half and made again, as a user would: memory, seconds, and what came.

    python -m benchmarks.generation_at_scale WORKSPACE DOMAIN [--count 100000] [--processes P] [--unkilled]

WORKSPACE is one in which `eigendata generate domains/DOMAIN.yaml` has run; nothing in it is changed. With `--unkilled`,
a run that nobody kills is made too, and its shards must be the same, byte by byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process_memory import Memory, Watch, descendants
from eigendata_assets.artifacts.dataset import Batch, GenerationReport
from eigendata_assets.storage.generated_shards import GRAPHS, PARTS, parts_in, parts_of, read_column
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import read_generation_report
from eigendata_assets.trajectories.staging import read_dataset

COMMAND = [sys.executable, "-c", "from eigendata_assets.cli.main import main; main()"]
_TELL_SECONDS = 15.0
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the command: seconds, the most memory of all its processes, and whether it came to its end."""

    seconds: float
    memory: Memory
    code: int


@dataclass(frozen=True, slots=True)
class Command:
    """`eigendata generate` in a workspace."""

    root: Path
    domain: str
    count: int
    processes: int | None

    @property
    def folder(self) -> Path:
        """The domain's folder."""
        return self.root / "artifacts" / self.domain

    def run(self, what: str, until: int | None = None) -> Ran:
        """The command to its end, or killed with all it has started once so many shards wait."""
        words = ["--workspace", str(self.root), "generate", self.domain, "--count", str(self.count)]
        words += [] if self.processes is None else ["--processes", str(self.processes)]
        started = told = time.monotonic()
        process = subprocess.Popen([*COMMAND, *words], stderr=subprocess.DEVNULL)
        with Watch(process.pid) as watch:
            while process.poll() is None:
                if until is not None and len(self.waiting()) >= until:
                    _kill(process)
                elif time.monotonic() - told > _TELL_SECONDS:
                    told = time.monotonic()
                    done = f"{len(self.waiting())} shards wait, {watch.now.proportional:.0f} MiB"
                    print(f"{what}: {told - started:.0f} s, {done}", file=sys.stderr, flush=True)
                time.sleep(_LOOK_SECONDS)
        return Ran(time.monotonic() - started, watch.most, process.returncode)

    def waiting(self) -> list[str]:
        """The shards that are made and not yet published."""
        return sorted(path.name for path in (self.folder / "generation").glob("shard_*"))

    def skeletons(self, shard: str, *, published: bool) -> list[str]:
        """What tells the dialogues of a shard apart, as it is published, or as it waits."""
        parts = parts_of(self.folder, shard) if published else parts_in(self.folder / "generation" / shard)
        return read_column(parts[GRAPHS], "skeleton")

    def digests(self, shards: list[str]) -> dict[str, str]:
        """Published shard to a hash over its parts."""
        files = {each: parts_of(self.folder, each) for each in shards}
        return {
            shard: hashlib.sha256(b"".join(parts[part].read_bytes() for part in PARTS)).hexdigest()
            for shard, parts in files.items()
        }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("domain")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--unkilled", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        command = _in_copy(asked, Path(scratch) / "broken")
        rows = dict(_killed_and_resumed(command))
        if asked.unkilled:
            whole = _in_copy(asked, Path(scratch) / "whole")
            rows |= _ran("in one go", asked.count, whole.run("in one go"))
            shards = list(Batch(count=asked.count).shards)
            one, other = whole.digests(shards), command.digests(shards)
            rows["shards of both, byte by byte"] = f"{sum(one[each] == other[each] for each in shards)} the same"
    width = max(map(len, rows))
    print("\n".join(f"{name:{width}}  {value}" for name, value in rows.items()))


def _in_copy(asked: argparse.Namespace, root: Path) -> Command:
    shutil.copytree(asked.workspace, root)
    return Command(root, asked.domain, asked.count, asked.processes)


def _killed_and_resumed(command: Command) -> Iterator[tuple[str, object]]:
    shards = list(Batch(count=command.count).shards)
    yield "dialogues", f"{command.count:,} in {len(shards)} shards, {command.processes or os.cpu_count()} processes"
    first = command.run("first", until=-(-len(shards) // 2))
    kept = {shard: command.skeletons(shard, published=False) for shard in command.waiting()}
    yield from _ran("killed", len(kept) * Batch(count=1).shard_size, first).items()
    second = command.run("resumed")
    yield from _ran("resumed", command.count - read_report(command).resumed, second).items()
    pairs = [pair for shard in kept for pair in zip(kept[shard], command.skeletons(shard, published=True), strict=True)]
    same = sum(before == after for before, after in pairs)
    yield "dialogues that outlived the kill", f"{same:,} of {len(pairs):,}; the others were also in an earlier shard"
    yield from _found(command, shards)


def _ran(what: str, count: int, ran: Ran) -> dict[str, object]:
    memory = ran.memory
    many = f"{memory.proportional:.0f} MiB in {memory.processes} processes (shared pages counted each: "
    return {
        what: f"{ran.seconds:.0f} s, {count / ran.seconds:.0f} a second, exit code {ran.code}",
        f"{what}: most memory": f"{many}{memory.resident:.0f})",
    }


def _found(command: Command, shards: list[str]) -> Iterator[tuple[str, object]]:
    """What the published shards hold."""
    graphs = [parts_of(command.folder, shard)[GRAPHS] for shard in shards]
    for column in ("id", "skeleton"):
        yield f"distinct {column}s", f"{len({each for path in graphs for each in read_column(path, column)}):,}"
    report = read_report(command)
    batch = read_dataset(Workspace(command.root).store(command.domain)).batches[-1]
    total = sum(batch.shares.values())
    off = {kind: number - batch.shares[kind] / total * batch.count for kind, number in report.kinds.items()}
    worst = max(off, key=lambda kind: abs(off[kind]))
    yield "kinds", f"{len(off)} of {len(batch.shares)}; farthest from its share: {worst}, by {off[worst]:+.1f}"
    rarest = min(report.tools, key=lambda tool: report.tools[tool])
    yield "rarest tool", f"{rarest}, {report.tools[rarest]:,} calls"


def read_report(command: Command) -> GenerationReport:
    """What the command says it has made."""
    return read_generation_report(Workspace(command.root).store(command.domain))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process is killed; what it has started ends by itself."""
    started = descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(Path(f"/proc/{each}/cmdline").exists() for each in started):
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    main()
