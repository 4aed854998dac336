"""The memory of a process and of all that it has started, looked at while it runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

LOOK_SECONDS = 0.5
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of some processes together.

    In `resident`, a page that several processes share counts in each of them; in `proportional` it counts once.
    """

    processes: int = 0
    resident: float = 0.0
    proportional: float = 0.0


class Watch:
    """Looks at a process and its descendants every half second, inside the `with`; `most` is the most there was."""

    def __init__(self, pid: int) -> None:
        self.most = Memory()
        self.now = Memory()
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self.now = memory_of([self._pid, *descendants(self._pid)])
            self.most = max(self.most, self.now, key=lambda each: each.proportional)


def memory_of(pids: list[int]) -> Memory:
    """The memory of processes; those that have ended have none."""
    found = [each for each in map(_rollup, pids) if each]
    return Memory(len(found), sum(each["Rss"] for each in found), sum(each["Pss"] for each in found))


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    parents: dict[int, list[int]] = {}
    for each in _PROC.glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(each.name))
    found = [pid]
    for known in found:
        found += parents.get(known, [])
    return found[1:]


def _rollup(pid: int) -> dict[str, float]:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {name: int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines)}
