"""Prints how often our official verdict and BFCL's own checker agree, on random damage done to the references.

    python -m benchmarks.official_agreement [--version 2025.11.10] [--runs 3000] [--seed 1]

Calls are dropped, doubled, moved, given other arguments, text that looks like calls, or replaced by tools that do not
exist; turns are emptied, merged and added. Promised: no disagreement.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.replay_speed import prepare_package, their_verdicts
from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.model_results import ModelEntry
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.evaluation import official
from eigendata_assets.execution.protocol import EnvironmentCode
from eigendata_assets.execution.replay import replay_of, replay_trajectories
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.bfcl_decoding import decode_step
from resources.subprocess_sandbox import SubprocessSandbox

Calls = list[tuple[str, dict[str, Any]]]
WORDS = ("sort (x)", "diff(a)", "", "../x", ".", "/", "cd (", 'quote\'s "x"', "a\nb\\n(", "log(10)", "None", "Ünï ☃")
NO_TOOLS = ("no_such_tool", "round", "kill", "exit", "bad name", "Toolkit.tool")


def main() -> None:
    """Damages, judges twice, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--version", default="2025.11.10")
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    source = BfclSource(version=asked.version, categories=bfcl.CATEGORIES)
    with tempfile.TemporaryDirectory() as folder, SubprocessSandbox() as sandbox:
        package = prepare_package(Path(folder), asked.version)
        environment = bfcl.read_environment(package, source)
        toolset = bfcl.read_toolset(package, environment)
        code = EnvironmentCode(package, environment.toolkits, bfcl.LOADER)
        gold = {each.id: each for each in replay_trajectories(bfcl.read_references(package, source), code, sandbox)}
        entries = [damaged(draw.choice(list(gold.values())), toolset, draw) for _ in range(asked.runs)]
        ours = our_verdicts(entries, gold, toolset, code, sandbox)
        theirs = their_verdicts(package, code, entries, gold, rounds=1)["valid"]
    kinds = Counter(each.error or "accepted" for each in ours)
    differ = [entry.id for entry, a, b in zip(entries, ours, theirs, strict=True) if a.valid != b]
    print(f"BFCL {asked.version}: {len(entries)} damaged runs, {len(differ)} verdicts differ {differ[:5]}")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


def our_verdicts(
    entries: list[ModelEntry],
    gold: dict[str, Trajectory],
    toolset: Toolset,
    code: EnvironmentCode,
    sandbox: SubprocessSandbox,
) -> list[official.OfficialVerdict]:
    """The official verdicts by replay, with the benchmark's own damage to arguments where it does any."""
    replays = []
    for number, entry in enumerate(entries):
        turns = official.runnable_calls(entry)
        owners = {tool.name: tool.toolkit for tool in toolset.of_toolkits(gold[entry.id].toolkits)}
        as_run = official.calls_as_benchmark_runs_them(turns, owners, f"run{number}_{entry.id}")
        replays.append(replay_of(gold[entry.id], as_run or turns))
    outcomes = sandbox.replay(code, replays)
    return [official.judge(gold[entry.id], entry, done) for entry, done in zip(entries, outcomes, strict=True)]


def damaged(reference: Trajectory, toolset: Toolset, draw: random.Random) -> ModelEntry:
    """A run that does what the reference does, but for some random damage."""
    turns: list[Calls] = [[(call.name, dict(call.arguments)) for call in turn.calls] for turn in reference.turns]
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
        _damage(turns, reference, toolset, draw)
    return ModelEntry(id=reference.id, turns=tuple(tuple(map(decode_step, _steps(turn, draw))) for turn in turns))


def _damage(turns: list[Calls], reference: Trajectory, toolset: Toolset, draw: random.Random) -> None:
    place = draw.randrange(len(turns))
    turn = turns[place]
    kind = draw.choice(("drop", "add", "add", "double", "shuffle", "argument", "argument", "empty", "late", "turn"))
    if kind == "add" or not turn:
        turn.insert(draw.randint(0, len(turn)), _random_call(reference, toolset, draw))
    elif kind == "drop":
        turn.pop(draw.randrange(len(turn)))
    elif kind == "double":
        turn.append(draw.choice(turn))
    elif kind == "shuffle":
        draw.shuffle(turn)
    elif kind == "argument":
        _, arguments = draw.choice(turn)
        for name in list(arguments)[:1]:
            value = arguments[name]
            arguments[name] = draw.choice((str(value), f"{value} sort (x)", draw.choice(WORDS), None, [value]))
    elif kind == "turn":
        turns.append([])
    else:
        turns[place] = []
        if kind == "late" and place + 1 < len(turns):
            turns[place + 1] = turn + turns[place + 1]


def _random_call(reference: Trajectory, toolset: Toolset, draw: random.Random) -> tuple[str, dict[str, Any]]:
    tool = draw.choice(toolset.of_toolkits(reference.toolkits))
    values: tuple[Any, ...] = (0, 1, -1, 2.5, True, None, [], [1, 2], {"a": 1}, *WORDS)
    arguments = {name: draw.choice(values) for name in tool.parameters.get("properties", {}) if draw.random() < 0.8}
    return (draw.choice(NO_TOOLS) if draw.random() < 0.1 else tool.name), arguments


def _steps(turn: Calls, draw: random.Random) -> list[Any]:
    """The turn as a result file has it: some calls in one step, now and then unreadable, perhaps words at the end."""
    steps: list[Any] = []
    for call in turn:
        text = json.dumps(call[1]) if draw.random() < 0.98 else '{"broken": '
        if steps and draw.random() < 0.4:
            steps[-1].append({call[0]: text})
        else:
            steps.append([{call[0]: text}])
    return [*steps, draw.choice(("done.", [], ""))]


if __name__ == "__main__":
    main()
