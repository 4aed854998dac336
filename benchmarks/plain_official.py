"""Runs in a process of its own: BFCL's own checker, and a plain loop over the same calls, timed.

Reads one JSON document on stdin (package folder, entries with their decoded runs, rounds), prints one with seconds.
"""

from __future__ import annotations

import copy
import importlib
import json
import sys
import time
from typing import Any

from eigendata_assets.execution.worker.snapshot import Snapshots


def main() -> None:
    """Times every round of the checker and of the plain loop."""
    task = json.load(sys.stdin)
    sys.path.insert(0, task["package"])
    classes = {name: getattr(importlib.import_module(module), name) for name, module in task["toolkits"].items()}
    checker = importlib.import_module("bfcl_eval.eval_checker.multi_turn_eval.multi_turn_checker")
    seconds: dict[str, list[float]] = {"official": [], "plain": [], "with states": []}
    valid: list[bool] = []
    for number in range(task["rounds"]):
        start = time.perf_counter()
        valid = [  # the checker keeps instances by model and entry: another run has to be another model
            _judge(checker.multi_turn_checker, entry, f"round{number}run{place}")
            for place, entry in enumerate(task["entries"])
        ]
        seconds["official"].append(time.perf_counter() - start)
        start = time.perf_counter()
        for entry in task["entries"]:
            _run(classes, entry, None)
        seconds["plain"].append(time.perf_counter() - start)
        start, snapshots = time.perf_counter(), Snapshots()
        for entry in task["entries"]:
            _run(classes, entry, snapshots)
        seconds["with states"].append(time.perf_counter() - start)
    json.dump({"seconds": seconds, "valid": valid}, sys.stdout)


def _judge(checker: Any, entry: dict[str, Any], model: str) -> bool:
    if len(entry["decoded"]) != len(entry["reference"]):
        return False
    return bool(checker(entry["decoded"], entry["reference"], entry["question"], entry["category"], model)["valid"])


def _run(classes: dict[str, type], entry: dict[str, Any], snapshots: Snapshots | None) -> None:
    """The calls of one run on fresh instances, results rendered as the benchmark renders them.

    With `snapshots`, the states of all instances are taken at first and after every turn.
    """
    question, instances = entry["question"], []
    for name in question["involved_classes"]:
        instance: Any = classes[name]()
        if hasattr(instance, "_load_scenario"):
            scenario = copy.deepcopy(question["initial_config"].get(name, {}))
            instance._load_scenario(scenario, long_context=False)  # noqa: SLF001 - the benchmark's own protocol
        instances.append(instance)
    for turn in ((), *entry["calls"]):
        for name, arguments in turn:
            _call(instances, name, arguments)
        if snapshots is not None:
            for instance in instances:
                snapshots.take(instance)


def _call(instances: list[Any], name: str, arguments: dict[str, Any]) -> str:
    try:
        tool = next(getattr(instance, name) for instance in instances if hasattr(instance, name))
        result = tool(**arguments)
    except Exception as error:  # noqa: BLE001 - as the benchmark does
        return f"Error during execution: {error}"
    try:
        return json.dumps(result) if isinstance(result, dict) else str(result)
    except TypeError:
        return str(result)


if __name__ == "__main__":
    main()
