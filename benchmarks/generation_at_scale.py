"""Many dialogues in one run, and in one that is killed at half: seconds, memory of all processes, and whether the same.

    python -m benchmarks.generation_at_scale WORKSPACE DOMAIN [COUNT] [PROCESSES]

WORKSPACE is one in which `eigendata generate domains/DOMAIN.yaml` has run; nothing in it is changed. The killed run is
resumed in one process, so that equal bytes also show that their number does not matter.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eigendata_assets.storage.generated_shards import PARTS

COMMAND = [sys.executable, "-c", "from eigendata_assets.cli.main import main; main()"]
_LOOK_SECONDS = 0.5


def main(root: Path, name: str, count: int, processes: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        whole, broken = Path(scratch) / "whole", Path(scratch) / "broken"
        shutil.copytree(root, whole)
        shutil.copytree(root, broken)
        started = time.monotonic()
        memory = run(whole, name, count, processes)
        seconds = time.monotonic() - started
        print(f"{name}: {count} dialogues in {seconds:.0f} s, {count / seconds:.0f} in a second, {processes} processes")
        print(f"memory of all processes together, at most: {memory:.0f} MiB")
        run(broken, name, count, processes, until=-(-count // 2000))
        print(f"killed with {len(waiting(broken, name))} shards")
        run(broken, name, count, 1)
        print(f"resumed: the same bytes: {digest(whole, name) == digest(broken, name)}")


def run(workspace: Path, name: str, count: int, processes: int, until: int | None = None) -> float:
    """The command is carried out, or killed when so many shards wait; gives the most memory seen, in MiB."""
    words = ["--workspace", str(workspace), "generate", name, "--count", str(count), "--processes", str(processes)]
    process, most = subprocess.Popen([*COMMAND, *words]), 0.0
    while process.poll() is None:
        most = max(most, sum(map(resident, [process.pid, *descendants(process.pid)])))
        if until is not None and len(waiting(workspace, name)) >= until:
            process.send_signal(signal.SIGKILL)
            process.wait()
        time.sleep(_LOOK_SECONDS)
    return most


def waiting(workspace: Path, name: str) -> list[Path]:
    """The shards that are made and not yet published."""
    return list((workspace / "artifacts" / name / "generation").glob("shard_*"))


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(each.name))
    found = [pid]
    for known in found:
        found += parents.get(known, [])
    return found[1:]


def resident(pid: int) -> float:
    """The memory that a process holds, in MiB; pages shared with others count in full."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def digest(workspace: Path, name: str) -> str:
    """A hash over all files of the dialogues."""
    folder, found = workspace / "artifacts" / name, hashlib.sha256()
    for part in PARTS:
        for path in sorted((folder / part).glob("*.parquet")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[3:]]
    main(Path(sys.argv[1]), sys.argv[2], *(numbers + [10_000, 2][len(numbers) :]))
