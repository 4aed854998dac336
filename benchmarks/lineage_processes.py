"""Prints what lineage costs as whole processes: `eigendata patch` by affected share, and a plan of a million rows.

    python benchmarks/lineage_processes.py [--rows 100000] [--million 1000000] [--folder DIR]

Promised: renaming a function that 1 % of 100,000 trajectories use takes at most 5 % of the time of making all anew, and
less than 1.5 GiB; a plan of 1,000,000 trajectories in 1,000 shards with one changed function less than 90 seconds and
2 GiB. Every figure is a process of its own, from start to end; the domain is made up here, imported and executed. On a
machine that others use as well, the seconds of processors (in brackets) are the ones to compare.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.storage.memo import Row, own_hash
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.fingerprint import fingerprint_of
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from eigendata_assets.trajectories.plan import read_dependencies

TOOLS = 20
SHARES = (0.0, 0.001, 0.01, 0.1, 1.0)
COMMAND = "from eigendata_assets.cli.main import main; main()"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--million", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="kept afterwards; else a temporary one")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="lineage-"))
    try:
        if options.rows:
            measure_patches(folder / "patches", options.rows)
        if options.million:
            measure_plan(folder / "plan", options.million)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


def measure_patches(folder: Path, rows: int) -> None:
    """Imports, makes all anew, and renames functions that a share of the rows use."""
    sources = write_sources(folder, rows)
    workspace = folder / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    report("import and execute", rows, eigendata(workspace, "import", "dialogues", "desk", *sources))
    module = Workspace(workspace).store("desk").environment_folder / "desk.py"
    module.write_text(module.read_text().replace("self.log = []", "self.log = list()"))
    everything = eigendata(workspace, "refresh", "desk")
    report("make all anew", rows, everything)
    for share in SHARES:
        new = json.loads((folder / "tools.json").read_text())
        (tool,) = (each for each in new if each["name"] == name_of(share))
        tool["name"] = f"renamed_{tool['name']}"
        (folder / "new.json").write_text(json.dumps(new))
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(workspace, copy)
        cost = eigendata(copy, "patch", "desk", "--schemas", str(folder / "new.json"))
        patched = json.loads((Workspace(copy).store("desk").folder / "patch_report.json").read_text())
        done = patched["outcomes"].get("patched", 0)
        report(f"patch {share:.1%}, {done} rows", rows, cost, everything)
        assert done == round(rows * share), patched["outcomes"]


def measure_plan(folder: Path, rows: int) -> None:
    """A domain of rows that are taken to be executed, planned, and planned again after one function changed."""
    sources = write_sources(folder, 1)
    workspace = Workspace(folder / "workspace")
    shutil.rmtree(workspace.root, ignore_errors=True)
    eigendata(workspace.root, "import", "dialogues", "desk", *sources)
    store = workspace.store("desk")
    now = read_dependencies(store)
    started = time.perf_counter()
    store.write_corpus(executed_rows(rows, now))
    print(f"writing {rows} rows: {time.perf_counter() - started:.0f} s")
    report("plan for the first time", rows, eigendata(workspace.root, "refresh", "desk"))
    module = store.environment_folder / "desk.py"
    module.write_text(module.read_text().replace("return value or 7\n", "return value or 77\n"))
    report("plan with one changed function", rows, eigendata(workspace.root, "refresh", "desk", "--dry-run"))


def executed_rows(rows: int, now: Any) -> Iterator[Row]:
    """Rows under many ids, whose text is that of a few dialogues."""
    few = [(planned_row(dialogue(number, number / 200), now), number) for number in range(200)]
    for number in range(rows):
        row, _ = few[number % len(few)]
        own = own_hash({"dialogue": str(number)})
        yield {**row, "id": f"d{number}", "own": own, "fingerprint": fingerprint_of(own, row["digests"])}


def name_of(share: float) -> str:
    """The function that this share of the rows use."""
    return f"rare_{SHARES.index(share)}"


def write_sources(folder: Path, rows: int) -> tuple[str, ...]:
    """Code, schemas and trajectories lie in the folder; gives the options of `eigendata import dialogues`."""
    (folder / "code").mkdir(parents=True, exist_ok=True)
    names = [*(f"tool_{number}" for number in range(TOOLS)), *map(name_of, SHARES)]
    (folder / "code" / "desk.py").write_text(code(names))
    (folder / "tools.json").write_text(json.dumps([schema(name) for name in names]))
    places = list(range(rows))
    random.Random(1).shuffle(places)  # the same rows are rare for every share, scattered over all shards
    with (folder / "dialogues.jsonl").open("w") as file:
        for number in range(rows):
            file.write(dialogue(number, places[number] / rows).to_json() + "\n")
    given = {"--trajectories": "dialogues.jsonl", "--environment": "code", "--schemas": "tools.json"}
    return tuple(word for option, name in given.items() for word in (option, str(folder / name)))


def code(names: list[str]) -> str:
    """A toolkit whose tools have a helper each."""
    lines = ["class Desk:", "    def __init__(self):", "        self.log = []"]
    for number, name in enumerate(names):
        lines += [f"    def _check_{name}(self, value):", f"        return value or {number}"]
        lines += [f"    def {name}(self, value: int = 1):"]
        lines += [f"        self.log.append(self._check_{name}(value))", "        return {'count': len(self.log)}"]
    return "\n".join(lines) + "\n"


def schema(name: str) -> dict[str, Any]:
    """The schema of a tool."""
    value = {"type": "integer", "description": "How many of them there are"}
    parameters = {"type": "object", "properties": {"value": value}, "required": ["value"]}
    return {"name": name, "toolkit": "Desk", "description": f"What {name} does at the desk", "parameters": parameters}


def dialogue(number: int, place: float) -> Trajectory:
    """Five turns of three calls; the rare tools of all shares above `place` are called in the fourth."""
    choose, turns = random.Random(number), []
    for turn in range(5):
        names = [f"tool_{choose.randrange(TOOLS)}" for _ in range(3)]
        names += [name_of(share) for share in SHARES if turn == 3 and place < share]
        steps = [Step(calls=(Call(name=name, arguments={"value": number % 97}),)) for name in names]
        said = Message(role="user", content=f"Please do step {turn} of {number} now, and say how it went.")
        turns.append(Turn(messages=(said,), steps=tuple(steps)))
    return Trajectory(
        id=f"d{number}",
        category="made up",
        toolkits=("Desk",),
        tools=tuple(f"Desk.tool_{each}" for each in range(TOOLS)),
        turns=tuple(turns),
        initial_state={"Desk": {}},
        provenance=Provenance(source="benchmark", version="1", entry=str(number)),
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: seconds on the clock, seconds of processors with its workers', most memory in bytes."""

    seconds: float
    processor: float
    peak: int


def eigendata(workspace: Path, *words: str) -> Cost:
    """What one command costs, as a process from start to end; stops where it fails."""
    started = time.perf_counter()
    arguments = [sys.executable, "-c", COMMAND, "--workspace", str(workspace), *words]
    process = os.posix_spawn(sys.executable, arguments, os.environ)
    _, status, usage = os.wait4(process, 0)
    if status:
        sys.exit(f"{' '.join(words)} ended with status {status}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10)


def report(what: str, rows: int, cost: Cost, of: Cost | None = None) -> None:
    """One line; beside what a process took, which share that is of another."""
    share = f", {cost.seconds / of.seconds:.1%} ({cost.processor / of.processor:.1%}) of all anew" if of else ""
    took = f"{cost.seconds:.1f} s (processors {cost.processor:.1f} s), {cost.peak >> 20} MiB"
    print(f"{what} ({rows} rows): {took}{share}", flush=True)


if __name__ == "__main__":
    main()
