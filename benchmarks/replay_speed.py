"""Prints how fast replays in the sandbox are, against BFCL's own checker and against a plain loop, on one core.

    python -m benchmarks.replay_speed RESULT_FILE... [--version 2025.11.10] [--rounds 5]

Everything is measured in one run, round by round in turn; figures are medians. Promised: ours takes at most 0.5 of
the official checker's time, and the sandbox makes at least 0.8 of the calls per second of a plain loop. The plain
loop is shown twice: the bare calls, and the calls with the states after every turn, which is what a replay gives.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.model_results import ModelEntry
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.evaluation import official
from eigendata_assets.execution.protocol import EnvironmentCode, Replay
from eigendata_assets.execution.replay import replay_of, replay_trajectories
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.bfcl_package import unpack
from eigendata_assets.imports.bfcl_results import read_model_runs
from eigendata_assets.verification.turn_check import texts_of
from resources.package_index import download_wheel
from resources.subprocess_sandbox import SubprocessSandbox


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--version", default="2025.11.10")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        package = prepare_package(Path(folder), asked.version)
        _measure(package, asked)


def prepare_package(folder: Path, version: str) -> Path:
    """The package, unpacked with what its own checker needs."""
    package = unpack(download_wheel("bfcl-eval", version, folder), folder / "package")
    for name in ("multi_turn_checker", "multi_turn_utils"):
        _extract(folder, package, f"bfcl_eval/eval_checker/multi_turn_eval/{name}.py")
    _extract(folder, package, "bfcl_eval/constants/executable_backend_config.py")
    return package


def _extract(folder: Path, package: Path, member: str) -> None:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        if member in archive.namelist():
            archive.extract(member, package)


def _measure(package: Path, asked: argparse.Namespace) -> None:
    source = BfclSource(version=asked.version, categories=bfcl.CATEGORIES)
    environment = bfcl.read_environment(package, source)
    code = EnvironmentCode(package, environment.toolkits, bfcl.LOADER)
    entries = [entry for run in read_model_runs([(None, path) for path in asked.results]) for entry in run.entries]
    names = {entry.id for entry in entries}
    references = [each for each in bfcl.read_references(package, source) if each.id in names]
    with SubprocessSandbox(processes=1) as sandbox:
        start = time.perf_counter()
        gold = {each.id: each for each in replay_trajectories(references, code, sandbox)}
        wanted = {name: texts_of(each) for name, each in gold.items()}
        prepared = time.perf_counter() - start
        ours, bare, verdicts = [], [], []
        theirs = their_verdicts(package, code, entries, gold, asked.rounds)
        for _ in range(asked.rounds):
            start = time.perf_counter()
            verdicts = _ours(entries, gold, wanted, code, sandbox)
            ours.append(time.perf_counter() - start)
            replays = [_replay(entry, gold) for entry in entries if _has_turns(entry)]
            start = time.perf_counter()
            sandbox.replay(code, replays)
            bare.append(time.perf_counter() - start)
    calls = sum(len(turn) for entry in entries for turn in official.runnable_calls(entry))
    checker, plain, inside = (
        statistics.median(theirs["seconds"][name]) for name in ("official", "plain", "with states")
    )
    agree = sum(left == right for left, right in zip(verdicts, theirs["valid"], strict=True))
    print(f"entries {len(entries)}, calls {calls}, verdicts that agree {agree}")
    print(f"references replayed once, workers started: {prepared:.3f} s")
    print(f"official checker {checker:.3f} s, ours {statistics.median(ours):.3f} s")
    print(f"ratio ours / official: {statistics.median(ours) / checker:.2f}  (promised: at most 0.5)")
    print(f"plain loop {calls / plain:,.0f} calls/s, sandbox {calls / statistics.median(bare):,.0f} calls/s")
    print(f"ratio sandbox / plain loop of the bare calls: {plain / statistics.median(bare):.2f}")
    print(f"ratio sandbox / plain loop that hashes states too: {inside / statistics.median(bare):.2f}  (promised: 0.8)")


def _ours(
    entries: list[ModelEntry],
    gold: dict[str, Trajectory],
    wanted: dict[str, tuple[Counter[str], ...]],
    code: EnvironmentCode,
    sandbox: SubprocessSandbox,
) -> list[bool]:
    runnable = [entry for entry in entries if _has_turns(entry)]
    outcomes = sandbox.replay(code, [_replay(entry, gold) for entry in runnable])
    by_id = {entry.id: outcome for entry, outcome in zip(runnable, outcomes, strict=True)}
    return [official.judge(gold[entry.id], entry, by_id.get(entry.id), wanted[entry.id]).valid for entry in entries]


def _has_turns(entry: ModelEntry) -> bool:
    return entry.problem is None


def _replay(entry: ModelEntry, gold: dict[str, Trajectory]) -> Replay:
    return replay_of(gold[entry.id], official.runnable_calls(entry))


def their_verdicts(
    package: Path, code: EnvironmentCode, entries: list[ModelEntry], gold: dict[str, Trajectory], rounds: int
) -> dict[str, Any]:
    """The seconds and verdicts of the official checker, and the seconds of the plain loop."""
    task = {
        "package": str(package),
        "toolkits": {toolkit.name: toolkit.module for toolkit in code.toolkits},
        "rounds": rounds,
        "entries": [_task(entry, gold[entry.id]) for entry in entries],
    }
    command = [sys.executable, str(Path(__file__).with_name("plain_official.py"))]
    done = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _task(entry: ModelEntry, reference: Trajectory) -> dict[str, Any]:
    question = {
        "id": entry.id,
        "initial_config": reference.initial_state,
        "involved_classes": list(reference.toolkits),
    }
    return {
        "question": question,
        "category": reference.category,
        "reference": [[_written(call.name, call.arguments) for call in turn.calls] for turn in reference.turns],
        "decoded": [
            [[_written(each.call.name, each.call.arguments) for each in step.calls] for step in steps if step.calls]
            for steps in entry.turns
        ],
        "calls": official.runnable_calls(entry),
    }


def _written(name: str, arguments: dict[str, Any]) -> str:
    return f"{name}({','.join(f'{key}={value!r}' for key, value in arguments.items())})"


if __name__ == "__main__":
    main()
